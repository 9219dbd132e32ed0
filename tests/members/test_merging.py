"""Two records of one person become one: nothing is lost, nothing dangles, and what collides is decided by a rule."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from council.events.models import AgendaRegistration, Attendance, Certificate, Invitation, Registration
from council.library.models import Acceptance
from council.members import services
from council.members.models import Consent, Contact, FormerAddress, Member, Membership, MergeRecord, User
from council.members.services.joining import MergeGoneError
from council.members.services.merging_people import merge_people, rehearse_people
from council.messaging.models import Message
from council.reminders.models import Reminder
from tests.factories import (
    NOW,
    AgreementFactory,
    AttendanceFactory,
    BodyFactory,
    CertificateFactory,
    ContactFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    RegistrationFactory,
    SeatFactory,
    SessionFactory,
)
from tests.members.merging import World, merged, things

pytestmark = pytest.mark.django_db
State = Registration.State


def test_registrations_of_both_are_one_persons(pair, staff):
    kept, gone = pair
    mine, theirs = RegistrationFactory(member=kept), RegistrationFactory(member=gone)
    record = merged(pair, staff)
    assert set(kept.registrations.all()) == {mine, theirs}
    assert Registration.history.filter(member=kept).count() == Registration.history.count()
    assert record.outcome["events.registration.member"] == {"moved": 1}
    assert (record.member, record.merged_id, record.by, record.at) == (kept, gone.pk, staff, NOW)


RANKED = [State.CONFIRMED, State.OFFERED, State.WAITLISTED, State.PENDING]


@pytest.mark.parametrize("mine", RANKED)
@pytest.mark.parametrize("theirs", RANKED)
def test_of_two_registrations_the_better_seat_stays_and_the_other_goes_to_who_waits(pair, staff, mine, theirs):
    kept, gone = pair
    event = EventFactory(capacity=2)
    one = RegistrationFactory(event=event, member=kept, state=mine, queued_at=NOW - timedelta(hours=2))
    two = RegistrationFactory(event=event, member=gone, state=theirs, queued_at=NOW - timedelta(hours=1))
    seated = sum(state in Registration.SEATED for state in (mine, theirs))
    for _free in range(2 - seated):
        RegistrationFactory(event=event)
    waits = RegistrationFactory(event=event, state=State.WAITLISTED, queued_at=NOW)
    merged(pair, staff)
    better, other = (one, two) if RANKED.index(mine) <= RANKED.index(theirs) else (two, one)
    for row in (better, other, waits, event):
        row.refresh_from_db()
    assert (better.member, other.member) == (kept, kept)
    assert better.state == min(mine, theirs, key=RANKED.index)
    assert (other.state, other.reason, other.ended_at) == (State.CANCELLED, Registration.Reason.MERGED, NOW)
    assert event.taken == event.registrations.seated().count() == 2
    assert (waits.state == State.CONFIRMED) == (seated == 2)
    ended = Message.objects.filter(kind="registration-cancelled")
    assert [one.context["reason"] for one in ended] == ["merged"]


def test_sessions_attendance_and_certificate_go_along_with_the_seat(pair, staff):
    kept, gone = pair
    event = EventFactory(starts_at=NOW - timedelta(hours=1))
    item = SessionFactory(event=event)
    mine = RegistrationFactory(event=event, member=kept, state=State.WAITLISTED)
    theirs = RegistrationFactory(event=event, member=gone)
    AgendaRegistration.objects.create(item=item, registration=theirs, state="confirmed", confirmed_at=NOW)
    type(item).objects.update(taken=1)
    AttendanceFactory(registration=mine, kind="excused")
    AttendanceFactory(registration=theirs)
    CertificateFactory(registration=mine)
    merged(pair, staff)
    theirs.refresh_from_db()
    item.refresh_from_db()
    assert (theirs.member, theirs.choices.get().state, item.taken) == (kept, "confirmed", 1)
    assert {one.registration for one in Attendance.objects.all()} == {theirs}
    assert [one.kind for one in Attendance.objects.in_force()] == ["present"]
    assert Certificate.objects.get().registration == theirs


def test_a_second_certificate_for_the_same_event_is_withdrawn(pair, staff):
    kept, gone = pair
    event = EventFactory(state="completed")
    mine, theirs = RegistrationFactory(event=event, member=kept), RegistrationFactory(event=event, member=gone)
    first, second = CertificateFactory(registration=mine), CertificateFactory(registration=theirs)
    merged(pair, staff)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.withdrawn_at, second.withdrawn_at, second.registration) == (None, NOW, mine)
    assert second.withdrawn_reason == "Issued twice to one person; the other certificate holds."


def test_places_in_a_body_the_better_one_stays_and_takes_the_organisations_seat(pair, staff):
    kept, gone = pair
    organisation, body = OrganisationFactory(), BodyFactory()
    Member.objects.filter(pk=gone.pk).update(organisation=organisation)
    chair = MembershipFactory(member=kept, body=body, role="chair")
    seat = SeatFactory(organisation=organisation, body=body)
    delegate = MembershipFactory(member=gone, body=body, role="delegate", seat=seat, ends_on=date(2027, 12, 31))
    later = MembershipFactory(
        member=gone, body=body, state="appointed", starts_on=date(2028, 1, 1), ends_on=date(2028, 12, 31), role="member"
    )
    Membership.objects.filter(pk=chair.pk).update(ends_on=date(2027, 12, 31))
    merged(pair, staff)
    for place in (chair, delegate, later):
        place.refresh_from_db()
    assert (chair.state, chair.role, chair.seat) == ("active", "chair", seat)
    assert (delegate.state, delegate.member) == ("resigned", kept)
    assert (later.state, later.member) == ("appointed", kept)


def test_offices_and_seats_of_another_organisation_than_the_chosen_end(pair, staff):
    kept, gone = pair
    mine, theirs = OrganisationFactory(), OrganisationFactory()
    Member.objects.filter(pk=kept.pk).update(organisation=mine)
    Member.objects.filter(pk=gone.pk).update(organisation=theirs)
    ContactFactory(organisation=mine, member=kept)
    ContactFactory(organisation=theirs, member=gone)
    seat = SeatFactory(organisation=theirs)
    place = MembershipFactory(member=gone, body=seat.body, seat=seat)
    report = rehearse_people(kept=kept, gone=gone, choices={}, by=staff, now=NOW)
    assert [conflict.outcome for conflict in report.conflicts][1:] == [
        "ends: the person belongs elsewhere",
        "ends: the seat is another organisation’s and becomes free",
    ]
    merged(pair, staff)
    place.refresh_from_db()
    assert [one.organisation for one in Contact.objects.in_office().filter(member=kept)] == [mine]
    assert (Contact.objects.filter(member=kept).count(), place.state, place.member) == (2, "resigned", kept)


def test_fields_are_chosen_one_by_one(pair, staff):
    kept, gone = pair
    Member.objects.filter(pk=kept.pk).update(phone="", job_title="Engineer", organisation_name="Somewhere")
    Member.objects.filter(pk=gone.pk).update(phone="+821012345678", job_title="Director", organisation_name="Elsewhere")
    merged(pair, staff, job_title="gone")
    # What only one says is taken; what both say is chosen.
    assert (kept.phone, kept.job_title, kept.organisation_name) == ("+821012345678", "Director", "Somewhere")
    assert kept.history.first().history_change_reason == "merge"


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (("draft", None), ("active", date(2027, 12, 31)), ("active", date(2027, 12, 31))),
        (("active", date(2026, 12, 31)), ("active", date(2027, 12, 31)), ("active", date(2027, 12, 31))),
        (("active", date(2027, 12, 31)), ("suspended", None), ("suspended", None)),
        (("active", None), ("applied", None), ("active", None)),
        (("expired", date(2025, 12, 31)), ("applied", None), ("applied", None)),
        (("active", date(2025, 1, 1)), ("active", date(2026, 12, 31)), ("active", date(2026, 12, 31))),
    ],
)
def test_the_better_membership_stays_and_a_suspension_is_not_left_behind(pair, staff, mine, theirs, expected):
    kept, gone = pair
    for member, (state, until) in zip(pair, (mine, theirs), strict=True):
        Member.objects.filter(pk=member.pk).update(
            state=state, valid_until=until, applied_at=NOW if state == "applied" else None
        )
    merged((kept, gone), staff)
    assert (kept.state, kept.valid_until) == expected


def test_of_consents_the_latest_word_counts_and_every_one_stays_on_record(pair, staff):
    kept, gone = pair
    now = NOW - timedelta(days=5)
    services.give_consent(member=kept, purpose="news", language="ko", now=now)
    services.give_consent(member=kept, purpose="night", language="ko", now=now)
    services.give_consent(member=kept, purpose="directory", language="ko", now=now, items=["skills", "kind"])
    services.give_consent(member=gone, purpose="news", language="ko", now=now)
    services.withdraw_consent(member=gone, purpose="news", now=now + timedelta(days=1))
    services.give_consent(member=gone, purpose="directory", language="ko", now=now + timedelta(days=2), items=["kind"])
    keys = [kept.directory_entry.key, gone.directory_entry.key]
    merged(pair, staff)
    kept = Member.objects.get(pk=kept.pk)
    in_force = Consent.objects.filter(member=kept, withdrawn_at=None)
    assert [(one.purpose, one.items) for one in in_force] == [("directory", ["kind"])]
    assert Consent.objects.filter(member=kept).count() == 5
    assert (kept.directory_entry.key, kept.directory_entry.consent.items) == (keys[0], ["kind"])
    assert FormerAddress.objects.get().key == keys[1]


def test_sign_in_is_the_kept_ones_and_confirmed_addresses_go_along(client, pair, staff, letters):
    kept, gone = pair
    EmailAddress.objects.create(user=gone.user, email="never@example.com", verified=False)
    client.force_login(gone.user)
    assert client.get("/my/profile/").status_code == 200
    gone.user.set_password("another-one")
    gone.user.save()
    merged(pair, staff)
    assert client.get("/my/profile/").status_code == 302
    addresses = EmailAddress.objects.filter(user=kept.user).values_list("email", "verified", "primary")
    assert sorted(addresses) == [("hana@company.example", True, False), ("hana@example.com", True, True)]
    # The address of the second leads to the one log-in, with its password alone.
    client.post("/accounts/login/", {"login": "hana@company.example", "password": "another-one"})
    assert client.get("/my/profile/").status_code == 302
    client.post("/accounts/login/", {"login": "hana@company.example", "password": "council-demo"})
    assert "_auth_user_id" in client.session
    assert client.session["_auth_user_id"] == str(kept.user_id)
    told = [(one.to, one.subject) for one in letters() if "one now" in one.subject]
    assert sorted(told) == [
        ("hana@company.example", "Two records of you are one now"),
        ("hana@example.com", "Two records of you are one now"),
    ]


def test_agreements_accepted_twice_stay_proof(pair, staff):
    kept, gone = pair
    version = AgreementFactory().current
    for member in pair:
        Acceptance.objects.create(version=version, user=member.user, name=str(member.pk), language="ko", accepted_at=NOW)
    record = merged(pair, staff)
    assert {one.user_id: one.name for one in Acceptance.objects.all()} == {kept.user_id: str(kept.pk), None: str(gone.pk)}
    assert record.outcome["library.acceptance.user"] == {"detached": 1}


def test_nobody_is_reminded_twice_and_what_waits_still_comes(pair, staff):
    kept, gone = pair
    world = World()
    things(world, kept)["reminded"]()
    things(world, gone)["reminded"]()
    other = things(world, gone)["message"]
    Reminder.objects.create(
        source="event",
        subject="999",
        recipient=gone.user,
        rule=world.rule,
        schedule_version=1,
        due_at=NOW,
        state="queued",
        message=other() or Message.objects.order_by("-pk").first(),
    )
    merged(pair, staff)
    ledger = Reminder.objects.filter(recipient=kept.user).order_by("pk")
    assert [(one.subject == "999", one.message.context["user_id"]) for one in ledger] == [
        (False, kept.user_id),
        (True, kept.user_id),
    ]
    # The twin's message is true of nobody: it is not sent.
    assert Message.objects.filter(context__user_id=gone.user_id).count() == 1


def test_two_invitations_to_one_event_are_one_and_both_links_lead_somewhere(pair, staff):
    kept, gone = pair
    event = EventFactory()
    mine = Invitation.objects.create(event=event, member=kept, address="hana@example.com", revoked_at=NOW)
    theirs = Invitation.objects.create(event=event, member=gone, address="hana@company.example", accepted_at=NOW)
    merged(pair, staff)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.member, theirs.member) == (None, kept)


def test_the_log_of_the_administration_is_read_with_the_first(pair, staff):
    kept, gone = pair
    for model, key in ((Member, gone.pk), (User, gone.user_id)):
        LogEntry.objects.create(
            user=staff,
            content_type=ContentType.objects.get_for_model(model),
            object_id=str(key),
            object_repr="–",
            action_flag=CHANGE,
        )
    merged(pair, staff)
    assert {entry.object_id for entry in LogEntry.objects.all()} == {str(kept.pk), str(kept.user_id)}
    # The second's own history is erased with the person: it belongs to the first log-in.
    assert set(Member.history.filter(id=gone.pk).values_list("user", flat=True)) == {kept.user_id}


def test_twice_is_once(pair, staff):
    record = merged(pair, staff)
    with pytest.raises(MergeGoneError) as caught:
        merged(pair, staff)
    assert (caught.value.record, MergeRecord.objects.count()) == (record, 1)


def test_a_chain_of_merges_leads_to_the_last(pair, staff):
    kept, gone = pair
    third = MemberFactory(user__email="third@example.com")
    for member in (*pair, third):
        services.give_consent(member=member, purpose="directory", language="ko", now=NOW)
    keys = {gone.directory_entry.key, third.directory_entry.key}
    merge_people(kept=gone, gone=third, choices={}, by=staff, now=NOW)
    merged(pair, staff)
    assert {one.key for one in FormerAddress.objects.filter(entry__member=kept)} == keys
    assert MergeRecord.objects.filter(member=kept).count() == 2
