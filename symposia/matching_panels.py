"""What the platform's pages show of 1:1 meetings: on `/my/`, an event's page, the administration's start page."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council.events.models import Event
from council.members.permissions import member_of
from council.programmes import EventPanel, MyPageCard, nothing_more
from council.staff import coordinates
from symposia.group import SLUG
from symposia.models import MatchingRound, Meeting, MeetingRequest, SolverRun, Symposium
from symposia.panels import Tab
from symposia.permissions.matching import shown_rounds
from symposia.services.matching.board import Board, Rows

SHOWN = 5


def _card(user: Any, now: datetime) -> dict[str, Any] | None:
    """One's next meetings, and the requests that wait for an answer. Two queries."""
    member = member_of(user)
    if member is None:
        return None
    is_on = Q(round__symposium__event__state=Event.State.PUBLISHED)
    coming = Meeting.objects.filter(is_on, state=Meeting.State.CONFIRMED, ends_at__gt=now).of(member)
    meetings = coming.select_related("round__symposium__event", "table", "asker__user", "asked__user").order_by("starts_at")
    waiting = MeetingRequest.objects.filter(
        is_on, asked=member, state=MeetingRequest.State.REQUESTED, round__symposium__event__ends_at__gt=now
    ).select_related("round__symposium__event", "asker__user")
    rows = [
        {"meeting": one, "other": one.other(member), "url": _url("meeting-schedule", one.round)} for one in meetings[:SHOWN]
    ]
    asked = [
        {"request": one, "url": reverse("symposia:meeting-request", args=[one.round.symposium.event.slug, one.pk])}
        for one in waiting[:SHOWN]
    ]
    return {"rows": rows, "asked": asked} if rows or asked else None


def _url(name: str, the_round: MatchingRound) -> str:
    return reverse(f"symposia:{name}", args=[the_round.symposium.event.slug])


def _panel(event: Any, user: Any, now: datetime) -> dict[str, Any] | None:
    """Where 1:1 meetings are arranged, for who is logged in."""
    if event.programme != SLUG or not user.is_authenticated:
        return None
    rounds = MatchingRound.objects.filter(symposium=event.pk).exclude(state=MatchingRound.State.DRAFT)
    return {"url": reverse("symposia:meeting-home", args=[event.slug])} if rounds.exists() else None


def broken_count(user: Any, now: datetime) -> int:
    """Meetings to come that the rules would not allow any more. As many queries for many rounds as for one."""
    if not coordinates(user, SLUG):
        return 0
    coming = Meeting.objects.filter(state=Meeting.State.CONFIRMED, starts_at__gt=now).values("round")
    found = MatchingRound.objects.filter(pk__in=coming).exclude(symposium__event__state=Event.State.CANCELLED)
    rounds = list(found.select_related("symposium__event"))
    if not rounds:
        return 0
    rows = Rows(rounds)
    return sum(len(Board(one, now, rows).broken()) for one in rounds)


def failed_count(user: Any, now: datetime) -> int:
    """Rounds whose last schedule could not be made."""
    if not coordinates(user, SLUG):
        return 0
    last = SolverRun.objects.order_by("round_id", "-requested_at", "-pk").distinct("round_id")
    return sum(1 for run in last if run.state == SolverRun.State.FAILED)


def _has_rounds(symposium: Symposium, user: Any, now: datetime) -> bool:
    return shown_rounds(user, symposium).exists()


TAB = Tab(
    slug="matching",
    label=_("1:1 meetings"),
    url=lambda symposium: reverse("symposia:meeting-home", args=[symposium.event.slug]),
    shown=_has_rounds,
    order=40,
)
CARD = MyPageCard(slug="symposia-meetings", template="symposia/matching/_card.html", context=_card, order=45)
PANEL = EventPanel(
    slug="symposia-meetings", template="symposia/matching/_event_panel.html", context=_panel, order=45, version=nothing_more
)
