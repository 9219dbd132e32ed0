"""What a symposium leaves behind, on one page; one's own part in it; the report."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from council.members.access_log import shows
from council.members.permissions import has_member_access
from symposia.models import CEOTalk, FollowUp, NetworkAction, Obstacle
from symposia.permissions.group import get_symposium_or_404, runs
from symposia.permissions.outcomes import get_asked_or_404, get_runner_or_404, has_own_part, told_talks
from symposia.services import outcomes as services
from symposia.services.outcomes.figures import figures

FOLLOW_UPS_A_PAGE = 50
ACTION_TONES = {"open": "warning", "done": "success", "dropped": "neutral"}


@never_cache
@require_safe
def outcome_list(request: HttpRequest, slug: str) -> HttpResponse:
    """CEO talks and what was told; for members what stood in the way, what was agreed, and what came of it since last time."""
    now = timezone.now()
    symposium = get_symposium_or_404(request.user, slug, now)
    in_charge = runs(request.user, symposium, now)
    is_member = in_charge or has_member_access(request.user, now)
    talks = list(CEOTalk.objects.filter(symposium=symposium).select_related("agenda_item"))
    for talk in talks:
        talk.symposium = symposium
    told = told_talks(request.user, symposium, now).select_related("speaker__organisation").order_by("stage", "key")
    obstacles: list[Obstacle] = []
    actions: list[NetworkAction] = []
    before: list[NetworkAction] = []
    if is_member:
        obstacles = list(Obstacle.objects.filter(symposium=symposium).select_related("agenda_item"))
        actions = list(NetworkAction.objects.filter(symposium=symposium).select_related("owner__user", "agenda_item"))
        before = services.agreed_before(symposium, request.user, now)
    read = list(told)
    # Who told something without his name is not on the page, and the log does not say it either.
    named = [one for one in read if one.attribution != CEOTalk.Attribution.ANONYMOUS]
    shows(request, [one.owner for one in (*actions, *before)], named)
    context = {
        "symposium": symposium,
        "event": symposium.event,
        "in_charge": in_charge,
        "is_member": is_member,
        "has_own_part": has_own_part(request.user, symposium, now),
        "talks": talks,
        "told": read,
        "obstacles": obstacles,
        "actions": _rows(actions, request.user, in_charge),
        "before": _rows(before, request.user, in_charge=False),
        "sessions": _sessions(symposium, now) if in_charge else [],
    }
    return render(request, "symposia/outcomes/outcome_list.html", context)


def _rows(actions: list[NetworkAction], user: Any, in_charge: bool) -> list[dict[str, Any]]:
    today = timezone.localdate()
    return [
        {
            "action": one,
            "tone": "danger" if one.state == "open" and one.due_on < today else ACTION_TONES[one.state],
            "may_settle": one.state == "open" and (in_charge or one.owner.user_id == user.pk),
        }
        for one in actions
    ]


def _sessions(symposium: Any, now: datetime) -> list[dict[str, Any]]:
    open_ones = set(services.open_sessions(now, symposium).values_list("agenda_item", flat=True))
    return [
        {
            "item": item,
            # As the plan has it; nothing for what staff wrote on the agenda themselves.
            "session": getattr(item, "session", None),
            "closing": getattr(item, "symposium_closing", None),
            "is_open": item.pk in open_ones,
            "number": len(item.obstacles.all()),
        }
        for item in services.sessions_of(symposium)
    ]


@never_cache
@login_required
@require_safe
def outcome_mine(request: HttpRequest, slug: str) -> HttpResponse:
    """What one is asked about one's contacts, and what one took on."""
    now = timezone.now()
    symposium, member = get_asked_or_404(request.user, slug, now)
    today = timezone.localdate(now)
    found = FollowUp.objects.filter(symposium=symposium, member=member, asked_on__lte=today)
    found = found.select_related("other__user", "other__organisation").order_by("-asked_on", "-pk")
    page = Paginator(found, FOLLOW_UPS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "symposium": symposium,
        "event": symposium.event,
        "page": page,
        "follow_ups": [{"follow_up": one, "is_missing": one.is_missing(today)} for one in page],
        "actions": _rows(
            list(NetworkAction.objects.filter(symposium=symposium, owner=member).select_related("owner__user", "agenda_item")),
            request.user,
            in_charge=False,
        ),
    }
    return render(request, "symposia/outcomes/outcome_mine.html", context)


@never_cache
@login_required
@require_safe
def outcome_report(request: HttpRequest, slug: str) -> HttpResponse:
    """What came of the contacts of a symposium, with those who told nothing, for who runs it."""
    now = timezone.now()
    symposium = get_runner_or_404(request.user, slug, now)
    counted = NetworkAction.objects.filter(symposium=symposium).aggregate(
        done=Count("pk", filter=Q(state="done")), pending=Count("pk", filter=Q(state="open")), all=Count("pk")
    )
    context = {
        "symposium": symposium,
        "event": symposium.event,
        "lines": services.report(symposium, timezone.localdate(now)),
        "figures": figures(symposium, now),
        "open_sessions": services.open_sessions(now, symposium).count(),
        "actions": counted,
    }
    return render(request, "symposia/outcomes/outcome_report.html", context)
