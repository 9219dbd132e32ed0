"""Who somebody is in the symposia: asked by every part of it."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from council.events.permissions import visible_events
from council.members.models import Membership
from council.members.permissions import member_of
from council.staff import coordinates
from symposia.group import SLUG
from symposia.models import Symposium

Role = Membership.Role


def is_desk(user: Any) -> bool:
    """Whether `user` is staff of the symposia: their secretariat at work."""
    return coordinates(user, SLUG)


def visible_symposia(user: Any, now: datetime) -> QuerySet[Symposium]:
    """The symposia whose event `user` may see at `now`, and those that he chairs, drafts too; to the desk all of them."""
    symposia = Symposium.objects.select_related("event__venue", "committee")
    if is_desk(user):
        return symposia
    seen = Q(event__in=visible_events(user, now).values("pk"))
    return symposia.filter(seen | Q(pk__in=symposia_chaired(user, now).values("pk")))


def get_symposium_or_404(user: Any, slug: str, now: datetime) -> Symposium:
    """The symposium at the address `slug`, if it is among `visible_symposia`. Raises `Http404` otherwise."""
    symposium = visible_symposia(user, now).filter(event__slug=slug).first()
    if symposium is None:
        raise Http404
    return symposium


def symposia_chaired(user: Any, now: datetime) -> QuerySet[Symposium]:
    """The symposia whose committee `user` chairs at `now` (chair or vice-chair), or one of whose tracks, sitting in it."""
    member = member_of(user) if user is not None else None
    if member is None:
        return Symposium.objects.none()
    seats = Membership.objects.sitting(now).filter(member=member)
    chairs = seats.filter(role__in=(Role.CHAIR, Role.VICE_CHAIR)).values("body")
    of_a_track = Q(committee__in=seats.values("body"), tracks__chair=member)
    return Symposium.objects.filter(Q(committee__in=chairs) | of_a_track).distinct()


def chairs(user: Any, symposium: Symposium, now: datetime) -> bool:
    """Whether `user` chairs the committee of `symposium` or one of its tracks at `now`."""
    return symposium.committee_id is not None and symposia_chaired(user, now).filter(pk=symposium.pk).exists()


def sits_in_committee(user: Any, symposium: Symposium, now: datetime) -> bool:
    """Whether `user` has a seat in the committee of `symposium` at `now`, in whatever role."""
    member = member_of(user) if user is not None else None
    if member is None or symposium.committee_id is None:
        return False
    return Membership.objects.sitting(now).filter(member=member, body=symposium.committee_id).exists()


def runs(user: Any, symposium: Symposium, now: datetime) -> bool:
    """Whether `user` works on `symposium` and sees what is not published yet: its chairs, and the desk."""
    return is_desk(user) or chairs(user, symposium, now)
