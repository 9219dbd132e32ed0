"""What technology offers show elsewhere: in the portal's search, on a member's own page, at the desk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from council import bilingual, when
from council.excerpts import first_excerpt
from council.members.text_search import searched_words
from council.programmes import DeskNotice, MessageKind, MyPageCard, SearchHit, SearchSource
from symposia.models import InterestExpression, OfferMove, RoleVerification, TechOffer
from symposia.panels import Tab
from symposia.permissions.group import is_desk
from symposia.permissions.offers import desk_offers, reader_member, shown_offers
from symposia.services.offers import telling
from symposia.services.offers.matching import matching
from symposia.services.offers.talking import SOON

SHOWN = 5


def search(query: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """Teasers that others see, with every word of `query`. Nothing else finds an offer: a hit by a name or by the description
    would say whose it is."""
    words = searched_words(query)
    if not words:
        return []
    found = matching(shown_offers(user, now), words).select_related("symposium__event").order_by("-published_at", "-pk")
    return [_hit(offer, words) for offer in found[: limit + 1]]


def _hit(offer: TechOffer, words: Sequence[str]) -> SearchHit:
    texts = [(getattr(offer, f"{name}_{code}"), code) for name in TechOffer.TEASER[1:] for code in ("ko", "en")]
    text, language = first_excerpt(texts, words)
    return SearchHit(
        title=str(offer),
        url=offer.get_absolute_url(),
        text=text or bilingual.text(offer, "summary")[:160],
        meta=f"{offer.get_field_display()} · TRL {offer.trl}",
        language=bilingual.text_language(offer, "title"),
        text_language=language if text else bilingual.text_language(offer, "summary"),
    )


def card(user: Any, now: datetime) -> dict[str, Any] | None:
    """What waits for the reader: interests to answer, checked offers to publish, ends that are near; what became of his own."""
    member = reader_member(user)
    if member is None or not member.has_access(now):
        return None
    today = timezone.localdate(now)
    waiting = InterestExpression.objects.filter(offer__owner=member, state=InterestExpression.State.SENT, expires_at__gt=now)
    rows: list[dict[str, Any]] = []
    by_offer: dict[int, list[InterestExpression]] = {}
    for one in waiting.select_related("offer__symposium__event").order_by("expires_at", "pk")[:50]:
        by_offer.setdefault(one.offer_id, []).append(one)
    for some in list(by_offer.values())[:SHOWN]:
        text = ngettext("%(number)s person waits for your answer", "%(number)s people wait for your answer", len(some))
        rows.append(_row(some[0].offer, text % {"number": len(some)}))
    own = TechOffer.objects.filter(owner=member).select_related("symposium__event")
    last = OfferMove.objects.filter(offer=OuterRef("pk")).order_by("-at", "-pk").values("verb")[:1]
    returned = Q(state=TechOffer.State.DRAFT, last_step=OfferMove.Verb.RETURNED)
    waits = own.annotate(last_step=Subquery(last)).filter(Q(state=TechOffer.State.CHECKED) | returned).order_by("pk")
    texts = {TechOffer.State.CHECKED: _("Checked: you can publish it"), TechOffer.State.DRAFT: _("Returned: please change it")}
    rows += [_row(one, texts[TechOffer.State(one.state)]) for one in waits[: 2 * SHOWN]]
    ending = own.filter(state__in=TechOffer.SHOWN, valid_until__lte=today + SOON).order_by("valid_until", "pk")
    until = _("Ends on %(day)s: renew or close it")
    rows += [_row(one, until % {"day": when.day(one.valid_until)}) for one in ending[:SHOWN] if one.valid_until]
    mine = InterestExpression.objects.filter(member=member, state=InterestExpression.State.ACCEPTED, answered_at__gt=now - SOON)
    for one in mine.select_related("offer__symposium__event").order_by("-answered_at", "-pk")[:SHOWN]:
        rows.append(_row(one.offer, _("The owner has accepted your interest")))
    return {"rows": rows} if rows else None


def _row(offer: TechOffer, meta: str) -> dict[str, str]:
    language = bilingual.text_language(offer, "title")
    return {"title": str(offer), "lang": language, "url": offer.get_absolute_url(), "meta": meta}


def _to_check(user: Any, now: datetime) -> int:
    return desk_offers(user).filter(state=TechOffer.State.DRAFT).count()


def _to_verify(user: Any, now: datetime) -> int:
    return RoleVerification.objects.filter(state=RoleVerification.State.ASKED).count() if is_desk(user) else 0


SEARCH = SearchSource(slug="tech-offers", name=gettext_lazy("Technology offers"), search=search, icon="lightbulb", order=75)
CARD = MyPageCard(slug="tech-offers", template="symposia/offers/_card.html", context=card, order=75)
NOTICES = (
    DeskNotice(
        slug="offers-to-check",
        label=gettext_lazy("Symposia: technology offers that wait for the disclosure check"),
        count=_to_check,
        url=lambda: f"{reverse('admin:symposia_techoffer_changelist')}?todo=check",
        order=72,
    ),
    DeskNotice(
        slug="roles-to-verify",
        label=gettext_lazy("Symposia: people who ask to be verified"),
        count=_to_verify,
        url=lambda: f"{reverse('admin:symposia_roleverification_changelist')}?state__exact=asked",
        order=73,
    ),
)
TAB = Tab(
    slug="offers",
    label=gettext_lazy("Technology offers"),
    url=lambda symposium: reverse("symposia:offer-list", args=[symposium.slug]),
    order=40,
)
KINDS = (
    MessageKind(
        slug=telling.OF_OFFER, name=gettext_lazy("What became of your technology offers"), still_true=telling.owner_is_true
    ),
    MessageKind(
        slug=telling.OF_INTEREST, name=gettext_lazy("Interest in technology offers"), still_true=telling.interest_is_true
    ),
    MessageKind(
        slug=telling.OF_ROLE, name=gettext_lazy("Whether you are verified for a role"), still_true=telling.role_is_true
    ),
)
