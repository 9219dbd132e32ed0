"""A seat that is offered: the page that the mail leads to, and the answer."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from council.events import services
from council.events.models import Registration
from council.events.permissions import get_offer_or_404
from council.events.views.registering import overlapping

State = Registration.State


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def event_offer(request: HttpRequest, slug: str, token: uuid.UUID) -> HttpResponse:
    """Asks whether the seat is taken, and takes or passes it on. Whoever holds the link answers; it needs no log-in. Answered
    before, the page says how things stand."""
    now = timezone.now()
    registration = get_offer_or_404(slug, token)
    error: services.EventError | None = None
    if request.method == "POST":
        by: Any = request.user if request.user.is_authenticated else None
        answer = services.accept_offer if request.POST.get("answer") == "accept" else services.decline_offer
        if request.POST.get("answer") in ("accept", "decline"):
            try:
                answered = answer(registration=registration, by=by, now=now)
                _say_what_happened(request, answered)
                return redirect("events:event-offer", slug, token)
            except services.EventError as caught:
                error = caught
                registration = get_offer_or_404(slug, token)
    is_open = registration.is_on_offer(now)
    is_own = getattr(request.user, "pk", None) == registration.member.user_id
    context = {
        "event": registration.event,
        "registration": registration,
        "is_open": is_open,
        "is_own": is_own,
        # Where the owner goes is nobody else's business.
        "overlaps": overlapping(registration.member, registration.event) if is_open and is_own else [],
        "error": error,
    }
    return render(request, "events/event_offer.html", context, status=409 if error else 200)


def _say_what_happened(request: HttpRequest, registration: Registration) -> None:
    if registration.state == State.CONFIRMED:
        messages.success(request, _("The seat is yours. A confirmation with a calendar entry is on its way to you."))
    elif registration.reason == Registration.Reason.REFUSED:
        messages.success(request, _("You have declined the seat. It goes to whoever is next."))
