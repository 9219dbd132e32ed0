"""What is on: the list, the calendar, one event."""

import calendar
import json
import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from council import bilingual, fragments, programmes, when
from council.events import services
from council.events.filters import FIRST_YEAR, LAST_YEAR, EventFilterForm, at_midnight, month_after
from council.events.forms import has_name
from council.events.models import Event, Registration
from council.events.permissions import (
    can_manage_event,
    get_event_or_404,
    may_see_online_link,
    own_registration,
    visible_events,
)
from council.events.services.telling import place_text
from council.events.shown_agenda import shown_agenda
from council.events.text import one_line
from council.events.versions import event_page, rows, with_versions
from council.events.views.registering import overlapping
from council.events.views.sessions import session_choices
from council.members.permissions import member_of

PAGE_SIZE = 20
LAST_PAGE_KEPT = 50


def own_states(user: Any, events: Iterable[Event]) -> dict[int, Registration]:
    """The reader's live registrations for these events, by the event's key. One query."""
    member = member_of(user)
    if member is None:
        return {}
    return {one.event_id: one for one in Registration.objects.live().filter(member=member, event__in=list(events))}


def with_own(user: Any, events: Iterable[Event]) -> list[Event]:
    """The events, each with `own`: the reader's live registration or None."""
    found = list(events)
    own = own_states(user, found)
    for event in found:
        event.own = own.get(event.pk)  # type: ignore[attr-defined]
    return found


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """The events that the reader may see, filtered by what stands in the address."""
    now = timezone.now()
    filters = EventFilterForm(request.GET)
    return fragments.visitors_page(
        request,
        now=now,
        version=lambda: list_version(filters, request.GET.get("page") or "1", now),
        render=lambda: list_page(request, filters, now),
    )


def list_version(filters: EventFilterForm, page: str, now: datetime) -> tuple[Any, ...] | None:
    """What a visitor's page of the list shows: the rows on it, and whether there are more. Not of a search, which is seldom
    asked twice. (How many there are in all may be a minute old where others were added or taken away.)"""
    if filters.value("q") or not (page.isascii() and page.isdigit() and 1 <= int(page) <= LAST_PAGE_KEPT):
        return None
    first = (int(page) - 1) * PAGE_SIZE
    found = filters.apply(with_versions(visible_events(AnonymousUser(), now)), now)[first : first + PAGE_SIZE + 1]
    return rows(found, now)


def list_page(request: HttpRequest, filters: EventFilterForm, now: datetime) -> HttpResponse:
    """The list as `request.user` sees it."""
    events = filters.apply(with_versions(visible_events(request.user, now).select_related("venue")), now)
    page = Paginator(events, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = with_own(request.user, page.object_list)
    query = request.GET.copy()
    query.pop("page", None)
    context = {"filters": filters, "page": page, "query": query.urlencode(), "now": now, "today": timezone.localdate(now)}
    return render(request, "events/event_list.html", context)


@require_safe
def event_month(request: HttpRequest) -> HttpResponse:
    """To the calendar of the current month."""
    today = timezone.localdate()
    return redirect("events:event-calendar", today.year, today.month)


@require_safe
def event_calendar(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """A month of events; a year beyond the calendar is a 404."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise Http404
    now = timezone.now()
    first = date(year, month, 1)
    weeks = calendar.Calendar(firstweekday=calendar.MONDAY).monthdatescalendar(year, month)
    start, end = weeks[0][0], weeks[-1][-1] + timedelta(days=1)
    events = list(
        visible_events(request.user, now)
        .filter(starts_at__lt=at_midnight(end), ends_at__gt=at_midnight(start))
        .order_by("starts_at", "pk")
    )
    by_day = events_by_day(events, start, end)
    today = timezone.localdate(now)
    before, after = first - timedelta(days=1), month_after(first)
    context = {
        "month": first,
        "title": when.month(first),
        "weekdays": [when.weekday(day) for day in weeks[0]],
        "weeks": [[month_cell(day, month, today, by_day.get(day, [])) for day in week] for week in weeks],
        "previous_url": month_url(before) if before.year >= FIRST_YEAR else "",
        "next_url": month_url(after) if after.year <= LAST_YEAR else "",
        "today_url": month_url(today) if (today.year, today.month) != (year, month) else "",
        "is_empty": not any(day.month == month for day in by_day),
    }
    return render(request, "events/event_calendar.html", context)


def month_url(day: date) -> str:
    """The calendar of the month that `day` is in."""
    return reverse("events:event-calendar", args=[day.year, day.month])


def events_by_day(events: Iterable[Event], start: date, end: date) -> dict[date, list[Event]]:
    """The events by the days of the portal's zone that they touch, within [start, end)."""
    days: dict[date, list[Event]] = {}
    for event in events:
        day = max(timezone.localdate(event.starts_at), start)
        # What ends at midnight does not touch the day that begins then.
        last = min(timezone.localdate(event.ends_at - timedelta(microseconds=1)), end - timedelta(days=1))
        while day <= last:
            days.setdefault(day, []).append(event)
            day += timedelta(days=1)
    return days


def month_cell(day: date, month: int, today: date, events: list[Event]) -> dict[str, Any]:
    """A day as the month's component takes it."""
    entries = [
        {
            "url": event.get_absolute_url(),
            "title": bilingual.text(event, "title"),
            "lang": bilingual.text_language(event, "title"),
            "time": when.clock(event.starts_at) if timezone.localdate(event.starts_at) == day and not event.all_day else "",
            "accent": getattr(programmes.find(event.programme), "colour", ""),
            "cancelled": event.state == Event.State.CANCELLED,
        }
        for event in events
    ]
    label = when.day(day)
    return {"date": day, "label": label, "in_month": day.month == month, "is_today": day == today, "events": entries}


@require_safe
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One event, with what the reader can do about it."""
    now = timezone.now()
    return fragments.visitors_page(
        request, now=now, version=lambda: event_page(slug, now), render=lambda: detail_page(request, slug, now)
    )


def detail_page(request: HttpRequest, slug: str, now: datetime) -> HttpResponse:
    """The event as `request.user` sees it. Raises `Http404`."""
    event = get_event_or_404(request.user, slug, now)
    own = own_registration(request.user, event)
    member = member_of(request.user)
    context = {
        "event": event,
        "place": place_text(event),
        "own": own,
        "own_is_live": own is not None and own.is_live,
        "can_cancel": own is not None and own.is_live and not event.has_begun(now) and not own.has_come,  # type: ignore[attr-defined]  # annotated
        "shows_link": bool(event.online_link) and may_see_online_link(request.user, event, own),
        "is_staff_here": can_manage_event(request.user, event),
        "agenda": agenda_by_day(event, request.user, now),
        "waiting": event.registrations.waiting().count() if event.capacity is not None else 0,
        "panels": panels(event, request.user, now),
        "programme": programmes.find(event.programme),
        "structured_data": structured_data(event),
        "kept": services.kept_notes(event, now),
        "can_hand_over": can_hand_over(member, own, event, now),
        "now": now,
        "has_ended": event.has_ended(now),
        **registration_box(event, member, now),
        **session_choices(event, own, now, user=request.user),
    }
    return render(request, "events/event_detail.html", context)


def registration_box(event: Event, member: Any, now: datetime) -> dict[str, Any]:
    """What the box beside an event says to who has no live registration: how to register, or why it cannot be done."""
    if member is None:
        reason = services.closed(event, now)
        return {"obstacle": reason, "needs_login": reason is None, "has_room": not event.is_full}
    obstacle = services.obstacle(event, member, now)
    overlaps = [] if event.has_ended(now) else overlapping(member, event)
    one_click = obstacle is None and has_name(member) and not event.questions.filter(retired=False).exists()
    one_click = one_click and not any(
        rule.form(event, member, None, member.user, now) for rule in programmes.registration_parts.all()
    )
    token = uuid.uuid4() if one_click else None
    has_room = services.has_room(event, services.role_of(member, now))
    return {"obstacle": obstacle, "one_click": one_click, "token": token, "overlaps": overlaps, "has_room": has_room}


def can_hand_over(member: Any, own: Registration | None, event: Event, now: datetime) -> bool:
    """Whether the reader's seat may go to a colleague: confirmed, before the beginning, nobody checked in with it, and the
    organisation is known."""
    if own is None or own.state != Registration.State.CONFIRMED or event.has_begun(now) or own.has_come:  # type: ignore[attr-defined]  # annotated
        return False
    return event.state == Event.State.PUBLISHED and member is not None and member.organisation_id is not None


def agenda_by_day(event: Event, user: Any, now: datetime) -> list[tuple[str, list[Any]]]:
    """The agenda by day of the event's zone, each item with its speakers, and as `panels` what higher rooms add for `user`."""
    items = list(shown_agenda(user, now).filter(event=event).prefetch_related("speakers"))
    zone = event.zone
    added = [(one.template, one.contexts(event, user, now)) for one in programmes.agenda_panels.all()] if items else []
    for item in items:
        item.panels = [  # type: ignore[attr-defined]  # for the template
            {"template": template, "context": contexts[item.pk]} for template, contexts in added if item.pk in contexts
        ]
        item.local_start, item.local_end = item.starts_at.astimezone(zone), item.ends_at.astimezone(zone)  # type: ignore[attr-defined]
    by_day = groupby(items, key=lambda item: item.local_start.date())  # type: ignore[attr-defined]
    return [(when.day(group[0].starts_at.astimezone(zone)), group) for group in (list(items) for _day, items in by_day)]


def panels(event: Event, user: Any, now: datetime) -> list[dict[str, Any]]:
    """The parts of the page that higher rooms contribute, in their order."""
    found = []
    for panel in programmes.event_panels.all():
        context = panel.context(event, user, now)
        if context is not None:
            found.append({"template": panel.template, "context": context})
    return found


SCHEMA_STATUS = {Event.State.CANCELLED: "EventCancelled"}
SCHEMA_MODE = {
    Event.Format.IN_PERSON: "OfflineEventAttendanceMode",
    Event.Format.ONLINE: "OnlineEventAttendanceMode",
    Event.Format.HYBRID: "MixedEventAttendanceMode",
}


def structured_data(event: Event) -> SafeString | None:
    """schema.org/Event of a public event as JSON that is safe inside `<script type="application/ld+json">` (data, which the
    Content-Security-Policy does not concern)."""
    if event.audience != Event.Audience.PUBLIC or event.state == Event.State.DRAFT:
        return None
    url = settings.SITE_URL + event.get_absolute_url()
    first, last = event.days()
    location: list[dict[str, Any]] = []
    if event.format != Event.Format.ONLINE and event.venue is not None:
        address = bilingual.text(event.venue, "address")
        location.append({"@type": "Place", "name": bilingual.text(event.venue, "name"), "address": address})
    if event.format != Event.Format.IN_PERSON:
        location.append({"@type": "VirtualLocation", "url": url})
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": one_line(bilingual.text(event, "title")),
        "description": bilingual.text(event, "summary"),
        "startDate": first.isoformat() if event.all_day else event.starts_at.astimezone(event.zone).isoformat(),
        "endDate": last.isoformat() if event.all_day else event.ends_at.astimezone(event.zone).isoformat(),
        "eventStatus": "https://schema.org/" + SCHEMA_STATUS.get(Event.State(event.state), "EventScheduled"),
        "eventAttendanceMode": "https://schema.org/" + SCHEMA_MODE[Event.Format(event.format)],
        "location": location,
        "url": url,
        "organizer": {"@type": "Organization", "name": "Gyeongbuk Exchange Council", "url": settings.SITE_URL},
    }
    text = json.dumps(data, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return mark_safe(text)  # noqa: S308 - JSON without any character that ends a script
