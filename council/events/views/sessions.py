"""The agenda items that people sign up for: what the event's page shows of them, and the form to choose."""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from council import when
from council.events import services
from council.events.models import AgendaRegistration, Event, Registration
from council.events.permissions import get_own_registration_or_404
from council.events.shown_agenda import shown_agenda


def session_choices(
    event: Event,
    registration: Registration | None,
    now: datetime,
    *,
    user: Any,
    ticked: Collection[int] | None = None,
) -> dict[str, Any]:
    """What `events/_sessions.html` shows: the items by day, each with the reader's own `choice`. `ticked`: what was sent
    and could not be taken. One query, two for who has a seat."""
    waiting = Count("choices", filter=Q(choices__state=AgendaRegistration.State.WAITLISTED))
    # Counting leaves the model's own order out.
    items = list(
        shown_agenda(user, now)
        .filter(event=event, needs_registration=True)
        .annotate(waiting=waiting)
        .order_by("starts_at", "ends_at", "room", "pk")
    )
    has_seat = registration is not None and registration.state == Registration.State.CONFIRMED
    own: dict[int, AgendaRegistration] = {}
    if items and has_seat:
        live = AgendaRegistration.objects.live().filter(registration=registration)
        own = {choice.item_id: choice for choice in live.with_position()}
    zone = event.zone
    rows: list[dict[str, Any]] = []
    for item in items:
        choice = own.get(item.pk)
        rows.append(
            {
                "item": item,
                "choice": choice,
                "ticked": choice is not None if ticked is None else item.pk in ticked,
                # What one has may be given up until it begins.
                "open": not item.has_begun(now) and (choice is not None or item.can_be_chosen(now)),
                "day": item.starts_at.astimezone(zone).date(),
            }
        )
    days = [(when.day(day), list(group)) for day, group in groupby(rows, key=lambda row: row["day"])]
    held = [row["item"] for row in rows if row["choice"]]
    return {
        "session_days": days,
        "chooses_sessions": has_seat and event.state == Event.State.PUBLISHED and any(row["open"] for row in rows),
        "colliding_sessions": services.colliding(held),
    }


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def event_sessions(request: HttpRequest, slug: str) -> HttpResponse:
    """The sessions that the reader chose of an event, and choosing them."""
    now = timezone.now()
    registration = get_own_registration_or_404(request.user, slug)
    event = registration.event
    if registration.state != Registration.State.CONFIRMED:
        messages.info(request, _("You choose sessions once you have a seat at the event."))
        return redirect("events:my-registrations")
    if request.method != "POST":
        return _page(request, registration, now)
    sent = {int(key) for key in request.POST.getlist("sessions") if key.isascii() and key.isdecimal() and len(key) < 19}
    by: Any = request.user
    try:
        chosen = services.choose_sessions(registration=registration, items=sent, by=by, now=now)
    except services.EventError as error:
        status = 409 if isinstance(error, services.TryAgain) else 422
        return _page(request, registration, now, ticked=sent, error=error, status=status)
    _say_what_was_chosen(request, chosen)
    return redirect("events:event-sessions", event.slug)


def _page(
    request: HttpRequest,
    registration: Registration,
    now: datetime,
    *,
    ticked: Collection[int] | None = None,
    error: services.EventError | None = None,
    status: int = 200,
) -> HttpResponse:
    at_fault = {error.one.pk, error.other.pk} if isinstance(error, services.SessionsCollide) else set()
    context = {
        "event": registration.event,
        "session_error": error,
        "at_fault": at_fault,
        **session_choices(registration.event, registration, now, user=request.user, ticked=ticked),
    }
    return render(request, "events/event_sessions.html", context, status=status)


def _say_what_was_chosen(request: HttpRequest, chosen: services.Chosen) -> None:
    places, waits = len(chosen.confirmed), len(chosen.waitlisted)
    if not places and not waits:
        messages.info(request, _("You have chosen no session."))
        return
    if places:
        text = ngettext("You have a place at %(count)d session.", "You have a place at %(count)d sessions.", places)
        messages.success(request, text % {"count": places})
    if waits:
        text = ngettext(
            "%(count)d session is full: you are on its waiting list and move up by yourself.",
            "%(count)d sessions are full: you are on their waiting lists and move up by yourself.",
            waits,
        )
        messages.info(request, text % {"count": waits})
