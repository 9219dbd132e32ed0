"""The desk places, moves and releases meetings by hand; the same rules hold as for the solver."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from council.members.access_log import shows
from symposia.forms.matching import PlaceForm, ReasonForm
from symposia.models import MatchingRound, MatchingSlot, Meeting, MeetingRequest
from symposia.permissions.group import is_desk
from symposia.permissions.matching import get_desk_meeting_or_404, get_request_or_404
from symposia.services import matching as services
from symposia.services.errors import SymposiaError
from symposia.views.matching.pages import FORM_METHODS, form_page


def _choices(board: services.Board, request: MeetingRequest) -> list[tuple[MatchingSlot, str]]:
    """The slots to come, each with what is against it; those that are possible first."""
    found = []
    for slot in board.slots.values():
        if slot.starts_at > board.now:
            against = board.obstacles(request, slot)
            found.append((slot, " ".join(services.reasons(request, against))))
    return sorted(found, key=lambda one: bool(one[1]))


def _desk_url(slug: str, the_round: MatchingRound) -> str:
    return reverse("symposia:meeting-desk", args=[slug, the_round.pk])


def _pair(request: MeetingRequest) -> dict[str, str]:
    return {"one": request.asker.display_name(), "other": request.asked.display_name()}


@login_required
@require_http_methods(FORM_METHODS)
def meeting_place(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Propose a meeting of a request that has none: the desk. 404 for everybody else."""
    now = timezone.now()
    if not is_desk(request.user):
        raise Http404
    asked = get_request_or_404(request.user, slug, pk, now)
    shows(request, asked)
    back = _desk_url(slug, asked.round)
    board = services.Board(asked.round, now)
    data = request.POST if request.method == "POST" else None
    form = PlaceForm(data, the_round=asked.round, slots=_choices(board, asked), tables=list(board.tables.values()))
    del form.fields["reason"], form.fields["seen"]
    if data is not None and form.is_valid():
        try:
            services.place_by_hand(request=asked, by=request.user, now=now, **form.place())
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The meeting is proposed. Confirm it to tell the two."))
            return redirect(back)
    return form_page(
        request,
        asked.round.symposium,
        form,
        title=_("Place a meeting: %(one)s and %(other)s") % _pair(asked),
        button=_("Propose the meeting"),
        back=back,
    )


@login_required
@require_http_methods(FORM_METHODS)
def meeting_move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Move a meeting: the desk. 404 for everybody else."""
    now = timezone.now()
    meeting = get_desk_meeting_or_404(request.user, slug, pk, now)
    shows(request, meeting)
    back = _desk_url(slug, meeting.round)
    board = services.Board(meeting.round, now)
    if meeting.pk in board.meetings:
        board.take([board.meetings[meeting.pk]])
    asked = _request_of(meeting)
    data = request.POST if request.method == "POST" else None
    # No table: at another time the one where they sit now may be taken.
    initial = {"slot": meeting.slot_id, "seen": meeting.sequence}
    form = PlaceForm(
        data, the_round=meeting.round, slots=_choices(board, asked), tables=list(board.tables.values()), initial=initial
    )
    if data is not None and form.is_valid():
        try:
            services.move_meeting(
                meeting=meeting,
                by=request.user,
                now=now,
                seen=-1 if form.cleaned_data["seen"] is None else form.cleaned_data["seen"],
                reason=form.cleaned_data["reason"],
                **form.place(),
            )
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The meeting is moved."))
            return redirect(back)
    told = meeting.state == Meeting.State.CONFIRMED
    return form_page(
        request,
        meeting.round.symposium,
        form,
        title=_("Move a meeting: %(one)s and %(other)s") % _pair(asked),
        button=_("Move the meeting"),
        back=back,
        meeting=meeting,
        text=_("Both are told, and their calendars get the new time.") if told else "",
    )


def _request_of(meeting: Meeting) -> MeetingRequest:
    asked = meeting.request
    asked.asker, asked.asked = meeting.asker, meeting.asked
    return asked


@login_required
@require_http_methods(FORM_METHODS)
def meeting_release(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a meeting out of the schedule, so that it is placed anew: the desk. 404 for everybody else."""
    now = timezone.now()
    meeting = get_desk_meeting_or_404(request.user, slug, pk, now)
    shows(request, meeting)
    back = _desk_url(slug, meeting.round)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    told = meeting.state == Meeting.State.CONFIRMED
    if request.method == "POST" and form.is_valid():
        try:
            reason: Any = form.cleaned_data["reason"]
            services.release_meeting(meeting=meeting, by=request.user, now=now, reason=reason)
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The meeting is out of the schedule; its request waits for a time again."))
            return redirect(back)
    return form_page(
        request,
        meeting.round.symposium,
        form,
        title=_("Take a meeting out of the schedule: %(one)s and %(other)s") % _pair(_request_of(meeting)),
        button=_("Take it out"),
        back=back,
        meeting=meeting,
        text=_("Both are told that it is cancelled. The request stays accepted.") if told else "",
        is_dangerous=True,
    )
