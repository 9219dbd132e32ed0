"""What members of the group do about a proposal: comment, review, vote, finish an action."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from council.members.permissions import member_of
from focusgroup.forms.docket import CommentForm, DoneForm, ReviewForm, VoteForm
from focusgroup.models import Review, Sitting
from focusgroup.permissions.docket import get_inner_proposal_or_404, is_in_conflict, is_secretary, seat_of
from focusgroup.permissions.group import get_place_or_404
from focusgroup.services import docket
from focusgroup.services.errors import FocusGroupError

FORM_METHODS = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def proposal_comment(request: HttpRequest, ref: str) -> HttpResponse:
    """Comment in the open round. The form stands on the proposal's page, and here when something is wrong with it."""
    now = timezone.now()
    proposal = get_inner_proposal_or_404(request.user, ref, now)
    get_place_or_404(request.user, now)
    form = CommentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            docket.comment(proposal=proposal, text=form.cleaned_data["text"], by=request.user, now=now)
        except FocusGroupError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your comment stands with the proposal."))
            return redirect(proposal)
    context = {"proposal": proposal, "form": form, "title": _("Your comment"), "button": _("Send the comment")}
    return render(request, "focusgroup/docket/confirm.html", context, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def proposal_review(request: HttpRequest, ref: str) -> HttpResponse:
    """One's review of a proposal that one was asked to review. 404 for everybody else."""
    now = timezone.now()
    proposal = get_inner_proposal_or_404(request.user, ref, now)
    review = Review.objects.filter(proposal=proposal, reviewer=member_of(request.user)).select_related("proposal").first()
    if review is None:
        raise Http404
    if review.submitted_at is not None:
        messages.info(request, _("Your review is in."))
        return redirect(proposal)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            docket.write_review(review=review, by=request.user, now=now, **form.cleaned_data)
        except FocusGroupError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. Your review is in."))
            return redirect(proposal)
    context = {
        "proposal": proposal,
        "form": form,
        "review": review,
        "title": _("Your review"),
        "button": _("Hand the review in"),
    }
    return render(request, "focusgroup/docket/confirm.html", context, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def proposal_vote(request: HttpRequest, ref: str) -> HttpResponse:
    """Vote with one's seat while the vote is open. 404 for who holds no seat."""
    now = timezone.now()
    proposal = get_inner_proposal_or_404(request.user, ref, now)
    seat = seat_of(request.user, now)
    if seat is None:
        raise Http404
    sitting = proposal.sittings.filter(state=Sitting.State.OPEN).select_related("event", "proposal").first()
    if sitting is None:
        messages.info(request, _("The vote is not open."))
        return redirect(proposal)
    member = seat.membership.member
    cast = sitting.votes.filter(member=member).first()
    barred = is_in_conflict(member.pk, proposal, now)
    data: Any = request.POST if request.method == "POST" else None
    form = VoteForm(data, is_barred=barred, initial={"choice": cast.choice if cast else None})
    if request.method == "POST" and form.is_valid():
        try:
            docket.cast_vote(sitting=sitting, choice=form.cleaned_data["choice"], by=request.user, now=now)
        except FocusGroupError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your vote is recorded. You can change it until the vote is closed."))
            return redirect(proposal)
    context = {
        "proposal": proposal,
        "form": form,
        "sitting": sitting,
        "cast": cast,
        "is_barred": barred,
        "title": _("Vote"),
        "button": _("Vote"),
    }
    return render(request, "focusgroup/docket/confirm.html", context, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def action_done(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Say that an action is done: its owner, or the desk. 404 for everybody else."""
    now = timezone.now()
    proposal = get_inner_proposal_or_404(request.user, ref, now)
    action = proposal.actions.filter(pk=pk).select_related("owner__user").first()
    member = member_of(request.user)
    is_mine = action is not None and member is not None and action.owner_id == member.pk
    if action is None or not (is_mine or is_secretary(request.user, now)):
        raise Http404
    if action.done_at is not None:
        messages.info(request, _("It is done already."))
        return redirect(proposal)
    form = DoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            docket.finish_action(action=action, by=request.user, now=now, note=form.cleaned_data["note"])
        except FocusGroupError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Done. Thank you."))
            return redirect(proposal)
    context = {"proposal": proposal, "form": form, "action": action, "title": _("It is done"), "button": _("It is done")}
    return render(request, "focusgroup/docket/confirm.html", context, status=422 if form.is_bound else 200)
