"""The list of a forum's meetings, one meeting with all that belongs to it, and its papers as PDF."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from council import when
from council.events.models import Attendance, Event
from council.events.permissions import own_registration
from council.events.services import cancel_obstacle
from council.events.services.telling import place_text
from council.events.shown_agenda import shown_agenda
from council.library.permissions import kinds_among, visible_documents
from council.members.access_log import shows
from council.members.models import Member
from council.members.permissions import member_of
from forums.forms.meetings import MeetingFilters
from forums.meeting_papers import agenda_pdf, minutes_pdf, present_at
from forums.models import ActionItem, ItemClearance, Meeting
from forums.permissions.group import get_forum_or_404, is_desk, is_inside, place_in
from forums.permissions.meetings import (
    clears,
    get_inner_meeting_or_404,
    get_meeting_or_404,
    is_insider,
    presides,
    runs,
    visible_meetings,
    works_on,
)
from forums.services import meetings as services
from forums.services.meetings.agenda import OPEN
from forums.services.meetings.following import ACTED_ON
from forums.services.meetings.machine import MOVES
from forums.services.meetings.minutes import WRITABLE
from forums.views.meetings.pages import shared

PAGE_SIZE = 20
State = Meeting.State


@require_safe
def meeting_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The meetings of a forum that the reader may know of: coming ones, or with `?when=past` those that are over."""
    now = timezone.now()
    forum = get_forum_or_404(slug)
    filters = MeetingFilters(request.GET)
    found = visible_meetings(request.user, now).filter(forum=forum).select_related("event__venue", "forum__body")
    if filters.value("kind"):
        found = found.filter(kind=filters.value("kind"))
    if filters.is_past:
        found = found.filter(event__ends_at__lte=now).order_by("-event__starts_at", "-pk")
    else:
        found = found.filter(event__ends_at__gt=now).order_by("event__starts_at", "pk")
    context = {
        **shared(forum),
        "filters": filters,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "is_inside": is_inside(request.user, forum, now),
        "is_desk": is_desk(request.user),
        "now": now,
    }
    return render(request, "forums/meetings/meeting_list.html", context)


@require_safe
@never_cache
def meeting_detail(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One meeting: agenda, quorum, regrets, papers, minutes, actions, as far as they are for the reader."""
    now = timezone.now()
    meeting = get_meeting_or_404(request.user, slug, key, now)
    event = meeting.event
    inside = is_insider(request.user, meeting, now)
    own = own_registration(request.user, event)
    context = {
        **shared(meeting.forum),
        "meeting": meeting,
        "event": event,
        "place": place_text(event),
        "is_inside": inside,
        "is_desk": is_desk(request.user),
        "items": _agenda(request.user, meeting, now),
        "documents": list(
            visible_documents(request.user, now, kinds=kinds_among(event.documents.all()))
            .filter(event=event)
            .select_related("current", "event", "agenda_item")
        ),
        "own": own,
        "can_regret": own is not None and own.is_live and cancel_obstacle(own, now) is None,
        "now": now,
        # After the notice: something new waits to be cleared, and is not shown.
        "languages": _languages(),
        "is_changing": meeting.state == State.NOTICED and services.uncleared(meeting.pk).exists(),
        "can": _possible(request.user, meeting, now),
    }
    if inside:
        inner = _inner(request.user, meeting, now)
        shows(request, *(inner[name] for name in ("people", "actions", "carried", "proposals", "revisions")))
        context |= inner
    return render(request, "forums/meetings/meeting_detail.html", context)


def _agenda(user: Any, meeting: Meeting, now: datetime) -> list[Any]:
    """The items that are for `user`, each with what was said of it (`clearance`) for who works on them. Four queries."""
    items: list[Any] = list(shown_agenda(user, now).filter(event=meeting.pk).prefetch_related("speakers"))
    said: dict[int, ItemClearance] = {}
    if items and works_on(user, meeting, now):
        rows = ItemClearance.objects.in_force().filter(item__in=items).select_related("by__member__user")
        said = {one.item_id: one for one in rows}
    for item in items:
        item.clearance = said.get(item.pk)
    return items


def _possible(user: Any, meeting: Meeting, now: datetime) -> dict[str, Any]:
    """What the reader may do: shown as buttons; the services have the last word."""
    if not user.is_authenticated:
        return {}
    works, moves = works_on(user, meeting, now), runs(user, meeting, now)
    ahead = meeting.event.state not in (Event.State.CANCELLED, Event.State.COMPLETED)
    begun = meeting.event.has_begun(now)
    return {
        "works": works,
        "runs": moves,
        "agenda": meeting.state in OPEN,
        "items": works and meeting.state in OPEN and ahead,
        "propose": meeting.state in OPEN and not begun and ahead and place_in(user, meeting.forum, now) is not None,
        "clear": meeting.state in (State.SUBMITTED, State.CLEARED, State.NOTICED) and clears(user, meeting, now),
        "submit": moves and meeting.state == State.DRAFT,
        "notice": moves and meeting.state == State.CLEARED and not begun,
        "hold": moves and begun and meeting.state in (*Meeting.UNTOLD, State.NOTICED),
        "stop": moves and begun and meeting.state in (State.NOTICED, State.HELD, State.MINUTES_DRAFT),
        "write": works and meeting.state in WRITABLE,
        "approve": meeting.state == State.MINUTES_DRAFT and presides(user, meeting, now),
        "action": works and meeting.state in ACTED_ON,
        "close": moves and meeting.state == State.MINUTES_APPROVED,
        "checkin": is_desk(user) and meeting.event.state == Event.State.PUBLISHED,
    }


def _inner(user: Any, meeting: Meeting, now: datetime) -> dict[str, Any]:
    """What who sits in the forum sees besides: quorum, people, minutes, actions, what was done with the meeting."""
    works, member = works_on(user, meeting, now), member_of(user)
    began = meeting.event.has_begun(now)
    revisions = list(meeting.revisions.select_related("by__member__user").order_by("-number"))
    proposals = meeting.proposals.select_related("member__user")
    there = Member.objects.filter(pk__in=services.present_members(meeting)) if began else Member.objects.none()
    walk_ins = Attendance.objects.present().filter(event=meeting.pk, registration=None).order_by("recorded_at", "pk")
    return {
        "quorum": _quorum(meeting, now) if meeting.has_quorum else None,
        "has_begun": began,
        "people": list(there.select_related("user", "organisation").order_by("family_name", "given_name", "pk")),
        "walk_ins": list(walk_ins) if began else [],
        "revisions": revisions,
        "minutes": revisions[0] if revisions else None,
        "minutes_languages": [one for one in _languages() if revisions and getattr(revisions[0], f"text_{one}")],
        "actions": list(meeting.actions.select_related("owner__user")),
        "carried": list(
            ActionItem.objects.carried_to(meeting).select_related("owner__user", "meeting__event", "meeting__forum__body")
        ),
        "own_member": member,
        "proposals": list(proposals if works else proposals.filter(member=member)),
        "stops": list(meeting.stops.select_related("item")) if works else [],
        "uncleared": services.uncleared(meeting.pk).count() if works and meeting.state in OPEN else 0,
        "competitors": services.competitors(meeting) if works and meeting.state in OPEN else [],
        "fees": list(meeting.fees.select_related("speaker")) if is_desk(user) else [],
        "timeline": [
            {
                "when": when.moment(one.at),
                "title": MOVES[one.verb].name if one.verb in MOVES else one.verb,
                "text": one.reason,
            }
            for one in meeting.moves.order_by("at", "pk")
        ],
        "today": timezone.localdate(now),
    }


def _quorum(meeting: Meeting, now: datetime) -> Any:
    return services.actual(meeting) if meeting.event.has_begun(now) else services.forecast(meeting, now)


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _language() -> str:
    return "ko" if (get_language() or "en").startswith("ko") else "en"


def _languages() -> list[str]:
    """The languages of papers, that of the page first."""
    return sorted(("ko", "en"), key=lambda one: one != _language())


@require_safe
@never_cache
def agenda_document(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The agenda as PDF in the language of the address, once it is for the reader. 404 before."""
    now = timezone.now()
    meeting = get_meeting_or_404(request.user, slug, key, now)
    items = list(shown_agenda(request.user, now, leaves=True).filter(event=meeting.pk).prefetch_related("speakers"))
    if not items:
        raise Http404
    carried = []
    if is_insider(request.user, meeting, now):
        carried = list(ActionItem.objects.carried_to(meeting).select_related("owner__user", "meeting__event"))
        shows(request, carried)
    return _pdf(agenda_pdf(meeting, items, carried, _language()), f"{meeting.key}-agenda-{_language()}.pdf")


@require_safe
@never_cache
def minutes_document(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The minutes as PDF in the language of the address, for insiders; what is not approved yet says so. 404 before any."""
    now = timezone.now()
    meeting = get_inner_meeting_or_404(request.user, slug, key, now)
    minutes = meeting.approved or meeting.revisions.order_by("number").last()
    if minutes is None:
        raise Http404
    shows(request, list(present_at(meeting)), list(meeting.actions.all()))
    return _pdf(minutes_pdf(meeting, minutes, _language()), f"{meeting.key}-minutes-{_language()}.pdf")
