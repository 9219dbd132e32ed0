"""Deadlines of joint IP cases: the list by month, a month as a calendar, one with how it came about, and what is done."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import when
from council.members.access_log import shows
from forums.forms.clock import CorrectForm, ReasonForm, SettleForm
from forums.models import Deadline
from forums.permissions.clock import get_deadline_or_404, may_correct, visible_deadlines
from forums.permissions.rights import is_ip_desk
from forums.services import clock
from forums.services.clock.errors import DayAhead, DayOutOfReach
from forums.services.clock.explaining import CONFIRM, explain, shown, stages
from forums.services.errors import ForumsError
from forums.views.clock.listing import listing

Form = SettleForm | CorrectForm | ReasonForm


@never_cache
@login_required
@require_safe
def deadline_list(request: HttpRequest) -> HttpResponse:
    """The deadlines of the cases that the reader may know of, by month; filters stand in the address."""
    now = timezone.now()
    context = listing(request.GET, visible_deadlines(request.user, now), timezone.localdate(now))
    context |= {"confirm": CONFIRM, "is_desk": is_ip_desk(request.user, now)}
    return render(request, "forums/clock/deadline_list.html", context)


@never_cache
@login_required
@require_safe
def deadline_detail(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One deadline: when, why, what comes after it, what was done about it."""
    now = timezone.now()
    deadline = get_deadline_or_404(request.user, key, now)
    today = timezone.localdate(now)
    one = shown(deadline, today)
    acknowledged = deadline.acknowledgements.filter(due_on=deadline.due_on).select_related("by__member").first()
    done = list(deadline.moves.select_related("by__member"))
    moves = [{"when": when.moment(move.at), "title": move.get_kind_display(), "text": _move_text(move)} for move in done]
    shows(request, [move.by for move in done if move.by is not None])
    context = {
        "one": one,
        "deadline": deadline,
        "case": deadline.case,
        "rows": explain(deadline),
        "stages": stages(deadline),
        "moves": moves,
        "correction": deadline.corrections.filter(ended_at=None).select_related("by__member").first(),
        "acknowledged": acknowledged,
        "may_acknowledge": one.is_overdue and acknowledged is None,
        "may_correct": may_correct(request.user, deadline.case, now),
        "days": abs(one.days_left),
        "confirm": CONFIRM,
    }
    return render(request, "forums/clock/deadline_detail.html", context)


def _move_text(move: Any) -> str:
    parts = [str(getattr(move.by, "member", move.by))] if move.by is not None else []
    if move.before_on and move.before_on != move.after_on:
        parts.append(f"{when.day(move.before_on)} → {when.day(move.after_on)}")
    return " · ".join([*parts, *([move.reason] if move.reason else [])])


@login_required
@require_POST
def deadline_acknowledge(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take an overdue deadline on: the daily reminders end."""
    now = timezone.now()
    deadline = get_deadline_or_404(request.user, key, now)
    try:
        clock.acknowledge(deadline=deadline, by=request.user, now=now)
    except ForumsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Acknowledged. The daily reminders of this date have ended for everybody."))
    return redirect("forums:ip-deadline", key)


def deadline_settle(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Say what became of a deadline."""
    words = (
        _("Say what became of it"),
        _("Keep this"),
        _("It is settled. An event of the case says it better, where there is one."),
    )
    return _step(request, key, SettleForm, clock.settle, words, field="on")


def deadline_reopen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take back what somebody said became of it."""
    words = (_("Take the outcome back"), _("Take it back"), _("The deadline is open again."))
    return _step(request, key, ReasonForm, clock.reopen, words)


def deadline_correct(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Set the date by hand, with the reason."""
    words = (_("Correct the date"), _("Correct the date"), _("The date is corrected. The calculated one stays on record."))
    return _step(request, key, CorrectForm, clock.correct, words, field="due_on", office=True)


def deadline_end_correction(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Let the calculated date hold again."""
    words = (_("Take the correction back"), _("Take it back"), _("The calculated date holds again."))
    return _step(request, key, ReasonForm, clock.end_correction, words, office=True)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def _step(
    request: HttpRequest,
    key: uuid.UUID,
    form_class: type[Form],
    service: Callable[..., Any],
    words: tuple[str, str, str],
    *,
    field: str = "",
    office: bool = False,
) -> HttpResponse:
    """A form, and the service that takes it. `office`: for the attorney and the IP desk alone, others get a 404."""
    now = timezone.now()
    deadline = get_deadline_or_404(request.user, key, now)
    if office and not may_correct(request.user, deadline.case, now):
        raise Http404
    form = form_class(request.POST if request.method == "POST" else None, initial=_initial(deadline, form_class, now))
    if form.is_bound and form.is_valid():
        try:
            service(deadline=deadline, by=request.user, now=now, **form.cleaned_data)
        except ForumsError as error:
            form.add_error(
                field if field and isinstance(error, DayAhead | DayOutOfReach) else None, ValidationError(str(error))
            )
        else:
            messages.success(request, words[2])
            return redirect("forums:ip-deadline", key)
    context = {
        "form": form,
        "one": shown(deadline, timezone.localdate(now)),
        "case": deadline.case,
        "deadline": deadline,
        "title": words[0],
        "button": words[1],
        "confirm": CONFIRM,
    }
    return render(request, "forums/clock/step.html", context, status=422 if form.is_bound else 200)


def _initial(deadline: Deadline, form_class: type[Form], now: datetime) -> dict[str, Any]:
    if form_class is SettleForm:
        return {"outcome": Deadline.Outcome.MET, "on": timezone.localdate(now)}
    return {"due_on": deadline.due_on}
