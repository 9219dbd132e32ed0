"""A solution of a round's schedule: asked for on the page, made by a worker's tick, which says how far it is.

What is confirmed, held or placed by hand stays; what was proposed before is proposed anew. Nothing is published to the broker:
beat's tick finds the row, and takes up again what a worker left that was killed."""

import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from symposia.models import MatchingRound, Meeting, MeetingRequest, SolverRun
from symposia.permissions.group import is_desk
from symposia.services.errors import NotYours
from symposia.services.matching import errors
from symposia.services.matching.board import Board
from symposia.services.matching.moves import lock, move
from symposia.services.matching.solver import PATIENCE, Answer, Pair, Problem, Progress, solve
from symposia.services.matching.tables import give_tables

# Whoever was silent for so long is dead: the solver speaks every few seconds, and never takes longer than its patience.
ABANDONED_AFTER = timedelta(seconds=60)
# Killed so often, something is wrong with it.
MOST_ATTEMPTS = 3
# How often progress is written, in seconds of the solver.
SAID_EVERY = 0.5
State = SolverRun.State

logger = logging.getLogger(__name__)


@transaction.atomic
def request_run(*, the_round: MatchingRound, by: Any, now: datetime) -> SolverRun:
    """Ask for a solution. One that waits or is being made comes back: a double click is one.

    Raises `NotYours`, `NoSlots`, `NothingToSolve`."""
    held = lock(the_round)
    if not is_desk(by):
        raise NotYours
    waiting = SolverRun.objects.filter(round=held, state__in=SolverRun.OPEN).first()
    if waiting is not None:
        return waiting
    if not held.slots.exists() or not held.tables.exists():
        raise errors.NoSlots
    if not _to_place(held):
        raise errors.NothingToSolve
    move(held, "solve", by=by, now=now)
    return SolverRun.objects.create(round=held, by=by, requested_at=now)


def latest_run(the_round: MatchingRound) -> SolverRun | None:
    """The run that was asked for last, in whatever state it is."""
    return SolverRun.objects.filter(round=the_round).select_related("by__member").first()


def solve_due(*, now: Callable[[], datetime], limit: int = 2) -> int:
    """The tick: make up to `limit` solutions that were asked for, or whose worker died. Any number of workers may do so at
    once. Returns how many were finished."""
    made = 0
    for _turn in range(limit):
        run = _claim(now())
        if run is None:
            break
        made += _make(run, now)
    return made


def _claim(now: datetime) -> SolverRun | None:
    silent = Q(state=State.RUNNING, heard_at__lt=Now() - ABANDONED_AFTER)
    with transaction.atomic():
        found = SolverRun.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
        run = found.filter(Q(state=State.REQUESTED) | silent).order_by("requested_at", "pk").first()
        if run is None:
            return None
        if run.attempts >= MOST_ATTEMPTS:
            run.state, run.finished_at, run.claim = State.FAILED, now, None
            run.log += "given up: its worker died each time\n"
            run.save(update_fields=["state", "finished_at", "claim", "log"])
            return None
        run.state, run.claim, run.started_at, run.percent = State.RUNNING, uuid.uuid4(), now, 0
        run.attempts += 1
        run.log += f"attempt {run.attempts}\n"
        run.save(update_fields=["state", "claim", "started_at", "percent", "attempts", "log"])
        SolverRun.objects.filter(pk=run.pk).update(heard_at=Now())
        return run


def _make(run: SolverRun, now: Callable[[], datetime]) -> int:
    """1 where the schedule was made, 0 where it failed or somebody else has it by now."""
    mine = SolverRun.objects.filter(pk=run.pk, claim=run.claim, state=State.RUNNING)
    try:
        the_round = MatchingRound.objects.select_related("symposium__event").get(pk=run.round_id)
        problem = problem_of(the_round, now())
        mine.update(percent=5, pairs=len(problem.pairs), heard_at=Now())
        answer = solve(problem, progress=_teller(mine))
        return _finish(run, mine, answer, len(problem.pairs), now())
    except Exception:
        # Whatever it was: the desk is told and may ask again; the log says what happened.
        logger.exception("A schedule of 1:1 meetings could not be made.")
        mine.update(state=State.FAILED, finished_at=now())
        return 0


def _teller(mine: Any) -> Callable[[Progress], None]:
    """What writes down how far the solver is; not each time that it speaks."""
    said = [-SAID_EVERY, 0.0]

    def tell(told: Progress) -> None:
        if told.seconds - said[0] < SAID_EVERY and told.question == said[1]:
            return
        said[:] = [told.seconds, float(told.question)]
        share = min(told.seconds / PATIENCE, 1.0)
        # The first question is half the way; nobody knows how long it takes, only how long it may.
        percent = 10 + int(80 * max(share, 0.5 * (told.question - 1)))
        mine.update(percent=percent, placed=told.found, bound=told.bound, seconds=told.seconds, heard_at=Now())

    return tell


def _kept(the_round: MatchingRound) -> Any:
    """Meetings that a solution leaves where they are."""
    return Meeting.objects.live().filter(round=the_round).filter(~Q(state=Meeting.State.PROPOSED) | Q(is_pinned=True))


def _to_place(the_round: MatchingRound) -> list[MeetingRequest]:
    """Accepted requests without a meeting that stays."""
    accepted = MeetingRequest.objects.accepted().filter(round=the_round)
    return list(accepted.exclude(pk__in=_kept(the_round).values("request")).order_by("pk"))


def _board(the_round: MatchingRound, now: datetime) -> Board:
    """The board as a solution finds it: without what is only proposed."""
    board = Board(the_round, now)
    board.take([one for one in board.meetings.values() if one.state == Meeting.State.PROPOSED and not one.is_pinned])
    return board


def problem_of(the_round: MatchingRound, now: datetime) -> Problem:
    """What is to be solved: the accepted requests that have no meeting that stays, each with the slots in which both are
    free."""
    board = _board(the_round, now)
    return problem_on(board, _to_place(the_round))


def problem_on(board: Board, requests: Sequence[MeetingRequest]) -> Problem:
    """Each of `requests` with the slots in which its two are free on `board`, and the tables that are free there."""
    pairs = [
        Pair(request.pk, (request.asker_id, request.asked_id), request.worth, tuple(board.possible(request)))
        for request in requests
    ]
    return Problem(pairs, {slot: len(board.free_tables(slot)) for slot in board.slots})


def _finish(run: SolverRun, mine: Any, answer: Answer, pairs: int, now: datetime) -> int:
    with transaction.atomic():
        held = lock(run.round)
        # Held until the end: whoever took it over in between writes, and not both.
        if mine.select_for_update(no_key=True).first() is None:
            return 0
        placed, dropped = propose(held, answer, now)
        log = f"{placed} of {pairs} placed, proven limit {answer.bound}, gap {answer.gap:.2%}, {answer.seconds:.1f} s\n"
        if dropped:
            log += f"{dropped} not possible any more when it was written down\n"
        mine.update(
            state=State.FINISHED,
            finished_at=now,
            percent=100,
            pairs=pairs,
            placed=placed,
            bound=answer.bound,
            gap=answer.gap,
            seconds=answer.seconds,
            log=run.log + log,
        )
        move(held, "solved", by=run.by, now=now, after=f"{placed}/{pairs}")
    return 1


def propose(held: MatchingRound, answer: Answer, now: datetime) -> tuple[int, int]:
    """Propose what was found, as far as it is still possible. Returns how many, and how many are not."""
    Meeting.objects.filter(round=held, state=Meeting.State.PROPOSED, is_pinned=False).delete()
    board = Board(held, now)
    requests = {request.pk: request for request in _to_place(held)}
    places, tables = seat(board, requests, answer)
    Meeting.objects.bulk_create(
        Meeting(
            request=requests[key],
            round=held,
            asker_id=requests[key].asker_id,
            asked_id=requests[key].asked_id,
            slot=board.slots[slot],
            table=board.tables[tables[key]],
            starts_at=board.slots[slot].starts_at,
            ends_at=board.slots[slot].ends_at,
            state_at=now,
        )
        for key, slot in places.items()
    )
    return len(places), len(answer.places) - len(places)


def seat(board: Board, requests: Mapping[int, MeetingRequest], answer: Answer) -> tuple[dict[int, int], dict[int, int]]:
    """The slot and the table of each of `requests` that `answer` places, as far as `board` still allows it."""
    places: dict[int, int] = {}
    left = {slot: len(board.free_tables(slot)) for slot in board.slots}
    for key, slot in answer.places.items():
        request = requests.get(key)
        if request is not None and left.get(slot, 0) > 0 and slot in board.possible(request):
            places[key] = slot
            left[slot] -= 1
    seated = {
        (member, meeting.slot_id): meeting.table_id
        for meeting in board.meetings.values()
        for member in (meeting.asker_id, meeting.asked_id)
        if meeting.slot_id is not None and meeting.table_id is not None
    }
    tables = give_tables(
        places,
        {key: (requests[key].asker_id, requests[key].asked_id) for key in places},
        {slot: [table.pk for table in board.free_tables(slot)] for slot in board.slots},
        list(board.slots),
        seated,
    )
    return places, tables
