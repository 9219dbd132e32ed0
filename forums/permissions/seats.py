"""Applications for seats: who sees them and who decides. A forum that exists is no secret; who asks for a seat is."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from council.members.models import Contact, Membership
from council.members.permissions import member_of
from forums.group import places
from forums.models import Delegation, SeatApplication
from forums.permissions.group import is_desk

CHAIRS = (Membership.Role.CHAIR, Membership.Role.VICE_CHAIR)


def visible_applications(user: Any, now: datetime) -> QuerySet[SeatApplication]:
    """The applications that `user` may see at `now`: one's own; those to forums that one chairs; all for the desk."""
    if is_desk(user):
        return SeatApplication.objects.all()
    member = member_of(user)
    if member is None:
        return SeatApplication.objects.none()
    chaired = places(now).filter(member=member, role__in=CHAIRS).values("body")
    return SeatApplication.objects.filter(Q(member=member) | Q(forum__in=chaired))


def decidable_applications(user: Any, now: datetime) -> QuerySet[SeatApplication]:
    """Those that wait for a decision that `user` may make: never his own."""
    waiting = visible_applications(user, now).filter(state=SeatApplication.State.WAITING)
    return waiting.exclude(member__user=user.pk)


def get_application_or_404(user: Any, slug: str, key: uuid.UUID, now: datetime) -> SeatApplication:
    """The application `key` to the forum at `slug` that `user` may see. Raises `Http404`."""
    rows = visible_applications(user, now).filter(forum__body__slug=slug, key=key)
    found = rows.select_related("forum__body", "member__user", "member__organisation", "organisation", "place").first()
    if found is None:
        raise Http404
    return found


def get_decidable_or_404(user: Any, slug: str, key: uuid.UUID, now: datetime) -> SeatApplication:
    """The same, for who decides on it, whether it waits still or not; never for the applicant. Raises `Http404`."""
    found = get_application_or_404(user, slug, key, now)
    if found.member.user_id == user.pk:
        raise Http404
    return found


def get_own_application_or_404(user: Any, slug: str, key: uuid.UUID, now: datetime) -> SeatApplication:
    """One's own application. Raises `Http404`."""
    found = get_application_or_404(user, slug, key, now)
    if found.member.user_id != user.pk:
        raise Http404
    return found


def may_name(place: Membership, user: Any, now: datetime) -> bool:
    """Whether `user` says who stands in for `place`, a company's seat: its holder, or a contact of the company."""
    if place.seat is None:
        return False
    return place.member.user_id == user.pk or is_contact_for(place, user, now)


def is_contact_for(place: Membership, user: Any, now: datetime) -> bool:
    """Whether `user` acts for the company whose seat `place` is on."""
    organisation = place.seat.organisation_id if place.seat else None
    return Contact.objects.able(now).filter(member__user=user, organisation=organisation).exists()


def get_place_to_stand_in_for_or_404(user: Any, slug: str, pk: int, now: datetime) -> Membership:
    """The place `pk` in the forum at `slug`, a company's seat in force, for which `user` names who stands in.

    Raises `Http404`."""
    rows = places(now).filter(body__slug=slug, pk=pk, seat__isnull=False)
    found = rows.select_related("body", "member__user", "seat__organisation").first()
    if found is None or not may_name(found, user, now):
        raise Http404
    return found


def get_delegation_or_404(user: Any, slug: str, pk: int, now: datetime) -> Delegation:
    """The stand-in `pk` in the forum at `slug` that `user` may end. Raises `Http404`."""
    rows = Delegation.objects.filter(pk=pk, place__body__slug=slug)
    found = rows.select_related("place__member__user", "place__seat", "place__body", "stand_in__member").first()
    if found is None or not may_name(found.place, user, now):
        raise Http404
    return found
