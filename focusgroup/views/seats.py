from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from council.members.access_log import shows
from focusgroup.services.roster import roster


@never_cache
@require_safe
def seat_list(request: HttpRequest) -> HttpResponse:
    """The roster: numbers for everybody, names as the directory shows them for members, all of it for the body itself."""
    now = timezone.now()
    found = roster(request.user, now)
    shows(
        request, [one.seat.membership.member for part in (found.people, found.to_come, found.past) for one in part if one.seat]
    )
    context = {"roster": found, "max": max([bar.value for bar in found.bars] + [1]), "now": now}
    return render(request, "focusgroup/seats/seat_list.html", context)
