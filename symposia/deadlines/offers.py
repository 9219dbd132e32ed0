"""When an offer ends, and when an interest in it expires: its owner is reminded. No reminder names an offer, or leads to one
(`services.offers.telling`)."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import CharField, F
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual, when
from council.events.text import one_line
from council.members.models import Member
from council.messaging.links import absolute_url
from council.programmes import DeadlineFacts, DeadlineRule, DeadlineSource
from symposia.group import SLUG
from symposia.models import InterestExpression, TechOffer

SUBJECT = Cast("pk", CharField())


def _able(now: datetime) -> Any:
    """Owners who can do what they are reminded of."""
    return Member.objects.with_access(now).filter(user__is_active=True).values("pk")


def _ending(since: datetime, until: datetime) -> Any:
    """Offers that others see, and their owners."""
    days = {"valid_until__gt": timezone.localdate(since), "valid_until__lte": timezone.localdate(until)}
    found = TechOffer.objects.filter(state__in=TechOffer.SHOWN, owner__in=_able(until), **days)
    return found.annotate(subject=SUBJECT, recipient=F("owner__user_id"), deadline=F("valid_until")).values_list(
        "subject", "recipient", "deadline"
    )


def _waiting(since: datetime, until: datetime) -> Any:
    """Interests without an answer, and whose answer they wait for."""
    found = InterestExpression.objects.filter(
        state=InterestExpression.State.SENT,
        offer__owner__in=_able(until),
        expires_at__gt=since,
        expires_at__lte=until,
    )
    return found.annotate(subject=SUBJECT, recipient=F("offer__owner__user_id"), deadline=F("expires_at")).values_list(
        "subject", "recipient", "deadline"
    )


def _ending_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    found = TechOffer.objects.filter(pk__in=[int(one) for one in subjects]).select_related("symposium__event")
    with translation.override(language):
        return {
            str(one.pk): DeadlineFacts(
                _("A technology offer of yours ends on %(day)s") % {"day": when.day(one.valid_until)},
                _("You offered it at “%(symposium)s”. Renew it for twelve months, or close it.") % _where(one, language),
                _mine(one, language),
            )
            for one in found
            if one.valid_until is not None
        }


def _waiting_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    found = InterestExpression.objects.filter(pk__in=[int(one) for one in subjects])
    with translation.override(language):
        return {
            str(one.pk): DeadlineFacts(
                _("Somebody waits for your answer until %(day)s") % {"day": when.day(timezone.localdate(one.expires_at))},
                _("It is about a technology that you offered at “%(symposium)s”. Without an answer the interest expires.")
                % _where(one.offer, language),
                _mine(one.offer, language),
            )
            for one in found.select_related("offer__symposium__event")
        }


def _where(offer: TechOffer, language: str) -> dict[str, str]:
    return {"symposium": one_line(bilingual.text(offer.symposium.event, "title", language))}


def _mine(offer: TechOffer, language: str) -> str:
    return absolute_url("symposia:offer-mine", language, offer.symposium.event.slug)


ENDS = DeadlineSource(
    slug="offer-ends",
    name=gettext_lazy("technology offers that end"),
    kind="offer-ends",
    items=_ending,
    facts=_ending_facts,
    rules=tuple(
        DeadlineRule(name=f"{days}-days-before", days_before=days, at=time(9), grace=timedelta(days=2)) for days in (30, 7, 1)
    ),
    is_date=True,
    programme=SLUG,
    staff_url=lambda: reverse("admin:symposia_techoffer_changelist"),
    order=130,
)
WAITS = DeadlineSource(
    slug="interest-waits",
    name=gettext_lazy("interest without an answer"),
    kind="interest-waits",
    items=_waiting,
    facts=_waiting_facts,
    rules=tuple(
        DeadlineRule(name=f"{days}-days-before", days_before=days, at=time(9), grace=timedelta(days=2)) for days in (14, 3)
    ),
    programme=SLUG,
    staff_url=lambda: reverse("admin:symposia_interestexpression_changelist"),
    order=131,
)
SOURCES = (ENDS, WAITS)
