"""Handing a seat to a colleague."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from council.events import services
from council.events.forms import TransferForm
from council.events.permissions import get_own_registration_or_404


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def event_transfer(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks for the colleague's address, and hands the seat over. What the colleague cannot take stands beside the field."""
    now = timezone.now()
    registration = get_own_registration_or_404(request.user, slug)
    event = registration.event
    if registration.reason == registration.Reason.TRANSFER and not registration.is_live:
        messages.info(request, _("You have handed your seat to a colleague."))
        return redirect("events:my-registrations")
    form = TransferForm(request.POST if request.method == "POST" else None)
    obstacle = services.transfer_obstacle(registration, now)
    error: services.EventError | None = None
    if obstacle is None and form.is_bound and form.is_valid():
        by: Any = request.user
        try:
            colleague = services.find_colleague(registration=registration, email=form.cleaned_data["email"], now=now)
            services.transfer_registration(registration=registration, to=colleague, by=by, now=now)
            messages.success(request, _("Your seat is handed to %(name)s, who is told.") % {"name": colleague})
            return redirect("events:my-registrations")
        except services.TryAgain as caught:
            error = caught
        except services.EventError as caught:
            form.add_error("email", str(caught))
    context = {"event": event, "registration": registration, "form": form, "obstacle": obstacle, "error": error}
    status = 409 if error else 422 if form.is_bound and form.errors else 200
    return render(request, "events/event_transfer.html", context, status=status)
