"""Hybrid clusters on their way from latent to mature."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from focusgroup.models import HybridCluster, StageMove
from focusgroup.permissions.group import is_desk
from focusgroup.services.errors import FocusGroupError, NotYours, ReasonMissing

STAGES: tuple[str, ...] = tuple(HybridCluster.Stage.values)


class StageTooFar(FocusGroupError):
    """A stage that does not stand next to the one that is."""

    message = _("A hybrid cluster goes one stage forward or back at a time.")


def neighbours(stage: str) -> tuple[str, ...]:
    """The stages that follow `stage` in one step, back or forward."""
    place = STAGES.index(stage)
    return tuple(STAGES[number] for number in (place - 1, place + 1) if 0 <= number < len(STAGES))


@transaction.atomic
def change_stage(*, hybrid: HybridCluster, stage: str, reason: str, by: Any, now: datetime) -> StageMove:
    """Move `hybrid` one stage forward or back. Who, when and why stay on record.

    Raises `NotYours` for who is no staff of the Focus Group, `StageTooFar`, `ReasonMissing`."""
    if not is_desk(by):
        raise NotYours
    if not reason.strip():
        raise ReasonMissing
    held = HybridCluster.objects.select_for_update().get(pk=hybrid.pk)
    if stage not in neighbours(held.stage):
        raise StageTooFar
    move = StageMove.objects.create(hybrid=held, before=held.stage, after=stage, at=now, by=by, reason=reason.strip())
    held.stage = stage
    held._history_user = by  # type: ignore[attr-defined]  # read by the history
    held._change_reason = reason.strip()[:100]  # type: ignore[attr-defined]  # likewise
    held.save(update_fields=["stage"])
    hybrid.stage = stage
    return move


def begin(*, hybrid: HybridCluster, by: Any, now: datetime) -> StageMove:
    """Note at which stage a new hybrid cluster was entered."""
    return StageMove.objects.create(hybrid=hybrid, before="", after=hybrid.stage, at=now, by=by)
