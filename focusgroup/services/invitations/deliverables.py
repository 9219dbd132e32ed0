"""Plan, data and proposal: written, approved, and from then on as they are."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from focusgroup.models import DataItem, DataPack, InvitationPlan, InvitationProposal, InvitationTarget
from focusgroup.services.errors import WrongState
from focusgroup.services.invitations.holding import hold_target, keep, require_team


def _next_number(target: InvitationTarget, related: str) -> int:
    last: int | None = getattr(target, related).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


@transaction.atomic
def write_plan(*, target: InvitationTarget, text: str, by: Any, now: datetime) -> InvitationPlan:
    """The words of the plan: of the draft where there is one, of the next version where the last is approved. Raises
    `NotYours`."""
    require_team(by, now)
    held = hold_target(target.pk)
    plan = held.plans.filter(approved_at=None).first() or InvitationPlan(target=held, number=_next_number(held, "plans"))
    plan.text, plan.written_at, plan.written_by = text, now, by
    return keep(plan, by=by)


@transaction.atomic
def approve_plan(*, plan: InvitationPlan, by: Any, now: datetime) -> InvitationPlan:
    """Approve a plan; again is harmless. Raises `NotYours`."""
    require_team(by, now)
    hold_target(plan.target_id)
    return _approve(InvitationPlan.objects.get(pk=plan.pk), by, now)


@transaction.atomic
def write_proposal(
    *,
    target: InvitationTarget,
    language: str,
    title: str,
    text: str,
    by: Any,
    now: datetime,
    proposal: InvitationProposal | None = None,
) -> InvitationProposal:
    """The words of a version of the proposal: a new one, or `proposal` while nobody has approved it.

    Raises `NotYours`, `WrongState` where it was approved meanwhile."""
    require_team(by, now)
    held = hold_target(target.pk)
    if proposal is None:
        version = InvitationProposal(target=held, number=_next_number(held, "proposals"))
    else:
        version = InvitationProposal.objects.get(pk=proposal.pk, target=held)
        if version.approved_at is not None:
            raise WrongState
    version.language, version.title, version.text = language, title, text
    version.written_at, version.written_by = now, by
    return keep(version, by=by)


@transaction.atomic
def approve_proposal(*, proposal: InvitationProposal, by: Any, now: datetime) -> InvitationProposal:
    """Approve a version of the proposal; again is harmless. Raises `NotYours`."""
    require_team(by, now)
    hold_target(proposal.target_id)
    return _approve(InvitationProposal.objects.get(pk=proposal.pk), by, now)


def _approve(row: Any, by: Any, now: datetime) -> Any:
    if row.approved_at is None:
        row.approved_at, row.approved_by = now, by
        row.approved_as = by.member.display_name()[:200]
        keep(row, by=by, reason="approved")
    return row


@transaction.atomic
def save_data_item(*, target: InvitationTarget, item: DataItem, by: Any, now: datetime) -> DataItem:
    """Keep an item of the target's data pack, which is made with its first one. Raises `NotYours`."""
    require_team(by, now)
    held = hold_target(target.pk)
    item.pack = DataPack.objects.get_or_create(target=held, defaults={"created_at": now})[0]
    return keep(item, by=by)


@transaction.atomic
def remove_data_item(*, item: DataItem, by: Any, now: datetime) -> None:
    """Take an item out of its data pack; what was dispatched keeps its record. Raises `NotYours`."""
    require_team(by, now)
    hold_target(item.pack_id)
    item._history_user = by  # type: ignore[attr-defined]  # simple_history's
    item.delete()
