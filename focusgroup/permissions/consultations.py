"""Who sees a consultation: who asked it, the expert who has it or advised, and the desk once it was sent."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from council.members.models import Member
from council.members.permissions import get_active_member_or_404, member_of
from focusgroup.models import Consultation, Offer
from focusgroup.permissions.group import is_desk, place_of


def visible_consultations(user: Any, now: datetime) -> QuerySet[Consultation]:
    """The consultations that are for `user` at `now`: the desk's are all that were sent; one's own, with members' access; those
    that were offered to him, or that he advised on. What was declined or withdrawn is not his any more."""
    member = member_of(user)
    condition = Q(pk__in=[])
    if member is not None and member.has_access(now):
        condition |= Q(requester=member) | Q(Exists(Offer.objects.filter(_open_to(member), consultation=OuterRef("pk"))))
    if is_desk(user):
        condition |= ~Q(state=Consultation.State.DRAFT)
    return Consultation.objects.filter(condition)


def _open_to(member: Member) -> Q:
    return Q(expert=member, state__in=Offer.OPEN)


def get_consultation_or_404(user: Any, key: uuid.UUID, now: datetime) -> Consultation:
    """The consultation `key` that is for `user` at `now`. Raises `Http404`."""
    found = visible_consultations(user, now).filter(key=key).select_related("requester__user", "organisation", "advice").first()
    if found is None:
        raise Http404
    return found


def get_own_consultation_or_404(user: Any, key: uuid.UUID, now: datetime) -> Consultation:
    """The consultation `key` that `user` asked, with members' access at `now`. Raises `Http404`."""
    member = get_active_member_or_404(user, now)
    found = Consultation.objects.filter(key=key, requester=member).select_related("organisation", "advice").first()
    if found is None:
        raise Http404
    return found


def get_assigned_consultation_or_404(user: Any, key: uuid.UUID, now: datetime) -> Consultation:
    """The consultation `key` that `user` was offered or has, as its expert. Raises `Http404`."""
    member = get_active_member_or_404(user, now)
    offers = Offer.objects.filter(_open_to(member), consultation=OuterRef("pk"))
    found = Consultation.objects.filter(Exists(offers), key=key).select_related("organisation").first()
    if found is None:
        raise Http404
    return found


def may_be_asked(user: Any, now: datetime) -> bool:
    """Whether `user` sits in the Focus Group: consultations can be offered to him."""
    return place_of(user, now) is not None
