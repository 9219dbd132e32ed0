from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from council.content.models import NewsItem
from council.events.models import Event
from council.members.permissions import member_of
from council.portal import my_page

EVENTS_ON_HOME = 6
NEWS_ON_HOME = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is on, the programmes, news, how to join."""
    now = timezone.now()
    member = member_of(request.user)
    events = Event.objects.visible_to(member, now).upcoming(now).exclude(state=Event.State.CANCELLED).select_related("venue")
    return render(
        request,
        "portal/home.html",
        {
            "now": now,
            "events": events[:EVENTS_ON_HOME],
            "news": NewsItem.objects.published(now).defer("text_ko", "text_en")[:NEWS_ON_HOME],
        },
    )


@require_safe
@login_required
@never_cache
def my(request: HttpRequest) -> HttpResponse:
    """The member's own page: what is next, what one waits for, how the membership stands."""
    now = timezone.now()
    member = member_of(request.user)
    if member is None:
        # A log-in from before members existed has none; everything below needs one.
        return render(request, "portal/my.html", {"now": now, "member": None})
    return render(
        request,
        "portal/my.html",
        {
            "now": now,
            "member": member,
            "step": my_page.membership_step(member, now),
            "seats": my_page.next_seats(member, now),
            "queue": my_page.waiting_places(member, now),
            "suggestions": my_page.suggestions(member, now),
        },
    )
