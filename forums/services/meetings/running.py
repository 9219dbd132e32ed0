"""Notice, the meeting itself, and its end."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from council.events.models import AgendaItem, Event, Registration
from council.events.services import cancel_registration
from council.members.permissions import member_of
from forums.models import ItemClearance, Meeting, TalkStopped
from forums.permissions.meetings import runs
from forums.services.errors import NotYours, WrongState
from forums.services.meetings import errors, machine, telling
from forums.services.meetings.keeping import uncleared
from forums.services.meetings.quorum import seats_of

State = Meeting.State
# Several changes are told at once: so long nobody may have touched the agenda; not where the meeting is so near.
SETTLED, NEAR = timedelta(minutes=10), timedelta(hours=2)


@transaction.atomic
def send_notice(*, meeting: Meeting, by: Any, now: datetime, reason: str = "") -> Meeting:
    """Send the notice with the agenda to those who sit in the forum (or have a place), once each. From then on the agenda is
    shown to who may see the meeting.

    Raises `NotYours`, `WrongState`, `NoAgenda`, `NotCleared` while any item is not cleared, `EventNotAhead`."""
    held = machine.lock(meeting)
    count = uncleared(held.pk).count()
    if count and runs(by, held, now):
        raise errors.NotCleared(count)
    machine.check(held, "notice", by=by, now=now)
    if not held.event.agenda.filter(is_cancelled=False).exists():
        raise errors.NoAgenda
    if held.event.state != Event.State.PUBLISHED or held.event.has_begun(now):
        raise errors.EventNotAhead
    held.noticed_at, held.agenda_told = now, telling.digest_of(held, telling.agenda_of(held))
    machine.move(held, "notice", by=by, now=now, reason=reason)
    telling.tell_notice(held, telling.recipients(held, now))
    return held


def tell_latecomers(*, now: datetime) -> int:
    """The tick: who came to the forum (or got a place) after the notice gets it, too, and whose letter was dropped; each once.
    Returns how many."""
    told = 0
    waiting = Meeting.objects.filter(state=State.NOTICED, event__state=Event.State.PUBLISHED, event__starts_at__gt=now)
    for meeting in waiting.select_related("event__venue", "forum__body").order_by("pk"):
        late = telling.latecomers(meeting, now)
        # An item that waits to be cleared again: at another tick.
        with suppress(errors.NotCleared):
            told += telling.tell_notice(meeting, late) if late else 0
    return told


def tell_changed_agendas(*, now: datetime) -> int:
    """The tick: where an agenda is otherwise than people were told, and every item is cleared (again), they are told how it
    stands; each change once. Returns how many letters are new."""
    told = 0
    noticed = Meeting.objects.filter(state=State.NOTICED, event__state=Event.State.PUBLISHED, event__starts_at__gt=now)
    for meeting in noticed.order_by("pk"):
        with suppress(errors.NotCleared), transaction.atomic():
            told += _tell_where_changed(machine.lock(meeting), now)
    return told


def _tell_where_changed(held: Meeting, now: datetime) -> int:
    items = telling.agenda_of(held)
    agenda = telling.digest_of(held, items)
    if held.state != State.NOTICED or held.agenda_told == agenda:
        return 0
    is_known = bool(held.agenda_told)
    if is_known and (uncleared(held.pk).exists() or _is_being_changed(held, now)):
        return 0
    Meeting.objects.filter(pk=held.pk).update(agenda_told=agenda)
    return telling.tell_changed(held, items, now) if is_known else 0


def _is_being_changed(held: Meeting, now: datetime) -> bool:
    if held.event.starts_at - now < NEAR:
        return False
    history: Any = AgendaItem.history
    cleared = ItemClearance.objects.filter(item__event=held.pk, at__gt=now - SETTLED)
    return cleared.exists() or history.filter(event=held.pk, history_date__gt=now - SETTLED).exists()


@transaction.atomic
def record_held(*, meeting: Meeting, by: Any, now: datetime, reason: str = "") -> Meeting:
    """The meeting has taken place: what seats were enrolled is fixed. One whose notice was never sent needs a word why.

    Raises `NotYours`, `WrongState`, `ReasonMissing`, `NotYetHeld`."""
    held = machine.lock(meeting)
    verb = "hold" if held.state == State.NOTICED else "hold-unnoticed"
    machine.check(held, verb, by=by, now=now, reason=reason)
    if not held.event.has_begun(now):
        raise errors.NotYetHeld
    if held.event.state not in (Event.State.PUBLISHED, Event.State.COMPLETED):
        raise WrongState
    held.enrolled = len(seats_of(held.forum, held.event.starts_at))
    machine.move(held, verb, by=by, now=now, reason=reason)
    return held


@transaction.atomic
def log_stopped(*, meeting: Meeting, at: datetime, item: AgendaItem | None, talk: str, by: Any, now: datetime) -> TalkStopped:
    """The chair (or the desk) notes that a talk was stopped: when, at which item, what it came to. Never what was said. The
    same once more is the same.

    Raises `NotYours`, `WrongState` before the notice, `NotInTheRoom`, `ItemGone`."""
    held = machine.lock(meeting)
    if not runs(by, held, now):
        raise NotYours
    if held.state not in (State.NOTICED, State.HELD, State.MINUTES_DRAFT):
        raise WrongState
    if not held.event.starts_at <= at <= min(held.event.ends_at, now):
        raise errors.NotInTheRoom
    if item is not None and item.event_id != held.pk:
        raise errors.ItemGone
    made, _is_new = held.stops.get_or_create(at=at, item=item, talk=talk, defaults={"by": by, "recorded_at": now})
    return made


def send_regrets(*, meeting: Meeting, by: Any, now: datetime) -> Registration:
    """Regrets of the reader himself: his registration ends, excused. Raises `NotYours` for who has none, `EventError`."""
    member = member_of(by)
    own = Registration.objects.live().filter(event=meeting.pk, member=member).select_related("event", "member__user").first()
    if member is None or own is None:
        raise NotYours
    return cancel_registration(registration=own, by=by, now=now, reason=Registration.Reason.REGRETS)


@transaction.atomic
def close_meeting(*, meeting: Meeting, by: Any, now: datetime, reason: str = "") -> Meeting:
    """The end: no action is open, or a later meeting of the forum carries them over. Raises `NotYours`, `WrongState`,
    `NobodyToCarry`."""
    held = machine.lock(meeting)
    machine.check(held, "close", by=by, now=now)
    still_open = held.actions.pending().count()
    if still_open and not later_meetings(held).exists():
        raise errors.NobodyToCarry(still_open)
    machine.move(held, "close", by=by, now=now, reason=reason)
    return held


def later_meetings(meeting: Meeting) -> Any:
    """The meetings of the forum after this one that take place, the next one first."""
    later = Meeting.objects.filter(forum=meeting.forum_id, event__starts_at__gt=meeting.event.starts_at)
    return later.exclude(state=State.CANCELLED).select_related("event", "forum__body").order_by("event__starts_at", "pk")
