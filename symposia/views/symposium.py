"""A symposium's own page, and as what one comes there."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from council.events.models import AgendaItem, Registration
from council.events.permissions import get_own_registration_or_404
from council.events.services.errors import EventError
from symposia.forms.symposium import VisitForm
from symposia.models import Participation
from symposia.permissions.group import get_symposium_or_404
from symposia.services import symposium as services
from symposia.services.errors import SymposiaError
from symposia.views.landing import landing


@require_safe
def symposium_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A symposium's own page: what, when and where it is, who speaks, how to register."""
    now = timezone.now()
    symposium = get_symposium_or_404(request.user, slug, now)
    return render(request, "symposia/symposium/detail.html", landing(symposium, request.user, now))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def symposium_visit(request: HttpRequest, slug: str) -> HttpResponse:
    """As what and on which days the reader comes, whichever way he was registered; and the way to his sessions."""
    now = timezone.now()
    symposium = get_symposium_or_404(request.user, slug, now)
    registration = get_own_registration_or_404(request.user, slug)
    if not registration.is_live:
        raise Http404
    found = Participation.objects.filter(pk=registration.pk).first()
    given = {"role": found.role, "days": found.days} if found else {"role": services.likely_role(registration.member)}
    form = VisitForm(request.POST if request.method == "POST" else None, symposium=symposium, initial=given)
    error: SymposiaError | EventError | None = None
    if request.method == "POST" and form.is_valid():
        by: Any = request.user
        cleaned = form.cleaned_data
        try:
            ended = services.change_participation(
                registration=registration, role=cleaned["role"], days=cleaned["days"], by=by, now=now
            )
        except (SymposiaError, EventError) as caught:
            error = caught
        else:
            messages.success(request, _("Your visit is noted."))
            if ended:
                text = _(
                    "You do not come on the day of these sessions that you wanted: %(titles)s. They are not wanted any more."
                )
                messages.info(request, text % {"titles": ", ".join(str(item) for item in ended)})
            return redirect(symposium)
    context = {
        "symposium": symposium,
        "event": symposium.event,
        "now": now,
        "registration": registration,
        "form": form,
        "error": error,
        "is_over": symposium.event.has_ended(now),
        "chooses": registration.state == Registration.State.CONFIRMED
        and AgendaItem.objects.filter(event=symposium.pk, needs_registration=True).exists(),
    }
    status = 409 if error else 422 if request.method == "POST" else 200
    return render(request, "symposia/symposium/visit.html", context, status=status)
