"""Stand-ins: who may be named, what opens to them and for how long, and that a quorum counts the seat once."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from council import when
from council.events.models import Event
from council.events.services.publishing import apply_event_changes, enrol_standing_members
from council.members.models import Membership
from council.members.services import change_organisation
from council.members.services.places import end_memberships, end_place
from council.messaging.models import Message
from forums.models import Delegation
from forums.quorum import enrolled_places
from forums.services.errors import NotYours
from forums.services.meetings import seats_of
from forums.services.seats import standing_in, telling
from forums.services.seats.errors import DaysWrong, EventWrong, NoColleague, NoSeatToStandInFor, StoodInForAlready
from tests.factories import (
    NOW,
    ContactFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    SeatFactory,
)
from tests.forums.factories.seats import ForumFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def company():
    """A forum in which somebody holds a company's seat; `free` is a colleague."""

    class World:
        forum = ForumFactory()
        organisation = OrganisationFactory()
        seat = SeatFactory(organisation=organisation, body=forum.body)
        holder = MemberFactory(organisation=organisation)
        place = MembershipFactory(member=holder, body=forum.body, seat=seat)
        free, second = MemberFactory.create_batch(2, organisation=organisation)

    World.meeting = meeting(World.forum, 20)
    World.later = meeting(World.forum, 50)
    return World


def meeting(forum, days, **more):
    starts = NOW + days * DAY
    return EventFactory(
        programme="forums",
        body=forum.body,
        audience="body",
        mode="standing",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        **more,
    )


def named(company, **more):
    given = {"colleague": company.free, "by": company.holder.user, "event": company.meeting, **more}
    return standing_in.name_stand_in(place=company.place, now=NOW, **given)


def test_at_one_meeting(company):
    made = named(company)
    assert named(company) == made
    place = made.stand_in
    # Two weeks before it begins for him, on its day it ends.
    assert (place.role, place.state, place.seat) == ("delegate", "appointed", None)
    assert (place.starts_on, place.ends_on) == (TODAY + 6 * DAY, TODAY + 20 * DAY)
    assert list(Event.objects.visible_to(company.free, NOW)) == []
    soon = NOW + 7 * DAY
    assert company.meeting in Event.objects.visible_to(company.free, soon)
    # He is enrolled in this meeting, and not in what comes after.
    for event in (company.meeting, company.later):
        enrol_standing_members(event=event, now=soon)
    assert list(company.free.registrations.values_list("event", flat=True)) == [company.meeting.pk]
    assert set(company.holder.registrations.values_list("event", flat=True)) == {company.meeting.pk, company.later.pk}
    after = NOW + 21 * DAY
    end_memberships(now=after)
    assert list(Event.objects.visible_to(company.free, after)) == []
    letter = Message.objects.get(kind=telling.STAND_IN)
    assert letter.user == company.free.user
    assert telling.stand_in_is_true(letter.context)


def test_a_quorum_counts_the_seat_once(company):
    chair = MembershipFactory(body=company.forum.body, role="chair")
    observer = MembershipFactory(body=company.forum.body, role="observer")
    named(company, event=None, starts_on=TODAY, ends_on=TODAY + DAY)
    assert set(enrolled_places(company.forum, TODAY)) == {company.place, chair}
    free, holder = company.free.pk, company.holder.pk
    rows = {
        (): set(),
        (free,): {company.place.pk},
        (holder, free): {company.place.pk},
        (holder, chair.member_id): {company.place.pk, chair.pk},
        (observer.member_id,): set(),
        (company.second.pk,): set(),
    }

    def represented(there, at):
        return {place for place, people in seats_of(company.forum, at).items() if people & set(there)}

    assert {there: represented(there, NOW) for there in rows} == rows
    assert represented([free], NOW + 2 * DAY) == set()
    # What was is not changed by what ends afterwards, nor by what never began.
    before = seats_of(company.forum, NOW)
    gone = MembershipFactory(body=company.forum.body, starts_on=TODAY + 9 * DAY, state="appointed")
    for one in (company.place, gone):
        end_place(one, "resigned", by=None, now=NOW + 3 * DAY, reason="")
    end_memberships(now=NOW + 3 * DAY)
    assert seats_of(company.forum, NOW) == before
    assert set(seats_of(company.forum, NOW + 10 * DAY)) == {chair.pk}


def test_what_is_refused(company):
    stranger = MemberFactory()
    chair = MembershipFactory(body=company.forum.body, role="chair")
    for error, more in (
        (NotYours, {"by": stranger.user}),
        (NotYours, {"by": company.second.user}),
        (NoColleague, {"colleague": stranger}),
        (NoColleague, {"colleague": company.holder}),
        (NoColleague, {"colleague": MemberFactory(organisation=company.organisation, state="suspended")}),
        (EventWrong, {"event": EventFactory(programme="forums")}),
        (EventWrong, {"event": meeting(company.forum, 5, state="draft")}),
        (DaysWrong, {"event": None}),
        (DaysWrong, {"event": None, "starts_on": TODAY, "ends_on": TODAY - DAY}),
        (DaysWrong, {"event": None, "starts_on": TODAY - DAY, "ends_on": TODAY}),
        (DaysWrong, {"event": None, "starts_on": TODAY, "ends_on": TODAY + 400 * DAY}),
    ):
        with pytest.raises(error):
            named(company, **more)
    with pytest.raises(NoSeatToStandInFor):
        standing_in.name_stand_in(
            place=chair, colleague=company.free, by=chair.member.user, now=NOW, starts_on=TODAY, ends_on=TODAY
        )
    # The contact may; but one at a time, and nobody stands in for a stand-in.
    ContactFactory(organisation=company.organisation, member=company.second)
    made = named(company, by=company.second.user)
    with pytest.raises(StoodInForAlready):
        named(company, colleague=company.second, event=None, starts_on=TODAY + 18 * DAY, ends_on=TODAY + 20 * DAY)
    with pytest.raises(NoSeatToStandInFor):
        standing_in.name_stand_in(
            place=made.stand_in, colleague=company.second, by=company.free.user, now=NOW, starts_on=TODAY, ends_on=TODAY
        )
    # The same colleague for another meeting is fine.
    other = named(company, event=company.later)
    assert other.stand_in.starts_on > made.stand_in.ends_on
    assert Delegation.objects.count() == 2


def test_two_events_within_a_fortnight_have_a_stand_in_each(company):
    """Papers open two weeks before, but for one stand-in after the other, in whichever order they are named."""
    fair = meeting(company.forum, 30)
    later = named(company, event=fair)
    assert (later.stand_in.starts_on, later.stand_in.ends_on) == (TODAY + 16 * DAY, TODAY + 30 * DAY)
    first = named(company, colleague=company.second)
    rows = Membership.objects.filter(delegation__isnull=False).order_by("starts_on")
    both = [(company.second, 6, 20, "appointed"), (company.free, 21, 30, "appointed")]
    days = [(member, TODAY + begins * DAY, TODAY + ends * DAY, state) for member, begins, ends, state in both]
    assert [(one.member, one.starts_on, one.ends_on, one.state) for one in rows] == days
    # Each is enrolled in his own event alone.
    for event in (company.meeting, fair):
        for now in (NOW + 10 * DAY, NOW + 22 * DAY):
            enrol_standing_members(event=event, now=now)
    assert list(company.free.registrations.values_list("event", flat=True)) == [fair.pk]
    # The first one begins anew: the window is cut at the other's end this way round, too. Days of one's own are not shared.
    standing_in.end_stand_in(delegation=later, by=company.holder.user, now=NOW)
    again = named(company, event=fair)
    assert again.stand_in.starts_on == first.stand_in.ends_on + DAY
    with pytest.raises(StoodInForAlready):
        named(company, colleague=company.second, event=None, starts_on=TODAY + 29 * DAY, ends_on=TODAY + 30 * DAY)


@pytest.mark.parametrize("why", ["ended", "left", "cancelled", "holder gone"])
def test_it_ends_with_its_ground(company, why):
    made = named(company)
    assert standing_in.end_groundless_stand_ins(now=NOW) == 0
    if why == "ended":
        with pytest.raises(NotYours):
            standing_in.end_stand_in(delegation=made, by=company.second.user, now=NOW)
        standing_in.end_stand_in(delegation=made, by=company.holder.user, now=NOW)
    elif why == "left":
        change_organisation(member=company.free, organisation=OrganisationFactory(), by=None, now=NOW)
    elif why == "cancelled":
        Event.objects.filter(pk=company.meeting.pk).update(state="cancelled")
    else:
        Membership.objects.filter(pk=company.place.pk).update(state="resigned")
    assert standing_in.end_groundless_stand_ins(now=NOW) == (0 if why == "ended" else 1)
    assert standing_in.end_groundless_stand_ins(now=NOW) == 0
    made.refresh_from_db()
    assert (made.ended_at, made.stand_in.state) == (NOW, "resigned")
    last = Message.objects.filter(kind=telling.STAND_IN).order_by("pk").last()
    assert telling.stand_in_is_true(last.context)
    assert not telling.stand_in_is_true({**last.context, "is_on": True})


def test_a_moved_meeting_takes_its_stand_in_along(company):
    made = named(company)
    for days, starts, ends in ((27, 13, 27), (10, 0, 10)):
        begins = NOW + days * DAY
        Event.objects.filter(pk=company.meeting.pk).update(starts_at=begins, ends_at=begins + timedelta(hours=2))
        assert (standing_in.follow_moved_events(now=NOW), standing_in.follow_moved_events(now=NOW)) == (1, 0)
        place = Membership.objects.get(pk=made.stand_in_id)
        assert (place.starts_on, place.ends_on) == (TODAY + starts * DAY, TODAY + ends * DAY)
    # Also where the tick of places was faster.
    after = NOW + 11 * DAY
    end_memberships(now=after)
    Event.objects.filter(pk=company.meeting.pk).update(starts_at=NOW + 20 * DAY, ends_at=NOW + 21 * DAY)
    assert standing_in.follow_moved_events(now=after) == 1
    assert Membership.objects.in_force(TODAY + 21 * DAY).filter(pk=made.stand_in_id).exists()


def test_a_stand_in_is_told_of_another_time_once(company):
    """Also of the same day, before he is enrolled; afterwards the event's own letter tells him."""
    letters = Message.objects.filter(kind=telling.STAND_IN).order_by("pk")
    made, starts = named(company, colleague=company.free), company.meeting.starts_at
    named(company, event=None, colleague=company.second, starts_on=TODAY + 30 * DAY, ends_on=TODAY + 31 * DAY)
    assert standing_in.follow_moved_events(now=NOW) == 0

    def moved(by):
        event = Event.objects.get(pk=company.meeting.pk)
        event.starts_at, event.ends_at = starts + by, starts + by + timedelta(hours=2)
        apply_event_changes(event=event, by=None, now=NOW)
        followed = [standing_in.follow_moved_events(now=NOW) for _time in range(2)]
        return followed, letters.last()

    for number, (by, days) in enumerate(((timedelta(hours=3), (6, 20)), (7 * DAY, (13, 27))), start=1):
        followed, letter = moved(by)
        assert (followed, letters.count(), letter.user) == ([1, 0], 2 + number, company.free.user)
        told = str(letter.context["text"])
        assert when.moment(starts + by, language=company.free.language) in told
        assert when.days(TODAY + days[0] * DAY, TODAY + days[1] * DAY, company.free.language) in told
    first, second = letters[2:]
    assert (telling.stand_in_is_true(first.context), telling.stand_in_is_true(second.context)) == (False, True)
    # In the list of the event he is told as everybody there is.
    soon = NOW + 14 * DAY
    enrol_standing_members(event=company.meeting, now=soon)
    Message.objects.all().delete()
    followed, letter = moved(timedelta(hours=1))
    assert (letter, Message.objects.filter(kind="event-changed", user=company.free.user).count()) == (None, 1)
    made.refresh_from_db()
    assert made.schedule_version == 3


def test_who_is_left_behind_is_not_passed_over(company):
    """The colleague has another place on the new day: he, the holder and the chair are told once for each time."""
    chair = MembershipFactory(body=company.forum.body, role="chair").member
    made = named(company)
    term = {"member": company.free, "body": company.forum.body, "starts_on": TODAY + 40 * DAY, "state": "appointed"}
    own = MembershipFactory(**term)
    letters = Message.objects.filter(kind=telling.STAND_IN)
    letters.delete()

    def moved(days):
        event = Event.objects.get(pk=company.meeting.pk)
        event.starts_at = NOW + days * DAY
        event.ends_at = event.starts_at + timedelta(hours=2)
        apply_event_changes(event=event, by=None, now=NOW)
        followed = [standing_in.follow_moved_events(now=NOW) for _time in range(2)]
        made.stand_in.refresh_from_db()
        return followed, made.stand_in.ends_on

    assert moved(45) == ([1, 0], TODAY + 20 * DAY)
    assert {letter.user for letter in letters.all()} == {company.free.user, company.holder.user, chair.user}
    for letter in letters.all():
        text, language = str(letter.context["text"]), letter.user.member.language
        assert when.moment(NOW + 45 * DAY, language=language) in text
        assert company.free.display_name(language) in text
        assert company.holder.display_name(language) in text
        assert telling.stand_in_is_true(letter.context)
    assert moved(46) == ([1, 0], TODAY + 20 * DAY)
    assert letters.count() == 6
    # Once the other place is gone, he stands in after all, and hears so.
    Membership.objects.filter(pk=own.pk).update(state="resigned")
    assert [standing_in.follow_moved_events(now=NOW) for _time in range(2)] == [1, 0]
    assert letters.order_by("pk").last().key.endswith(":moved:2")
    assert letters.count() == 7


def test_two_meetings_of_one_stand_in_come_close(company):
    """The papers of the later one open after the one before; on one and the same day he is there already."""
    first, second = named(company), named(company, event=company.later)
    rows = Membership.objects.filter(delegation__isnull=False).order_by("pk")
    letters = Message.objects.filter(kind=telling.STAND_IN)
    letters.delete()
    for number, (days, found) in enumerate(((45, ((31, 45), (46, 50))), (50, ((31, 45), (46, 50)))), start=1):
        event = Event.objects.get(pk=company.meeting.pk)
        event.starts_at = NOW + days * DAY
        event.ends_at = event.starts_at + timedelta(hours=2)
        apply_event_changes(event=event, by=None, now=NOW)
        assert [standing_in.follow_moved_events(now=NOW) for _time in range(2)] == [1, 0]
        both = [(one.pk, one.starts_on, one.ends_on) for one in rows]
        expected = zip((first.stand_in_id, second.stand_in_id), found, strict=True)
        assert both == [(pk, TODAY + begins * DAY, TODAY + ends * DAY) for pk, (begins, ends) in expected]
        assert [letter.user for letter in letters.all()] == [company.free.user] * number
        assert f":moved:{number}" in letters.order_by("pk").last().key
