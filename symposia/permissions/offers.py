"""Who sees what of a technology offer. Everybody who sees the symposium sees teasers; who offers it and the description are for
the owner, each inquirer he accepted, and the desk once it was handed in; not for who of the desk reviews blind the contribution
that carries it. Support that sees the portal as somebody is a visitor here: whose an offer is stays the owner's to say."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from council.events.permissions import visible_events
from council.members.models import Member
from council.members.permissions import get_active_member_or_404, member_of
from symposia.models import InterestExpression, Symposium, TechOffer
from symposia.permissions.calls import offers_reviewed_blind
from symposia.permissions.group import get_symposium_or_404, is_desk


@dataclass(frozen=True)
class OfferReader:
    """One reader of one offer. `is_open`: he may know who offers it, and read the description."""

    offer: TechOffer
    member: Member | None
    is_owner: bool
    is_desk: bool
    is_open: bool
    interest: InterestExpression | None


def reader_member(user: Any) -> Member | None:
    """The member who reads; None for a visitor, and for support."""
    return None if getattr(user, "is_seen_as", False) else member_of(user)


def shown_offers(user: Any, now: datetime) -> QuerySet[TechOffer]:
    """The offers whose teasers `user` sees at `now` as everybody does, at the symposia that he may see."""
    events = visible_events(user, now).order_by().values("pk")
    return TechOffer.objects.shown(now).filter(symposium__in=events)


def desk_offers(user: Any) -> QuerySet[TechOffer]:
    """What `user` works with as desk, its owners known: all that was handed in, but what a contribution carries that he reviews
    blind; nothing to anybody else."""
    if not is_desk(user):
        return TechOffer.objects.none()
    return TechOffer.objects.sent().exclude(pk__in=offers_reviewed_blind(user))


def visible_offers(user: Any, now: datetime) -> QuerySet[TechOffer]:
    """The offers that `user` sees at `now` in one way or another: teasers; his own; those that he was accepted for; the
    desk's."""
    condition = Q(pk__in=shown_offers(user, now).values("pk"))
    member = reader_member(user)
    if member is not None and member.has_access(now):
        accepted = InterestExpression.objects.filter(
            offer=OuterRef("pk"), member=member, state=InterestExpression.State.ACCEPTED
        )
        condition |= Q(owner=member) | Q(Exists(accepted))
    if is_desk(user):
        condition |= Q(pk__in=desk_offers(user).values("pk"))
    return TechOffer.objects.filter(condition)


def own_offers(user: Any, symposium: Symposium, now: datetime) -> QuerySet[TechOffer]:
    """What `user` offers at `symposium`; nothing to support."""
    member = reader_member(user)
    if member is None or not member.has_access(now):
        return TechOffer.objects.none()
    return TechOffer.objects.filter(symposium=symposium, owner=member)


def identity_open(offer: TechOffer, member: Member | None) -> bool:
    """Whether `member` (or None) may know who offers it, and its description: the owner, and each inquirer he accepted."""
    if member is None:
        return False
    if offer.owner_id == member.pk:
        return True
    return InterestExpression.objects.filter(offer=offer, member=member, state=InterestExpression.State.ACCEPTED).exists()


def known_offer(user: Any, offer: TechOffer | None, now: datetime) -> TechOffer | None:
    """`offer`, if `user` may know whose it is: something that says so (a contribution by its owner) shows it to nobody else."""
    if offer is None:
        return None
    member = reader_member(user)
    is_open = member is not None and member.has_access(now) and identity_open(offer, member)
    return offer if is_open or desk_offers(user).filter(pk=offer.pk).exists() else None


def get_offer_or_404(user: Any, slug: str, key: uuid.UUID, now: datetime) -> OfferReader:
    """The offer `key` at the symposium `slug` as `user` may see it at `now`. Raises `Http404`."""
    found = visible_offers(user, now).filter(symposium__event__slug=slug, key=key)
    offer = found.select_related("symposium__event", "owner__user", "owner__organisation", "organisation").first()
    if offer is None:
        raise Http404
    member = reader_member(user)
    member = member if member is not None and member.has_access(now) else None
    is_owner = member is not None and offer.owner_id == member.pk
    interest = None
    if member is not None and not is_owner:
        expired = Q(state=InterestExpression.State.EXPIRED)
        mine = InterestExpression.objects.filter(offer=offer, member=member).order_by("-sent_at", "-pk")
        interest = mine.exclude(expired).first() or mine.first()
    accepted = interest is not None and interest.state == InterestExpression.State.ACCEPTED
    desk = desk_offers(user).filter(pk=offer.pk).exists()
    return OfferReader(offer, member, is_owner, desk, is_owner or accepted or desk, interest)


def get_own_offer_or_404(user: Any, slug: str, key: uuid.UUID, now: datetime) -> TechOffer:
    """The offer `key` of `user`, with members' access at `now`. Raises `Http404`."""
    member = get_offerer_or_404(user, now)
    found = TechOffer.objects.filter(symposium__event__slug=slug, key=key, owner=member)
    offer = found.select_related("symposium__event", "owner__user", "owner__organisation", "organisation").first()
    if offer is None:
        raise Http404
    return offer


def get_interest_or_404(user: Any, slug: str, key: uuid.UUID, interest: uuid.UUID, now: datetime) -> InterestExpression:
    """An interest in the offer `key` of `user`. Raises `Http404`."""
    offer = get_own_offer_or_404(user, slug, key, now)
    found = offer.interests.filter(key=interest).select_related("member__user", "member__organisation", "organisation").first()
    if found is None:
        raise Http404
    found.offer = offer
    return found


def get_offerer_or_404(user: Any, now: datetime) -> Member:
    """The member who may offer something, or ask for a role, at `now`. Raises `Http404`."""
    if getattr(user, "is_seen_as", False):
        raise Http404
    return get_active_member_or_404(user, now)


def get_place_or_404(user: Any, slug: str, now: datetime) -> tuple[Symposium, Member]:
    """The symposium `slug` and the member who acts there. Raises `Http404`."""
    return get_symposium_or_404(user, slug, now), get_offerer_or_404(user, now)
