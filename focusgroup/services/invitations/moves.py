"""The stages of an invitation: forwards one by one, on hold and lost from any, back by one to correct a mistake."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from focusgroup.models import InvitationTarget, TargetMove
from focusgroup.models.invitations import Stage, Standing
from focusgroup.services.errors import FocusGroupError, ReasonMissing, WrongState
from focusgroup.services.invitations.holding import hold_target, keep, require_team

ORDER = list(Stage)


class Verb(models.TextChoices):
    """What can become of a target."""

    BEGIN = "begin", _("Entered")
    ADVANCE = "advance", _("Moved on")
    BACK = "back", _("Moved back")
    HOLD = "hold", _("Put on hold")
    RESUME = "resume", _("Resumed")
    LOSE = "lose", _("Lost")


# Whoever stops or turns back says why.
WITH_REASON = frozenset({Verb.BACK, Verb.HOLD, Verb.LOSE})


class NeedsDispatch(FocusGroupError):
    """“Proposal sent” is reached by sending one."""

    message = _("A proposal counts as sent once it has been dispatched: dispatch an approved version first.")


class NeedsLanding(FocusGroupError):
    """Landing makes an organisation, and says which."""

    message = _("Landing makes the target an organisation of the portal: say which one on its page.")


def next_stage(stage: str) -> Stage | None:
    """The stage after `stage`; None after the last."""
    place = ORDER.index(Stage(stage))
    return ORDER[place + 1] if place + 1 < len(ORDER) else None


def stage_before(stage: str) -> Stage | None:
    """The stage that a mistake is taken back to; None for the first, and for what has landed: it is an organisation now."""
    place = ORDER.index(Stage(stage))
    return ORDER[place - 1] if place and Stage(stage) != Stage.LANDED else None


def possible_verbs(target: InvitationTarget) -> list[Verb]:
    """What can be done with a target where it stands, gates apart."""
    if target.standing == Standing.LOST:
        return [Verb.RESUME]
    if target.standing == Standing.ON_HOLD:
        return [Verb.RESUME, Verb.LOSE]
    found = [Verb.HOLD, Verb.LOSE]
    if stage_before(target.stage) is not None:
        found.insert(0, Verb.BACK)
    if next_stage(target.stage) is not None:
        found.insert(0, Verb.ADVANCE)
    return found


@transaction.atomic
def move_target(
    *,
    target: InvitationTarget,
    verb: Verb,
    by: Any,
    now: datetime,
    reason: str = "",
    seen: tuple[str, str] | None = None,
) -> TargetMove:
    """Move `target` along `verb`, and return the row that tells of it. `seen`: stage and standing as `by` saw them.

    Raises `NotYours`, `WrongState` (somebody was quicker, or the state allows no such move), `ReasonMissing`, `NeedsDispatch`,
    `NeedsLanding`."""
    require_team(by, now)
    held = hold_target(target.pk)
    if (seen is not None and seen != (held.stage, held.standing)) or verb not in possible_verbs(held):
        raise WrongState
    if verb in WITH_REASON and not reason.strip():
        raise ReasonMissing
    if verb == Verb.ADVANCE:
        _check_gates(held)
    return carry_out(held, verb, by=by, reason=reason, now=now)


def _check_gates(held: InvitationTarget) -> None:
    following = next_stage(held.stage)
    if following == Stage.PROPOSAL_SENT and not held.dispatches.exists():
        raise NeedsDispatch
    if following == Stage.LANDED:
        raise NeedsLanding


def carry_out(held: InvitationTarget, verb: Verb, *, by: Any, reason: str, now: datetime) -> TargetMove:
    """Change a held target along `verb`, whose rules were asked before; save it and the row that tells of it."""
    stage, standing = held.stage, held.standing
    if verb == Verb.ADVANCE:
        held.stage = next_stage(stage) or stage
    elif verb == Verb.BACK:
        held.stage = stage_before(stage) or stage
    elif verb in (Verb.HOLD, Verb.LOSE, Verb.RESUME):
        standings = {Verb.HOLD: Standing.ON_HOLD, Verb.LOSE: Standing.LOST, Verb.RESUME: Standing.OPEN}
        held.standing = standings[verb]
    held.lost_reason = reason.strip() if verb == Verb.LOSE else ""
    held.moved_at = now
    keep(held, by=by, reason=verb)
    return TargetMove.objects.create(
        target=held,
        at=now,
        by=by,
        verb=verb,
        from_stage=stage,
        from_standing=standing,
        to_stage=held.stage,
        to_standing=held.standing,
        reason=reason.strip(),
    )
