"""Stand-ins: a colleague of the same company sits in for a seat's holder, at one event or for some days.

He gets a place of his own for these days (role delegate), which begins and ends like every place; the seat stays its
holder's."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from council.events.models import Event
from council.members.models import Member, Membership
from council.members.services.organisations import lock_seat
from council.members.services.places import end_place, lock_place
from council.members.services.states import lock, note
from forums.group import SLUG
from forums.models import Delegation
from forums.permissions.seats import may_name
from forums.services.errors import NotYours
from forums.services.seats import telling
from forums.services.seats.errors import DaysWrong, EventWrong, NoColleague, NoSeatToStandInFor, StoodInForAlready

State = Membership.State
LONGEST = timedelta(days=184)
# Papers of one event open to who stands in there so long before it.
AHEAD = timedelta(days=14)


def colleagues_for(place: Membership, now: datetime) -> list[Member]:
    """The colleagues who could stand in for `place` at `now`: of its company, with access, without a place in the forum but for
    standing in here."""
    if place.seat is None:
        return []
    mine = Delegation.objects.filter(place=place).values("stand_in")
    there = Membership.objects.filter(body=place.body_id, state__in=Membership.OPEN).exclude(pk__in=mine).values("member")
    people = Member.objects.with_access(now).filter(organisation=place.seat.organisation_id, user__is_active=True)
    people = people.exclude(pk__in=there).exclude(kind=Member.Kind.EXTERNAL).select_related("user")
    return list(people.order_by("family_name", "given_name", "pk"))


def events_for(place: Membership, member: Member | None, now: datetime) -> list[Event]:
    """The events of the forum that are to come, for which somebody can be named, as far as `member` may see them."""
    events = Event.objects.visible_to(member, now).filter(body=place.body_id, state=Event.State.PUBLISHED, ends_at__gt=now)
    return list(events.order_by("starts_at", "pk")[:50])


@transaction.atomic
def name_stand_in(
    *,
    place: Membership,
    colleague: Member,
    by: Any,
    now: datetime,
    event: Event | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Delegation:
    """Let `colleague` stand in for the holder of `place`: at `event`, or from `starts_on` to `ends_on`. He is told. The same
    again: nothing happens.

    Raises `NotYours`, `NoSeatToStandInFor`, `EventWrong`, `DaysWrong`, `NoColleague`, `StoodInForAlready`."""
    first, last = _days(place, event, starts_on, ends_on, now)
    # The person first, then the seat: as everywhere.
    colleague = lock(colleague)
    if place.seat is None:
        raise NoSeatToStandInFor
    seat = lock_seat(place.seat)
    place = Membership.objects.select_related("seat", "body", "member__user").get(pk=place.pk)
    if place.seat_id != seat.pk or place.state not in Membership.SEATED or _stands_in(place):
        raise NoSeatToStandInFor
    if not may_name(place, by, now):
        raise NotYours
    for one in _running(place):
        begins, ends = _sits_in(one)
        if begins <= last and ends >= first:
            same = one.stand_in.member_id == colleague.pk and one.event_id == (event.pk if event else None)
            if same and (event is not None or (begins, ends) == (first, last)):
                return one
            raise StoodInForAlready
    if colleague.pk not in {one.pk for one in colleagues_for(place, now)}:
        raise NoColleague
    return _name(place, colleague, event, first, last, by=by, now=now)


def _name(
    place: Membership, colleague: Member, event: Event | None, first: date, last: date, *, by: Any, now: datetime
) -> Delegation:
    today = timezone.localdate(now)
    opens = _opens(place, first, today) if event is not None else first
    _make_room(place, last, by=by, now=now)
    stand_in = Membership(
        member=colleague,
        body=place.body,
        role=Membership.Role.DELEGATE,
        state=State.APPOINTED if opens > today else State.ACTIVE,
        starts_on=opens,
        ends_on=last,
    )
    note(stand_in, by=by, reason=f"stands in for {place.member}")
    stand_in.save()
    told = event.schedule_version if event is not None else 0
    made = Delegation.objects.create(
        place=place, stand_in=stand_in, event=event, named_at=now, named_by=by, schedule_version=told
    )
    telling.tell_stand_in(made, "named")
    return made


def _days(
    place: Membership, event: Event | None, starts_on: date | None, ends_on: date | None, now: datetime
) -> tuple[date, date]:
    """The first and the last day of standing in: those of the event. Raises `EventWrong`, `DaysWrong`."""
    today = timezone.localdate(now)
    if event is not None:
        if event.body_id != place.body_id or event.state != Event.State.PUBLISHED or event.ends_at <= now:
            raise EventWrong
        return timezone.localdate(event.starts_at), timezone.localdate(event.ends_at)
    if starts_on is None or ends_on is None or ends_on < starts_on or starts_on < today or ends_on - starts_on > LONGEST:
        raise DaysWrong
    return starts_on, ends_on


def _running(place: Membership, but: Delegation | None = None) -> list[Delegation]:
    """The stand-ins of `place` that are named and not ended."""
    rows = Delegation.objects.filter(place=place, ended_at=None, stand_in__state__in=Membership.SEATED)
    return [one for one in rows.select_related("stand_in", "event").order_by("pk") if but is None or one.pk != but.pk]


def _sits_in(one: Delegation) -> tuple[date, date]:
    """The days for which somebody was named: those of the event, without those before on which he reads its papers."""
    if one.event is not None:
        return timezone.localdate(one.event.starts_at), timezone.localdate(one.event.ends_at)
    place = one.stand_in
    return place.starts_on or timezone.localdate(one.named_at), place.ends_on or date.max


def _opens(place: Membership, begins: date, today: date, but: Delegation | None = None) -> date:
    """From when on who stands in at an event that begins then reads its papers: not while another still stands in before."""
    ends = [_sits_in(one)[1] for one in _running(place, but)]
    earliest = [end + timedelta(days=1) for end in ends if end < begins]
    return max([today, begins - AHEAD, *earliest])


def _make_room(place: Membership, last: date, *, by: Any, now: datetime, but: Delegation | None = None) -> None:
    """Who stands in at a later event begins to read once the one before has ended: one person at a time."""
    for one in _running(place, but):
        if one.event is not None and _sits_in(one)[0] > last and (one.stand_in.starts_on or last) <= last:
            later = lock_place(one.stand_in)
            later.starts_on = last + timedelta(days=1)
            later.state = State.APPOINTED if later.starts_on > timezone.localdate(now) else State.ACTIVE
            note(later, by=by, reason="somebody else stands in until then")
            later.save(update_fields=["starts_on", "state"])


@transaction.atomic
def end_stand_in(*, delegation: Delegation, by: Any, now: datetime) -> Delegation:
    """End it today, and tell the stand-in. Ended already: nothing happens. Raises `NotYours`."""
    stand_in = lock_place(delegation.stand_in)
    held = Delegation.objects.select_for_update(no_key=True, of=("self",)).get(pk=delegation.pk)
    if held.ended_at is not None or not stand_in.is_open:
        return held
    if by is not None and not may_name(held.place, by, now):
        raise NotYours
    end_place(stand_in, State.RESIGNED, by=by, now=now, reason="does not stand in any more")
    held.ended_at = now
    held.save(update_fields=["ended_at"])
    telling.tell_stand_in(held, "ended")
    return held


def _stands_in(place: Membership) -> bool:
    return Delegation.objects.filter(stand_in=place).exists()


def follow_moved_events(*, now: datetime) -> int:
    """The tick: who stands in at an event stands in on its days, also when it is moved, and is told of the other time. Where he
    has another place on those days, it stays as it is, and those concerned are told. Idempotent; returns of how many there was
    something to move or to tell."""
    running = Delegation.objects.filter(ended_at=None, event__state=Event.State.PUBLISHED, event__ends_at__gt=now)
    running = running.filter(place__body__programme=SLUG).exclude(stand_in__state=State.DISMISSED)
    followed = 0
    for one in running.select_related("stand_in__member__user", "event", "place__member", "place__body").order_by("pk"):
        event = one.event
        if event is None:
            continue
        is_other_day = timezone.localdate(event.ends_at) != one.stand_in.ends_on
        if not is_other_day and event.schedule_version == one.schedule_version:
            continue
        try:
            with transaction.atomic():
                if is_other_day:
                    _move(one, event, now)
                _tell_time(one, event)
                followed += 1
        except IntegrityError:
            followed += _stay(one, event, now)
    return followed


def _tell_time(one: Delegation, event: Event) -> None:
    """Tell a stand-in of another time of the event. Who has been enrolled in it is told with everybody there."""
    one.schedule_version = event.schedule_version
    one.save(update_fields=["schedule_version"])
    if not event.registrations.filter(member=one.stand_in.member_id).exists():
        telling.tell_stand_in(one, "moved")


@transaction.atomic
def _stay(one: Delegation, event: Event, now: datetime) -> bool:
    """The stand-in has another place on the days of a moved event: tell once for each time. False: told already."""
    if event.schedule_version == one.schedule_version:
        return False
    begins, last = timezone.localdate(event.starts_at), timezone.localdate(event.ends_at)
    rows = Membership.objects.filter(delegation__place=one.place, delegation__ended_at=None, member=one.stand_in.member)
    there = rows.filter(state__in=Membership.SEATED, starts_on__lte=begins, ends_on__gte=last).first()
    if there is None:
        one.schedule_version = event.schedule_version
        one.save(update_fields=["schedule_version"])
        telling.tell_left_behind(one, event, now)
        return True
    # He stands in for the same person on those days anyway: for another event, say. Nothing is amiss.
    _tell_time(one, event)
    return True


def _move(one: Delegation, event: Event, now: datetime) -> None:
    today, place = timezone.localdate(now), lock_place(one.stand_in)
    begins, last = timezone.localdate(event.starts_at), timezone.localdate(event.ends_at)
    _make_room(one.place, last, by=None, now=now, but=one)
    if place.starts_on is None or place.starts_on > today or place.state == State.EXPIRED:
        place.starts_on = _opens(one.place, begins, today, one)
        place.state = State.APPOINTED if place.starts_on > today else State.ACTIVE
    place.ends_on = last
    note(place, by=None, reason="the event was moved")
    place.save(update_fields=["starts_on", "ends_on", "state"])
    one.stand_in.starts_on, one.stand_in.ends_on = place.starts_on, place.ends_on


def end_groundless_stand_ins(*, now: datetime) -> int:
    """The tick: end what has lost its ground: the holder's place has ended, the colleague has left the company, the event was
    cancelled. Idempotent; returns how many ended."""
    today = timezone.localdate(now)
    running = Delegation.objects.filter(ended_at=None, stand_in__state__in=Membership.SEATED, place__body__programme=SLUG)
    lost = ~Q(place__state__in=Membership.SEATED) | Q(place__ends_on__lt=today) | Q(place__seat=None)
    lost |= ~Q(stand_in__member__organisation=F("place__seat__organisation"))
    lost |= Q(stand_in__member__organisation=None) | Q(event__state=Event.State.CANCELLED)
    found = list(running.filter(lost).select_related("stand_in", "place").order_by("pk"))
    for one in found:
        end_stand_in(delegation=one, by=None, now=now)
    return len(found)
