"""The author's pages: a draft is begun, written, handed in, taken back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from council.members.models import Member
from focusgroup.forms.docket import EvidenceFormSet, NewProposalForm, PaperForm, ProposalForm, ReasonForm
from focusgroup.group import places
from focusgroup.models import Proposal
from focusgroup.permissions.docket import get_proposal_or_404, get_writable_proposal_or_404, may_write
from focusgroup.permissions.group import get_place_or_404
from focusgroup.services import docket
from focusgroup.services.docket.papers import may_attach
from focusgroup.services.errors import FocusGroupError

FORM_METHODS = ["GET", "HEAD", "POST"]


def _owners(now: datetime) -> Any:
    return Member.objects.filter(pk__in=places(now).values("member")).select_related("user")


@login_required
@require_http_methods(FORM_METHODS)
def proposal_new(request: HttpRequest) -> HttpResponse:
    """Begin a draft: for those who sit in the group. 404 for everybody else."""
    now = timezone.now()
    place = get_place_or_404(request.user, now)
    if not may_write(request.user, now):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = NewProposalForm(data, owners=_owners(now))
    evidence = EvidenceFormSet(data, prefix="evidence")
    if request.method == "POST" and form.is_valid() and evidence.is_valid():
        evidence.save(commit=False)
        values = {name: form.cleaned_data[name] for name in form.fields if name != "key"}
        key = form.cleaned_data["key"]
        proposal = docket.begin_proposal(author=place.member, key=key, values=values, evidence=evidence.new_objects, now=now)
        messages.success(request, _("The draft is kept. Nobody else sees it until you submit it."))
        return redirect(proposal)
    return _form_page(request, form, evidence, None)


@login_required
@require_http_methods(FORM_METHODS)
def proposal_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Write on at one's own draft, or at what came back."""
    now = timezone.now()
    proposal = get_writable_proposal_or_404(request.user, ref, now)
    if proposal.state not in Proposal.WRITABLE:
        messages.info(request, _("What was submitted is not changed any more."))
        return redirect(proposal)
    data = request.POST if request.method == "POST" else None
    form = ProposalForm(data, instance=proposal, owners=_owners(now))
    evidence = EvidenceFormSet(data, instance=Proposal(pk=proposal.pk), prefix="evidence")
    if request.method == "POST" and form.is_valid() and evidence.is_valid():
        try:
            _write(proposal, form, evidence, request.user, now)
        except FocusGroupError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Saved."))
        return redirect(proposal)
    return _form_page(request, form, evidence, Proposal.objects.get(pk=proposal.pk))


def _write(proposal: Proposal, form: ProposalForm, evidence: Any, by: Any, now: datetime) -> None:
    evidence.save(commit=False)
    changed = [one for one, _fields in evidence.changed_objects]
    docket.write_proposal(
        proposal=proposal,
        by=by,
        now=now,
        values={name: form.cleaned_data[name] for name in form.fields},
        evidence=[*evidence.new_objects, *changed],
        removed=evidence.deleted_objects,
    )


def _form_page(request: HttpRequest, form: ProposalForm, evidence: Any, proposal: Proposal | None) -> HttpResponse:
    context = {"form": form, "evidence": evidence, "proposal": proposal}
    return render(request, "focusgroup/docket/proposal_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(FORM_METHODS)
def proposal_submit(request: HttpRequest, ref: str) -> HttpResponse:
    """Hand it in: asked once, then it has its number."""
    now = timezone.now()
    proposal = get_writable_proposal_or_404(request.user, ref, now)
    if proposal.state not in Proposal.WRITABLE:
        messages.info(request, _("It is submitted already."))
        return redirect(proposal)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            done = docket.submit_proposal(proposal=proposal, by=request.user, now=now, reason=form.cleaned_data["reason"])
        except FocusGroupError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Submitted as %(number)s.") % {"number": done.number})
            return redirect(done)
    context = {
        "proposal": proposal,
        "form": form,
        "title": _("Submit the proposal"),
        "text": _(
            "It gets its number, and the Focus Group and its secretariat see it. You do not change it any more after that."
        ),
        "button": _("Submit"),
    }
    return render(request, "focusgroup/docket/confirm.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(FORM_METHODS)
def proposal_paper(request: HttpRequest, ref: str) -> HttpResponse:
    """Attach a file: the author while he writes, the desk at any time. 404 for everybody else."""
    now = timezone.now()
    proposal = get_proposal_or_404(request.user, ref, now)
    if not may_attach(proposal, request.user, now):
        raise Http404
    is_sent = request.method == "POST"
    form = PaperForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    form.ask(request.user, now)
    if is_sent and form.is_valid():
        try:
            with transaction.atomic():
                paper = docket.attach_paper(proposal=proposal, by=request.user, now=now, **form.apart)
                key, url = str(paper.pk), proposal.get_absolute_url()
                form.declare(kind="proposal-paper", key=key, by=request.user, now=now, label=str(paper), url=url)
        except FocusGroupError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The file is kept with the proposal."))
            return redirect(proposal)
    context = {"proposal": proposal, "form": form, "title": _("Attach a file"), "button": _("Attach a file")}
    return render(request, "focusgroup/docket/confirm.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(FORM_METHODS)
def proposal_withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a proposal back before it is decided; a draft without a number is thrown away."""
    now = timezone.now()
    proposal = get_writable_proposal_or_404(request.user, ref, now)
    is_draft = proposal.state == Proposal.State.DRAFT
    if not docket.can_move(proposal, "withdraw", request.user, now):
        messages.info(request, _("It cannot be withdrawn any more."))
        return redirect(proposal)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if is_draft:
                docket.discard_draft(proposal=proposal, by=request.user, now=now)
            else:
                reason = form.cleaned_data["reason"]
                docket.withdraw_proposal(proposal=proposal, by=request.user, now=now, reason=reason)
        except FocusGroupError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The draft is deleted.") if is_draft else _("The proposal is withdrawn."))
            return redirect("focusgroup:proposal-list") if is_draft else redirect(proposal)
    context = {
        "proposal": proposal,
        "form": None if is_draft else form,
        "title": _("Delete the draft") if is_draft else _("Withdraw the proposal"),
        "text": _("It is gone for good.") if is_draft else _("It keeps its number, and nothing more is decided about it."),
        "button": _("Delete") if is_draft else _("Withdraw the proposal"),
        "is_dangerous": True,
    }
    return render(request, "focusgroup/docket/confirm.html", context, status=422 if form.is_bound else 200)
