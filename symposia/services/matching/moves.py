"""The lock of a round, and the rows that say who did what, when and why."""

from datetime import datetime
from typing import Any

from symposia.models import MatchingMove, MatchingRound, Meeting, MeetingRequest


def lock(the_round: MatchingRound) -> MatchingRound:
    """The round's row, held until the transaction ends: requests, meetings and solutions of one round follow one another."""
    held = MatchingRound.objects.select_for_update(no_key=True, of=("self",)).select_related("symposium__event__venue")
    return held.get(pk=the_round.pk)


def lock_request(request: MeetingRequest) -> MeetingRequest:
    """The request as it is now, under the lock of its round."""
    held = lock(request.round)
    found = MeetingRequest.objects.select_related("asker__user", "asked__user").get(pk=request.pk)
    found.round = held
    return found


def lock_meeting(meeting: Meeting) -> Meeting:
    """The meeting as it is now, under the lock of its round."""
    held = lock(meeting.round)
    found = Meeting.objects.select_related("request", "asker__user", "asked__user", "slot", "table").get(pk=meeting.pk)
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
