"""The reader's own registrations, a page at a time."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
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
OVERLAP_FIELDS = ("id", "starts_at", "ends_at", "title_ko", "title_en")
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


def mark_overlaps(shown: Iterable[Any], own: RegistrationQuerySet, now: datetime) -> None:
    """Give each of `shown` its `collides_with`: the first other event at the same time of all that one is registered for, or
    None. One query, however many these are."""
    ahead = own.live().filter(event__ends_at__gt=now, event__state=Event.State.PUBLISHED).order_by("event__starts_at", "pk")
    facts = ahead.values_list(*(f"event__{name}" for name in OVERLAP_FIELDS))
    events = [Event(**dict(zip(OVERLAP_FIELDS, row, strict=True))) for row in facts]
    for one in shown:
        others = (event for event in events if event.pk != one.event_id) if one.section != HISTORY else ()
        same_time = (o for o in others if o.starts_at < one.event.ends_at and o.ends_at > one.event.starts_at)
        one.collides_with = next(same_time, None)


def own_page(own: RegistrationQuerySet, number: str | None, now: datetime) -> "Page[Any]":
    """A page of `own`, each with what its row shows."""
    page: Page[Any] = Paginator(in_sections(own, now).values_list("pk", flat=True), PAGE_SIZE).get_page(number)
    sessions = AgendaItem.objects.filter(event=OuterRef("event"), needs_registration=True)
    # Asked of the rows on this page alone.
    here: Any = own.filter(pk__in=list(page.object_list)).with_position().with_arrival().annotate(has_sessions=Exists(sessions))
    page.object_list = list(in_sections(here.select_related("event__venue"), now))
    mark_overlaps(page.object_list, own, now)
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
