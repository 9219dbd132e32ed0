"""The secret address of one's calendar of deadlines, and what calendars get from it."""

import hashlib
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

from council.events.ical import CONTENT_TYPE
from council.members.permissions import member_of
from council.messaging.links import absolute_url
from forums.models import DeadlineFeed
from forums.permissions.clock import get_feed_or_404
from forums.services.clock import feeds


def _language() -> str:
    return "ko" if (get_language() or "en").startswith("ko") else "en"


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever this secret belongs to: the deadlines that he may see now."""
    now = timezone.now()
    held = get_feed_or_404(token)
    feeds.note_reading(feed=held, now=now)
    entries = feeds.entries_of(member=held.member, now=now)
    content = feeds.deadline_calendar(deadlines=entries, language=_language(), now=now)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow"
    patch_vary_headers(response, ["Accept-Encoding"])
    return get_conditional_response(request, etag=etag, response=response) or response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request: HttpRequest) -> HttpResponse:
    """The secret address of the reader's own calendar of deadlines: see, renew, take away."""
    now = timezone.now()
    member = member_of(request.user)
    if member is None:
        raise Http404
    if request.method == "POST":
        action = request.POST.get("action")
        if action == "make":
            feeds.open_feed(member=member, now=now)
            messages.success(request, _("This is your calendar’s address. Keep it to yourself."))
        elif action == "renew":
            feeds.renew_feed(member=member, now=now)
            messages.success(request, _("Your calendar has a new address. The old one leads nowhere any more."))
        elif action == "revoke":
            feeds.revoke_feed(member=member)
            messages.success(request, _("Your calendar’s address is taken away. Calendars that used it find nothing there."))
        return redirect("forums:ip-deadline-calendar")
    held = DeadlineFeed.objects.filter(member=member).first()
    rows = []
    if held is not None:
        url = absolute_url("forums:ip-deadline-feed", _language(), held.token)
        webcal = "webcal" + url.removeprefix(urlsplit(url).scheme)
        rows.append({"name": _("Deadlines of joint IP cases"), "url": url, "webcal": webcal})
    return render(request, "forums/clock/calendar.html", {"feed": held, "rows": rows})
