"""A membership after it was given: renewing, grace, leaving, expiring, and terms that begin and end by themselves."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from council import programmes
from council.events.models import Event
from council.members import services
from council.members.deadlines import MEMBERSHIP_END, TERM_END
from council.members.models import Member, Membership
from council.messaging.models import Message
from council.messaging.services import deliver
from tests.factories import NOW, BodyFactory, EventFactory, MemberFactory, MembershipFactory, UserFactory, coordinator

pytestmark = pytest.mark.django_db
# NOW is Monday, 2 November 2026, in Seoul.
TODAY = date(2026, 11, 2)
State, Place = Member.State, Membership.State


def told(kind="membership-notice"):
    return list(Message.objects.filter(kind=kind).order_by("pk").values_list("address", "context__subject"))


@pytest.mark.parametrize(
    ("days_left", "can_renew"),
    [(61, False), (60, True), (7, True), (0, True), (-1, True), (-30, True), (-31, False), (None, False)],
)
def test_who_can_renew(days_left, can_renew):
    end = None if days_left is None else TODAY + timedelta(days=days_left)
    member = MemberFactory(valid_until=end)
    assert member.can_renew(NOW) is can_renew
    assert list(Member.objects.to_renew(NOW)) == ([member] if can_renew else [])
    assert member.is_in_grace(NOW) is (days_left in (-1, -30))
    assert list(Member.objects.in_grace(NOW)) == ([member] if days_left in (-1, -30) else [])


def test_renewing_adds_a_year_and_is_told_once_however_often_one_clicks():
    member = MemberFactory(valid_until=date(2026, 12, 31))
    for _click in range(3):
        member = services.renew_membership(member=member, by=member.user, now=NOW)
    assert (member.valid_until, member.renewed_at) == (date(2027, 12, 31), NOW)
    assert told() == [(member.user.email, "Your membership is renewed")]
    assert "31 Dec 2027" in Message.objects.get().context["text"]
    newest = member.history.first()
    assert (newest.history_change_reason, newest.history_user) == ("renew", member.user)


def test_renewing_in_the_grace_gives_no_more_than_renewing_in_time():
    member = MemberFactory(valid_until=date(2026, 12, 31))
    services.renew_membership(member=member, by=member.user, now=NOW + timedelta(days=80))
    member.refresh_from_db()
    assert member.valid_until == date(2027, 12, 31)


@pytest.mark.parametrize("values", [{"state": State.SUSPENDED}, {"valid_until": TODAY - timedelta(days=31)}])
def test_who_has_no_access_cannot_renew(values):
    member = MemberFactory(**{"valid_until": TODAY, **values})
    with pytest.raises(services.MemberStateError):
        services.renew_membership(member=member, by=member.user, now=NOW)
    assert Message.objects.count() == 0


def test_the_letter_of_a_renewal_is_sent_while_it_is_true(letters):
    member = MemberFactory(valid_until=TODAY, language="ko")
    services.renew_membership(member=member, by=member.user, now=NOW)
    [letter] = letters()
    assert letter.subject != ""
    assert "http://localhost:8000/ko/my/membership/" in letter.text
    suspended = services.suspend_member(member=member, by=None, now=NOW, reason="Because <b>.")
    services.reinstate_member(member=suspended, by=None, now=NOW + timedelta(hours=1))
    assert [one.subject for one in letters()[1:]] == [Message.objects.order_by("pk").last().context["subject"]]


def test_access_ends_by_the_clock_before_any_tick(client):
    member = MemberFactory(valid_until=TODAY)
    EventFactory(slug="for-members", audience=Event.Audience.MEMBERS)
    client.force_login(member.user)
    last_moment = NOW.replace(hour=14, minute=59, second=59) + timedelta(days=30)
    with time_machine.travel(last_moment, tick=False):
        assert client.get("/events/for-members/").status_code in {200, 404}
        assert member.has_access(last_moment)
    with time_machine.travel(last_moment + timedelta(seconds=1), tick=False):
        assert client.get("/events/for-members/").status_code == 404
        assert not member.has_access(last_moment + timedelta(seconds=1))
    member.refresh_from_db()
    assert member.state == State.ACTIVE


def test_who_looks_at_the_membership_after_the_grace_may_apply_again_before_the_tick(client):
    member = MemberFactory(valid_until=TODAY - timedelta(days=31))
    client.force_login(member.user)
    with time_machine.travel(NOW, tick=False):
        assert client.get("/join/you/").status_code == 200
    member.refresh_from_db()
    assert member.state == State.EXPIRED
    assert services.expire_memberships(now=NOW) == 0
    assert told() == [(member.user.email, "Your membership has expired")]


def test_expiring_is_told_once():
    member = MemberFactory(valid_until=TODAY - timedelta(days=31))
    assert [services.expire_memberships(now=NOW), services.expire_memberships(now=NOW)] == [1, 0]
    assert told() == [(member.user.email, "Your membership has expired")]


def test_leaving_gives_up_every_place_and_is_confirmed_in_writing():
    member = MemberFactory()
    held = MembershipFactory(member=member, starts_on=TODAY - timedelta(days=5), ends_on=TODAY + timedelta(days=5))
    coming = MembershipFactory(member=member, state=Place.APPOINTED, starts_on=TODAY + timedelta(days=9))
    asked, over = MembershipFactory(member=member, state=Place.APPLIED), MembershipFactory(member=member, state=Place.EXPIRED)
    others = MembershipFactory()
    services.withdraw_member(member=member, by=member.user, now=NOW)
    found = dict(Membership.objects.values_list("pk", "state"))
    assert found == {
        held.pk: Place.RESIGNED,
        coming.pk: Place.RESIGNED,
        asked.pk: Place.RESIGNED,
        over.pk: Place.EXPIRED,
        others.pk: Place.ACTIVE,
    }
    held.refresh_from_db()
    coming.refresh_from_db()
    assert (held.ends_on, coming.ends_on) == (TODAY, None)
    assert told() == [(member.user.email, "Your membership has ended")]


def test_suspending_and_reinstating_are_told_the_reason_with_the_first():
    member, staff = MemberFactory(valid_until=TODAY + timedelta(days=400)), UserFactory()
    services.suspend_member(member=member, by=staff, now=NOW, reason="Unpaid fees.")
    services.reinstate_member(member=member, by=staff, now=NOW + timedelta(days=1), reason="Paid.")
    first, second = Message.objects.order_by("pk")
    assert (first.context["subject"], first.context["reason"]) == ("Your membership is suspended", "Unpaid fees.")
    assert (second.context["subject"], second.context["reason"]) == ("You are a member again", "")


def test_a_term_begins_and_ends_on_its_days_before_any_tick_and_the_tick_moves_the_state():
    first, last = TODAY + timedelta(days=10), TODAY + timedelta(days=20)
    place = MembershipFactory(state=Place.APPOINTED, starts_on=first, ends_on=last)

    def in_force(day):
        return Membership.objects.in_force(day).exists()

    assert [in_force(day) for day in (first - timedelta(days=1), first, last, last + timedelta(days=1))] == [
        False,
        True,
        True,
        False,
    ]
    before, on_it = NOW + timedelta(days=9), NOW + timedelta(days=10)
    assert services.begin_memberships(now=before) == 0
    assert [services.begin_memberships(now=on_it), services.begin_memberships(now=on_it)] == [1, 0]
    place.refresh_from_db()
    assert place.state == Place.ACTIVE
    assert told("body-place") == [(place.member.user.email, f"Your place in “{place.body.name_en}”")]
    after = NOW + timedelta(days=21)
    assert [services.end_memberships(now=after), services.end_memberships(now=after)] == [1, 0]
    place.refresh_from_db()
    assert place.state == Place.EXPIRED


def test_a_next_term_follows_the_first_without_a_gap():
    now_held = MembershipFactory(starts_on=TODAY - timedelta(days=300), ends_on=TODAY)
    following = MembershipFactory(
        member=now_held.member, body=now_held.body, state=Place.APPOINTED, starts_on=TODAY + timedelta(days=1)
    )
    tomorrow = NOW + timedelta(days=1)
    # Beginning waits for the end of the first, whichever tick comes first.
    assert services.begin_memberships(now=tomorrow) == 0
    assert list(Membership.objects.in_force(TODAY + timedelta(days=1))) == [following]
    services.end_memberships(now=tomorrow)
    assert services.begin_memberships(now=tomorrow) == 1
    assert dict(Membership.objects.values_list("pk", "state")) == {now_held.pk: Place.EXPIRED, following.pk: Place.ACTIVE}
    # Nobody is reminded of an end that is none.
    assert not TERM_END.items(NOW - timedelta(days=2), NOW + timedelta(days=2)).filter(subject=str(now_held.pk)).exists()


def test_on_no_day_does_a_person_hold_two_places_in_a_body():
    held = MembershipFactory(ends_on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(member=held.member, body=held.body, state=Place.APPOINTED, starts_on=TODAY)
    clash = Membership(member=held.member, body=held.body, state=Place.APPOINTED, starts_on=TODAY)
    with pytest.raises(ValidationError) as refused:
        clash.full_clean()
    assert refused.value.messages == ["This person has a place in this body on some of these days already."]
    backwards = Membership(member=held.member, body=held.body, starts_on=TODAY + timedelta(days=3), ends_on=TODAY)
    with pytest.raises(ValidationError) as refused:
        backwards.full_clean()
    assert refused.value.message_dict["ends_on"] == ["The term must end after it begins."]


def test_who_sits_has_access_too():
    sits, suspended = MembershipFactory(), MembershipFactory(member__state=State.SUSPENDED)
    assert set(Membership.objects.in_force(TODAY)) == {sits, suspended}
    assert list(Membership.objects.sitting(NOW)) == [sits]


def test_giving_up_a_place_twice_is_once_and_an_ended_one_is_said():
    place, over = MembershipFactory(), MembershipFactory(state=Place.EXPIRED)
    for _click in range(2):
        services.resign_place(place=place, by=place.member.user, now=NOW)
    assert place.history.count() == 2
    with pytest.raises(services.PlaceEndedError):
        services.resign_place(place=over, by=over.member.user, now=NOW)


def test_who_is_dismissed_is_told_why():
    place = MembershipFactory()
    services.dismiss_place(place=place, by=UserFactory(), now=NOW, reason="Absent for a year.")
    assert Message.objects.get().context["reason"] == "Absent for a year."
    assert Message.objects.get().context["subject"] == f"Your place in “{place.body.name_en}” has ended"


def test_a_place_that_staff_give_back_and_end_again_is_told_each_time(client):
    place = MembershipFactory(body__programme="forums")
    client.force_login(coordinator("forums"))
    change, delete = (reverse(f"admin:members_membership_{what}", args=[place.pk]) for what in ("change", "delete"))
    fields = {"member": place.member_id, "body": place.body_id, "role": "member"}
    for state in ("dismissed", "active", "dismissed", "dismissed"):
        # Who sits there does not lose the place without a word.
        assert client.get(delete).status_code == (404 if place.is_open else 200)
        assert client.post(change, {**fields, "state": state}).status_code == 302
        place.refresh_from_db()
    ended, given = (f"Your place in “{place.body.name_en}”{end}" for end in (" has ended", ""))
    assert [subject for _address, subject in told("body-place")] == [ended, given, ended]


def test_who_agreed_to_news_is_written_to_every_two_years(client):
    """Network Act, Art. 50(8): that one agreed, when, and how to withdraw; nobody else is sent anything, and nobody twice."""
    day_only, at_night, gone, former = MemberFactory.create_batch(4)
    two_years = timedelta(days=2 * 365)
    for member in (day_only, at_night, gone, former):
        services.give_consent(member=member, purpose="news", language="en", now=NOW)
    services.give_consent(member=at_night, purpose="night", language="en", now=NOW)
    services.withdraw_consent(member=gone, purpose="news", now=NOW)
    Member.objects.filter(pk=former.pk).update(state=State.WITHDRAWN)
    assert services.confirm_news_consents(now=NOW + two_years - timedelta(seconds=1)) == 0
    assert [services.confirm_news_consents(now=NOW + two_years) for _tick in range(2)] == [2, 0]
    letters = Message.objects.filter(kind="news-consent").order_by("pk")
    assert [(one.user, "2 Nov 2026" in one.context["text"], "at night" in one.context["text"]) for one in letters] == [
        (day_only.user, True, False),
        (at_night.user, True, True),
    ]
    # Whoever withdraws before it goes out is not asked; the others again after two more years.
    services.withdraw_consent(member=at_night, purpose="news", now=NOW + two_years)
    assert [programmes.message_kinds.get("news-consent").still_true(one.context) for one in letters] == [True, False]
    assert services.confirm_news_consents(now=NOW + two_years * 2) == 1
    client.force_login(coordinator("council"))
    members = reverse("admin:members_member_changelist")
    assert list(client.get(f"{members}?news=news").context["cl"].queryset) == [day_only]
    assert not client.get(f"{members}?news=night").context["cl"].queryset
    client.force_login(day_only.user)
    assert "We wrote to you about it last on" in client.get(reverse("members:privacy")).content.decode()


def test_the_page_of_one_own_membership(client):
    member = MemberFactory(valid_until=TODAY + timedelta(days=30))
    place = MembershipFactory(member=member)
    client.force_login(member.user)
    with time_machine.travel(NOW, tick=False):
        page = client.get("/my/membership/").content.decode()
        assert "Your membership ends in 30 days" in page
        Member.objects.filter(pk=member.pk).update(valid_until=TODAY)
        page = client.get("/my/membership/").content.decode()
        assert "Your membership ends today" in page
        assert "Renew until 31 Dec 2027 (Fri)" in page
        answer = client.post("/my/membership/renew/", follow=True)
        assert [m.message for m in answer.context["messages"]] == [
            "Your membership is renewed. It runs until 31 Dec 2027 (Fri)."
        ]
        again = client.post("/my/membership/renew/", follow=True)
        assert [m.level_tag for m in again.context["messages"]] == ["info"]
        assert client.post(f"/my/membership/places/{place.pk}/resign/").status_code == 302
        assert client.post("/my/membership/leave/").status_code == 302
        assert "Left the council" in client.get("/my/membership/").content.decode()
    member.refresh_from_db()
    place.refresh_from_db()
    assert (member.state, place.state) == (State.WITHDRAWN, Place.RESIGNED)
    deliver()
    assert not Message.objects.filter(state="failed").exists()


@pytest.mark.parametrize("prefix", ["", "/ko"])
@pytest.mark.parametrize("state", State.values)
def test_the_page_opens_in_every_state(client, state, prefix):
    from tests.members.test_applications import in_state

    client.force_login(in_state(state).user)
    assert client.get(f"{prefix}/my/membership/").status_code == 200


def test_the_page_costs_the_same_with_thirty_places(client, django_assert_max_num_queries):
    member = MemberFactory()
    client.force_login(member.user)
    MembershipFactory(member=member)
    with django_assert_max_num_queries(13):
        client.get("/my/membership/")
    for _number in range(29):
        MembershipFactory(member=member, body=BodyFactory())
    with django_assert_max_num_queries(13):
        client.get("/my/membership/")


def test_the_reminder_leads_to_where_one_renews():
    member = MemberFactory(valid_until=TODAY)
    [facts] = MEMBERSHIP_END.facts([str(member.pk)], "ko").values()
    assert facts.url == "http://localhost:8000/ko/my/membership/"


def test_staff_renew_for_one_who_asked_and_for_many(client, at_now):
    staff = coordinator("council")
    client.force_login(staff)
    due = [MemberFactory(valid_until=date(2026, 12, 31)) for _number in range(3)]
    early, expired = (
        MemberFactory(valid_until=date(2027, 12, 31)),
        MemberFactory(state="expired", valid_until=date(2025, 12, 31)),
    )
    url = reverse("admin:members_member_decide", args=[due[0].pk, "renew"])
    change = client.get(reverse("admin:members_member_change", args=[due[0].pk])).content.decode()
    assert f'href="{url}"' in change
    assert "/renew/" not in client.get(reverse("admin:members_member_change", args=[early.pk])).content.decode()
    assert "60 days before the end" in client.get(url).content.decode()
    for _click in range(2):
        assert client.post(url, {"reason": "By telephone."}).status_code == 302
    pks = [one.pk for one in (*due, early, expired)]
    chosen = {"action": "renew_selected", "_selected_action": pks}
    lists = reverse("admin:members_member_changelist")
    assert "Renew the membership" in client.post(lists, chosen).content.decode()
    assert set(Member.objects.filter(renewed_at=NOW)) == {due[0]}
    said = client.post(lists, chosen | {"confirmed": "1", "reason": ""}, follow=True).content.decode()
    assert "2 memberships are renewed, and their holders are told." in said
    assert "3 people were left as they are" in said
    days = list(Member.objects.filter(pk__in=pks).order_by("pk").values_list("valid_until", flat=True))
    assert days == [date(2027, 12, 31)] * 4 + [date(2025, 12, 31)]
    assert sorted(told()) == sorted((one.user.email, "Your membership is renewed") for one in due)
    newest = due[0].history.first()
    assert (newest.history_change_reason, newest.history_user) == ("renew: By telephone.", staff)


def test_the_way_out_stands_beside_the_consent_that_membership_rests_on(client):
    ways = {"applied": reverse("members:join-withdraw"), "active": reverse("members:membership-leave")}
    found = {}
    for state in ways:
        member = MemberFactory(state=state, applied_at=NOW)
        services.give_consent(member=member, purpose="membership", language="en", now=NOW)
        client.force_login(member.user)
        page = client.get(reverse("members:privacy")).content.decode()
        found[state] = [way for way in ways.values() if f'"{way}"' in page]
    assert found == {state: [way] for state, way in ways.items()}
