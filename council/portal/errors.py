"""The page for an error of ours (500), and for a database that is away or too busy (503)."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader
from django.utils import translation

RETRY_SECONDS = "10"


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`, called while the exception is handled. Touches neither database nor session."""
    problem = sys.exc_info()[1]
    language = translation.get_language_from_path(request.path_info) or "en"
    with translation.override(language):
        if isinstance(problem, OperationalError | InterfaceError):
            return HttpResponse(_render("503.html"), status=503, headers={"Retry-After": RETRY_SECONDS})
        return HttpResponseServerError(_render("500.html"))


def _render(name: str) -> str:
    """A template without a request: its context processors might be what failed. Plain words if even the template fails."""
    try:
        return loader.render_to_string(name)
    except Exception:
        return "<h1>Server error</h1>"
