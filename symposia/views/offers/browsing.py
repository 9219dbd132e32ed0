"""The offers of a symposium, one of them, and one's own."""

import uuid
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from council import when
from council.members.access_log import shows
from council.members.text_search import searched_words
from symposia.forms.offers import OfferFilters
from symposia.models import InterestExpression, OfferMove, RoleVerification, TechOffer
from symposia.permissions.group import get_symposium_or_404, is_desk
from symposia.permissions.offers import (
    OfferReader,
    get_offer_or_404,
    get_place_or_404,
    reader_member,
    shown_offers,
    visible_offers,
)
from symposia.services import offers as services
from symposia.services.offers.matching import matching

PAGE_SIZE = 20
State = TechOffer.State
TONES = {
    State.DRAFT: "neutral",
    State.CHECKED: "warning",
    State.PUBLISHED: "success",
    State.IN_TALKS: "info",
    State.AGREED: "success",
    State.CLOSED: "neutral",
}
INTEREST_TONES = {"sent": "warning", "accepted": "success", "declined": "neutral", "expired": "neutral"}


@never_cache
@require_safe
def offer_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The teasers of a symposium, the latest first, narrowed by words, field, readiness, partner and cooperation."""
    now = timezone.now()
    symposium = get_symposium_or_404(request.user, slug, now)
    filters = OfferFilters(request.GET)
    found = _narrowed(shown_offers(request.user, now).filter(symposium=symposium), filters)
    found = found.select_related("symposium__event").order_by("-published_at", "-pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    member = reader_member(request.user)
    context = {
        "symposium": symposium,
        "event": symposium.event,
        "filters": filters,
        "page": page,
        "rows": [{"offer": one, "tone": TONES[State(one.state)]} for one in page.object_list],
        "may_offer": member is not None and member.has_access(now) and _takes_offers(symposium, now),
        "is_member": member is not None and member.has_access(now),
        "is_desk": is_desk(request.user),
    }
    return render(request, "symposia/offers/offer_list.html", context)


def _takes_offers(symposium: Any, now: datetime) -> bool:
    return symposium.event.state != "cancelled" and symposium.event.ends_at > now


def _narrowed(offers: "QuerySet[TechOffer]", filters: OfferFilters) -> "QuerySet[TechOffer]":
    conditions = {
        "field": filters.value("field"),
        "trl__gte": filters.value("trl"),
        "partners__contains": [filters.value("partner")] if filters.value("partner") else None,
        "cooperation__contains": [filters.value("cooperation")] if filters.value("cooperation") else None,
    }
    given = [Q(**{name: value}) for name, value in conditions.items() if value]
    return matching(offers.filter(reduce(and_, given, Q())), searched_words(filters.value("q")))


@never_cache
@require_safe
def offer_detail(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """One offer: its teaser, and what the reader may know and do beyond that."""
    now = timezone.now()
    reader = get_offer_or_404(request.user, slug, key, now)
    return render(request, "symposia/offers/offer_detail.html", detail_context(request, reader, now))


def detail_context(request: HttpRequest, reader: OfferReader, now: datetime) -> dict[str, Any]:
    """What the page of one offer shows its reader."""
    offer, today = reader.offer, timezone.localdate(now)
    sees_all = reader.is_owner or reader.is_desk
    interests: list[InterestExpression] = []
    moves: list[OfferMove] = []
    if sees_all:
        interests = list(offer.interests.select_related("member__user", "organisation").order_by("-sent_at", "-pk"))
        moves = list(offer.moves.order_by("-at", "-pk"))
    if reader.is_open:
        shows(request, [offer.owner, *(one.member for one in interests)])
    shown = offer.takes_interest(today)
    waits = reader.interest is not None and reader.interest.state != InterestExpression.State.EXPIRED
    return {
        "offer": offer,
        "symposium": offer.symposium,
        "event": offer.symposium.event,
        "reader": reader,
        "tone": TONES[State(offer.state)],
        "is_over": offer.is_over(today),
        "interests": [{"interest": one, "tone": INTEREST_TONES[one.state]} for one in interests],
        "interest": reader.interest,
        "interest_tone": INTEREST_TONES[reader.interest.state] if reader.interest else "",
        "may_express": reader.member is not None and not reader.is_owner and shown and not waits,
        "may": {
            verb.replace("-", "_"): services.may(offer, verb) for verb in ("edit", "take-back", "publish", "close", "agree")
        },
        "may_renew": services.may_renew(offer, now),
        "moves": [
            {"when": when.moment(one.at), "title": one.get_verb_display(), "text": one.reason if sees_all else ""}
            for one in moves
        ],
        "is_anonymous": not request.user.is_authenticated,
    }


@never_cache
@login_required
@require_safe
def offer_mine(request: HttpRequest, slug: str) -> HttpResponse:
    """What one offers here, what one is interested in, and the roles that one is verified for."""
    now = timezone.now()
    symposium, member = get_place_or_404(request.user, slug, now)
    own = TechOffer.objects.filter(symposium=symposium, owner=member).select_related("symposium__event")
    interests = InterestExpression.objects.filter(offer__symposium=symposium, member=member)
    interests = interests.select_related("offer__symposium__event").order_by("-sent_at", "-pk")[:50]
    waiting = InterestExpression.objects.filter(offer__owner=member, offer__symposium=symposium, state="sent")
    numbers: dict[int, int] = {}
    for offer_id in waiting.values_list("offer", flat=True):
        numbers[offer_id] = numbers.get(offer_id, 0) + 1
    open_ones = set(visible_offers(request.user, now).filter(symposium=symposium).values_list("pk", flat=True))
    today = timezone.localdate(now)
    context = {
        "symposium": symposium,
        "event": symposium.event,
        "may_offer": _takes_offers(symposium, now),
        "offers": [
            {
                "offer": one,
                "tone": "warning" if one.is_over(today) else TONES[State(one.state)],
                "waiting": numbers.get(one.pk, 0),
                "is_over": one.is_over(today),
                "is_shown": one.state in TechOffer.SHOWN,
            }
            for one in own.order_by("-created_at", "-pk")[:100]
        ],
        "interests": [
            {"interest": one, "tone": INTEREST_TONES[one.state], "is_open": one.offer_id in open_ones} for one in interests
        ],
        "roles": list(RoleVerification.objects.filter(member=member).order_by("-asked_at", "-pk")[:10]),
    }
    return render(request, "symposia/offers/offer_mine.html", context)
