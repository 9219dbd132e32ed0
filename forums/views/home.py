from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from council.members.permissions import member_of
from council.portal.landing import landing_context
from forums.services.seats.overview import forum_cards


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the programme does, what is on, and the forums."""
    now = timezone.now()
    context = landing_context("forums", request.user, now)
    cards = context["cards"] = forum_cards(member_of(request.user), now)
    # Other bodies of the programme, and forums whose rules staff have not set yet.
    known = {card.forum.pk for card in cards}
    context["other_bodies"] = [body for body in context["bodies"] if body.pk not in known]
    return render(request, "forums/home.html", context)
