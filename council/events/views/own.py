"""The reader's own registrations, a page at a time."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from council.events.models import AgendaItem, Event, Registration
from council.events.models.registration import RegistrationQuerySet
from council.members.permissions import member_of

PAGE_SIZE = 25
# The parts of the page, in their order.
UPCOMING, WAITING, HISTORY = "upcoming", "waiting", "history"
ORDER = Case(When(section=UPCOMING, then=Value(0)), When(section=WAITING, then=Value(1)), default=Value(2))


def in_sections(own: QuerySet[Registration], now: datetime) -> QuerySet[Registration]:
    """`own`, each with its `section`: seats ahead and what waits, the next one first, then what was, the latest first."""
    ahead = Q(state__in=Registration.LIVE, event__ends_at__gt=now)
    section = Case(
        When(ahead & Q(state__in=Registration.SEATED), then=Value(UPCOMING)),
        When(ahead, then=Value(WAITING)),
        default=Value(HISTORY),
    )
    soonest = Case(When(ahead, then=F("event__starts_at")))
    return own.annotate(section=section).order_by(ORDER, soonest, "-event__starts_at", "-pk")


def with_overlaps(own: QuerySet[Registration]) -> QuerySet[Registration]:
    """`own`, each with `overlap`: the titles of the first other event at the same time that the person is registered for."""
    others = (
        Registration.objects.live()
        .filter(
            member=OuterRef("member"),
            event__state=Event.State.PUBLISHED,
            event__starts_at__lt=OuterRef("event__ends_at"),
            event__ends_at__gt=OuterRef("event__starts_at"),
        )
        .exclude(event=OuterRef("event"))
        .order_by("event__starts_at", "pk")
        .values(titles=JSONObject(title_ko="event__title_ko", title_en="event__title_en"))
    )
    return own.annotate(overlap=Subquery(others[:1]))


def own_page(own: RegistrationQuerySet, number: str | None, now: datetime) -> "Page[Any]":
    """A page of `own`, each with what its row shows."""
    sessions = AgendaItem.objects.filter(event=OuterRef("event"), needs_registration=True)
    shown: Any = own.with_position().with_arrival().annotate(has_sessions=Exists(sessions)).select_related("event__venue")
    page: Page[Any] = Paginator(with_overlaps(in_sections(shown, now)), PAGE_SIZE).get_page(number)
    for one in page.object_list:
        is_ahead = one.section != HISTORY and one.overlap
        one.collides_with = Event(**one.overlap) if is_ahead else None
    return page


@never_cache
@login_required
@require_safe
def my_registrations(request: HttpRequest) -> HttpResponse:
    """The reader's registrations: what is ahead, what waits, what was."""
    now = timezone.now()
    member = member_of(request.user)
    page = own_page(Registration.objects.filter(member=member), request.GET.get("page"), now)
    context = {"page": page, "now": now, "can_hand_over": member is not None and member.organisation_id is not None}
    return render(request, "events/my_registrations.html", context)
