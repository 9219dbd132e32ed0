"""Asking people who are named in papers of a target whether an agency may have their names. They decide on their own page."""

from datetime import datetime
from typing import Any

from django.db import transaction

from council.members.models import Member
from focusgroup.models import InvitationTarget
from focusgroup.services.invitations.dispatching import people_without_consent
from focusgroup.services.invitations.holding import require_team
from focusgroup.services.invitations.telling import ask_for_consent


@transaction.atomic
def ask_consents(*, target: InvitationTarget, by: Any, now: datetime) -> list[Member]:
    """Write to everybody who is named in what an agency would get of `target` without having consented: each once a day at
    most, whichever targets name him, and in words that name none. Returns whom it concerns. Raises `NotYours`."""
    require_team(by, now)
    latest = target.engagements.order_by("-starts_on", "-pk").first()
    people = people_without_consent(target, None, latest)
    for person in people:
        ask_for_consent(person, now)
    return people
