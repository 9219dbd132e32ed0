"""Before a plan is published: what changes, whom that concerns, what keeps it back. Earlier versions, for who plans."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from council.events.services import TryAgain
from council.members.access_log import shows
from symposia.forms.programme import PublishForm
from symposia.permissions.programme import get_planned_symposium_or_404
from symposia.services.errors import SymposiaError
from symposia.services.programme import differences, publishing
from symposia.services.programme.explaining import explain
from symposia.services.programme.reading import current_version, read_plan, read_version
from symposia.services.programme.telling import place_words
from symposia.views.programme.pages import FORM_METHODS, shared


def _rows(changes: list[differences.Change], zone: str) -> list[dict[str, Any]]:
    """What the page says of each change."""
    words = {
        differences.What.NEW: (_("new"), "success"),
        differences.What.GONE: (_("taken out"), "danger"),
        differences.What.MOVED: (_("moved"), "warning"),
        differences.What.PEOPLE: (_("other people"), "info"),
        differences.What.WORDS: (_("other words"), "neutral"),
    }
    return [
        {
            "change": one,
            "label": words[one.what][0],
            "tone": words[one.what][1],
            "was": place_words(one.was, zone) if one.was and one.what in ("moved", "gone") else "",
            "now": place_words(one.now, zone) if one.now and one.what in ("moved", "new") else "",
        }
        for one in changes
    ]


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """What the next version changes, whom it is told, and publishing it."""
    now = timezone.now()
    symposium = get_planned_symposium_or_404(request.user, slug, now)
    last, found = current_version(symposium), read_plan(symposium)
    before = read_version(symposium, last) if last is not None else None
    changes = differences.between(before, found)
    number = last.number if last else 0
    shows(request, found.speakers)
    form = PublishForm(request.POST if request.method == "POST" else None, initial={"seen": number})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                made = publishing.publish_programme(
                    symposium=symposium, note=data["note"], seen=data["seen"], by=request.user, now=now
                )
            except (SymposiaError, TryAgain) as error:
                form.add_error(None, str(error))
            else:
                text = _("Version %(number)d is published. Those whom it concerns are told.")
                messages.success(request, text % {"number": made.number})
                return redirect(reverse("symposia:programme", args=[slug]))
    context = {
        **shared(symposium),
        "form": form,
        "number": number + 1,
        "is_first": last is None,
        "rows": _rows(changes, symposium.event.time_zone) if last is not None else [],
        "found": found,
        "says": explain(found),
        "versions": publishing.versions_of(symposium),
    }
    return render(request, "symposia/programme/publish.html", context, status=status)


@never_cache
@login_required
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A version as it was published, for who plans. Readers see the last one alone."""
    symposium = get_planned_symposium_or_404(request.user, slug, timezone.now())
    kept = symposium.versions.filter(number=number).select_related("by__member").first()
    if kept is None:
        raise Http404
    found = read_version(symposium, kept)
    days = [(day, sessions) for day in found.days if (sessions := found.on(day))]
    context = {**shared(symposium), "found": found, "days": days, "version": kept, "zone": symposium.event.time_zone}
    return render(request, "symposia/programme/version.html", context)
