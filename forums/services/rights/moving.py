"""Moving a case along one of the steps."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from forums.models import CaseEvent, CaseMove, IPCase
from forums.models.rights import CaseState
from forums.services.errors import NotYours, ReasonMissing, WrongState
from forums.services.rights.errors import NotForThisRight, SignaturesMissing
from forums.services.rights.holding import hold_for, hold_for_office, keep, note_move, recompute
from forums.services.rights.numbers import enter_number
from forums.services.rights.recording import add_event
from forums.services.rights.signatures import missing_owners
from forums.services.rights.steps import PUT_BACK, Step, find_step, last_step, mine
from forums.services.rights.telling import ask_for_signatures, tell_moved


@transaction.atomic
def move_case(
    *,
    case: IPCase,
    verb: str,
    by: Any,
    now: datetime,
    on: date | None = None,
    number: str = "",
    year: int | None = None,
    reason: str = "",
    seen: str | None = None,
) -> CaseMove:
    """Move `case` along `verb`, and return the row that tells of it. `seen`: the state as `by` saw it.

    Raises `NotYours`, `WrongState` (somebody was quicker, or the state allows no such step), `NotForThisRight`,
    `ReasonMissing`, `SignaturesMissing`, and what a day or a number is refused for."""
    held, part = hold_for(case, by, now)
    step = find_step(verb, held.right)
    if step is None:
        raise NotForThisRight
    if not step.whose & mine(part):
        raise NotYours
    if held.state not in step.before or (seen is not None and seen != held.state):
        raise WrongState
    if step.needs_reason and not reason.strip():
        raise ReasonMissing
    if step.verb == "file" and (missing := missing_owners(held)):
        raise SignaturesMissing(missing)
    if step.event is not None:
        add_event(held, kind=step.event, on=on, number=year if step.takes_year else None, note=reason, by=by, now=now)
    if step.filing:
        enter_number(held, kind=step.filing, number=number, on=on, by=by, now=now, is_needed=step.needs_number)
    move = _carry_out(held, step, by=by, now=now, reason=reason)
    if step.event is not None:
        recompute(held, now)
    tell_moved(held, move, now)
    if step.after == CaseState.READY:
        ask_for_signatures(held, now, by=by)
    return move


@transaction.atomic
def put_back(*, case: IPCase, reason: str, by: Any, now: datetime, seen: int | None = None) -> CaseMove:
    """Take the last step of a case back, because it was a mistake: for the attorney and the IP desk. What the step recorded is
    crossed out, as it was corrected meanwhile; the number that the office gave with it goes. `seen`: the move that `by` saw.

    Raises `NotYours`, `WrongState`, `ReasonMissing`."""
    held = hold_for_office(case, by, now)
    wrong = last_step(held)
    if wrong is None or (seen is not None and seen != wrong.pk):
        raise WrongState
    if not reason.strip():
        raise ReasonMissing
    event = recorded_by(wrong)
    if event is not None:
        event.corrected_at, event.corrected_by, event.correction = now, by, reason.strip()[:1000]
        event.save(update_fields=["corrected_at", "corrected_by", "correction"])
    step = find_step(wrong.verb, held.right)
    if step is not None and step.filing:
        # It stays readable in the reason.
        for filing in held.filings.filter(kind=step.filing, recorded_at__gte=wrong.at):
            reason = f"{reason.strip()} ({filing.number})"
            filing.delete()
    before, held.state, held.state_at = held.state, wrong.before, now
    keep(held, by=by, reason=PUT_BACK)
    move = note_move(held, PUT_BACK, before=before, by=by, now=now, reason=reason)
    recompute(held, now)
    tell_moved(held, move, now)
    return move


def recorded_by(move: CaseMove) -> CaseEvent | None:
    """What a step recorded, as it stands now: the row itself, or the one that corrected it; None where nothing stands."""
    step = find_step(move.verb, move.case.right)
    if step is None or step.event is None:
        return None
    event = CaseEvent.objects.filter(case=move.case_id, kind=step.event, recorded_at=move.at).first()
    while event is not None and event.corrected_at is not None:
        event = event.superseded_by
    return event


def _carry_out(held: IPCase, step: Step, *, by: Any, now: datetime, reason: str) -> CaseMove:
    before, held.state, held.state_at = held.state, step.after, now
    keep(held, by=by, reason=step.verb)
    return note_move(held, step.verb, before=before, by=by, now=now, reason=reason)
