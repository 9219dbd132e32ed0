"""Middleware of the site as a whole."""

import hashlib
import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django_structlog.middlewares import RequestMiddleware
from psycopg.errors import ForeignKeyViolation

from council.fragments import Kept
from council.members.models import MergeRecord

# A path segment that looks like a token: long, with a digit or a colon in it, and no words joined by hyphens.
SECRET = re.compile(r"(?<=/)(?=[^/]*[\d:])(?![^/]*-[a-z]+-)[\w:=-]{20,}(?=/|\.|$)")


class RequestLogMiddleware(RequestMiddleware):
    """A line for each request, with an id that every line logged meanwhile carries; without query and without secrets."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {SECRET.sub('…', request.path)}"


# “Where you are logged in” is this exact.
SEEN_SECONDS = 300
_seen: Kept[float] = Kept(20_000)


class SessionsSeenMiddleware:
    """Notes where and when a session was in use last, as allauth's own middleware does with each request: here when it comes
    from another address or browser, and else every `SEEN_SECONDS`. Stands in its place."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated and _is_news(request):
            try:
                UserSession.objects.create_from_request(request)
            except IntegrityError as error:
                answer = too_late(request, error)
                if answer is None:
                    raise
                return answer
        return self.get_response(request)


def _is_news(request: HttpRequest) -> bool:
    """Whether this use of the session is worth noting. This process's memory answers for most; the cache for all of them."""
    told = ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "HTTP_USER_AGENT")
    use = (request.session.session_key, request.user.pk, *(request.META.get(name, "") for name in told))
    due = _seen.get(use)
    if due is not None and time.monotonic() < due:
        return False
    _seen.put(use, time.monotonic() + SEEN_SECONDS)
    digest = hashlib.sha256("\0".join(map(str, use)).encode(errors="surrogateescape")).hexdigest()
    return cache.add(f"session-seen:{digest}", 1, timeout=SEEN_SECONDS)


class SessionEndedMiddleware:
    """Tells someone whose form leads to the log-in page that it was not saved: the session has ended while it was filled in.
    Stands after the middleware of log-ins and messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and not request.user.is_authenticated and _leads_to_log_in(response):
            messages.warning(
                request,
                _(
                    "You were logged out in the meantime, so what you sent was not saved. Log in and send it again. "
                    "Your browser’s Back button may still show what you typed: copy it before you log in."
                ),
            )
        return response


def _leads_to_log_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and urlsplit(response["Location"]).path == resolve_url(settings.LOGIN_URL)


class MeanwhileMiddleware:
    """Answers what was sent at the very moment at which a record that it leads to went away (two records became one, somebody
    was erased): nothing was saved, and it can be sent again. Stands after the middleware of log-ins and messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to what came too late; None for every other error, which is one of ours."""
        return too_late(request, exception)


def too_late(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """409 where `exception` says that something went away that was there when the request began, the log-in itself or what it
    leads to; what is only read is read again. None where it says something else."""
    leads_nowhere = isinstance(exception, IntegrityError) and isinstance(exception.__cause__, ForeignKeyViolation)
    if not (leads_nowhere or isinstance(exception, ObjectDoesNotExist)):
        return None
    merged = request.user.is_authenticated and MergeRecord.objects.filter(merged_user_id=request.user.pk).exists()
    if merged:
        # The session is gone with the log-in.
        request.user = AnonymousUser()
    elif not leads_nowhere:
        return None
    if merged and request.method in ("GET", "HEAD"):
        return redirect(request.get_full_path())
    return render(request, "409.html", {"merged": merged}, status=409)


class FormsOnlyMiddleware:
    """Answers who opens an address that only takes what a form sends (by a bookmark, the browser's history, or after logging in
    again) with a page that leads on. Stands last: the answer gets the headers of all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method not in ("GET", "HEAD"):
            return response
        page = render(request, "405.html", {"above": _above(request.path_info)}, status=405)
        page["Allow"] = response["Allow"]
        add_never_cache_headers(page)
        return page


def _above(path: str) -> str:
    """The nearest address above `path` that is one of ours; the home page where there is none."""
    parts = path.rstrip("/")
    while "/" in parts:
        parts = parts.rpartition("/")[0]
        try:
            found = resolve(f"{parts}/")
        except Resolver404:
            continue
        # The administration answers anything below it.
        if found.url_name is not None:
            return f"{parts}/"
    return reverse("portal:home")
