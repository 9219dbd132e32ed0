"""Rounds, who takes part, one's own schedule."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from council.events.ical import CONTENT_TYPE
from council.events.models import Event
from council.members.access_log import shows
from council.members.models import Member
from council.members.permissions import member_of
from symposia.models import Availability, MatchingRound, Meeting, MeetingRequest, Symposium
from symposia.permissions.group import get_symposium_or_404, is_desk
from symposia.permissions.matching import (
    get_round_or_404,
    get_seated_round_or_404,
    people_of,
    seat_of,
    shown_rounds,
    taking_part,
)
from symposia.services import matching as services
from symposia.services.errors import SymposiaError
from symposia.services.matching.calendar import schedule_calendar
from symposia.views.matching.pages import language, shared

PEOPLE_A_PAGE = 30


@require_safe
def meeting_home(request: HttpRequest, slug: str) -> HttpResponse:
    """The rounds of a symposium, and what the reader can do: for whoever sees the symposium."""
    now = timezone.now()
    symposium = get_symposium_or_404(request.user, slug, now)
    member = seat_of(request.user, symposium)
    rounds = list(shown_rounds(request.user, symposium).prefetch_related("windows"))
    for one in rounds:
        one.symposium = symposium
    mine = (
        {one.round_id: one for one in Availability.objects.taking_part().filter(member=member, round__in=rounds)}
        if member
        else {}
    )
    rows = [
        {"round": one, "mine": mine.get(one.pk), "windows": one.windows.all(), "is_on": one.takes_answers(now)}
        for one in rounds
    ]
    context = {**shared(symposium), "rows": rows, "member": member, "is_desk": is_desk(request.user)}
    return render(request, "symposia/matching/home.html", context)


@login_required
@require_safe
def meeting_round(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A round as one takes part in it: when, one's requests, and whom one can ask. 404 for who has no place at the
    symposium."""
    now = timezone.now()
    the_round = get_round_or_404(request.user, slug, pk, now)
    member = seat_of(request.user, the_round.symposium)
    mine = taking_part(member, the_round) if member is not None else None
    desk = is_desk(request.user)
    context: dict[str, Any] = {
        **shared(the_round.symposium),
        "round": the_round,
        "mine": mine,
        "member": member,
        "is_desk": desk,
        "takes": the_round.takes_requests(now),
        "is_on": the_round.takes_answers(now),
        "slot_count": the_round.slots.count(),
        "my_slot_count": mine.slots.count() if mine is not None else 0,
    }
    if member is not None:
        context |= _requests(member, the_round, now)
    if mine is not None or desk:
        context |= _people(request, the_round, member)
        shows(request, list(context["page"].object_list))
    return render(request, "symposia/matching/round.html", context)


def _requests(member: Member, the_round: MatchingRound, now: Any) -> dict[str, Any]:
    """One's requests in the round, each with its other side, its meeting, or why there is none."""
    people = ("asker__user", "asker__organisation", "asked__user", "asked__organisation")
    found = list(MeetingRequest.objects.filter(round=the_round).of(member).select_related(*people))
    told = Meeting.objects.settled().of(member).filter(round=the_round).select_related("table", "slot")
    meetings = {one.request_id: one for one in told}
    for meeting in meetings.values():
        meeting.round = the_round
    # Once there is a schedule, whoever is not in it learns why.
    why = {}
    if Meeting.objects.settled().filter(round=the_round).exists():
        left = [one for one in found if one.state == MeetingRequest.State.ACCEPTED and one.pk not in meetings]
        why = {one.request.pk: one for one in services.explain(_as_told(the_round, now), left)} if left else {}
    is_on = the_round.takes_answers(now)
    rows: list[dict[str, Any]] = [
        {
            "request": one,
            "other": one.other(member),
            "meeting": meetings.get(one.pk),
            "why": why.get(one.pk),
            "waits_for_me": is_on and one.state == MeetingRequest.State.REQUESTED and one.asked_id == member.pk,
            "is_mine": one.asker_id == member.pk,
        }
        for one in found
    ]
    return {
        "waiting": [row for row in rows if row["waits_for_me"]],
        "live": [row for row in rows if not row["waits_for_me"] and row["request"].is_live],
        "over": [row for row in rows if not row["request"].is_live],
    }


def _as_told(the_round: MatchingRound, now: Any) -> services.Board:
    """The board as people know it: what is only proposed is nobody's reason."""
    board = services.Board(the_round, now)
    board.take([one for one in board.meetings.values() if one.state == Meeting.State.PROPOSED])
    return board


def _people(request: HttpRequest, the_round: MatchingRound, member: Member | None) -> dict[str, Any]:
    # No text in the database holds NUL, and it refuses to look for one.
    words, kind = request.GET.get("q", "").replace("\x00", " ").strip()[:100], request.GET.get("kind", "")
    people = people_of(the_round)
    if member is not None:
        people = people.exclude(member=member)
    if kind in Member.Kind.values:
        people = people.filter(member__kind=kind)
    for word in words.split():
        fields = (
            "family_name",
            "given_name",
            "family_name_en",
            "given_name_en",
            "organisation__name_ko",
            "organisation__name_en",
        )
        match = Q(about__icontains=word)
        for field in fields:
            match |= Q(**{f"member__{field}__icontains": word})
        people = people.filter(match)
    page = Paginator(people, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    asked = {}
    if member is not None:
        live = MeetingRequest.objects.live().filter(round=the_round).of(member)
        asked = {one.asked_id if one.asker_id == member.pk else one.asker_id: one for one in live}
    for person in page.object_list:
        person.request = asked.get(person.member_id)  # type: ignore[attr-defined]  # for the template
    return {"page": page, "words": words, "kind": kind, "kinds": Member.Kind.choices, "is_narrowed": bool(words or kind)}


def _own_symposium(request: HttpRequest, slug: str) -> tuple[Symposium, Member]:
    symposium = get_symposium_or_404(request.user, slug, timezone.now())
    member = member_of(request.user)
    if member is None or (seat_of(request.user, symposium) is None and not _has_met(member, symposium)):
        raise Http404
    return symposium, member


def _has_met(member: Member, symposium: Symposium) -> bool:
    return Meeting.objects.filter(round__symposium=symposium, told_at__isnull=False).of(member).exists()


@never_cache
@login_required
@require_safe
def meeting_schedule(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own schedule at a symposium, to read and to print. 404 for who has no place there."""
    now = timezone.now()
    symposium, member = _own_symposium(request, slug)
    people = ("asker__user", "asker__organisation", "asked__user", "asked__organisation")
    found = Meeting.objects.filter(round__symposium=symposium, told_at__isnull=False).of(member)
    meetings = list(found.select_related("round", "table", "request", *people).order_by("starts_at", "pk"))
    zone = symposium.event.zone
    days: dict[Any, list[dict[str, Any]]] = {}
    gone = []
    is_off = symposium.event.state == Event.State.CANCELLED
    for meeting in meetings:
        meeting.round.symposium = symposium
        row = {"meeting": meeting, "other": meeting.other(member), "can_hold": _can_hold(meeting, now)}
        row["can_cancel"] = meeting.state == Meeting.State.CONFIRMED and not meeting.has_begun(now)
        if meeting.is_live and not is_off:
            days.setdefault(timezone.localdate(meeting.starts_at, zone), []).append(row)
        else:
            gone.append(row)
    context = {**shared(symposium), "days": list(days.items()), "gone": gone, "member": member}
    return render(request, "symposia/matching/schedule.html", context)


def _can_hold(meeting: Meeting, now: Any) -> bool:
    return meeting.state == Meeting.State.CONFIRMED and meeting.has_begun(now)


@never_cache
@login_required
@require_safe
def meeting_schedule_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a calendar file."""
    symposium, member = _own_symposium(request, slug)
    content = schedule_calendar(member, timezone.now(), language(), event=symposium.pk)
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{slug}-meetings.ics"'
    return response


@login_required
@require_POST
def meeting_held(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Record that a meeting took place: its two sides. 404 for everybody else; again is harmless."""
    now = timezone.now()
    the_round, member = get_seated_round_or_404(request.user, slug, pk, now)
    key = request.POST.get("meeting", "")
    mine = Meeting.objects.settled().of(member).filter(round=the_round)
    if not key.isdecimal() or len(key) > 18 or not mine.filter(pk=int(key)).exists():
        raise Http404
    try:
        services.record_held(the_round=the_round, meetings=[int(key)], by=request.user, now=now)
    except SymposiaError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Noted: the meeting took place."))
    return redirect("symposia:meeting-schedule", slug)
