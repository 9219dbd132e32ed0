"""The states of a meeting and who moves it where. Every move is a row: who, when, why.

draft → agenda submitted → cleared → noticed → held → minutes draft → minutes approved → closed; cancelled with its event
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from forums.models import Meeting, MeetingMove
from forums.permissions.meetings import clears, presides, runs, works_on
from forums.services.errors import NotYours, ReasonMissing, WrongState

State = Meeting.State
Whose = Callable[[Any, Meeting, datetime], bool]


def _nobody(user: Any, meeting: Meeting, now: datetime) -> bool:
    """What follows from something else; `by` is None then."""
    return False


@dataclass(frozen=True, kw_only=True)
class Move:
    """One verb: from which states to which, whose it is, whether it needs a reason."""

    verb: str
    name: Any
    before: tuple[str, ...]
    after: str
    whose: Whose
    needs_reason: bool = False


MOVES: dict[str, Move] = {
    move.verb: move
    for move in (
        Move(verb="submit", name=_("Agenda submitted"), before=(State.DRAFT,), after=State.SUBMITTED, whose=runs),
        Move(verb="clear", name=_("Agenda cleared"), before=(State.SUBMITTED,), after=State.CLEARED, whose=clears),
        Move(
            verb="reopen",
            name=_("Changed after the clearance"),
            before=(State.CLEARED,),
            after=State.SUBMITTED,
            whose=works_on,
        ),
        Move(verb="notice", name=_("Notice sent"), before=(State.CLEARED,), after=State.NOTICED, whose=runs),
        Move(verb="hold", name=_("Held"), before=(State.NOTICED,), after=State.HELD, whose=runs),
        Move(
            verb="hold-unnoticed",
            name=_("Held without a notice"),
            before=Meeting.UNTOLD,
            after=State.HELD,
            whose=runs,
            needs_reason=True,
        ),
        Move(verb="write", name=_("Minutes begun"), before=(State.HELD,), after=State.MINUTES_DRAFT, whose=works_on),
        Move(
            verb="approve",
            name=_("Minutes approved"),
            before=(State.MINUTES_DRAFT,),
            after=State.MINUTES_APPROVED,
            whose=presides,
        ),
        Move(verb="close", name=_("Closed"), before=(State.MINUTES_APPROVED,), after=State.CLOSED, whose=runs),
        Move(
            verb="cancel",
            name=_("Cancelled with its event"),
            before=(*Meeting.UNTOLD, State.NOTICED),
            after=State.CANCELLED,
            whose=_nobody,
        ),
    )
}


def lock(meeting: Meeting) -> Meeting:
    """The meeting's row, locked for this transaction, as it is now."""
    rows = Meeting.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("event__venue", "forum__body", "approved").get(pk=meeting.pk)


def can_move(meeting: Meeting, verb: str, user: Any, now: datetime) -> bool:
    """Whether `verb` is for `user` to do with `meeting` as it is."""
    move = MOVES[verb]
    return meeting.state in move.before and move.whose(user, meeting, now)


def check(meeting: Meeting, verb: str, *, by: Any, now: datetime, reason: str = "") -> str:
    """The tidied reason. Nobody (`by` None) is the clock, or what follows. Raises `NotYours`, `WrongState`, `ReasonMissing`."""
    move = MOVES[verb]
    if by is not None and not move.whose(by, meeting, now):
        raise NotYours
    if meeting.state not in move.before:
        raise WrongState
    if move.needs_reason and not reason.strip():
        raise ReasonMissing
    return reason.strip()


def move(meeting: Meeting, verb: str, *, by: Any, now: datetime, reason: str = "") -> MeetingMove:
    """Move a locked meeting along `verb`, save it and write the move down. Raises what `check` raises."""
    reason = check(meeting, verb, by=by, now=now, reason=reason)
    before, meeting.state, meeting.state_at = meeting.state, MOVES[verb].after, now
    save(meeting, by=by, reason=verb)
    return MeetingMove.objects.create(
        meeting=meeting, verb=verb, before=before, after=meeting.state, at=now, by=by, reason=reason
    )


def save(meeting: Meeting, *, by: Any, reason: str) -> None:
    """Save a meeting with who and why for its history."""
    meeting._history_user = by  # type: ignore[attr-defined]  # read by the history
    meeting._change_reason = reason[:100]  # type: ignore[attr-defined]
    meeting.save()
