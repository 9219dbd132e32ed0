"""What templates of calls show of a contribution."""

from typing import Any

from django import template

from symposia.models import Submission

State = Submission.State
TONES = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "info",
    State.UNDER_REVIEW: "info",
    State.ACCEPTED: "success",
    State.ACCEPTED_POSTER: "success",
    State.WAITLISTED: "warning",
    State.DECLINED: "danger",
    State.CONFIRMED: "success",
    State.WITHDRAWN: "neutral",
}

register = template.Library()


@register.inclusion_tag("components/badge.html")
def submission_badge(submission: Submission) -> dict[str, Any]:
    """The state of a contribution."""
    return {"label": submission.get_state_display(), "tone": TONES[State(submission.state)], "icon": ""}
