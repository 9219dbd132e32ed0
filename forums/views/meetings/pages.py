"""What the pages of meetings share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from council.programmes import get as get_programme
from forums.group import SLUG
from forums.models import Forum, Meeting

FORM_METHODS = ["GET", "HEAD", "POST"]
STATE_TONES: dict[str, str] = {
    Meeting.State.DRAFT: "neutral",
    Meeting.State.SUBMITTED: "warning",
    Meeting.State.CLEARED: "info",
    Meeting.State.NOTICED: "info",
    Meeting.State.HELD: "success",
    Meeting.State.MINUTES_DRAFT: "warning",
    Meeting.State.MINUTES_APPROVED: "success",
    Meeting.State.CLOSED: "neutral",
    Meeting.State.CANCELLED: "danger",
}


def shared(forum: Forum) -> dict[str, Any]:
    """What every page's trail says."""
    return {"programme": get_programme(SLUG), "forum": forum, "tones": STATE_TONES}


def form_page(request: HttpRequest, meeting: Meeting, form: Any, *, title: Any, button: Any, **more: Any) -> HttpResponse:
    """A form about a meeting on a page of its own; 422 for one that was sent and is shown again."""
    context = {**shared(meeting.forum), "meeting": meeting, "form": form, "title": title, "button": button, **more}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "forums/meetings/form.html", context, status=status)
