"""List, board and page of targets; entering and changing them."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from council.members.permissions import member_of
from focusgroup.forms.invitations import FactsForm, LandingForm, ResultForm, TargetFilterForm, TargetForm, TouchForm
from focusgroup.models import InvestmentFacts, InvitationResult, InvitationTarget
from focusgroup.permissions.invitations import (
    engagement_for,
    get_target_or_404,
    get_team_target_or_404,
    is_inside,
    is_team,
    own_engagements,
    require_team,
    team_members,
    visible_targets,
)
from focusgroup.services import invitations as services
from focusgroup.services.invitations.names import has_consented
from focusgroup.views.invitations.detail import agency_context, team_context
from focusgroup.views.invitations.pages import attempt, bound, confidential, form_page

PAGE_SIZE = 25
METHODS = ["GET", "HEAD", "POST"]


def list_trail() -> list[tuple[Any, str]]:
    """The steps of the trail that lead to the pipeline."""
    return [(_("Invitations"), reverse("focusgroup:invitation-list"))]


def target_trail(target: InvitationTarget) -> list[tuple[Any, str]]:
    """The steps of the trail that lead to a target."""
    return [*list_trail(), (target.name, target.page_url())]


@confidential
@require_safe
def invitation_list(request: HttpRequest) -> HttpResponse:
    """The team's list with its filters; for an agency its engagements and the targets assigned to it."""
    now = timezone.now()
    if not is_inside(request.user, now):
        raise Http404
    targets = visible_targets(request.user, now).select_related("owner__user")
    today = timezone.localdate(now)
    if not is_team(request.user, now):
        engagements = own_engagements(request.user, now).select_related("agency").order_by("ends_on", "pk")
        context = {"targets": targets.order_by("name_en", "pk"), "engagements": engagements, "today": today}
        return render(request, "focusgroup/invitations/agency_home.html", context)
    filters = TargetFilterForm(request.GET)
    found = filters.apply(targets).order_by(F("next_action_on").asc(nulls_last=True), "pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "filters": filters, "today": today, "asks_consent": not has_consented(member_of(request.user))}
    return render(request, "focusgroup/invitations/list.html", context)


@confidential
@require_safe
def invitation_detail(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One target: for the team all of it, for an agency its brief, what was handed over, and its own reports."""
    now = timezone.now()
    target = get_target_or_404(request.user, key, now)
    if is_team(request.user, now):
        return render(request, "focusgroup/invitations/detail.html", team_context(target, request.user, now))
    return render(request, "focusgroup/invitations/agency_target.html", agency_context(target, request.user, now))


@confidential
@require_http_methods(METHODS)
def invitation_new(request: HttpRequest) -> HttpResponse:
    """Enter a target."""
    require_team(request.user, timezone.now())
    return _edit(request, InvitationTarget(), title=_("New target"), trail=list_trail())


@confidential
@require_http_methods(METHODS)
def invitation_edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Change what is known of a target."""
    target = get_team_target_or_404(request.user, key, timezone.now())
    return _edit(request, target, title=_("Change %(name)s") % {"name": target.name}, trail=target_trail(target))


def _edit(request: HttpRequest, target: InvitationTarget, *, title: str, trail: list[tuple[Any, str]]) -> HttpResponse:
    now = timezone.now()
    form = TargetForm(bound(request), instance=target, owners=team_members(now))
    if form.is_bound and form.is_valid():
        clusters = form.cleaned_data["clusters"]
        kept = services.save_target(target=form.instance, clusters=clusters, by=request.user, now=now)
        messages.success(request, _("Saved."))
        return redirect(kept.page_url())
    return form_page(request, form, title=title, submit=_("Save"), back=trail[-1][1], trail=trail)


@confidential
@require_http_methods(METHODS)
def invitation_touch(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Note what passed with a target: the team, and the agency that works on it."""
    now = timezone.now()
    target = get_target_or_404(request.user, key, now)
    if not is_team(request.user, now) and engagement_for(request.user, target, now) is None:
        raise Http404
    kind = "" if is_team(request.user, now) else "report"
    form = TouchForm(bound(request), initial={"on": timezone.localdate(now), "kind": kind})
    if form.is_bound and form.is_valid():
        data = form.cleaned_data

        def note() -> Any:
            return services.note_touch(
                target=target, on=data["on"], kind=data["kind"], note=data["note"], by=request.user, now=now
            )

        if attempt(form, note):
            messages.success(request, _("Noted."))
            return redirect(target.page_url())
    title = _("Note a contact with %(name)s") % {"name": target.name}
    return form_page(request, form, title=title, submit=_("Note it"), back=target.page_url(), trail=target_trail(target))


@confidential
@require_http_methods(METHODS)
def invitation_facts(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What the rules of investment ask."""
    now = timezone.now()
    target = get_team_target_or_404(request.user, key, now)
    facts = InvestmentFacts.objects.filter(target=target).first() or InvestmentFacts(target=target)
    form = FactsForm(bound(request), instance=facts)
    if form.is_bound and form.is_valid():
        services.save_facts(facts=form.instance, by=request.user, now=now)
        messages.success(request, _("Saved."))
        return redirect(target.page_url())
    text = _("Leave empty what is not known: the checks say so then.")
    return form_page(
        request,
        form,
        title=_("Investment facts"),
        submit=_("Save"),
        back=target.page_url(),
        trail=target_trail(target),
        text=text,
    )


@confidential
@require_http_methods(METHODS)
def invitation_result(request: HttpRequest, key: uuid.UUID, kind: str) -> HttpResponse:
    """What it is to bring, or what it brought."""
    now = timezone.now()
    target = get_team_target_or_404(request.user, key, now)
    if kind not in InvitationResult.Kind.values:
        raise Http404
    result = InvitationResult.objects.filter(target=target, kind=kind).first() or InvitationResult(target=target, kind=kind)
    form = ResultForm(bound(request), instance=result)

    def save() -> Any:
        return services.save_result(result=form.instance, by=request.user, now=now)

    if form.is_bound and form.is_valid() and attempt(form, save):
        messages.success(request, _("Saved."))
        return redirect(target.page_url())
    titles = {"projected": _("Projected results"), "actual": _("Actual results")}
    return form_page(
        request,
        form,
        title=titles[kind],
        submit=_("Save"),
        back=target.page_url(),
        trail=target_trail(target),
    )


@confidential
@require_http_methods(METHODS)
def invitation_land(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A decided target lands: which organisation it becomes."""
    now = timezone.now()
    target = get_team_target_or_404(request.user, key, now)
    form = LandingForm(bound(request), target=target)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]

        def land() -> Any:
            return services.land_target(target=target, organisation=form.organisation, by=request.user, now=now, reason=reason)

        if attempt(form, land):
            messages.success(request, _("It has landed, and is an organisation of the portal now."))
            return redirect(target.page_url())
    text = _("From then on its name stands among the organisations, for all members to see.")
    return form_page(
        request,
        form,
        title=_("%(name)s lands") % {"name": target.name},
        submit=_("It has landed"),
        back=target.page_url(),
        trail=target_trail(target),
        text=text,
    )
