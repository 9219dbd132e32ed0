"""Calendar files."""

import hashlib
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from council import programmes
from council.events import ical
from council.events.models import Event
from council.events.permissions import get_event_or_404, own_registration

# How far back a feed goes, and how much it holds.
FEED_PAST = timedelta(days=90)
FEED_LIMIT = 1000


@require_safe
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """One event as a calendar file; with the online link for the reader who has a seat."""
    event = get_event_or_404(request.user, slug, timezone.now())
    content = ical.event_calendar(event, _language(), registration=own_registration(request.user, event))
    response = HttpResponse(content, content_type=ical.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    response["Cache-Control"] = "private"
    return response


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Every public event, to subscribe to."""
    return _feed(request, "", _("Exchange council"))


@require_safe
def feed_programme(request: HttpRequest, programme: str) -> HttpResponse:
    """The public events of one programme, to subscribe to."""
    found = programmes.find(programme)
    if found is None:
        raise Http404
    return _feed(request, programme, str(found.name))


def _feed(request: HttpRequest, programme: str, name: str) -> HttpResponse:
    events = Event.objects.public().filter(ends_at__gt=timezone.now() - FEED_PAST).select_related("venue")
    if programme:
        events = events.filter(programme=programme)
    content = ical.feed(events.order_by("starts_at", "pk")[:FEED_LIMIT], _language(), name)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type=ical.CONTENT_TYPE)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=300"
    patch_vary_headers(response, ["Accept-Encoding"])
    return get_conditional_response(request, etag=etag, response=response) or response


def _language() -> str:
    return "ko" if (get_language() or "en").startswith("ko") else "en"
