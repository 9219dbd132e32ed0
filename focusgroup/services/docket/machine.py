"""The states of a proposal and who moves it where (design, “The docket”). Every move is a row: who, when, why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from focusgroup.models import Proposal, ProposalMove, Sitting
from focusgroup.permissions.docket import is_presiding, is_secretary
from focusgroup.permissions.group import acting_member
from focusgroup.services.errors import NotYours, ReasonMissing, WrongState

State = Proposal.State


def _is_author(proposal: Proposal, user: Any, now: datetime) -> bool:
    return proposal.is_of(acting_member(user, now))


def _is_desk(proposal: Proposal, user: Any, now: datetime) -> bool:
    return is_secretary(user, now)


def _presides(proposal: Proposal, user: Any, now: datetime) -> bool:
    return is_presiding(user, proposal, now)


def _is_voted(proposal: Proposal) -> bool:
    """Whether a vote on it was counted, or decided: that it was put off, too, is a decision."""
    return proposal.decisions.exists() or proposal.sittings.filter(state=Sitting.State.CLOSED).exists()


@dataclass(frozen=True, kw_only=True)
class Move:
    """One verb: from which states to which, whose it is, whether it needs a reason, what bars it whatever the state."""

    verb: str
    name: Any
    before: tuple[str, ...]
    after: str
    whose: Callable[[Proposal, Any, datetime], bool]
    needs_reason: bool = False
    barred_by: Callable[[Proposal], bool] | None = None

    def starts_from(self, proposal: Proposal) -> bool:
        """Whether `proposal` is where this begins."""
        return proposal.state in self.before and not (self.barred_by is not None and self.barred_by(proposal))


_AGENDA = (State.UNDER_REVIEW, State.DEFERRED)
MOVES: dict[str, Move] = {
    move.verb: move
    for move in (
        Move(
            verb="submit",
            name=_("Submitted"),
            before=(State.DRAFT, State.RETURNED),
            after=State.SUBMITTED,
            whose=_is_author,
        ),
        Move(verb="screen", name=_("Screening begun"), before=(State.SUBMITTED,), after=State.SCREENING, whose=_is_desk),
        Move(
            verb="return",
            name=_("Returned to the author"),
            before=(State.SCREENING,),
            after=State.RETURNED,
            whose=_is_desk,
            needs_reason=True,
        ),
        Move(
            verb="review", name=_("Sent to two reviewers"), before=(State.SCREENING,), after=State.UNDER_REVIEW, whose=_is_desk
        ),
        Move(verb="agenda", name=_("Put on the agenda"), before=_AGENDA, after=State.ON_AGENDA, whose=_is_desk),
        Move(verb="adopt", name=_("Adopted"), before=(State.ON_AGENDA,), after=State.ADOPTED, whose=_presides),
        Move(
            verb="adopt-changed",
            name=_("Adopted with changes"),
            before=(State.ON_AGENDA,),
            after=State.ADOPTED_WITH_CHANGES,
            whose=_presides,
        ),
        Move(verb="defer", name=_("Deferred"), before=(State.ON_AGENDA,), after=State.DEFERRED, whose=_presides),
        Move(
            verb="decline",
            name=pgettext_lazy("proposal", "Declined"),
            before=(State.ON_AGENDA,),
            after=State.DECLINED,
            whose=_presides,
        ),
        Move(
            verb="forward",
            name=_("Forwarded to the authority"),
            before=(State.ADOPTED, State.ADOPTED_WITH_CHANGES),
            after=State.FORWARDED,
            whose=_is_desk,
        ),
        Move(
            verb="answer", name=_("Answered by the authority"), before=(State.FORWARDED,), after=State.ANSWERED, whose=_is_desk
        ),
        Move(
            verb="implement", name=_("Implementation begun"), before=(State.ANSWERED,), after=State.IMPLEMENTING, whose=_is_desk
        ),
        Move(
            verb="close",
            name=_("Closed"),
            before=(State.IMPLEMENTING,),
            after=State.CLOSED,
            whose=_is_desk,
            needs_reason=True,
        ),
        Move(
            verb="withdraw",
            name=_("Withdrawn by the author"),
            before=tuple(state for state in Proposal.UNDECIDED if state != State.DEFERRED),
            after=State.WITHDRAWN,
            whose=_is_author,
            barred_by=_is_voted,
        ),
    )
}


def lock(proposal: Proposal) -> Proposal:
    """The proposal's row, locked for this transaction, as it is now."""
    rows = Proposal.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("author__user", "owner__user").get(pk=proposal.pk)


def can_move(proposal: Proposal, verb: str, user: Any, now: datetime) -> bool:
    """Whether `verb` is for `user` to do with `proposal` as it is."""
    move = MOVES[verb]
    return move.whose(proposal, user, now) and move.starts_from(proposal)


def check(proposal: Proposal, verb: str, *, by: Any, now: datetime, reason: str = "") -> str:
    """The tidied reason. Raises `NotYours`, `WrongState`, `ReasonMissing`."""
    move = MOVES[verb]
    if not move.whose(proposal, by, now):
        raise NotYours
    if not move.starts_from(proposal):
        raise WrongState
    if move.needs_reason and not reason.strip():
        raise ReasonMissing
    return reason.strip()


def move(proposal: Proposal, verb: str, *, by: Any, now: datetime, reason: str = "") -> ProposalMove:
    """Move a locked proposal along `verb`, save it and write the move down. Raises what `check` raises."""
    reason = check(proposal, verb, by=by, now=now, reason=reason)
    before, proposal.state, proposal.state_at = proposal.state, MOVES[verb].after, now
    save(proposal, by=by, reason=verb)
    return note(proposal, verb, before=before, by=by, now=now, reason=reason)


def note(proposal: Proposal, verb: str, *, before: str, by: Any, now: datetime, reason: str = "") -> ProposalMove:
    """Write down what was done with a proposal, whether its state changed or not."""
    return ProposalMove.objects.create(
        proposal=proposal, verb=verb, before=before, after=proposal.state, at=now, by=by, reason=reason
    )


def save(proposal: Proposal, *, by: Any, reason: str) -> None:
    """Save a proposal with who and why for its history."""
    proposal._history_user = by  # type: ignore[attr-defined]  # read by the history
    proposal._change_reason = reason[:100]  # type: ignore[attr-defined]
    proposal.save()
