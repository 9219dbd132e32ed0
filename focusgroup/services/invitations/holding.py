"""What every verb of the pipeline begins with: is it this person's to do, and the rows as they are now, held."""

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model

from focusgroup.models import AgencyEngagement, InvitationTarget
from focusgroup.permissions.invitations import is_team
from focusgroup.services.errors import NotYours

M = TypeVar("M", bound=Model)


def require_team(by: Any, now: datetime) -> None:
    """Raise `NotYours` for who does not work on invitations at `now`."""
    if not is_team(by, now):
        raise NotYours


def hold_target(pk: int) -> InvitationTarget:
    """The target as it is now, held until the transaction ends. It is held before engagements are."""
    return InvitationTarget.objects.select_for_update(no_key=True, of=("self",)).select_related("owner__user").get(pk=pk)


def hold_engagement(pk: int) -> AgencyEngagement:
    """The engagement as it is now, held until the transaction ends."""
    engagements = AgencyEngagement.objects.select_for_update(no_key=True, of=("self",))
    return engagements.select_related("agency", "contact__user").get(pk=pk)


def keep(obj: M, *, by: Any, reason: str = "") -> M:
    """Save with who and why in the history."""
    obj._history_user = by  # type: ignore[attr-defined]  # simple_history's
    obj._change_reason = reason[:100]  # type: ignore[attr-defined]
    obj.save()
    return obj
