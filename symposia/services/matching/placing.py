"""Meetings in their places: proposed, confirmed, moved, cancelled, held. Who was told is told of every change, with the whole
of his schedule."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from council.members.models import Member
from symposia.models import MatchingMove, MatchingRound, MatchingSlot, MatchingTable, Meeting, MeetingRequest
from symposia.permissions.group import is_desk
from symposia.services.errors import NotYours, ReasonMissing, WrongState
from symposia.services.matching import errors, telling
from symposia.services.matching.board import Board, Why
from symposia.services.matching.explaining import words
from symposia.services.matching.moves import lock, lock_meeting, lock_request, move

State = Meeting.State


def place_text(meeting: Meeting) -> str:
    """“2026-11-12T10:00+09:00 #3”: where a meeting is, as a row of moves keeps it."""
    zone = meeting.round.symposium.event.zone
    table = meeting.table.number if meeting.table is not None else "–"
    return f"{meeting.starts_at.astimezone(zone).isoformat(timespec='minutes')} #{table}"


@transaction.atomic
def place_by_hand(
    *, request: MeetingRequest, slot: MatchingSlot, table: MatchingTable | None, by: Any, now: datetime
) -> Meeting:
    """Propose a meeting of an accepted request in `slot`, at `table` or the first free one. A solution leaves it there.

    Raises `NotYours`, `WrongState`, `NotFree` with every rule that it would break."""
    held = lock_request(request)
    if not is_desk(by):
        raise NotYours
    if held.state != MeetingRequest.State.ACCEPTED or held.meetings.live().exists():
        raise WrongState
    board = Board(held.round, now)
    slot, table = _free(board, held, slot, table)
    made = Meeting(request=held, round=held.round, asker=held.asker, asked=held.asked, state_at=now, is_pinned=True)
    _put(made, slot, table)
    _save(made)
    move(held.round, "place", by=by, now=now, after=place_text(made), meeting=made)
    return made


@transaction.atomic
def move_meeting(
    *,
    meeting: Meeting,
    slot: MatchingSlot,
    table: MatchingTable | None,
    by: Any,
    now: datetime,
    seen: int,
    reason: str = "",
) -> Meeting:
    """Move a meeting to `slot` and `table` (or where it is, or the first free one): the desk alone. `seen` is the sequence that
    staff looked at. One that was confirmed needs no new word of the two; both are told.

    Raises `NotYours`, `WrongState`, `HasBegun`, `NotFree`."""
    held = lock_meeting(meeting)
    if not is_desk(by):
        raise NotYours
    if held.state not in (State.PROPOSED, State.CONFIRMED) or held.sequence != seen:
        raise WrongState
    if held.state == State.CONFIRMED and held.has_begun(now):
        raise errors.HasBegun
    board = Board(held.round, now)
    board.take([board.meetings[held.pk]])
    if table is None and held.table in board.free_tables(slot.pk):
        table = held.table
    slot, table = _free(board, held.request, slot, table)
    if (held.slot_id, held.table_id) == (slot.pk, table.pk):
        return held
    before = place_text(held)
    _put(held, slot, table)
    held.is_pinned, held.sequence = True, held.sequence + 1
    _save(held)
    move(held.round, "move", by=by, now=now, before=before, after=place_text(held), reason=reason, meeting=held)
    if held.state == State.CONFIRMED:
        telling.tell_schedules(held.round, [held.asker_id, held.asked_id], telling.Turn.MOVED, now)
    return held


@transaction.atomic
def confirm_proposed(*, the_round: MatchingRound, by: Any, now: datetime) -> int:
    """Confirm what is proposed and still to come, and tell everybody concerned his schedule, once. Returns how many.

    Raises `NotYours`, `NothingProposed`, `NotFree` where one of them breaks a rule by now."""
    held = lock(the_round)
    if not is_desk(by):
        raise NotYours
    proposed = list(
        Meeting.objects.filter(round=held, state=State.PROPOSED, starts_at__gt=now)
        .select_related("request", "table")
        .order_by("pk")
    )
    if not proposed:
        raise errors.NothingProposed
    keys = {one.pk for one in proposed}
    if any(meeting.pk in keys for meeting, _against in Board(held, now).broken()):
        raise errors.NotFree([_("Some of what is proposed is not possible any more. Make the schedule again.")])
    for meeting in proposed:
        meeting.round = held
        meeting.state, meeting.state_at, meeting.told_at, meeting.sequence = State.CONFIRMED, now, now, meeting.sequence + 1
    Meeting.objects.bulk_update(proposed, ["state", "state_at", "told_at", "sequence"], batch_size=200)
    MatchingMove.objects.bulk_create(
        MatchingMove(
            round=held,
            request=meeting.request,
            meeting=meeting,
            verb="confirm",
            before=State.PROPOSED,
            after=place_text(meeting),
            at=now,
            by=by,
        )
        for meeting in proposed
    )
    people = sorted({member for meeting in proposed for member in (meeting.asker_id, meeting.asked_id)})
    telling.tell_schedules(held, people, telling.Turn.CONFIRMED, now)
    return len(proposed)


@transaction.atomic
def release_meeting(*, meeting: Meeting, by: Any, now: datetime, reason: str) -> None:
    """The desk takes a meeting out of the schedule; its request stays accepted and is placed anew by the next solution. Both
    are told, where they knew of it. Raises `NotYours`, `WrongState`, `HasBegun`, `ReasonMissing`."""
    held = lock_meeting(meeting)
    if not is_desk(by):
        raise NotYours
    if held.state not in (State.PROPOSED, State.CONFIRMED):
        raise WrongState
    if held.state == State.CONFIRMED and not reason.strip():
        raise ReasonMissing
    _end(held, by=by, now=now, reason=reason)


def end_meeting_of(request: MeetingRequest, *, by: Any, now: datetime, member: Member, reason: str) -> bool:
    """End the meeting of a request that one side takes back, under the round's lock. Returns whether the two were told, which
    they are of one that was confirmed. Raises `HasBegun`."""
    meeting = request.meetings.live().select_related("slot", "table", "asker__user", "asked__user").first()
    if meeting is None:
        return False
    if meeting.state == State.HELD:
        raise errors.HasBegun
    meeting.request, meeting.round = request, request.round
    is_known = meeting.state == State.CONFIRMED
    _end(meeting, by=by, now=now, reason=reason, but=member)
    return is_known


def _end(meeting: Meeting, *, by: Any, now: datetime, reason: str, but: Member | None = None) -> None:
    if meeting.state == State.PROPOSED:
        # Nobody but the desk has seen it.
        move(meeting.round, "drop", by=by, now=now, before=place_text(meeting), reason=reason, request=meeting.request)
        meeting.delete()
        return
    if meeting.has_begun(now):
        raise errors.HasBegun
    move(
        meeting.round,
        "cancel",
        by=by,
        now=now,
        before=place_text(meeting),
        after=State.CANCELLED,
        reason=reason,
        meeting=meeting,
    )
    meeting.state, meeting.state_at, meeting.sequence = State.CANCELLED, now, meeting.sequence + 1
    meeting.save(update_fields=["state", "state_at", "sequence"])
    telling.tell_schedules(meeting.round, [meeting.asker_id, meeting.asked_id], telling.Turn.CANCELLED, now, gone=meeting)


@transaction.atomic
def record_held(*, the_round: MatchingRound, meetings: Iterable[int], by: Any, now: datetime) -> int:
    """Record that meetings took place: either side of its own, the desk of any. Those that are recorded already stay. Returns
    how many are new. Raises `NotYours`, `NotYetOver` for one that has not begun."""
    held = lock(the_round)
    rows = Meeting.objects.filter(round=held, pk__in=list(meetings), state=State.CONFIRMED).order_by("pk")
    made = 0
    for meeting in rows.select_related("request", "asker__user", "asked__user"):
        meeting.round = held
        if not is_desk(by) and by.pk not in (meeting.asker.user_id, meeting.asked.user_id):
            raise NotYours
        if not meeting.has_begun(now):
            raise errors.NotYetOver
        meeting.state, meeting.state_at = State.HELD, now
        meeting.save(update_fields=["state", "state_at"])
        move(held, "hold", by=by, now=now, before=State.CONFIRMED, after=State.HELD, meeting=meeting)
        made += 1
    return made


def _free(
    board: Board, request: MeetingRequest, slot: MatchingSlot, table: MatchingTable | None
) -> tuple[MatchingSlot, MatchingTable]:
    """The board's own rows of both, where the two of `request` can sit there. Raises `NotFree`, `WrongState` for another
    round's."""
    if slot.pk not in board.slots or (table is not None and table.pk not in board.tables):
        raise WrongState
    against = board.obstacles(request, board.slots[slot.pk], table)
    if against:
        raise errors.NotFree(reasons(request, against))
    return board.slots[slot.pk], table if table is not None else board.free_tables(slot.pk)[0]


def reasons(request: MeetingRequest | Meeting, against: Iterable[tuple[Why, int | None]]) -> list[str]:
    """Each obstacle in a sentence with the name of whom it is about."""
    names = {request.asker_id: request.asker, request.asked_id: request.asked}
    return [words(why, names[member].display_name() if member is not None else "") for why, member in against]


def _put(meeting: Meeting, slot: MatchingSlot, table: MatchingTable) -> None:
    meeting.slot, meeting.table, meeting.starts_at, meeting.ends_at = slot, table, slot.starts_at, slot.ends_at


def _save(meeting: Meeting) -> None:
    """Save; what another round took in this moment the database refuses. Raises `NotFree`."""
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError:
        raise errors.NotFree([_("This time was taken while you looked at it. Please look again.")]) from None
