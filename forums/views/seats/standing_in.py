from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from council.members.permissions import member_of
from forums.forms.seats import StandInForm
from forums.models import Delegation
from forums.permissions import seats as permissions
from forums.permissions.group import get_forum_or_404
from forums.services.errors import ForumsError
from forums.services.seats import errors, standing_in

FIELDS: dict[type[ForumsError], str] = {
    errors.NoColleague: "colleague",
    errors.EventWrong: "event",
    errors.DaysWrong: "starts_on",
}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stand_in(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who stands in for the holder of a company's seat: the holder, or the company's contact, names a colleague."""
    now = timezone.now()
    place = permissions.get_place_to_stand_in_for_or_404(request.user, slug, pk, now)
    colleagues = standing_in.colleagues_for(place, now)
    events = standing_in.events_for(place, member_of(request.user), now)
    by_name = permissions.is_contact_for(place, request.user, now)
    given = request.POST if request.method == "POST" else None
    form = StandInForm(given, colleagues=colleagues, events=events, by_name=by_name)
    if form.is_bound and form.is_valid():
        try:
            standing_in.name_stand_in(place=place, by=request.user, now=now, **form.asked())
        except ForumsError as error:
            field = FIELDS.get(type(error))
            form.add_error("address" if field == "colleague" and not by_name else field, str(error))
        else:
            messages.success(request, _("Your colleague sits in, and is told."))
            return redirect(request.path)
    named = Delegation.objects.filter(place=place, ended_at=None, stand_in__ends_on__gte=timezone.localdate(now))
    context: dict[str, Any] = {
        "forum": get_forum_or_404(slug),
        "place": place,
        "is_own": place.member.user_id == request.user.pk,
        "named": list(named.select_related("stand_in__member__user", "event").order_by("stand_in__starts_on", "pk")),
        "has_colleagues": bool(colleagues) or not by_name,
        "form": form,
    }
    return render(request, "forums/seats/stand_in.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def stand_in_end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Nobody stands in any more."""
    now = timezone.now()
    found = permissions.get_delegation_or_404(request.user, slug, pk, now)
    standing_in.end_stand_in(delegation=found, by=request.user, now=now)
    messages.success(request, _("Your colleague does not sit in any more, and is told."))
    return redirect("forums:stand-in", slug, found.place_id)
