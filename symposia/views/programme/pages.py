"""What the pages of programmes and proceedings share."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from council.programmes import get as get_programme
from symposia.group import SLUG
from symposia.models import Symposium

FORM_METHODS = ["GET", "HEAD", "POST"]


def language() -> str:
    return "ko" if (get_language() or "en").startswith("ko") else "en"


def shared(symposium: Symposium) -> dict[str, Any]:
    """What every page's trail says."""
    return {"programme": get_programme(SLUG), "symposium": symposium, "event": symposium.event}


def views_of(symposium: Symposium, current: str, *, is_logged_in: bool) -> list[dict[str, Any]]:
    """The tabs between the views of a programme."""
    rows = [
        ("programme", _("Grid")),
        ("programme-list", _("List")),
        ("programme-tracks", _("Tracks")),
        ("programme-speakers", _("Speakers")),
    ]
    if is_logged_in:
        rows.append(("programme-mine", _("My programme")))
    return [
        {
            "label": label,
            "href": reverse(f"symposia:{name}", args=[symposium.event.slug]),
            "current": name == current,
            "count": None,
        }
        for name, label in rows
    ]


def form_page(request: HttpRequest, symposium: Symposium, form: Any, *, title: Any, button: Any, **more: Any) -> HttpResponse:
    """A form on a page of its own; 422 for one that was sent and is shown again."""
    context = {**shared(symposium), "form": form, "title": title, "button": button, **more}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "symposia/programme/form.html", context, status=status)


def answer_file(
    request: HttpRequest, content: bytes, content_type: str, *, name: str = "", cache: str = "private, no-cache"
) -> HttpResponse:
    """A file, or 304 for who has it already (its ETag is its content)."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type=content_type)
    response["ETag"] = etag
    response["Cache-Control"] = cache
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    patch_vary_headers(response, ["Accept-Encoding"])
    return get_conditional_response(request, etag=etag, response=response) or response
