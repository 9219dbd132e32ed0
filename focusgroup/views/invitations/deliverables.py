"""Plan, data, proposal: written, approved, dispatched."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council.members.models import Member
from focusgroup.forms.invitations import DataItemForm, DispatchForm, PlanForm, ProposalForm
from focusgroup.models import DataItem, InvitationPlan, InvitationProposal, InvitationTarget
from focusgroup.permissions.invitations import (
    get_target_or_404,
    get_team_target_or_404,
    is_team,
    open_engagements,
)
from focusgroup.services import invitations as services
from focusgroup.services.invitations import DispatchBlocked
from focusgroup.services.invitations.names import has_consented
from focusgroup.views.invitations.pages import attempt, bound, confidential, form_page
from focusgroup.views.invitations.targets import METHODS, target_trail


@confidential
@require_http_methods(METHODS)
def plan_edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Write the plan: the draft that there is, or the next version."""
    now = timezone.now()
    target = get_team_target_or_404(request.user, key, now)
    draft = target.plans.filter(approved_at=None).first()
    last = draft or target.plans.first()
    form = PlanForm(bound(request), instance=draft or InvitationPlan(target=target, text=last.text if last else ""))
    if form.is_bound and form.is_valid():
        services.write_plan(target=target, text=form.cleaned_data["text"], by=request.user, now=now)
        messages.success(request, _("Saved. It counts once it is approved."))
        return redirect(target.page_url())
    text = "" if draft or last is None else _("The last version is approved: these words become the next one.")
    return _form(request, form, target, _("Invitation plan"), text)


@confidential
@require_POST
def plan_approve(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    """Approve a version of the plan."""
    now = timezone.now()
    target = get_team_target_or_404(request.user, key, now)
    plan = get_object_or_404(InvitationPlan, target=target, number=number)
    services.approve_plan(plan=plan, by=request.user, now=now)
    messages.success(request, _("The plan is approved."))
    return redirect(target.page_url())


@confidential
@require_safe
def plan_detail(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    """A version of the plan: for the team, and for the agency that it was handed to."""
    return _paper(request, key, number, InvitationPlan)


@confidential
@require_safe
def proposal_detail(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    """A version of the proposal: for the team, and for the agency that it was handed to."""
    return _paper(request, key, number, InvitationProposal)


def _paper(request: HttpRequest, key: uuid.UUID, number: int, model: Any) -> HttpResponse:
    now = timezone.now()
    target = get_target_or_404(request.user, key, now)
    papers = model.objects.filter(target=target, number=number)
    team = is_team(request.user, now)
    if not team:
        papers = papers.filter(dispatches__engagement__in=open_engagements(request.user, now)).distinct()
    paper = papers.first()
    if paper is None:
        raise Http404
    is_plan = model is InvitationPlan
    approver = Member.objects.filter(user=paper.approved_by_id).first() if paper.approved_by_id else None
    context = {
        "target": target,
        "paper": paper,
        "is_plan": is_plan,
        "is_team": team,
        # An agency learns the name of nobody who has not consented to it.
        "names_approver": team or has_consented(approver),
    }
    return render(request, "focusgroup/invitations/paper.html", context)


@confidential
@require_http_methods(METHODS)
def proposal_new(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Write the next version of the proposal."""
    target = get_team_target_or_404(request.user, key, timezone.now())
    return _proposal(request, target, None)


@confidential
@require_http_methods(METHODS)
def proposal_edit(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    """Change a version of the proposal that nobody has approved yet."""
    target = get_team_target_or_404(request.user, key, timezone.now())
    return _proposal(request, target, get_object_or_404(InvitationProposal, target=target, number=number))


def _proposal(request: HttpRequest, target: InvitationTarget, version: InvitationProposal | None) -> HttpResponse:
    form = ProposalForm(bound(request), instance=version or InvitationProposal(target=target))
    if form.is_bound and form.is_valid():
        data = form.cleaned_data

        def write() -> Any:
            return services.write_proposal(
                target=target,
                language=data["language"],
                title=data["title"],
                text=data["text"],
                by=request.user,
                now=timezone.now(),
                proposal=version,
            )

        if attempt(form, write):
            messages.success(request, _("Saved. It counts once it is approved."))
            return redirect(target.page_url())
    title = (
        _("Invitation proposal, version %(number)s") % {"number": version.number}
        if version
        else _("New version of the proposal")
    )
    return _form(request, form, target, title)


@confidential
@require_POST
def proposal_approve(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    """Approve a version of the proposal."""
    now = timezone.now()
    target = get_team_target_or_404(request.user, key, now)
    version = get_object_or_404(InvitationProposal, target=target, number=number)
    services.approve_proposal(proposal=version, by=request.user, now=now)
    messages.success(request, _("Version %(number)s is approved.") % {"number": number})
    return redirect(target.page_url())


@confidential
@require_http_methods(METHODS)
def data_new(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Add an item to the data pack."""
    target = get_team_target_or_404(request.user, key, timezone.now())
    return _item(request, target, DataItem())


@confidential
@require_http_methods(METHODS)
def data_edit(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """Change an item of the data pack."""
    target = get_team_target_or_404(request.user, key, timezone.now())
    return _item(request, target, get_object_or_404(DataItem, pack__target=target, pk=pk))


def _item(request: HttpRequest, target: InvitationTarget, item: DataItem) -> HttpResponse:
    now = timezone.now()
    form = DataItemForm(bound(request), instance=item)
    if form.is_bound and form.is_valid():
        services.save_data_item(target=target, item=form.instance, by=request.user, now=now)
        messages.success(request, _("Saved."))
        return redirect(target.page_url())
    return _form(request, form, target, _("Item of the data pack"))


@confidential
@require_POST
def data_remove(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """Take an item out of the data pack. Again is harmless."""
    now = timezone.now()
    target = get_team_target_or_404(request.user, key, now)
    item = DataItem.objects.filter(pack__target=target, pk=pk).select_related("pack").first()
    if item is not None:
        services.remove_data_item(item=item, by=request.user, now=now)
    messages.success(request, _("It is not in the data pack any more."))
    return redirect(target.page_url())


@confidential
@require_http_methods(METHODS)
def dispatch(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Hand a version to an agency; the refusal names all that is missing."""
    now = timezone.now()
    target = get_team_target_or_404(request.user, key, now)
    form = DispatchForm(bound(request), target=target)
    missing = None
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            services.dispatch(target=target, engagement=data["engagement"], proposal=data["proposal"], by=request.user, now=now)
        except DispatchBlocked as blocked:
            missing = blocked.missing
        else:
            messages.success(request, _("Plan, data and proposal were handed to the agency."))
            return redirect(target.page_url())
    elif not form.is_bound:
        first = target.engagements.order_by("-starts_on", "-pk").first()
        missing = services.what_is_missing(target=target, engagement=first, proposal=None, now=now)
    context = {"form": form, "target": target, "missing": missing, "trail": target_trail(target)}
    refused = form.is_bound
    return render(request, "focusgroup/invitations/dispatch.html", context, status=422 if refused else 200)


@confidential
@require_POST
def consent_ask(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Write to those who are named in the papers without their consent. Again on the same day is harmless."""
    now = timezone.now()
    target = get_team_target_or_404(request.user, key, now)
    asked = services.ask_consents(target=target, by=request.user, now=now)
    if asked:
        words = _("Asked by e-mail, once a day at most: %(people)s. They decide on their privacy page.")
        messages.success(request, words % {"people": ", ".join(str(person) for person in asked)})
    else:
        messages.info(request, _("Nobody is named without consent any more."))
    return redirect(target.page_url())


def _form(request: HttpRequest, form: Any, target: InvitationTarget, title: str, text: str = "") -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        submit=_("Save"),
        back=target.page_url(),
        trail=target_trail(target),
        text=text,
    )
