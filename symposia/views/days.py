"""The days of a symposium: what is on now and next, the desk's doors, badges and signs, the survey, the report."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from council import when
from council.events import attendance_report
from council.events.models import Event, Survey
from council.events.slots import slots_of
from council.members.access_log import shows
from council.tables import XLSX, as_xlsx
from symposia.models import Participation, Session
from symposia.papers import BADGES, REPORT, SIGNS, paper
from symposia.permissions.days import get_own_badge_or_404, get_worked_on_or_404
from symposia.permissions.group import get_symposium_or_404, is_desk
from symposia.services import symposium as services
from symposia.services.days import badges, live, report, survey
from symposia.services.errors import SymposiaError
from symposia.services.outcomes import open_sessions, silent_discussions


def _language() -> str:
    return "ko" if (get_language() or "en").startswith("ko") else "en"


def _pdf(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response["Cache-Control"] = "private, no-store"
    return response


def _shown(request: HttpRequest, slug: str) -> dict[str, Any]:
    now = timezone.now()
    symposium = get_symposium_or_404(request.user, slug, now)
    return {
        "symposium": symposium,
        "event": symposium.event,
        "now": now,
        "live": live.live(symposium, request.user, now),
        "clock": when.clock(now, None, symposium.event.time_zone),
        "date": now.astimezone(symposium.event.zone).date(),
        # Both at once for the screen in the lobby, whose readers choose no language.
        "languages": ("ko", "en"),
        "is_desk": is_desk(request.user),
    }


@never_cache
@require_safe
def days_now(request: HttpRequest, slug: str) -> HttpResponse:
    """What is on in each room and what comes next, for a phone; to the page's own script the changing part alone."""
    template = "symposia/days/_now.html" if request.htmx else "symposia/days/now.html"  # type: ignore[attr-defined]
    return render(request, template, _shown(request, slug))


@never_cache
@require_safe
def days_screen(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for a screen in the lobby: large, without anything to press, in both languages."""
    template = "symposia/days/_screen.html" if request.htmx else "symposia/days/screen.html"  # type: ignore[attr-defined]
    return render(request, template, _shown(request, slug))


@never_cache
@login_required
@require_safe
def days_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The desk's way to every door, paper and number of the days."""
    now = timezone.now()
    symposium = get_worked_on_or_404(request.user, slug, now)
    event = symposium.event
    breaks = set(Session.objects.filter(symposium=symposium, kind=Session.Kind.BREAK).values_list("agenda_item", flat=True))
    doors = attendance_report.by_slot(
        event, [slot for slot in slots_of(event) if slot.item is None or slot.item.pk not in breaks]
    )
    whole_days = [door for door in doors if door.slot.item is None]
    count = badges.with_badge(symposium).count()
    expected = services.expected(symposium)
    context = {
        "symposium": symposium,
        "event": event,
        "now": now,
        "days": [
            (day, expected[day.slot.day], [one for one in doors if one.slot.item and one.slot.day == day.slot.day])
            for day in whole_days
        ],
        "seats": count,
        "files": list(enumerate(badges.files(count), start=1)),
        "roles": Participation.Role.choices,
        "survey": Survey.objects.filter(event=event).first(),
        "is_cancelled": event.state == Event.State.CANCELLED,
        "open_sessions": list(open_sessions(now, symposium).select_related("agenda_item").order_by("starts_at", "pk")),
        "silent_discussions": list(
            silent_discussions(now, symposium).select_related("agenda_item").order_by("starts_at", "pk")
        ),
    }
    return render(request, "symposia/days/desk.html", context)


@never_cache
@login_required
@require_safe
def days_badges(request: HttpRequest, slug: str) -> HttpResponse:
    """A file of badges: all, or those of one role (`role`), the first or another file of them (`file`)."""
    now = timezone.now()
    symposium = get_worked_on_or_404(request.user, slug, now)
    role, number = request.GET.get("role", ""), request.GET.get("file", "1")
    if role and role not in badges.ROLE_COLOURS:
        raise Http404
    if not number.isdecimal() or not 0 < len(number) < 5 or int(number) < 1:
        raise Http404
    first = (int(number) - 1) * badges.A_FILE
    people = list(badges.with_badge(symposium, role)[first : first + badges.A_FILE])
    if not people:
        messages.info(request, _("Nobody who comes as this has a seat: there is no badge to print."))
        return redirect("symposia:days-desk", slug)
    shows(request, people)
    return _pdf(f"{slug}-badges-{number}.pdf", paper(BADGES, badges.badges_data(symposium, people, _language()), now))


@never_cache
@login_required
@require_safe
def days_own_badge(request: HttpRequest, slug: str) -> HttpResponse:
    """The reader's own badge."""
    now = timezone.now()
    symposium, own = get_own_badge_or_404(request.user, slug, now)
    return _pdf(f"{slug}-badge.pdf", paper(BADGES, badges.badges_data(symposium, [own], _language()), now))


@never_cache
@login_required
@require_safe
def days_signs(request: HttpRequest, slug: str) -> HttpResponse:
    """The signs of all rooms and days."""
    now = timezone.now()
    symposium = get_worked_on_or_404(request.user, slug, now)
    data = badges.signs_data(symposium, request.user, now, _language())
    if not data["sheets"]:
        messages.info(request, _("There is no room yet: add rooms, or an agenda that names them."))
        return redirect("symposia:days-desk", slug)
    return _pdf(f"{slug}-signs.pdf", paper(SIGNS, data, now))


@login_required
@require_POST
def days_survey(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the survey with the usual questions, and go on to it."""
    now = timezone.now()
    symposium = get_worked_on_or_404(request.user, slug, now)
    try:
        by: Any = request.user
        made = survey.begin_survey(symposium=symposium, by=by, now=now)
    except SymposiaError as error:
        messages.error(request, str(error))
        return redirect("symposia:days-desk", slug)
    messages.success(request, _("The survey is ready: change its questions as you like."))
    return redirect(reverse("admin:events_survey_change", args=[made.pk]))


@never_cache
@login_required
@require_safe
def days_report(request: HttpRequest, slug: str) -> HttpResponse:
    """The report for funders, with charts."""
    now = timezone.now()
    symposium = get_worked_on_or_404(request.user, slug, now)
    made = report.funder_report(symposium, now)
    note = report.counted_note(made)
    context = {"symposium": symposium, "event": symposium.event, "now": now, "report": made, "note": note}
    return render(request, "symposia/days/report.html", context)


@never_cache
@login_required
@require_safe
def days_report_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The same numbers to take along: `kind` is “xlsx” or “pdf”."""
    now = timezone.now()
    symposium = get_worked_on_or_404(request.user, slug, now)
    made = report.funder_report(symposium, now)
    if kind == "pdf":
        return _pdf(f"{slug}-report.pdf", paper(REPORT, report.paper_data(made, _language()), now))
    if kind != "xlsx":
        raise Http404
    response = HttpResponse(as_xlsx(_("Report for funders"), report.table(made)), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{slug}-report.xlsx") or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
