from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from council import fragments, programmes
from council.content.models import NewsItem
from council.events.models import Event
from council.events.services import open_surveys
from council.events.versions import rows, with_versions
from council.members.models import Member
from council.members.permissions import member_of
from council.members.text_search import searched_words
from council.portal import my_page, searching

EVENTS_ON_HOME = 6
NEWS_ON_HOME = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is on, the programmes, news, how to join."""
    now = timezone.now()
    return fragments.visitors_page(request, now=now, version=lambda: home_version(now), render=lambda: home_page(request, now))


def home_version(now: datetime) -> tuple[Any, ...]:
    """What a visitor's home page shows."""
    news = NewsItem.objects.published(now).annotate(version=fragments.RowVersion(F("slug")))
    return rows(_next_events(None, now), now), tuple(news.values_list("pk", "version")[:NEWS_ON_HOME])


def home_page(request: HttpRequest, now: datetime) -> HttpResponse:
    """The home page as `request.user` sees it."""
    events = _next_events(member_of(request.user), now).select_related("venue")
    news = NewsItem.objects.published(now).defer("text_ko", "text_en")[:NEWS_ON_HOME]
    return render(request, "portal/home.html", {"now": now, "events": events, "news": news})


def _next_events(member: Member | None, now: datetime) -> "QuerySet[Event]":
    events = Event.objects.visible_to(member, now).upcoming(now).exclude(state=Event.State.CANCELLED)
    return with_versions(events)[:EVENTS_ON_HOME]


@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Everything that the reader may see and has the words of `q`, kind by kind; with `in`, of one kind alone."""
    query = searching.query_of(request.GET.get("q", ""))
    found = searching.search(query, request.GET.get("in", ""), request.user, timezone.now())
    context = {
        "query": query,
        "found": found,
        # Nothing but single letters: there is nothing to look for.
        "is_too_short": bool(query) and not searched_words(query),
        "only": programmes.search_sources.find(request.GET.get("in", "")),
    }
    return render(request, "portal/search.html", context)


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
    seats = list(my_page.next_seats(member, now))
    return render(
        request,
        "portal/my.html",
        {
            "now": now,
            "member": member,
            "has_access": member.has_access(now),
            "step": my_page.membership_step(member, now),
            "seats": seats,
            "next_door": my_page.next_door(seats),
            "queue": my_page.waiting_places(member, now),
            # Each as it would be included, with its own context alone.
            "cards": [render_to_string(one, made, request) for one, made in my_page.cards(request.user, now)],
            "surveys": open_surveys(member, now),
            "suggestions": my_page.suggestions(member, now),
        },
    )
