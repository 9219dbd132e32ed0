"""Notice, the meeting itself, and its end."""

from datetime import datetime
from typing import Any

from django.db import transaction

from council.events.models import AgendaItem, Event, Registration
from council.events.services import cancel_registration
from council.members.permissions import member_of
from forums.models import Meeting, TalkStopped
from forums.permissions.meetings import runs
from forums.services.errors import NotYours, WrongState
from forums.services.meetings import errors, machine, telling
from forums.services.meetings.keeping import uncleared
from forums.services.meetings.quorum import seats_of

State = Meeting.State


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
    held.noticed_at = now
    machine.move(held, "notice", by=by, now=now, reason=reason)
    telling.tell_notice(held, telling.recipients(held, now))
    return held


def tell_latecomers(*, now: datetime) -> int:
    """The tick: who came to the forum (or got a place) after the notice gets it, too; each once. Returns how many."""
    told = 0
    waiting = Meeting.objects.filter(state=State.NOTICED, event__state=Event.State.PUBLISHED, event__starts_at__gt=now)
    for meeting in waiting.select_related("event__venue", "forum__body").order_by("pk"):
        late = Registration.objects.filter(
            event=meeting.pk, state=Registration.State.CONFIRMED, queued_at__gt=meeting.noticed_at
        )
        keys = set(late.values_list("member", flat=True))
        if keys and not uncleared(meeting.pk).exists():
            told += telling.tell_notice(meeting, [one for one in telling.recipients(meeting, now) if one.pk in keys])
    return told


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
