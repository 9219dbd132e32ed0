"""The states of a contribution and who moves it where (design, “Call → review → programme”). Every step is a row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from council.members.models import Member
from symposia.models import Submission, SubmissionMove
from symposia.permissions.calls import acting_member, desk_submissions, is_author
from symposia.services.errors import NotYours, ReasonMissing, WrongState

State = Submission.State


def _writes(submission: Submission, user: Any, now: datetime) -> bool:
    member = acting_member(user, now)
    return member is not None and submission.submitter_id == member.pk


def _is_author(submission: Submission, user: Any, now: datetime) -> bool:
    return acting_member(user, now) is not None and is_author(user, submission)


def _is_desk(submission: Submission, user: Any, now: datetime) -> bool:
    return desk_submissions(user, now).filter(pk=submission.pk).exists()


def _is_either(submission: Submission, user: Any, now: datetime) -> bool:
    return _is_author(submission, user, now) or _is_desk(submission, user, now)


@dataclass(frozen=True, kw_only=True)
class Move:
    """One verb: from which states to which, whose it is, whether it needs a reason; `while_ahead`: not once the symposium is
    over."""

    verb: str
    name: Any
    before: tuple[str, ...]
    after: str
    whose: Callable[[Submission, Any, datetime], bool]
    needs_reason: bool = False
    while_ahead: bool = False


# A decision that was made is made anew where nobody counts on it yet, or to the authors' good.
DECIDABLE = (State.SUBMITTED, State.UNDER_REVIEW, State.WAITLISTED, State.DECLINED)
_DECISIONS = (
    (State.ACCEPTED, _("Accepted as a talk")),
    (State.ACCEPTED_POSTER, _("Accepted as a poster")),
    (State.WAITLISTED, _("Put on the waiting list")),
    (State.DECLINED, _("Not accepted")),
)
MOVES: dict[str, Move] = {
    move.verb: move
    for move in (
        Move(verb="submit", name=_("Handed in"), before=(State.DRAFT,), after=State.SUBMITTED, whose=_writes),
        Move(verb="review", name=_("Sent to reviewers"), before=(State.SUBMITTED,), after=State.UNDER_REVIEW, whose=_is_desk),
        *(
            Move(
                verb=str(outcome),
                name=name,
                before=tuple(state for state in DECIDABLE if state != outcome),
                after=outcome,
                whose=_is_desk,
            )
            for outcome, name in _DECISIONS
        ),
        Move(
            verb="confirm",
            name=_("Confirmed by an author"),
            before=Submission.ASKED,
            after=State.CONFIRMED,
            whose=_is_author,
            while_ahead=True,
        ),
        Move(
            verb="withdraw",
            name=_("Withdrawn"),
            before=Submission.WITHDRAWABLE,
            after=State.WITHDRAWN,
            whose=_is_either,
            needs_reason=True,
            while_ahead=True,
        ),
    )
}
# What is written down beside, without a change of state.
NOTES = {
    "edit": _("Changed"),
    "leave": _("An author took the own name off"),
    "reviewed": _("A review came in"),
    "returned": _("A review was given back"),
    "withdraw": MOVES["withdraw"].name,
}


def name_of(verb: str) -> Any:
    """What a step is called."""
    return MOVES[verb].name if verb in MOVES else NOTES.get(verb, verb)


def lock_member(member: Member) -> Member:
    """The member's row, locked: what one person begins and hands in is counted one after the other."""
    return Member.objects.select_for_update(no_key=True, of=("self",)).select_related("user").get(pk=member.pk)


def lock(submission: Submission) -> Submission:
    """The contribution's row, locked for this transaction, as it is now, with its symposium and call."""
    rows = Submission.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("submitter__user", "symposium__event", "symposium__call").get(pk=submission.pk)


def can_move(submission: Submission, verb: str, user: Any, now: datetime) -> bool:
    """Whether `verb` is for `user` to do with `submission` as it is."""
    move = MOVES[verb]
    return _is_possible(move, submission, now) and move.whose(submission, user, now)


def _is_possible(move: Move, submission: Submission, now: datetime) -> bool:
    is_over = move.while_ahead and submission.symposium.event.has_ended(now)
    return submission.state in move.before and not is_over


def check(submission: Submission, verb: str, *, by: Any, now: datetime, reason: str = "") -> str:
    """The tidied reason. Raises `NotYours`, `WrongState`, `ReasonMissing`."""
    move = MOVES[verb]
    if not move.whose(submission, by, now):
        raise NotYours
    if not _is_possible(move, submission, now):
        raise WrongState
    if move.needs_reason and not reason.strip():
        raise ReasonMissing
    return reason.strip()


def move(submission: Submission, verb: str, *, by: Any, now: datetime, reason: str = "") -> SubmissionMove:
    """Move a locked contribution along `verb`, save it and write the step down. Raises what `check` raises."""
    reason = check(submission, verb, by=by, now=now, reason=reason)
    before, submission.state, submission.state_at = submission.state, MOVES[verb].after, now
    save(submission, by=by, reason=verb)
    return note(submission, verb, before=before, by=by, now=now, reason=reason)


def note(submission: Submission, verb: str, *, before: str, by: Any, now: datetime, reason: str = "") -> SubmissionMove:
    """Write down what was done with a contribution, whether its state changed or not."""
    return SubmissionMove.objects.create(
        submission=submission, verb=verb, before=before, after=submission.state, at=now, by=by, reason=reason
    )


def save(submission: Submission, *, by: Any, reason: str) -> None:
    """Save a contribution with who and why for its history."""
    submission._history_user = by  # type: ignore[attr-defined]  # read by the history
    submission._change_reason = reason[:100]  # type: ignore[attr-defined]
    submission.save()
