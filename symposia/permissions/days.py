"""Who sees what of the days of a symposium: what is on, whoever sees the symposium; papers and numbers, its staff."""

from datetime import datetime
from typing import Any

from django.http import Http404

from council.events.models import Registration
from council.members.permissions import member_of
from symposia.models import Symposium
from symposia.permissions.group import get_symposium_or_404, is_desk
from symposia.services.days.badges import with_badge


def get_worked_on_or_404(user: Any, slug: str, now: datetime) -> Symposium:
    """The symposium at `slug`, for its staff. Raises `Http404` for everybody else."""
    if not is_desk(user):
        raise Http404
    return get_symposium_or_404(user, slug, now)


def get_own_badge_or_404(user: Any, slug: str, now: datetime) -> tuple[Symposium, Registration]:
    """The symposium at `slug` and the reader's seat there. Raises `Http404` for who has none."""
    symposium, member = get_symposium_or_404(user, slug, now), member_of(user)
    found = with_badge(symposium).filter(member=member).first() if member is not None else None
    if found is None:
        raise Http404
    return symposium, found
