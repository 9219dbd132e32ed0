"""The decision that follows a quorate vote. It is never changed: an amendment is a new one."""

from datetime import datetime
from typing import Any

from django.db import transaction

from focusgroup.models import Decision, Sitting
from focusgroup.permissions.docket import is_presiding
from focusgroup.services.docket import errors, machine, telling
from focusgroup.services.docket.sittings import _lock, tally_of
from focusgroup.services.docket.tally import Tally
from focusgroup.services.errors import NotYours, WrongState

Outcome = Decision.Outcome
VERBS = {
    Outcome.ADOPTED: "adopt",
    Outcome.ADOPTED_WITH_CHANGES: "adopt-changed",
    Outcome.DEFERRED: "defer",
    Outcome.DECLINED: "decline",
}


def possible_outcomes(tally: Tally, *, is_amendment: bool) -> tuple[Decision.Outcome, ...]:
    """What may follow from a vote: what has its majority is adopted, what has not is deferred or declined; nothing without a
    quorum."""
    if not tally.is_quorate:
        return ()
    if is_amendment:
        return (Outcome.AMENDED,) if tally.is_adopted else (Outcome.NOT_AMENDED,)
    if tally.is_adopted:
        return (Outcome.ADOPTED, Outcome.ADOPTED_WITH_CHANGES)
    return (Outcome.DEFERRED, Outcome.DECLINED)


@transaction.atomic
def record_decision(
    *,
    sitting: Sitting,
    outcome: str,
    by: Any,
    now: datetime,
    text_ko: str = "",
    text_en: str = "",
    dissent_ko: str = "",
    dissent_en: str = "",
) -> Decision:
    """Who presides records what was decided in a closed, quorate vote; author and owner are told.

    Raises `NotYours`, `WrongState`, `NotQuorate`, `OutcomeAgainstVote`, `TextMissing`."""
    held = _lock(sitting)
    proposal = held.proposal
    if not is_presiding(by, proposal, now):
        raise NotYours
    if held.state == Sitting.State.NO_QUORUM:
        raise errors.NotQuorate
    if held.state != Sitting.State.CLOSED:
        raise WrongState
    tally = tally_of(held)
    if outcome not in possible_outcomes(tally, is_amendment=held.is_amendment):
        raise errors.OutcomeAgainstVote
    if not (text_ko.strip() or text_en.strip()):
        raise errors.TextMissing
    made = Decision.objects.create(
        proposal=proposal,
        sitting=held,
        serial=proposal.decisions.count() + 1,
        outcome=outcome,
        text_ko=text_ko.strip(),
        text_en=text_en.strip(),
        dissent_ko=dissent_ko.strip(),
        dissent_en=dissent_en.strip(),
        enrolled=tally.enrolled,
        present=tally.present,
        recused=tally.recused,
        in_favour=tally.in_favour,
        against=tally.against,
        abstained=tally.abstained,
        decided_at=now,
    )
    held.state = Sitting.State.DECIDED
    held.save(update_fields=["state"])
    if held.is_amendment:
        moved = machine.note(proposal, outcome, before=proposal.state, by=by, now=now)
    else:
        moved = machine.move(proposal, VERBS[Outcome(outcome)], by=by, now=now)
    telling.tell_moved(proposal, moved)
    return made
