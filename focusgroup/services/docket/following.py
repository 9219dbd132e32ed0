"""What becomes of a decision: forwarded, answered, acted on, closed."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from council.members.models import Member
from focusgroup.group import places
from focusgroup.models import Action, AuthorityReply, Decision, Project, Proposal, Sitting
from focusgroup.permissions.docket import is_secretary
from focusgroup.permissions.group import acting_member
from focusgroup.services.docket import errors, machine, telling
from focusgroup.services.errors import NotYours, WrongState

Outcome = Decision.Outcome
# There is something to act on from the decision to the end.
ACTED_ON = (
    Proposal.State.ADOPTED,
    Proposal.State.ADOPTED_WITH_CHANGES,
    Proposal.State.FORWARDED,
    Proposal.State.ANSWERED,
    Proposal.State.IMPLEMENTING,
)

# What staff change of an action that there is.
CHANGED = ("title_ko", "title_en", "owner_id", "due_on", "note")


@transaction.atomic
def forward_proposal(*, proposal: Proposal, reply_due_on: date | None, by: Any, now: datetime, reason: str = "") -> Proposal:
    """Send an adopted proposal to the authority addressed; its reply is expected by a day.

    Raises `NotYours`, `WrongState`, `ReplyDayPast`."""
    held = machine.lock(proposal)
    machine.check(held, "forward", by=by, now=now)
    if reply_due_on is not None and reply_due_on < timezone.localdate(now):
        raise errors.ReplyDayPast
    held.reply_due_on = reply_due_on
    telling.tell_moved(held, machine.move(held, "forward", by=by, now=now, reason=reason))
    return held


@transaction.atomic
def record_reply(
    *, proposal: Proposal, outcome: str, replied_on: date, by: Any, now: datetime, text_ko: str = "", text_en: str = ""
) -> AuthorityReply:
    """Record what the authority answered. Raises `NotYours`, `WrongState`, `ReplyToCome`, `TextMissing`."""
    held = machine.lock(proposal)
    machine.check(held, "answer", by=by, now=now)
    if replied_on > timezone.localdate(now):
        raise errors.ReplyToCome
    if not (text_ko.strip() or text_en.strip()):
        raise errors.TextMissing
    made = held.replies.create(
        outcome=outcome, text_ko=text_ko.strip(), text_en=text_en.strip(), replied_on=replied_on, recorded_at=now
    )
    telling.tell_moved(held, machine.move(held, "answer", by=by, now=now))
    return made


@transaction.atomic
def begin_implementing(*, proposal: Proposal, by: Any, now: datetime, reason: str = "") -> Proposal:
    """What was answered is acted on. Raises `NotYours`, `WrongState`."""
    held = machine.lock(proposal)
    telling.tell_moved(held, machine.move(held, "implement", by=by, now=now, reason=reason))
    return held


@transaction.atomic
def close_proposal(*, proposal: Proposal, by: Any, now: datetime, reason: str) -> Proposal:
    """The end, with what came of it. An amendment goes off the agenda, unless it is being voted on.

    Raises `NotYours`, `WrongState`, `ReasonMissing`, `AmendmentPending`."""
    held = machine.lock(proposal)
    machine.check(held, "close", by=by, now=now, reason=reason)
    if held.sittings.live().exclude(state=Sitting.State.PLACED).exists():
        raise errors.AmendmentPending
    held.sittings.live().update(state=Sitting.State.OFF)
    telling.tell_moved(held, machine.move(held, "close", by=by, now=now, reason=reason))
    return held


@transaction.atomic
def add_action(
    *, proposal: Proposal, owner: Member, due_on: date, by: Any, now: datetime, title_ko: str = "", title_en: str = ""
) -> Action:
    """Somebody of the group does something by a day, and is told. Raises `NotYours`, `WrongState`, `OwnerOutside`,
    `TextMissing`."""
    held = machine.lock(proposal)
    if not is_secretary(by, now):
        raise NotYours
    if held.state not in ACTED_ON:
        raise WrongState
    if not places(now).filter(member=owner).exists():
        raise errors.OwnerOutside
    if not (title_ko.strip() or title_en.strip()):
        raise errors.TextMissing
    made = Action(proposal=held, owner=owner, due_on=due_on, title_ko=title_ko.strip(), title_en=title_en.strip())
    made._history_user = by  # type: ignore[attr-defined]  # read by the history
    made.save()
    machine.note(held, "action", before=held.state, by=by, now=now, reason=str(made))
    telling.tell_action(made)
    return made


@transaction.atomic
def change_action(*, action: Action, by: Any, now: datetime) -> Action:
    """Keep what was changed of an action: words, owner, day, note. Who is to do it from now on, or by another day, is told.

    Raises `NotYours`, `OwnerOutside` for a new owner."""
    if not is_secretary(by, now):
        raise NotYours
    held = Action.objects.select_for_update(no_key=True).get(pk=action.pk)
    is_handed_on, is_moved = held.owner_id != action.owner_id, held.due_on != action.due_on
    if is_handed_on and not places(now).filter(member=action.owner_id).exists():
        raise errors.OwnerOutside
    for name in CHANGED:
        setattr(held, name, getattr(action, name))
    held._history_user = by  # type: ignore[attr-defined]  # read by the history
    held.save()
    if (is_handed_on or is_moved) and held.done_at is None:
        telling.tell_action(held)
    return held


@transaction.atomic
def finish_action(*, action: Action, by: Any, now: datetime, note: str = "") -> Action:
    """Its owner, or the secretary, says that it is done. Done already: nothing happens. Raises `NotYours`."""
    held = Action.objects.select_for_update(no_key=True, of=("self",)).select_related("proposal").get(pk=action.pk)
    member = acting_member(by, now)
    if not (member is not None and member.pk == held.owner_id) and not is_secretary(by, now):
        raise NotYours
    if held.done_at is None:
        held.done_at, held.note = now, note.strip() or held.note
        held._history_user = by  # type: ignore[attr-defined]  # read by the history
        held.save()
        machine.note(held.proposal, "action-done", before=held.proposal.state, by=by, now=now, reason=str(held))
    return held


def adopting_decision(proposal: Proposal) -> Decision | None:
    """The decision that adopted it; None where none has."""
    return proposal.decisions.filter(outcome__in=[Outcome.ADOPTED, Outcome.ADOPTED_WITH_CHANGES]).order_by("serial").first()


def takes_projects(proposal: Proposal) -> bool:
    """Whether something can come of it: it was adopted."""
    return proposal.state in (*ACTED_ON, Proposal.State.CLOSED) and adopting_decision(proposal) is not None


@transaction.atomic
def add_project(*, project: Project, by: Any, now: datetime) -> Project:
    """Save a new `project` of an adopted proposal, traced to it and to its decision. Raises `NotYours`, `WrongState`."""
    held = machine.lock(project.proposal)
    if not is_secretary(by, now):
        raise NotYours
    decision = adopting_decision(held)
    if decision is None or not takes_projects(held):
        raise WrongState
    project.decision = decision
    project._history_user = by  # type: ignore[attr-defined]  # read by the history
    project.save()
    machine.note(held, "project", before=held.state, by=by, now=now, reason=str(project))
    return project
