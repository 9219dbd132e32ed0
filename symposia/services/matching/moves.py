"""The lock of a round, and the rows that say who did what, when and why."""

from datetime import datetime
from typing import Any

from symposia.models import MatchingMove, MatchingRound, Meeting, MeetingRequest
from symposia.services.errors import WrongState


def lock(the_round: MatchingRound) -> MatchingRound:
    """The round's row, held until the transaction ends: requests, meetings and solutions of one round follow one another."""
    held = MatchingRound.objects.select_for_update(no_key=True, of=("self",)).select_related("symposium__event__venue")
    return held.get(pk=the_round.pk)


def lock_request(request: MeetingRequest) -> MeetingRequest:
    """The request as it is now, under the lock of its round. Raises `WrongState` for one that went with a merge."""
    held = lock(request.round)
    found = MeetingRequest.objects.select_related("asker__user", "asked__user").filter(pk=request.pk).first()
    if found is None:
        raise WrongState
    found.round = held
    return found


def lock_meeting(meeting: Meeting) -> Meeting:
    """The meeting as it is now, under the lock of its round. Raises `WrongState` for a proposal that a solution made anew."""
    held = lock(meeting.round)
    rows = Meeting.objects.select_related("request", "asker__user", "asked__user", "slot", "table")
    found = rows.filter(pk=meeting.pk).first()
    if found is None:
        raise WrongState
    found.round = found.request.round = held
    return found


def move(
    the_round: MatchingRound,
    verb: str,
    *,
    by: Any,
    now: datetime,
    before: str = "",
    after: str = "",
    reason: str = "",
    request: MeetingRequest | None = None,
    meeting: Meeting | None = None,
) -> MatchingMove:
    """A step as a row. `by` is a log-in, or None for what follows from something else."""
    return MatchingMove.objects.create(
        round=the_round,
        request=request if request is not None else meeting.request if meeting is not None else None,
        meeting=meeting,
        verb=verb,
        before=before,
        after=after,
        at=now,
        by=by,
        reason=reason[:600],
    )
