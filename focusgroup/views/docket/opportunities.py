"""Opportunities, for the group and its desk."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from council.portal.languages import in_language
from focusgroup.forms.docket import TAKE_UP, OpportunityForm, SettleForm
from focusgroup.models import Opportunity
from focusgroup.permissions.docket import (
    get_opportunity_or_404,
    is_secretary,
    may_write,
    visible_opportunities,
    visible_proposals,
)
from focusgroup.permissions.group import is_inside
from focusgroup.services import docket
from focusgroup.services.errors import FocusGroupError

FORM_METHODS = ["GET", "HEAD", "POST"]
PAGE_SIZE = 20
TONES = {
    Opportunity.State.OPEN: "info",
    Opportunity.State.TAKEN_UP: "success",
    Opportunity.State.PARKED: "warning",
    Opportunity.State.DROPPED: "neutral",
}


@login_required
@require_safe
def opportunity_list(request: HttpRequest) -> HttpResponse:
    """Opportunities, the newest first, narrowed by `state` and `kind` where these make sense."""
    now = timezone.now()
    if not is_inside(request.user, now):
        raise Http404
    found = visible_opportunities(request.user, now).select_related("proposal").prefetch_related("clusters")
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    if state in Opportunity.State.values:
        found = found.filter(state=state)
    if kind in Opportunity.Kind.values:
        found = found.filter(kind=kind)
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "states": Opportunity.State.choices,
        "kinds": Opportunity.Kind.choices,
        "state": state,
        "kind": kind,
        "tones": TONES,
        "may_add": may_write(request.user, now) or is_secretary(request.user, now),
        "is_narrowed": state in Opportunity.State.values or kind in Opportunity.Kind.values,
    }
    return render(request, "focusgroup/docket/opportunity_list.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def opportunity_new(request: HttpRequest) -> HttpResponse:
    """Note an opportunity. 404 for who neither sits in the group nor is its desk."""
    now = timezone.now()
    if not (may_write(request.user, now) or is_secretary(request.user, now)):
        raise Http404
    form = OpportunityForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = docket.add_opportunity(by=request.user, now=now, **form.cleaned_data)
        messages.success(request, _("Noted. Anybody of the group can take it up."))
        return redirect(made)
    context = {"form": form, "title": _("Note an opportunity"), "button": _("Note it")}
    return render(request, "focusgroup/docket/opportunity_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(FORM_METHODS)
def opportunity_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One opportunity, and what becomes of it."""
    now = timezone.now()
    opportunity = get_opportunity_or_404(request.user, pk, now)
    may_draft = may_write(request.user, now)
    may_settle = (may_draft or is_secretary(request.user, now)) and opportunity.state in (
        Opportunity.State.OPEN,
        Opportunity.State.PARKED,
    )
    form = None
    if may_settle:
        data = request.POST if request.method == "POST" else None
        form = SettleForm(data, opportunity=opportunity, may_draft=may_draft)
        if request.method == "POST" and form.is_valid():
            answer = _settle(request, opportunity, form)
            if answer is not None:
                return answer
    elif request.method == "POST":
        messages.info(request, _("It is settled already."))
        return redirect(opportunity)
    context = {
        "opportunity": opportunity,
        "source": _source(opportunity.url),
        # A draft is its author's alone.
        "came_of": visible_proposals(request.user, now).filter(pk=opportunity.proposal_id or 0).first(),
        "clusters": list(opportunity.clusters.all()),
        "tone": TONES[Opportunity.State(opportunity.state)],
        "form": form,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "focusgroup/docket/opportunity_detail.html", context, status=status)


def _source(url: str) -> str:
    """Where it was noticed; a page of this site in the reader's language."""
    site = settings.SITE_URL
    return site + in_language(url.removeprefix(site), get_language() or "en") if url.startswith(f"{site}/") else url


def _settle(request: HttpRequest, opportunity: Opportunity, form: SettleForm) -> HttpResponse | None:
    """Where it leads; None where the form says why not."""
    now, values = timezone.now(), form.cleaned_data
    try:
        if values["what"] == TAKE_UP:
            proposal = docket.draft_from_opportunity(
                opportunity=opportunity,
                kind=values["kind"] or "project",
                word=values["word"],
                by=request.user,
                now=now,
            )
            messages.success(request, _("A draft of yours is begun, with the opportunity as its first evidence."))
            return redirect("focusgroup:proposal-edit", proposal.ref)
        docket.settle_opportunity(opportunity=opportunity, state=values["what"], word=values["word"], by=request.user, now=now)
    except FocusGroupError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("Saved."))
    return redirect(opportunity)
