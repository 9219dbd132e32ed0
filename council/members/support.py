"""A staff member who sees the portal as a member sees it (`services.support`): the reader of a request is the member then.
Reading alone: whatever writes is refused, and so are pages that are the person's own secret. The administration stays the
staff's own."""

import uuid
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import ResolverMatch, resolve, reverse
from django.urls.exceptions import Resolver404
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from council import personal_data
from council.members.services import access, support

SESSION_KEY = "support_visit"
END = "members:support-end"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Passwords, second factors, addresses, sessions: nobody's but the person's, not even to look at.
OWN_PREFIXES = ("account_", "mfa_", "usersessions_")


class SupportMiddleware:
    """Puts the member in the reader's place while a visit goes on. Stands after the middleware that notes where people are
    logged in, which is to go on noting the staff's own session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.get(SESSION_KEY) if request.session.session_key else None
        if key is None or not request.user.is_authenticated:
            return self.get_response(request)
        actor: Any = request.user
        visit = support.find_visit(key=uuid.UUID(key), actor=actor, now=timezone.now())
        if visit is None:
            return _is_over(request)
        match = _match(request)
        request.support = visit  # type: ignore[attr-defined]  # ours; the banner reads it
        if match is not None and match.app_name == "admin":
            return self.get_response(request)
        request.user = visit.member.user
        # What the person works on in confidence is not shown (`focusgroup.permissions.invitations`).
        request.user.is_seen_as = True  # type: ignore[attr-defined]  # ours
        if not _may(request, match):
            return _refuse(request, visit)
        response = self.get_response(request)
        if response.status_code == 200 and match is not None:
            _note(request, response, visit, match)
        return response


def _match(request: HttpRequest) -> ResolverMatch | None:
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def _may(request: HttpRequest, match: ResolverMatch | None) -> bool:
    name = match.view_name if match is not None else ""
    if name == END:
        return True
    if request.method not in SAFE or name.startswith(OWN_PREFIXES):
        return False
    return not any(name in room.own_pages for room in personal_data.rooms())


def _refuse(request: HttpRequest, visit: support.Visit) -> HttpResponse:
    ip = get_adapter().get_client_ip(request) or None
    support.note_refused(visit=visit, path=f"{request.method} {request.path}", ip=ip, now=timezone.now())
    name = visit.member.display_name()
    messages.error(
        request,
        _("You see the portal as %(name)s and can read only: this was not done. What is somebody’s own nobody does for them.")
        % {"name": name},
    )
    return _lead(request, _page_before(request))


def _page_before(request: HttpRequest) -> str:
    """The page on which something was tried; “my page” where that is none, or one that is refused, too."""
    before = request.headers.get("Referer", "")
    if request.method not in SAFE and url_has_allowed_host_and_scheme(before, {request.get_host()}, request.is_secure()):
        return before
    return reverse("portal:my")


def _is_over(request: HttpRequest) -> HttpResponse:
    """What was sent in the belief of being somebody else is done in nobody's name."""
    del request.session[SESSION_KEY]
    messages.warning(request, _("The time of seeing the portal as somebody else is over. You are yourself again."))
    return _lead(request, resolve_url("admin:index"))


def _lead(request: HttpRequest, url: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


def _note(request: HttpRequest, response: HttpResponse, visit: support.Visit, match: ResolverMatch) -> None:
    access.note_access(
        actor=visit.actor,
        ip=get_adapter().get_client_ip(request) or None,
        page=match.view_name,
        path=request.path,
        action="support",
        is_file="attachment" in response.headers.get("Content-Disposition", ""),
        members=[visit.member.pk],
        now=timezone.now(),
    )
