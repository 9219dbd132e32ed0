"""Writing an offer, handing it in, and what its owner does with it afterwards."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from council.programmes import NoveltyAnswer
from symposia.forms.offers import AgreeForm, CloseForm, HandInForm, OfferForm, findings
from symposia.models import TechOffer
from symposia.permissions.offers import get_offerer_or_404, get_own_offer_or_404, get_place_or_404
from symposia.services import offers as services
from symposia.services.errors import SymposiaError


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a draft."""
    now = timezone.now()
    symposium, member = get_place_or_404(request.user, slug, now)
    form = OfferForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = services.begin_offer(
                symposium=symposium, owner=member, now=now, token=form.cleaned_data.get("key"), **form.values
            )
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your draft is kept. Nobody else sees it yet."))
            return redirect(made)
    return _form(request, "offer_form", {"form": form, "symposium": symposium, "event": symposium.event})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_edit(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Go on with a draft."""
    now = timezone.now()
    found = get_own_offer_or_404(request.user, slug, key, now)
    if not services.may(found, "edit"):
        messages.info(request, _("Take it back first: what was handed in, or checked, is not changed."))
        return redirect(found)
    written = get_own_offer_or_404(request.user, slug, key, now)
    form = OfferForm(request.POST if request.method == "POST" else None, instance=written)
    if form.is_bound and form.is_valid():
        try:
            services.save_offer(
                offer=found,
                by=get_offerer_or_404(request.user, now),
                now=now,
                seen=form.cleaned_data["seen"],
                **form.values,
            )
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your draft is kept. Nobody else sees it yet."))
            return redirect(found)
    return _form(request, "offer_form", {"form": form, **_about(found)})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_hand_in(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Look at what others will see, answer about novelty, hand it in."""
    now = timezone.now()
    found = get_own_offer_or_404(request.user, slug, key, now)
    if not services.may(found, "hand-in"):
        return redirect(found)
    form = HandInForm(request.POST if request.method == "POST" else None, offer=found, user=request.user, now=now)
    if form.is_bound and form.is_valid():
        try:
            member = get_offerer_or_404(request.user, now)
            seen, declare = form.cleaned_data["seen"], _declaring(form, request.user, now)
            services.hand_in_offer(offer=found, by=member, now=now, seen=seen, declare=declare)
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is handed in. You are told when the secretariat has looked at it."))
            return redirect(found)
    return _form(request, "offer_hand_in", {"form": form, "findings": findings(found), **_about(found)})


def _declaring(form: HandInForm, user: Any, now: Any) -> Callable[[TechOffer], None]:
    # Who reads declarations is not told who offers a technology: it says nothing of an offer and names no symposium, and only
    # where an invention was shown, whom to ask. Who said no stands with the offer's own steps.
    def declare(offer: TechOffer) -> None:
        by = None if form.cleaned_data["novelty"] == NoveltyAnswer.NO else user
        label, url = _("Something for a symposium"), reverse("symposia:home")
        form.declare(kind="symposium", key=uuid.uuid4().hex, by=by, now=now, label=label, url=url)

    return declare


@login_required
@require_POST
def offer_take_back(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Make a draft of it again."""
    return _act(request, slug, key, services.take_back_offer, _("It is a draft again, and nobody else sees it."))


@login_required
@require_POST
def offer_publish(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Show the teaser to others."""
    return _act(request, slug, key, services.publish_offer, _("It is published for twelve months, without your name."))


@login_required
@require_POST
def offer_renew(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Show it for another year."""
    return _act(request, slug, key, services.renew_offer, _("It is renewed for twelve months."))


@login_required
@require_POST
def offer_discard(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Throw a draft away; one that is not there any more leads to one's list."""
    done = _("The draft is thrown away.")
    if not TechOffer.objects.filter(key=key).exists():
        get_place_or_404(request.user, slug, timezone.now())
        return redirect("symposia:offer-mine", slug)
    return _act(request, slug, key, services.discard_offer, done, leads_to_list=True)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_close(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Close it for good."""
    found = get_own_offer_or_404(request.user, slug, key, timezone.now())
    form = CloseForm(request.POST if request.method == "POST" else None)

    def close(*, offer: TechOffer, by: Any, now: Any, reason: str) -> TechOffer:
        return services.close_offer(offer=offer, by=by.user, now=now, reason=reason)

    return _ask(request, found, form, "offer_close", close, _("It is closed. Whoever still waited is told."))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_agree(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Say with whom one has agreed."""
    found = get_own_offer_or_404(request.user, slug, key, timezone.now())
    if not services.may(found, "agree"):
        return redirect(found)
    form = AgreeForm(request.POST if request.method == "POST" else None, offer=found)
    done = _("Congratulations. Others do not see the offer any more; later we ask both of you what came of it.")
    return _ask(request, found, form, "offer_agree", services.agree_offer, done)


def _act(request: HttpRequest, slug: str, key: uuid.UUID, verb: Any, done: str, *, leads_to_list: bool = False) -> HttpResponse:
    now = timezone.now()
    found = get_own_offer_or_404(request.user, slug, key, now)
    try:
        verb(offer=found, by=get_offerer_or_404(request.user, now), now=now)
    except SymposiaError as error:
        messages.error(request, str(error))
        return redirect(found)
    messages.success(request, done)
    return redirect("symposia:offer-mine", slug) if leads_to_list else redirect(found)


def _ask(request: HttpRequest, found: TechOffer, form: Any, name: str, verb: Any, done: str) -> HttpResponse:
    """A form about one offer: shown, refused, or done."""
    now = timezone.now()
    if form.is_bound and form.is_valid():
        try:
            verb(offer=found, by=get_offerer_or_404(request.user, now), now=now, **form.cleaned_data)
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect(found)
    return _form(request, name, {"form": form, **_about(found)})


def _about(offer: TechOffer) -> dict[str, Any]:
    return {"offer": offer, "symposium": offer.symposium, "event": offer.symposium.event}


def _form(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"symposia/offers/{name}.html", context, status=422 if context["form"].errors else 200)
