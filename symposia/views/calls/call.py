"""A call as everybody sees it, with what is the reader's own."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from symposia.models import Call
from symposia.permissions.calls import acting_member, get_call_or_404, own_reviews, own_submissions, reviewer_of, works_on
from symposia.views.calls.pages import call_context


@require_safe
def call_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What is called for, until when, how it is reviewed; one's own contributions, and the way to more."""
    now = timezone.now()
    call = get_call_or_404(request.user, slug, now)
    context = call_context(
        call,
        kinds=list(call.kinds.all()),
        is_open=call.is_open(now),
        is_over=call.is_over(now),
        is_before=now < call.opens_at,
        may_write=acting_member(request.user, now) is not None,
        **_own(request.user, call, now),
    )
    return render(request, "symposia/calls/call_detail.html", context)


def _own(user: Any, call: Call, now: Any) -> dict[str, Any]:
    if isinstance(user, AnonymousUser):
        return {}
    reviewer = reviewer_of(user, call, now)
    return {
        "mine": list(own_submissions(user).filter(symposium=call.symposium_id).order_by("number", "pk")),
        "reviewer": reviewer,
        "waiting": own_reviews(user, now).waiting().filter(reviewer=reviewer).count() if reviewer else 0,  # type: ignore[attr-defined]
        "works_on": works_on(user, call, now),
    }
