"""The link of an invitation: to a short sign-up where there is no log-in yet, and to the registration."""

import uuid
from typing import Any

from allauth.account.internal import flows
from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from council.events import services
from council.events.forms import has_name
from council.events.models import Event, Invitation
from council.events.permissions import own_registration
from council.events.services.telling import place_text
from council.members.account_forms import InvitedSignupForm
from council.members.models import Member, User
from council.members.permissions import member_of


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def event_invitation(request: HttpRequest, slug: str, code: uuid.UUID) -> HttpResponse:
    """What an invitation is to, and taking it up. Whoever holds the letter sees the event's facts here; looking changes
    nothing. An unknown code is a 404, a revoked one says that it is not valid any more (410) and nothing else."""
    now = timezone.now()
    invitation = Invitation.objects.filter(code=code, event__slug=slug).select_related("event__venue", "event__body").first()
    if invitation is None:
        raise Http404
    event = invitation.event
    if invitation.revoked_at is not None or event.state == Event.State.DRAFT:
        return render(request, "events/event_invitation.html", {"is_gone": True}, status=410)
    context: dict[str, Any] = {"event": event, "invitation": invitation, "place": place_text(event), "now": now}
    context["obstacle"] = services.closed(event, now)
    if request.user.is_authenticated:
        return _as_user(request, invitation, context)
    if invitation.member_id or User.objects.filter(email=invitation.address).exists():
        return render(request, "events/event_invitation.html", context | {"has_log_in": True})
    if context["obstacle"] is not None:
        return render(request, "events/event_invitation.html", context)
    return _as_visitor(request, invitation, context)


def _as_user(request: HttpRequest, invitation: Invitation, context: dict[str, Any]) -> HttpResponse:
    user: Any = request.user
    if not services.is_for(invitation, user):
        return render(request, "events/event_invitation.html", context | {"is_of_another": True})
    own = own_registration(user, invitation.event)
    if own is not None and own.is_live:
        return redirect(invitation.event)
    member = member_of(user)
    if member is None:
        raise Http404
    if request.method == "POST" and context["obstacle"] is None:
        return _take_up(request, invitation, member)
    return render(request, "events/event_invitation.html", context | {"is_mine": True})


def _as_visitor(request: HttpRequest, invitation: Invitation, context: dict[str, Any]) -> HttpResponse:
    form = InvitedSignupForm(request.POST if request.method == "POST" else None, address=invitation.address)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "events/event_invitation.html", context | {"form": form}, status=status)
    limited = ratelimit.consume_or_429(request, action="signup")
    if limited:
        return limited
    user, answer = form.try_save(request)
    if answer:
        # Someone signed up with this address a moment ago: that is a log-in now.
        return redirect(request.path)
    flows.signup.complete_signup(request, user=user, redirect_url=request.path)
    member = member_of(user)
    if member is None or not request.user.is_authenticated:
        return redirect(request.path)
    return _take_up(request, invitation, member)


def _take_up(request: HttpRequest, invitation: Invitation, member: Member) -> HttpResponse:
    """Make it the member's and register, or lead to the form where there is something to answer."""
    event, now = invitation.event, timezone.now()
    try:
        services.accept_invitation(invitation=invitation, member=member, now=now)
        if not has_name(member) or event.questions.filter(retired=False).exists():
            return redirect("events:event-register", event.slug)
        registration = services.register_member(event=event, member=member, now=now)
    except services.EventError as error:
        messages.error(request, str(error))
        return redirect(request.path)
    if registration.state == registration.State.CONFIRMED:
        messages.success(request, _("You are registered. A confirmation with a calendar entry is on its way to you."))
    else:
        messages.info(request, str(registration.get_state_display()))
    return redirect(event)
