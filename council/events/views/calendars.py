"""Calendar files, and the addresses that calendars subscribe to."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from council import bilingual, programmes
from council.events import ical, services
from council.events.models import CalendarFeed
from council.events.permissions import get_event_or_404, own_registration
from council.events.shown_agenda import shown_agenda
from council.members.permissions import member_of
from council.messaging.links import absolute_url


@require_safe
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """One event as a calendar file, with the items of its agenda unless `?agenda=0`; with the online link for the reader who
    has a seat."""
    now = timezone.now()
    event = get_event_or_404(request.user, slug, now)
    items = shown_agenda(request.user, now, leaves=True).filter(event=event).prefetch_related("speakers")
    agenda = items if request.GET.get("agenda") != "0" else []
    content = ical.event_calendar(event, _language(), registration=own_registration(request.user, event), agenda=agenda)
    response = _answer(request, content, "private, no-cache")
    response["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Every public event, to subscribe to; with `?agenda=1` the items of the agenda, too."""
    return _public(request, "", _("Exchange council"))


@require_safe
def feed_programme(request: HttpRequest, programme: str) -> HttpResponse:
    """The public events of one programme, to subscribe to."""
    found = programmes.find(programme)
    if found is None:
        raise Http404
    return _public(request, programme, str(found.name))


def _public(request: HttpRequest, programme: str, name: str) -> HttpResponse:
    events = services.public_events(programme=programme, now=timezone.now())
    content = ical.feed(events, _language(), name, agenda=request.GET.get("agenda") == "1")
    return _answer(request, content, "public, max-age=300")


@require_safe
def feed_personal(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever this secret belongs to: his registrations, with the sessions unless `?agenda=0`."""
    held = _held(token)
    now = timezone.now()
    entries = services.own_entries(member=held.member, now=now)
    more = [one for source in programmes.calendar_sources.all() for one in source.entries(held.member, now, _language())]
    name = _("My events: exchange council")
    with_agenda = request.GET.get("agenda") != "0"
    return _secret(request, ical.own_feed(entries, _language(), name, agenda=with_agenda, more=more))


@require_safe
def feed_body(request: HttpRequest, token: str, body: str) -> HttpResponse:
    """The events of a body, for one of its members by his own secret; 404 once he is none any more."""
    now = timezone.now()
    held = _held(token)
    found = next((one for one in services.bodies_of(member=held.member, now=now) if one.slug == body), None)
    if found is None:
        raise Http404
    events = services.body_events(member=held.member, body=found, now=now)
    name = bilingual.text(found, "name")
    return _secret(request, ical.feed(events, _language(), name, agenda=request.GET.get("agenda") == "1"))


def _held(token: str) -> CalendarFeed:
    """The address with this secret, noted as read. Raises `Http404`."""
    held = services.find_feed(token=token)
    if held is None:
        raise Http404
    services.note_reading(feed=held, now=timezone.now())
    return held


def _secret(request: HttpRequest, content: bytes) -> HttpResponse:
    response = _answer(request, content, "private, no-cache")
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _answer(request: HttpRequest, content: bytes, cache: str) -> HttpResponse:
    """The calendar, or 304 for who has it already (its ETag is its content)."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type=ical.CONTENT_TYPE)
    response["ETag"] = etag
    response["Cache-Control"] = cache
    patch_vary_headers(response, ["Accept-Encoding"])
    return get_conditional_response(request, etag=etag, response=response) or response


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """The public calendars that one can subscribe to, and how."""
    rows = [_row(_("All public events"), "events:feed")]
    rows += [_row(str(one.name), "events:feed-programme", one.slug) for one in programmes.all_programmes()]
    return render(request, "events/feeds.html", {"rows": rows})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request: HttpRequest) -> HttpResponse:
    """The secret address of the reader's own calendar: see, copy, renew, take away."""
    now = timezone.now()
    member = member_of(request.user)
    if member is None:
        raise Http404
    if request.method == "POST":
        action = request.POST.get("action")
        if action == "make":
            services.open_feed(member=member, now=now)
            messages.success(request, _("This is your calendar’s address. Keep it to yourself."))
        elif action == "renew":
            services.renew_feed(member=member, now=now)
            messages.success(request, _("Your calendar has a new address. The old one leads nowhere any more."))
        elif action == "revoke":
            services.revoke_feed(member=member)
            messages.success(request, _("Your calendar’s address is taken away. Calendars that used it find nothing there."))
        return redirect("events:my-calendar")
    held = CalendarFeed.objects.filter(member=member).first()
    rows: list[dict[str, Any]] = []
    if held is not None:
        rows.append(_row(_("My events"), "events:feed-personal", held.token))
        for body in services.bodies_of(member=member, now=now):
            rows.append(_row(bilingual.text(body, "name"), "events:feed-body", held.token, body.slug))
            rows[-1]["lang"] = bilingual.text_language(body, "name")
    return render(request, "events/my_calendar.html", {"feed": held, "rows": rows})


def _row(name: str, view: str, *args: str) -> dict[str, Any]:
    """A calendar to subscribe to: its address in the reader's language, and the same for programs (`webcal:`)."""
    url = absolute_url(view, _language(), *args)
    return {"name": name, "url": url, "webcal": "webcal" + url.removeprefix(urlsplit(url).scheme)}


def _language() -> str:
    return "ko" if (get_language() or "en").startswith("ko") else "en"
