"""Agencies: engaging them, their NDA, the end of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council.library.services import AgreementChangedError
from council.members.permissions import member_of
from focusgroup.forms.invitations import EngagementForm, ReasonForm
from focusgroup.group import SLUG
from focusgroup.models import AgencyEngagement
from focusgroup.permissions.invitations import get_engagement_or_404, is_team, require_team, visible_targets
from focusgroup.services import invitations as services
from focusgroup.services.invitations.dispatching import nda_accepted
from focusgroup.services.invitations.names import named_without_consent
from focusgroup.views.invitations.pages import attempt, bound, confidential, form_page
from focusgroup.views.invitations.targets import METHODS, list_trail


def _trail() -> list[tuple[Any, str]]:
    return [*list_trail(), (_("Agencies"), reverse("focusgroup:invitation-engagement-list"))]


@confidential
@require_safe
def engagement_list(request: HttpRequest) -> HttpResponse:
    """The agencies that are or were engaged."""
    now = timezone.now()
    require_team(request.user, now)
    engagements = AgencyEngagement.objects.select_related("agency", "contact__user").prefetch_related("targets")
    live = set(AgencyEngagement.objects.with_live_nda(now).values_list("pk", flat=True))
    today = timezone.localdate(now)
    rows = [{"engagement": one, "is_running": one.is_running(today), "is_live": one.pk in live} for one in engagements]
    return render(request, "focusgroup/invitations/engagement_list.html", {"rows": rows})


@confidential
@require_safe
def engagement_detail(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One engagement: scope, deliverables, NDA, targets; its contact accepts the NDA here."""
    now = timezone.now()
    engagement = get_engagement_or_404(request.user, key, now)
    team = is_team(request.user, now)
    today = timezone.localdate(now)
    targets = visible_targets(request.user, now).filter(engagements=engagement).order_by("name_en", "pk")
    is_contact = member_of(request.user) is not None and engagement.contact.user_id == request.user.pk
    context = {
        "engagement": engagement,
        "named": named_without_consent([engagement.scope, engagement.deliverables]),
        "is_team": team,
        "is_contact": is_contact,
        "acceptance": nda_accepted(engagement, now),
        "nda_in_time": engagement.nda_from <= today <= engagement.nda_until,
        "is_running": engagement.is_running(today),
        "targets": targets,
        "version": engagement.agreement.current,
    }
    return render(request, "focusgroup/invitations/engagement.html", context)


@confidential
@require_http_methods(METHODS)
def engagement_new(request: HttpRequest) -> HttpResponse:
    """Engage an agency."""
    require_team(request.user, timezone.now())
    return _edit(request, AgencyEngagement(), _("Engage an agency"), _trail())


@confidential
@require_http_methods(METHODS)
def engagement_edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Change an engagement."""
    now = timezone.now()
    require_team(request.user, now)
    engagement = get_engagement_or_404(request.user, key, now)
    trail = [*_trail(), (str(engagement.agency), engagement.page_url())]
    return _edit(request, engagement, _("Change the engagement"), trail)


def _edit(request: HttpRequest, engagement: AgencyEngagement, title: str, trail: list[tuple[Any, str]]) -> HttpResponse:
    form = EngagementForm(bound(request), instance=engagement, programme=SLUG)
    if form.is_bound and form.is_valid():
        targets = form.cleaned_data["targets"]

        def save() -> Any:
            return services.save_engagement(engagement=form.instance, targets=targets, by=request.user, now=timezone.now())

        if kept := attempt(form, save):
            messages.success(request, _("Saved."))
            return redirect(kept.page_url())
    text = _("Say in scope and deliverables what is to be done, not for whom: the agency reads them before it accepts the NDA.")
    return form_page(request, form, title=title, submit=_("Save"), back=trail[-1][1], trail=trail, text=text)


@confidential
@require_POST
def engagement_accept(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The contact accepts the NDA, in the version that he read."""
    now = timezone.now()
    engagement = get_engagement_or_404(request.user, key, now)
    member = member_of(request.user)
    number = request.POST.get("number", "")
    if member is None or member.pk != engagement.contact_id:
        raise Http404
    try:
        services.accept_nda(
            engagement=engagement,
            number=int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else 0,
            member=member,
            language=get_language() or "en",
            now=now,
        )
    except AgreementChangedError:
        messages.error(request, _("The agreement has changed since you read it. Please read it again."))
    else:
        messages.success(request, _("You accepted the agreement. A copy is on its way to you."))
    return redirect(engagement.page_url())


@confidential
@require_http_methods(METHODS)
def engagement_end(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """End an engagement before its time."""
    now = timezone.now()
    require_team(request.user, now)
    engagement = get_engagement_or_404(request.user, key, now)
    form = ReasonForm(bound(request))
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: services.end_engagement(engagement=engagement, by=request.user, reason=reason, now=now)):
            messages.success(request, _("The engagement has ended, and with it the agency’s access."))
            return redirect(engagement.page_url())
    return form_page(
        request,
        form,
        title=_("End the engagement"),
        submit=_("End it now"),
        back=engagement.page_url(),
        trail=[*_trail(), (str(engagement.agency), engagement.page_url())],
        text=_("The agency sees nothing of its targets from that moment on. What it wrote stays."),
    )
