"""A proposal before the group has it: drafted, written, handed in, taken back."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from council.members.models import Member
from focusgroup.models import Evidence, Opportunity, Proposal, Sitting
from focusgroup.services.docket import machine, telling
from focusgroup.services.docket.errors import Incomplete, NoEvidence
from focusgroup.services.docket.numbers import take_number, written
from focusgroup.services.docket.papers import remove_papers
from focusgroup.services.errors import NotYours, WrongState

State = Proposal.State
# What of an item of evidence comes from whoever asks for a draft.
EVIDENCE = ("label_ko", "label_en", "text", "url", "data")


@transaction.atomic
def draft_proposal(
    *,
    author: Member,
    kind: str,
    now: datetime,
    title_ko: str = "",
    title_en: str = "",
    problem_ko: str = "",
    problem_en: str = "",
    plan_ko: str = "",
    plan_en: str = "",
    clusters: Iterable[Any] = (),
    organisations: Iterable[Any] = (),
    evidence: Iterable[Mapping[str, Any]] = (),
    opportunity: Opportunity | None = None,
) -> Proposal:
    """A draft of `author`, with its evidence (label_ko, label_en, text, url, data of each). Whoever asks has checked that the
    author sits in the group. One at least of both titles, and of both labels of each piece of evidence, is given."""
    proposal = Proposal(
        author=author,
        kind=kind,
        title_ko=title_ko,
        title_en=title_en,
        problem_ko=problem_ko,
        problem_en=problem_en,
        plan_ko=plan_ko,
        plan_en=plan_en,
        created_at=now,
        state_at=now,
    )
    machine.save(proposal, by=author.user, reason="draft")
    proposal.clusters.set(clusters)
    proposal.organisations.set(organisations)
    Evidence.objects.bulk_create(
        Evidence(proposal=proposal, **{name: one[name] for name in EVIDENCE if name in one}) for one in evidence
    )
    if opportunity is not None:
        opportunity.proposal = proposal
        _keep(opportunity, by=author.user, reason="draft")
    return proposal


# What a draft is made with; the rest is written to it.
FIRST = ("kind", "title_ko", "title_en", "problem_ko", "problem_en", "plan_ko", "plan_en", "clusters", "organisations")


@transaction.atomic
def begin_proposal(
    *, author: Member, key: uuid.UUID | None, values: Mapping[str, Any], evidence: Iterable[Evidence], now: datetime
) -> Proposal:
    """A draft as its author has typed it: `values` by field. `key` was given out with the form: the same form sent twice (a
    double click, a replay) is one draft. Whoever asks has checked that the author sits in the group."""
    Member.objects.select_for_update(no_key=True).get(pk=author.pk)
    known = Proposal.objects.filter(key=key).first() if key is not None else None
    if known is not None and known.is_of(author) and all(getattr(known, name) == values[name] for name in FIRST[:-2]):
        return known
    made = draft_proposal(author=author, now=now, **{name: values[name] for name in FIRST})
    if key is not None and known is None:
        made.key = key
    return write_proposal(proposal=made, by=author.user, now=now, values={**values, "key": made.key}, evidence=evidence)


@transaction.atomic
def write_proposal(
    *,
    proposal: Proposal,
    by: Any,
    now: datetime,
    values: Mapping[str, Any],
    evidence: Iterable[Evidence] | None = None,
    removed: Iterable[Evidence] = (),
) -> Proposal:
    """The author writes on: `values` by field (clusters and organisations, too), `evidence` new or changed.

    Raises `NotYours`, `WrongState` once it is handed in."""
    held = machine.lock(proposal)
    if not machine.MOVES["submit"].whose(held, by, now):
        raise NotYours
    if held.state not in Proposal.WRITABLE:
        raise WrongState
    many = {name: value for name, value in values.items() if Proposal._meta.get_field(name).many_to_many}
    for name, value in values.items():
        if name not in many:
            setattr(held, name, value)
    machine.save(held, by=by, reason="write")
    for name, value in many.items():
        getattr(held, name).set(value)
    for one in removed:
        held.evidence.filter(pk=one.pk).delete()
    for one in evidence or ():
        one.proposal = held
        one.save()
    return held


@transaction.atomic
def submit_proposal(*, proposal: Proposal, by: Any, now: datetime, reason: str = "") -> Proposal:
    """Hand a draft, or a returned proposal, in. The first time it gets its number.

    Raises `NotYours`, `WrongState`, `Incomplete`, `NoEvidence`."""
    held = machine.lock(proposal)
    machine.check(held, "submit", by=by, now=now)
    if not (held.problem_ko or held.problem_en) or not (held.plan_ko or held.plan_en):
        raise Incomplete
    if not held.evidence.exists():
        raise NoEvidence
    if held.number is None:
        held.year = timezone.localdate(now).year
        # The last thing that can wait: the counter's row is held to the end of the transaction.
        held.serial = take_number(held.year)
        held.number, held.submitted_at = written(held.year, held.serial), now
    moved = machine.move(held, "submit", by=by, now=now, reason=reason)
    telling.tell_moved(held, moved)
    return held


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, by: Any, now: datetime, reason: str = "") -> Proposal:
    """The author takes a proposal back, before it is decided; one on an agenda goes off it.

    Raises `NotYours`, `WrongState`."""
    held = machine.lock(proposal)
    moved = machine.move(held, "withdraw", by=by, now=now, reason=reason)
    held.sittings.live().update(state=Sitting.State.OFF)
    telling.tell_moved(held, moved)
    return held


@transaction.atomic
def discard_draft(*, proposal: Proposal, by: Any, now: datetime) -> None:
    """Throw a draft away that was never handed in, with its papers; the opportunity that it came of is open again.

    Raises `NotYours`, `WrongState`."""
    held = machine.lock(proposal)
    if not machine.MOVES["submit"].whose(held, by, now):
        raise NotYours
    if held.state != State.DRAFT:
        raise WrongState
    throw_away(held, by=by)


def throw_away(held: Proposal, *, by: Any) -> None:
    """Delete a locked draft with what belongs to it alone."""
    remove_papers(held)
    for one in held.opportunities.select_for_update(no_key=True):
        one.state, one.word, one.settled_at, one.settled_by, one.proposal = Opportunity.State.OPEN, "", None, None, None
        _keep(one, by=by, reason="draft deleted")
    held._history_user = by  # type: ignore[attr-defined]  # read by the history
    held.delete()


def _keep(opportunity: Opportunity, *, by: Any, reason: str) -> None:
    opportunity._history_user = by  # type: ignore[attr-defined]  # read by the history
    opportunity._change_reason = reason  # type: ignore[attr-defined]
    opportunity.save()
