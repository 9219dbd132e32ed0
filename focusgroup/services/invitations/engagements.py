"""Engaging an agency, its NDA, and the end of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from council.library.models import Acceptance
from council.library.services import record_acceptance
from council.members.models import Member
from focusgroup.models import AgencyEngagement, InvitationTarget
from focusgroup.services.errors import FocusGroupError, NotYours, ReasonMissing, WrongState
from focusgroup.services.invitations.holding import hold_engagement, keep, require_team
from focusgroup.services.invitations.telling import tell_of_engagement


class StrangeContact(FocusGroupError):
    message = _("The contact must belong to the agency.")


@transaction.atomic
def save_engagement(
    *, engagement: AgencyEngagement, targets: Iterable[InvitationTarget], by: Any, now: datetime
) -> AgencyEngagement:
    """Engage an agency, or keep what was changed of an engagement, with the targets assigned to it. A contact who is new to it
    is told. Raises `NotYours`, `StrangeContact`, `WrongState` for one that was ended."""
    require_team(by, now)
    if engagement.contact.organisation_id != engagement.agency_id:
        raise StrangeContact
    held = None if engagement.pk is None else hold_engagement(engagement.pk)
    if held is None:
        engagement.created_at = now
    elif held.ended_at is not None:
        raise WrongState
    keep(engagement, by=by)
    engagement.targets.set(targets)
    if held is None or held.contact_id != engagement.contact_id:
        tell_of_engagement(engagement)
    return engagement


@transaction.atomic
def end_engagement(*, engagement: AgencyEngagement, by: Any, reason: str, now: datetime) -> AgencyEngagement:
    """End an engagement at once, NDA and access with it; again is harmless. Raises `NotYours`, `ReasonMissing`."""
    require_team(by, now)
    if not reason.strip():
        raise ReasonMissing
    held = hold_engagement(engagement.pk)
    if held.ended_at is None:
        held.ended_at, held.ended_reason = now, reason.strip()
        keep(held, by=by, reason="ended")
    return held


def accept_nda(*, engagement: AgencyEngagement, number: int, member: Member, language: str, now: datetime) -> Acceptance:
    """Record that the contact of `engagement` read version `number` of its agreement, in `language`, and accepts it; send him
    its words. Again: the record that there is.

    Raises `NotYours` for anybody else, and `AgreementChangedError` where that version is not the current one (any more)."""
    if member.pk != engagement.contact_id:
        raise NotYours
    return record_acceptance(
        agreement_id=engagement.agreement_id,
        number=number,
        member=member,
        language=language,
        now=now,
        page=("focusgroup:invitation-engagement", engagement.key),
        is_confidential=True,
    )
