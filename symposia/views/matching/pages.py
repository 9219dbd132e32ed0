"""What the pages of 1:1 meetings share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from symposia.models import MatchingRound, Meeting, MeetingRequest, Symposium

FORM_METHODS = ["GET", "HEAD", "POST"]
ROUND_TONES: dict[str, str] = {
    MatchingRound.State.DRAFT: "neutral",
    MatchingRound.State.OPEN: "success",
    MatchingRound.State.CLOSED: "info",
}
REQUEST_TONES: dict[str, str] = {
    MeetingRequest.State.REQUESTED: "warning",
    MeetingRequest.State.ACCEPTED: "success",
    MeetingRequest.State.DECLINED: "neutral",
    MeetingRequest.State.WITHDRAWN: "neutral",
}
MEETING_TONES: dict[str, str] = {
    Meeting.State.PROPOSED: "warning",
    Meeting.State.CONFIRMED: "success",
    Meeting.State.HELD: "info",
    Meeting.State.CANCELLED: "neutral",
}


def language() -> str:
    """The reader's."""
    return "ko" if (get_language() or "en").startswith("ko") else "en"


def shared(symposium: Symposium) -> dict[str, Any]:
    """What every page's trail and badges say."""
    event = symposium.event
    return {
        "symposium": symposium,
        "event": event,
        "zone": event.time_zone,
        "round_tones": ROUND_TONES,
        "request_tones": REQUEST_TONES,
        "meeting_tones": MEETING_TONES,
    }


def form_page(
    request: HttpRequest, symposium: Symposium, form: Any, *, title: Any, button: Any, back: str, **more: Any
) -> HttpResponse:
    """A form on a page of its own; 422 for one that was sent and is shown again."""
    context = {**shared(symposium), "form": form, "title": title, "button": button, "back": back, **more}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "symposia/matching/form.html", context, status=status)
