"""Choosing items of an agenda, and what follows when staff change them. The event's row is held, as for seats."""

from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from council import programmes
from council.events.models import AgendaItem, AgendaRegistration, Event, Registration
from council.events.services import errors, sessions
from council.events.services import session_letters as letters
from council.events.services.seats import seats_locked
from council.members.models import User


@dataclass(frozen=True)
class Chosen:
    """What became of a choice: the items with a place, those that wait, those that were given up."""

    confirmed: list[AgendaItem] = field(default_factory=list)
    waitlisted: list[AgendaItem] = field(default_factory=list)
    left: list[AgendaItem] = field(default_factory=list)


def colliding(items: Iterable[AgendaItem]) -> tuple[AgendaItem, AgendaItem] | None:
    """The first two of `items` that nobody can attend both, or None."""
    in_order = sorted(items, key=lambda item: (item.starts_at, item.pk))
    return next(((one, other) for one, other in combinations(in_order, 2) if one.overlaps(other)), None)


def choose_sessions(*, registration: Registration, items: Collection[int], by: User | None, now: datetime) -> Chosen:
    """Make `items` (keys) what `registration` has chosen of its event's agenda: what is new is added (a place, or one in the
    item's queue), what is missing is given up and goes to who waits. What has begun stays as it is. The person is told once of
    all that changed; staff (`by` somebody else) choose in the same way.

    Harmless to repeat. All or nothing: raises `NoSuchSession`, `SessionHasBegun`, `SessionsCollide`, `SeatNeeded` for who has
    no seat at the event, `ChoiceRefused` where the event's programme says so, `EventOver`, `EventCancelled`, `TryAgain`."""
    ready = letters.made_ready(registration.event)
    with seats_locked(registration.event_id) as event:
        current = Registration.objects.select_related("member__user").get(pk=registration.pk)
        if current.state != Registration.State.CONFIRMED:
            raise errors.SeatNeeded
        if event.state != Event.State.PUBLISHED:
            raise errors.EventCancelled if event.state == Event.State.CANCELLED else errors.EventOver
        agenda = {item.pk: item for item in event.agenda.filter(needs_registration=True)}
        own = {one.item_id: one for one in AgendaRegistration.objects.live().filter(registration=current)}
        wanted = _wanted(agenda, own, set(items), now)
        new = [agenda[pk] for pk in sorted(wanted - own.keys())]
        _ask_programmes(current, new, by, now)
        leaving = [own[pk] for pk in own if pk not in wanted]
        for choice in leaving:
            choice.item = agenda[choice.item_id]
        is_own = by is None or by.pk == current.member.user_id
        reason = AgendaRegistration.Reason.SELF if is_own else AgendaRegistration.Reason.STAFF
        sessions.end_choices(leaving, reason, by, now)
        sessions.fill([choice.item for choice in leaving], now)
        sessions.add_choices(current, new, by, now)
        left = [choice.item for choice in leaving]
        if wanted != own.keys():
            why = letters.BY_SELF if is_own else letters.BY_STAFF
            letters.tell_chosen(current, event, why=why, left=left, ready=ready)
        live = {one.item_id: one.state for one in AgendaRegistration.objects.live().filter(registration=current)}
        waits = [agenda[pk] for pk, state in live.items() if state == AgendaRegistration.State.WAITLISTED]
        places = [agenda[pk] for pk, state in live.items() if state == AgendaRegistration.State.CONFIRMED]
        return Chosen(confirmed=places, waitlisted=waits, left=left)


def _wanted(agenda: dict[int, AgendaItem], own: dict[int, AgendaRegistration], items: set[int], now: datetime) -> set[int]:
    """The keys that are to be chosen afterwards: `items`, and what one has of those that have begun."""
    if not items <= agenda.keys():
        raise errors.NoSuchSession
    new = items - own.keys()
    for pk in sorted(new):
        if not agenda[pk].can_be_chosen(now):
            raise errors.SessionHasBegun(agenda[pk])
    wanted = items | {pk for pk in own if agenda[pk].has_begun(now)}
    # What staff moved onto each other is not the chooser's fault: it stands until he changes it.
    for one, other in combinations([agenda[pk] for pk in sorted(wanted)], 2):
        if one.overlaps(other) and not {one.pk, other.pk} <= own.keys():
            raise errors.SessionsCollide(*sorted((one, other), key=lambda item: (item.starts_at, item.pk)))
    return wanted


def _ask_programmes(registration: Registration, new: list[AgendaItem], by: User | None, now: datetime) -> None:
    for part in programmes.registration_parts.all() if new else ():
        why = part.choosing(registration, new, by, now)
        if why is not None:
            raise errors.ChoiceRefused(why)


TOLD_FIELDS = ("starts_at", "ends_at", "room")


def settle_sessions(*, event: Event, before: Iterable[AgendaItem], by: User | None, now: datetime) -> None:
    """Do what follows from staff's changes of the agenda (`before`: the items as they were): choices of an item that does not
    take place end, free places go to who waits, and who chose an item that was moved is told, each once. Raises `TryAgain`."""
    earlier = {item.pk: item for item in before}
    with seats_locked(event.pk) as locked:
        if locked.state != Event.State.PUBLISHED:
            return
        items = list(locked.agenda.filter(needs_registration=True))
        for item in items:
            item.event = locked
        live = AgendaRegistration.objects.live().filter(item__in=items).select_related("registration__member__user")
        by_item: dict[int, list[AgendaRegistration]] = {item.pk: [] for item in items}
        for choice in live.order_by("queued_at", "pk"):
            by_item[choice.item_id].append(choice)
        for item in items:
            _settle_item(item, by_item[item.pk], earlier.get(item.pk), by, now)
        sessions.fill(items, now)


def _settle_item(
    item: AgendaItem, choices: list[AgendaRegistration], before: AgendaItem | None, by: User | None, now: datetime
) -> None:
    for choice in choices:
        choice.item = item
    if item.is_cancelled:
        sessions.end_choices(choices, AgendaRegistration.Reason.ITEM, by, now)
        letters.tell(letters.CANCELLED, choices)
    elif before is not None and any(getattr(before, name) != getattr(item, name) for name in TOLD_FIELDS):
        # By the title under which it was chosen: a new one may be kept back still.
        known = copy(item)
        known.title_ko, known.title_en = before.title_ko, before.title_en
        for choice in choices:
            choice.item = known
        letters.tell(letters.CHANGED, choices, fact=now.isoformat(), is_known=True)
