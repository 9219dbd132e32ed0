"""Expressing an interest, answering one, and asking for a role."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from council.members.access_log import shows
from symposia.forms.offers import AnswerForm, InterestForm, RoleForm
from symposia.models import InterestExpression, RoleVerification
from symposia.permissions.offers import get_interest_or_404, get_offer_or_404, get_offerer_or_404, get_place_or_404
from symposia.services import offers as services
from symposia.services.errors import SymposiaError

METHODS = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@require_http_methods(METHODS)
def interest_new(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Express an interest, in a verified role."""
    now = timezone.now()
    member = get_offerer_or_404(request.user, now)
    reader = get_offer_or_404(request.user, slug, key, now)
    offer = reader.offer
    if reader.is_owner:
        raise Http404
    form = InterestForm(request.POST if request.method == "POST" else None, roles=services.verified_roles(member))
    if form.is_bound and form.is_valid():
        try:
            services.express_interest(offer=offer, member=member, now=now, **form.cleaned_data)
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your interest is sent. You are told as soon as the owner answers."))
            return redirect(offer)
    context = {"form": form, "offer": offer, "symposium": offer.symposium, "event": offer.symposium.event}
    context["has_role"] = bool(form.fields["role"].choices)  # type: ignore[attr-defined]  # a ChoiceField
    return _form(request, "interest_form", context)


@never_cache
@login_required
@require_http_methods(METHODS)
def interest_accept(request: HttpRequest, slug: str, key: uuid.UUID, interest: uuid.UUID) -> HttpResponse:
    """Open one's name to this inquirer."""
    done = _("Accepted. This inquirer now sees who you are, and the description.")
    return _answer(request, slug, key, interest, services.accept_interest, "interest_accept", done)


@never_cache
@login_required
@require_http_methods(METHODS)
def interest_decline(request: HttpRequest, slug: str, key: uuid.UUID, interest: uuid.UUID) -> HttpResponse:
    """Decline, without a name."""
    done = _("Declined. The inquirer is told, without your name.")
    return _answer(request, slug, key, interest, services.decline_interest, "interest_decline", done)


def _answer(
    request: HttpRequest, slug: str, key: uuid.UUID, interest: uuid.UUID, verb: Any, name: str, done: str
) -> HttpResponse:
    now = timezone.now()
    found = get_interest_or_404(request.user, slug, key, interest, now)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            verb(interest=found, by=get_offerer_or_404(request.user, now), now=now, **form.cleaned_data)
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect(found.offer)
    if found.state != InterestExpression.State.SENT and not form.is_bound:
        return redirect(found.offer)
    shows(request, [found.member])
    context = {"form": form, "interest": found, "offer": found.offer}
    return _form(request, name, {**context, "symposium": found.offer.symposium, "event": found.offer.symposium.event})


@never_cache
@login_required
@require_http_methods(METHODS)
def role_ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to be verified as an investor, a supplier or a businessperson."""
    now = timezone.now()
    symposium, member = get_place_or_404(request.user, slug, now)
    form = RoleForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.ask_role(member=member, now=now, **form.cleaned_data)
        except SymposiaError as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, _("Thank you. You are told as soon as the secretariat has looked at it."))
            return redirect("symposia:offer-mine", slug)
    roles = list(RoleVerification.objects.filter(member=member).order_by("-asked_at", "-pk")[:10])
    return _form(request, "role_form", {"form": form, "symposium": symposium, "event": symposium.event, "roles": roles})


def _form(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"symposia/offers/{name}.html", context, status=422 if context["form"].errors else 200)
