"""The desk's page of a round: requests, the schedule and how it is made, whoever has no time and why."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from council import when
from council.members.access_log import shows
from symposia.models import MatchingRound, Meeting, MeetingRequest
from symposia.permissions.matching import get_desk_round_or_404, people_of
from symposia.services import matching as services
from symposia.services.errors import SymposiaError
from symposia.views.matching.pages import shared

PEOPLE = ("asker__user", "asker__organisation", "asked__user", "asked__organisation")
A_PAGE = 50
LEFT_SHOWN = 100
VERBS = ("open", "close", "solve", "confirm", "lay-out")


@never_cache
@login_required
@require_safe
def meeting_desk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Everything about a round: the desk. 404 for everybody else."""
    now = timezone.now()
    the_round = get_desk_round_or_404(request.user, slug, pk, now)
    board = services.Board(the_round, now)
    left = MeetingRequest.objects.unplaced().filter(round=the_round).select_related(*PEOPLE).order_by("-priority", "pk")
    count = left.count()
    explained = [(one, services.detail(one)) for one in services.explain(board, left[:LEFT_SHOWN])]
    broken, page = _broken(board), _meetings(request, the_round)
    shows(request, [one.request for one, _text in explained], [meeting for meeting, _against in broken], list(page.object_list))
    context = {
        **shared(the_round.symposium),
        "round": the_round,
        "counts": _counts(the_round, count),
        "left_shown": LEFT_SHOWN,
        "explained": explained,
        "broken": broken,
        "page": page,
        "table": request.GET.get("table", ""),
        "day": request.GET.get("day", ""),
        "tables": list(board.tables.values()),
        "days": _days(board),
        "slot_count": len(board.slots),
        "outside": sum(board.is_outside(slot) for slot in board.slots.values()),
        "settings_url": reverse("admin:symposia_matchinground_change", args=[the_round.pk]),
        **_run(the_round),
    }
    return render(request, "symposia/matching/desk.html", context)


def _counts(the_round: MatchingRound, unplaced: int) -> dict[str, int]:
    state, meeting = MeetingRequest.State, Meeting.State
    requests = MeetingRequest.objects.filter(round=the_round).aggregate(
        waiting=Count("pk", filter=Q(state=state.REQUESTED)), accepted=Count("pk", filter=Q(state=state.ACCEPTED))
    )
    meetings = Meeting.objects.filter(round=the_round).aggregate(
        proposed=Count("pk", filter=Q(state=meeting.PROPOSED)),
        confirmed=Count("pk", filter=Q(state=meeting.CONFIRMED)),
        held=Count("pk", filter=Q(state=meeting.HELD)),
    )
    return {"people": people_of(the_round).count(), "unplaced": unplaced, **requests, **meetings}


def _broken(board: services.Board) -> list[tuple[Meeting, list[str]]]:
    """Meetings that the rules would not allow any more, with what is against them."""
    found = {meeting.pk: against for meeting, against in board.broken()}
    rows = Meeting.objects.filter(pk__in=found).select_related("request", "table", *PEOPLE).order_by("starts_at", "pk")
    told = []
    for meeting in rows if found else ():
        meeting.round = board.round
        told.append((meeting, services.reasons(meeting, found[meeting.pk])))
    return told


def _days(board: services.Board) -> list[tuple[str, str]]:
    zone = board.round.symposium.event.zone
    days = dict.fromkeys(timezone.localdate(slot.starts_at, zone) for slot in board.slots.values())
    return [(day.isoformat(), when.day(day)) for day in days]


def _meetings(request: HttpRequest, the_round: MatchingRound) -> Any:
    """A page of the schedule, of one day or table where that is asked for."""
    found = Meeting.objects.live().filter(round=the_round).select_related("table", "request", *PEOPLE)
    table, day = request.GET.get("table", ""), request.GET.get("day", "")
    if table.isdecimal() and len(table) < 5:
        found = found.filter(table__number=int(table))
    try:
        begins = datetime.fromisoformat(day).replace(hour=0, minute=0, tzinfo=the_round.symposium.event.zone)
    except ValueError:
        pass
    else:
        found = found.filter(starts_at__gte=begins, starts_at__lt=begins.replace(hour=23, minute=59, second=59))
    page = Paginator(found.order_by("starts_at", "table__number", "pk"), A_PAGE).get_page(request.GET.get("page"))
    for meeting in page.object_list:
        meeting.round = the_round
    return page


def _run(the_round: MatchingRound) -> dict[str, Any]:
    run = services.latest_run(the_round)
    gap = f"{run.gap * 100:.1f}" if run is not None and run.gap is not None else ""
    return {"run": run, "gap": gap}


@never_cache
@login_required
@require_safe
def meeting_progress(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How far a solution is: the part of the page that looks again by itself. 404 for everybody but the desk."""
    the_round = get_desk_round_or_404(request.user, slug, pk, timezone.now())
    context = {"round": the_round, "event": the_round.symposium.event, **_run(the_round)}
    response = render(request, "symposia/matching/_run.html", context)
    if context["run"] is not None and not context["run"].is_open:
        # What the rest of the page says is another schedule now.
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def meeting_step(request: HttpRequest, slug: str, pk: int, verb: str) -> HttpResponse:
    """One step with a round, by a button: the desk. 404 for everybody else, and for a step that there is not."""
    now = timezone.now()
    the_round = get_desk_round_or_404(request.user, slug, pk, now)
    if verb not in VERBS:
        raise Http404
    try:
        messages.success(request, _step(the_round, verb, request.user, now))
    except SymposiaError as error:
        messages.error(request, str(error))
    return redirect("symposia:meeting-desk", slug, pk)


def _step(the_round: MatchingRound, verb: str, by: Any, now: datetime) -> str:
    if verb == "solve":
        services.request_run(the_round=the_round, by=by, now=now)
        return _("The schedule is being made. You can leave this page.")
    if verb == "confirm":
        count = services.confirm_proposed(the_round=the_round, by=by, now=now)
        text = ngettext(
            "%(count)d meeting is confirmed, and everybody concerned is told.",
            "%(count)d meetings are confirmed, and everybody concerned is told.",
            count,
        )
        return text % {"count": count}
    if verb == "lay-out":
        slots, tables = services.lay_out(the_round=the_round, by=by, now=now)
        return _("The round has %(slots)d times and %(tables)d tables.") % {"slots": slots, "tables": tables}
    services.step_round(the_round=the_round, verb=verb, by=by, now=now)
    return _("The round is open for requests.") if verb == "open" else _("The round is closed for requests.")
