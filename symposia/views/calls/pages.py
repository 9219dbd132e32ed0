"""What pages of calls share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from council import when
from symposia.models import Call, Paper, ProgrammeVersion, PublishedTalk, Submission, SubmissionMove
from symposia.services.calls.machine import name_of
from symposia.templatetags.symposia_calls import TONES

FORM_METHODS = ["GET", "HEAD", "POST"]
State = Submission.State
# What authors read of the steps: of reviews nothing but that they are written.
INNER = ("reviewed", "returned")


def call_context(call: Call, **more: Any) -> dict[str, Any]:
    """What every page of a call needs."""
    return {"call": call, "symposium": call.symposium, "event": call.symposium.event, **more}


def private(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page that is no browser's to keep."""
    response = render(request, template, context, status=status)
    add_never_cache_headers(response)
    return response


def became_of(submission: Submission) -> dict[str, Any]:
    """Its talk in the programme as everybody sees it, and its paper in the proceedings, as far as there are. Two queries."""
    current = ProgrammeVersion.objects.current().filter(symposium=submission.symposium_id)
    talks = PublishedTalk.objects.filter(version__in=current.values("pk"), talk__submission=submission)
    papers = Paper.objects.filter(talk__submission=submission, proceedings__released_at__isnull=False)
    return {"talk": talks.first(), "paper": papers.first()}


def timeline(submission: Submission, *, is_inner: bool) -> list[dict[str, Any]]:
    """What happened to a contribution, as far as its reader may know: authors learn nothing of single reviews."""
    moves = submission.moves.all()
    return [_item(one) for one in moves if is_inner or one.verb not in INNER]


def _item(move: SubmissionMove) -> dict[str, Any]:
    tone = TONES[State(move.after)] if move.before != move.after else "neutral"
    return {"when": when.moment(move.at), "title": name_of(move.verb), "text": move.reason, "tone": tone}
