"""What a reader gets when something is not right: what happened and what to do, in his language, always with its status.
Our own errors (500, 503) are in `council.portal.errors`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form whose token is missing or old."""
    return render(request, "403_csrf.html", status=403)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For what cannot be understood, even the host name perhaps: nothing of the request is used."""
    return HttpResponse(loader.render_to_string("400.html"), status=400)
