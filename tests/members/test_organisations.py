"""Organisations: what members see, who acts for them, seats and colleagues."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council.events.models import Event
from council.members import services
from council.members.consents import DIRECTORY
from council.members.models import Contact, Member, Membership, Organisation
from council.messaging.models import Message
from tests.factories import (
    NOW,
    AgendaItemFactory,
    BodyFactory,
    ColleagueInvitationFactory,
    ContactFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    SeatFactory,
    SpeakerFactory,
    UserFactory,
    coordinator,
)
from tests.members.test_applications import applicant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TODAY = NOW.date()
State, Place = Member.State, Membership.State


@pytest.fixture
def contact():
    return ContactFactory()


def consented(**values):
    member = MemberFactory(**values)
    services.give_consent(member=member, purpose=DIRECTORY, language="en", now=NOW)
    return member


def url(contact, name, *args):
    return reverse(f"members:organisation-{name}", args=[contact.organisation.key, *args])


def test_the_list_filters_and_shows_agencies_and_unlisted_ones_to_nobody(client):
    reader = MemberFactory()
    client.force_login(reader.user)
    found = OrganisationFactory(name_ko="달무리사출", name_en="Dalmuri Molding", kind="company")
    other = OrganisationFactory(name_ko="푸른대학교", kind="university")
    OrganisationFactory(kind="agency")
    OrganisationFactory(is_listed=False)
    assert list(client.get("/organisations/").context["page"].object_list) == [found, other]
    assert list(client.get("/organisations/?q=dalmuri").context["page"].object_list) == [found]
    assert list(client.get("/organisations/?kind=university").context["page"].object_list) == [other]
    for nonsense in ("?kind=nonsense", "?q=%00", "?region=x&page=zz", "?page=99"):
        assert client.get(f"/organisations/{nonsense}").status_code == 200


def test_the_page_shows_people_as_they_consented_and_stops_at_once(client):
    organisation = OrganisationFactory()
    shown = consented(organisation=organisation)
    MemberFactory(organisation=organisation)
    consented(organisation=organisation, state=State.SUSPENDED)
    consented(organisation=organisation, valid_until=TODAY - timedelta(days=31))
    unsaid = consented(organisation=organisation)
    # In the directory, but not with the organisation.
    services.give_consent(member=unsaid, purpose=DIRECTORY, language="ko", now=NOW, items=["skills"])
    client.force_login(MemberFactory().user)
    page = organisation.get_absolute_url()
    assert [person["key"] for person in client.get(page).context["people"]] == [shown.directory_entry.key]
    services.withdraw_consent(member=shown, purpose=DIRECTORY, now=NOW)
    assert client.get(page).context["people"] == []


def test_the_page_names_forums_and_only_to_insiders_task_forces(client):
    organisation, reader = OrganisationFactory(), MemberFactory()
    forum, secret = BodyFactory(kind="forum"), BodyFactory(kind="task-force")
    for body in (forum, secret):
        MembershipFactory(member=MemberFactory(organisation=organisation), body=body)
    client.force_login(reader.user)
    page = organisation.get_absolute_url()
    assert client.get(page).context["bodies"] == [forum]
    MembershipFactory(member=reader, body=secret)
    assert set(client.get(page).context["bodies"]) == {forum, secret}


def test_the_page_shows_events_that_the_reader_may_see(client):
    organisation = OrganisationFactory()
    forum = MembershipFactory(member=MemberFactory(organisation=organisation)).body
    public = EventFactory(body=forum)
    EventFactory(body=forum, audience=Event.Audience.BODY)
    spoken = AgendaItemFactory(event=EventFactory(starts_at=NOW - timedelta(days=9))).event
    spoken.agenda.get().speakers.add(SpeakerFactory(member=MemberFactory(organisation=organisation)))
    client.force_login(MemberFactory().user)
    [panel] = client.get(organisation.get_absolute_url()).context["panels"]
    assert (panel["coming"], panel["spoken"]) == ([public], [spoken])


@pytest.mark.parametrize("number", [1, 30])
def test_list_page_and_desk_cost_the_same_with_thirty(client, contact, number):
    for _one in range(number):
        organisation = OrganisationFactory()
        consented(organisation=organisation)
        consented(organisation=contact.organisation)
        seat = SeatFactory(organisation=contact.organisation)
        services.assign_seat(seat=seat, to=contact.member, by=None, now=NOW)
        ColleagueInvitationFactory(organisation=contact.organisation, seat=seat)
    client.force_login(contact.member.user)
    for path, most in (
        ("/organisations/", 13),
        (contact.organisation.get_absolute_url(), 16),
        (url(contact, "manage"), 13),
        ("/my/membership/", 13),
    ):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= most, (path, len(asked))


def test_who_acts_for_an_organisation_is_of_it_and_has_access(client, contact):
    client.force_login(contact.member.user)
    assert client.get(url(contact, "manage")).status_code == 200
    Member.objects.filter(pk=contact.member_id).update(valid_until=TODAY - timedelta(days=31))
    assert client.get(url(contact, "manage")).status_code == 404
    Member.objects.filter(pk=contact.member_id).update(valid_until=None, organisation=OrganisationFactory())
    assert client.get(url(contact, "manage")).status_code == 404
    stranger = MemberFactory()
    with pytest.raises(services.NoColleagueError):
        services.appoint_contact(organisation=contact.organisation, member=stranger, by=None, now=NOW)


def test_who_has_only_begun_an_application_is_nobodys_colleague_yet(client, contact):
    begun = applicant(organisation=contact.organisation)
    asked = MemberFactory(organisation=contact.organisation, state=State.APPLIED)
    by_letter = applicant(organisation=contact.organisation)
    ColleagueInvitationFactory(organisation=contact.organisation, accepted_by=by_letter, accepted_at=NOW)
    client.force_login(contact.member.user)
    shown = client.get(url(contact, "manage")).context["colleagues"]
    assert set(shown) == {contact.member, asked, by_letter}
    assert begun not in shown


def test_appointing_twice_is_once_and_told_once():
    member = MemberFactory(organisation=OrganisationFactory())
    for _click in range(2):
        services.appoint_contact(organisation=member.organisation, member=member, by=None, now=NOW)
    assert Contact.objects.count() == 1
    assert list(Message.objects.values_list("kind", "address")) == [("organisation-notice", member.user.email)]


def test_a_seat_goes_from_colleague_to_colleague_and_both_are_told(contact):
    first, second = (MemberFactory(organisation=contact.organisation) for _ in range(2))
    seat = SeatFactory(organisation=contact.organisation, ends_on=TODAY + timedelta(days=90))
    by = contact.member.user
    one = services.assign_seat(seat=seat, to=first, by=by, now=NOW)
    assert services.assign_seat(seat=seat, to=first, by=by, now=NOW) == one
    two = services.assign_seat(seat=seat, to=second, by=by, now=NOW + timedelta(days=1))
    one.refresh_from_db()
    assert (one.state, two.state, two.role, two.ends_on) == (Place.RESIGNED, Place.ACTIVE, "delegate", seat.ends_on)
    told = Message.objects.filter(kind="body-place").order_by("pk").values_list("address", flat=True)
    assert list(told) == [first.user.email, first.user.email, second.user.email]


def test_a_seat_is_nobody_elses(contact):
    seat = SeatFactory(organisation=contact.organisation)
    by = contact.member.user
    sits = MembershipFactory(body=seat.body, member__organisation=contact.organisation)
    over = SeatFactory(organisation=contact.organisation, ends_on=TODAY - timedelta(days=1))
    for to, of, error in (
        (MemberFactory(), seat, services.NoColleagueError),
        (MemberFactory(organisation=contact.organisation, state=State.SUSPENDED), seat, services.NoColleagueError),
        (MemberFactory(organisation=contact.organisation, state=State.DRAFT, kind="external"), seat, services.NoColleagueError),
        (sits.member, seat, services.SeatTakenError),
        (contact.member, over, services.SeatClosedError),
    ):
        with pytest.raises(error):
            services.assign_seat(seat=of, to=to, by=by, now=NOW)
    assert Membership.objects.filter(seat__isnull=False).count() == 0


def test_the_database_gives_a_seat_to_one(contact):
    seat = SeatFactory(organisation=contact.organisation)
    services.assign_seat(seat=seat, to=contact.member, by=None, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(body=seat.body, seat=seat)


def test_who_is_no_member_yet_is_named_and_takes_the_seat_when_approved(contact):
    seat = SeatFactory(organisation=contact.organisation)
    person = applicant(organisation=contact.organisation)
    place = services.assign_seat(seat=seat, to=person, by=contact.member.user, now=NOW)
    assert place.state == Place.NOMINATED
    assert Message.objects.count() == 0
    services.submit_application(member=person, now=NOW, agreed=["membership"])
    services.approve_application(member=person, by=UserFactory(), now=NOW)
    place.refresh_from_db()
    assert (place.state, place.starts_on) == (Place.ACTIVE, TODAY)
    assert Message.objects.filter(kind="body-place").count() == 1


def test_who_is_declined_leaves_the_seat_free(contact):
    seat = SeatFactory(organisation=contact.organisation)
    person = applicant(organisation=contact.organisation)
    services.assign_seat(seat=seat, to=person, by=contact.member.user, now=NOW)
    services.submit_application(member=person, now=NOW, agreed=["membership"])
    services.decline_application(member=person, by=UserFactory(), now=NOW, reason="No.")
    assert services.assign_seat(seat=seat, to=contact.member, by=None, now=NOW).state == Place.ACTIVE


def test_handing_over_gives_office_and_seats_to_the_successor(contact):
    colleague = MemberFactory(organisation=contact.organisation)
    mine, both = SeatFactory(organisation=contact.organisation), SeatFactory(organisation=contact.organisation)
    for seat in (mine, both):
        services.assign_seat(seat=seat, to=contact.member, by=None, now=NOW)
    MembershipFactory(member=colleague, body=both.body)
    handed = services.hand_over(
        organisation=contact.organisation, from_=contact.member, to=colleague, by=contact.member.user, now=NOW
    )
    assert handed == 1
    assert [one.member for one in Contact.objects.able(NOW)] == [colleague]
    assert [place.member for place in Membership.objects.in_force(TODAY).filter(seat=mine)] == [colleague]
    assert not Membership.objects.in_force(TODAY).filter(seat=both).exists()


def test_leaving_the_council_leaves_seats_to_the_organisation_and_the_desk_says_who_is_missing(client, contact):
    seat = SeatFactory(organisation=contact.organisation)
    services.assign_seat(seat=seat, to=contact.member, by=None, now=NOW)
    assert list(Organisation.objects.without_contact(NOW)) == []
    services.withdraw_member(member=contact.member, by=contact.member.user, now=NOW)
    assert list(Organisation.objects.without_contact(NOW)) == [contact.organisation]
    assert not Membership.objects.in_force(TODAY).exists()
    client.force_login(coordinator("council"))
    assert b"Organisations with seats and nobody to assign them" in client.get("/admin/").content
    listed = client.get(reverse("admin:members_organisation_changelist") + "?contact=missing")
    assert list(listed.context["cl"].queryset) == [contact.organisation]


def test_staff_who_move_a_person_end_what_he_did_for_the_former_organisation(contact):
    seat = SeatFactory(organisation=contact.organisation)
    services.assign_seat(seat=seat, to=contact.member, by=None, now=NOW)
    new = OrganisationFactory()
    member = services.change_organisation(member=contact.member, organisation=new, by=None, now=NOW)
    contact.refresh_from_db()
    assert (member.organisation, contact.ended_at) == (new, NOW)
    assert not Membership.objects.in_force(TODAY).exists()


def test_staff_give_seats_on_the_page_of_a_body_and_contacts_are_told(client, contact):
    body = BodyFactory(programme="forums")
    client.force_login(coordinator("forums"))
    fields = {"programme": "forums", "slug": body.slug, "kind": "forum", "name_ko": "포럼", "name_en": "Forum"}
    management = {
        f"{prefix}-{name}_FORMS": 0
        for prefix in ("memberships", "memberships-2", "seats", "seats-2")
        for name in ("TOTAL", "INITIAL")
    }
    seat = {
        "seats-2-TOTAL_FORMS": 1,
        "seats-2-0-organisation": contact.organisation.pk,
        "seats-2-0-role": "delegate",
    }
    change = reverse("admin:members_body_change", args=[body.pk])
    assert client.post(change, fields | management | seat).status_code == 302
    [made] = contact.organisation.seats.all()
    assert [message.context["seat_id"] for message in Message.objects.filter(kind="organisation-notice")] == [made.pk]
    place = services.assign_seat(seat=made, to=contact.member, by=None, now=NOW)
    row = {
        "seats-TOTAL_FORMS": 1,
        "seats-INITIAL_FORMS": 1,
        "seats-0-id": made.pk,
        "seats-0-role": "delegate",
        "seats-0-ends_on": "2026-12-31",
    }
    places = {
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 1,
        "memberships-0-id": place.pk,
        "memberships-0-role": "delegate",
        "memberships-0-state": "active",
        "memberships-0-starts_on": "2026-11-02",
    }
    assert client.post(change, fields | management | row | places).status_code == 302
    place.refresh_from_db()
    assert str(place.ends_on) == "2026-12-31"


@pytest.mark.parametrize("number", [1, 30])
def test_the_pages_of_staff_cost_the_same_with_thirty(client, number):
    organisation, body = OrganisationFactory(), BodyFactory(programme="forums")
    for _one in range(number):
        contact = ContactFactory(organisation=organisation)
        seat = SeatFactory(organisation=organisation, body=body)
        services.assign_seat(seat=seat, to=contact.member, by=None, now=NOW)
        ColleagueInvitationFactory(organisation=organisation, seat=seat)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    for path, most in (
        (reverse("admin:members_body_change", args=[body.pk]), 12),
        (reverse("admin:members_organisation_change", args=[organisation.pk]), 16),
        (reverse("admin:members_colleagueinvitation_changelist"), 12),
    ):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= most, (path, len(asked))


def test_staff_appoint_and_end_contacts_on_the_page_of_the_organisation(client):
    organisation = OrganisationFactory()
    member = MemberFactory(organisation=organisation)
    client.force_login(coordinator("council"))
    change = reverse("admin:members_organisation_change", args=[organisation.pk])
    fields = {"name_ko": organisation.name_ko, "kind": "company", "is_listed": "on"}
    empty = {f"{prefix}-{name}_FORMS": 0 for prefix in ("contacts", "seats") for name in ("TOTAL", "INITIAL")}
    new = {"contacts-TOTAL_FORMS": 1, "contacts-0-member": member.pk}
    assert client.post(change, fields | empty | new | {"contacts-0-member": MemberFactory().pk}).status_code == 200
    assert client.post(change, fields | empty | new).status_code == 302
    [contact] = Contact.objects.able(NOW)
    ended = {"contacts-TOTAL_FORMS": 1, "contacts-INITIAL_FORMS": 1, "contacts-0-id": contact.pk, "contacts-0-DELETE": "on"}
    assert client.post(change, fields | empty | ended).status_code == 302
    contact.refresh_from_db()
    assert contact.ended_at == NOW
