"""A target that lands becomes an organisation of the portal: then, and only then."""

from datetime import datetime
from typing import Any

from django.db import transaction

from council.members.models import Organisation
from focusgroup.models import InvitationTarget, TargetMove
from focusgroup.models.invitations import Stage
from focusgroup.services.errors import WrongState
from focusgroup.services.invitations.holding import hold_target, keep, require_team
from focusgroup.services.invitations.moves import Verb, carry_out, next_stage


@transaction.atomic
def land_target(
    *, target: InvitationTarget, organisation: Organisation, by: Any, now: datetime, reason: str = ""
) -> TargetMove:
    """Move a decided `target` to “landed”, as `organisation`: a new one (not saved yet) or one that is there. From then on its
    name is as public as that of any organisation.

    Raises `NotYours`, `WrongState`."""
    require_team(by, now)
    held = hold_target(target.pk)
    if not held.is_open or next_stage(held.stage) != Stage.LANDED:
        raise WrongState
    if organisation.pk is None:
        keep(organisation, by=by, reason="landed")
    held.organisation = organisation
    return carry_out(held, Verb.ADVANCE, by=by, reason=reason, now=now)
