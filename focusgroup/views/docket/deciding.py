"""The vote as whoever runs it sees it, the decision, and its document."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from council.members.access_log import shows
from focusgroup.documents import decision_pdf
from focusgroup.forms.docket import DecisionForm
from focusgroup.models import Proposal, Sitting, Vote
from focusgroup.permissions.docket import (
    get_inner_proposal_or_404,
    get_proposal_or_404,
    is_presiding,
    seats_in_force,
    visible_decisions,
)
from focusgroup.services import docket
from focusgroup.services.docket.deciding import possible_outcomes
from focusgroup.services.docket.sittings import may_run_vote
from focusgroup.services.errors import FocusGroupError

FORM_METHODS = ["GET", "HEAD", "POST"]


def _sitting_or_404(user: Any, ref: str, now: datetime) -> tuple[Proposal, Sitting]:
    """The live sitting of a proposal whose vote `user` runs."""
    proposal = get_inner_proposal_or_404(user, ref, now)
    found = proposal.sittings.live().select_related("event", "proposal").first()
    if found is None or not may_run_vote(user, proposal, now):
        raise Http404
    return proposal, found


def _over(user: Any, ref: str, now: datetime) -> Proposal | None:
    """The proposal whose vote `user` runs, where its last sitting is over: somebody was quicker, or clicked twice."""
    proposal = get_inner_proposal_or_404(user, ref, now)
    sittings = proposal.sittings.all()
    is_over = may_run_vote(user, proposal, now) and sittings.exists() and not sittings.live().exists()
    return proposal if is_over else None


def _look_again(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    messages.info(request, _("This has changed since you looked at it. Please look again."))
    return redirect(proposal)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def proposal_sitting(request: HttpRequest, ref: str) -> HttpResponse:
    """Open the vote, note who is present, close it: for who presides, and the desk."""
    now = timezone.now()
    if request.method == "POST" and (proposal := _over(request.user, ref, now)) is not None:
        return _look_again(request, proposal)
    proposal, sitting = _sitting_or_404(request.user, ref, now)
    if request.method == "POST":
        return _act(request, proposal, sitting, now)
    votes = {vote.seat_id: vote for vote in sitting.votes.select_related("member__user")}
    seats = list(seats_in_force(now).order_by("constituency", "pk"))
    shows(request, [seat.membership.member for seat in seats])
    context = {
        "proposal": proposal,
        "sitting": sitting,
        "seats": [(seat, votes.get(seat.pk)) for seat in seats],
        "choices": Vote.Choice.choices,
        "tally": docket.tally_of(sitting, now),
        "may_decide": is_presiding(request.user, proposal, now),
    }
    return render(request, "focusgroup/docket/sitting.html", context)


def _act(request: HttpRequest, proposal: Proposal, sitting: Sitting, now: datetime) -> HttpResponse:
    what = request.POST.get("what", "")
    try:
        if what == "open":
            docket.open_vote(sitting=sitting, by=request.user, now=now)
            messages.success(request, _("The vote is open. The holders of seats are told."))
        elif what == "present":
            number = docket.record_votes(sitting=sitting, choices=_chosen(request, now), by=request.user, now=now)
            messages.success(request, _("Present: %(number)s.") % {"number": number})
        elif what == "close":
            _closed, tally = docket.close_vote(sitting=sitting, choices=_chosen(request, now), by=request.user, now=now)
            if not tally.is_quorate:
                messages.warning(request, _("There was no quorum: nothing is decided. Put it on another agenda."))
                return redirect(proposal)
            messages.success(request, _("The vote is closed and counted."))
        else:
            messages.error(request, _("Choose what to do."))
    except FocusGroupError as error:
        messages.error(request, str(error))
    return redirect("focusgroup:proposal-sitting", proposal.ref)


def _chosen(request: HttpRequest, now: datetime) -> dict[int, str]:
    """What was chosen on the page, by seat. What somebody else has recorded meanwhile is not written over by what was shown
    here before."""
    return {
        pk: request.POST[f"vote-{pk}"]
        for pk in seats_in_force(now).values_list("pk", flat=True)
        if f"vote-{pk}" in request.POST and request.POST[f"vote-{pk}"] != request.POST.get(f"was-{pk}", "")
    }


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def proposal_decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Record what was decided. 404 for who does not preside; before the vote is closed it leads to the vote."""
    now = timezone.now()
    if request.method == "POST" and (before := _over(request.user, ref, now)) is not None:
        return _look_again(request, before)
    proposal, sitting = _sitting_or_404(request.user, ref, now)
    if not is_presiding(request.user, proposal, now):
        raise Http404
    if sitting.state != Sitting.State.CLOSED:
        messages.info(request, _("The vote is to be closed first."))
        return redirect("focusgroup:proposal-sitting", proposal.ref)
    tally = docket.tally_of(sitting)
    outcomes = possible_outcomes(tally, is_amendment=sitting.is_amendment)
    form = DecisionForm(request.POST if request.method == "POST" else None, outcomes=outcomes)
    if request.method == "POST" and form.is_valid():
        try:
            docket.record_decision(sitting=sitting, by=request.user, now=now, **form.cleaned_data)
        except FocusGroupError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The decision is recorded. It is not changed any more."))
            return redirect(proposal)
    context = {"proposal": proposal, "sitting": sitting, "tally": tally, "form": form}
    return render(request, "focusgroup/docket/decide.html", context, status=422 if form.is_bound else 200)


@require_safe
@never_cache
def decision_document(request: HttpRequest, ref: str, serial: int) -> HttpResponse:
    """A decision as PDF in the language of the address, for who may read it."""
    now = timezone.now()
    proposal = get_proposal_or_404(request.user, ref, now)
    decision = visible_decisions(request.user, proposal, now).filter(serial=serial).first()
    if decision is None:
        raise Http404
    language = "ko" if (get_language() or "en").startswith("ko") else "en"
    response = HttpResponse(decision_pdf(decision, language), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{proposal.ref}-{decision.serial}-{language}.pdf"'
    return response
