"""Asking the Focus Group, and answering as its expert."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import when
from council.library.permissions import visible_documents
from council.members.access_log import shows
from council.members.permissions import get_active_member_or_404, member_of
from focusgroup.forms.consultations import AdviceForm, AskForm, DeclineForm, OutcomeForm, RatingForm
from focusgroup.models import Consultation, ConsultationStep, Offer
from focusgroup.permissions import consultations as permissions
from focusgroup.permissions.group import is_desk
from focusgroup.services import consultations as services
from focusgroup.services.consultations.errors import DayPast, NoOrganisation
from focusgroup.services.consultations.papers import OF_ADVICE, OF_QUESTION, TooManyFiles, papers_of
from focusgroup.services.errors import FocusGroupError

PAGE_SIZE = 20
State, Verb = Consultation.State, ConsultationStep.Verb
TONES = {
    State.DRAFT: "neutral",
    State.OFFERED: "warning",
    State.DECLINED: "warning",
    State.ADVISED: "success",
    State.CLOSED: "neutral",
}
# What the requester is told of the way: whose hands it went through is the desk's to know.
FOR_REQUESTER = (
    *(Verb.SUBMITTED, Verb.TAKEN_BACK, Verb.TRIAGED, Verb.ACCEPTED),
    *(Verb.ADVISED, Verb.RATED, Verb.OUTCOME, Verb.CLOSED),
)


@never_cache
@login_required
@require_safe
def consultation_list(request: HttpRequest) -> HttpResponse:
    """What one asked, and what one was asked; all that was sent for the desk."""
    now = timezone.now()
    member = member_of(request.user)
    found = permissions.visible_consultations(request.user, now).select_related("organisation").order_by("-created_at", "-pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    today = timezone.localdate(now)
    rows = [
        {
            "consultation": one,
            "is_mine": member is not None and one.requester_id == member.pk,
            "tone": "danger" if one.is_overdue(today) else TONES.get(State(one.state), "info"),
            "label": _("Overdue") if one.is_overdue(today) else one.get_state_display(),
        }
        for one in page.object_list
    ]
    may_ask = member is not None and member.has_access(now)
    context = {
        "rows": rows,
        "page": page,
        "may_ask": may_ask,
        "is_asked": permissions.may_be_asked(request.user, now),
        "is_desk": is_desk(request.user),
    }
    return render(request, "focusgroup/consultations/consultation_list.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consultation_ask(request: HttpRequest) -> HttpResponse:
    """A new question: kept as a draft, or sent at once."""
    now = timezone.now()
    member = get_active_member_or_404(request.user, now)
    form = AskForm(request.POST, request.FILES) if request.method == "POST" else AskForm()
    if form.is_bound and form.is_valid():
        try:
            made = services.ask(requester=member, now=now, **form.cleaned_data)
        except FocusGroupError as error:
            form.add_error(_field_of(error), str(error))
        else:
            return _kept(request, made, member, now)
    has_organisation = member.organisation_id is not None
    context = {"form": form, "has_organisation": has_organisation, "no_organisation": NoOrganisation.message}
    return _form(request, "focusgroup/consultations/consultation_form.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consultation_edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Go on with a draft."""
    now = timezone.now()
    found = permissions.get_own_consultation_or_404(request.user, key, now)
    member = get_active_member_or_404(request.user, now)
    if found.state != State.DRAFT:
        messages.info(request, _("It is sent already. This is how it stands."))
        return redirect(found)
    initial: dict[str, Any] = {"title": found.title, "question": found.question, "due_on": found.due_on}
    initial["skills"] = list(found.wanted_skills.values_list("skill", flat=True))
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AskForm(*given, initial=initial, papers=papers_of(found, OF_QUESTION))
    if form.is_bound and form.is_valid():
        try:
            services.save_draft(consultation=found, by=member, now=now, **form.cleaned_data)
        except FocusGroupError as error:
            form.add_error(_field_of(error), str(error))
        else:
            return _kept(request, found, member, now)
    context = {"form": form, "has_organisation": True, "consultation": found}
    return _form(request, "focusgroup/consultations/consultation_form.html", context)


def _field_of(error: FocusGroupError) -> str | None:
    return {DayPast: "due_on", TooManyFiles: "attachments"}.get(type(error))


def _kept(request: HttpRequest, found: Consultation, member: Any, now: Any) -> HttpResponse:
    if "send" in request.POST:
        try:
            services.submit(consultation=found, by=member, now=now)
        except FocusGroupError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Your question is sent. You are told as soon as an expert has taken it on."))
        return redirect(found)
    messages.success(request, _("Your draft is kept. Nobody else sees it yet."))
    return redirect(found)


@never_cache
@login_required
@require_safe
def consultation_detail(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The question, the advice, and how it stands."""
    now = timezone.now()
    found = permissions.get_consultation_or_404(request.user, key, now)
    member = member_of(request.user)
    mine = member is not None and found.requester_id == member.pk
    offer = found.offers.filter(expert=member, state__in=Offer.OPEN).first() if member is not None else None
    advice = getattr(found, "advice", None)
    today = timezone.localdate(now)
    shows(request, [one for one in (found.requester, advice.expert if advice else None) if one is not None])
    papers = visible_documents(request.user, now, kinds=(OF_ADVICE, OF_QUESTION)).filter(owner_key=str(found.key))
    papers = papers.select_related("current").order_by("created_at", "pk")
    context = {
        "consultation": found,
        "is_mine": mine,
        "is_desk": is_desk(request.user),
        "offer": offer,
        "advice": advice,
        "expert": advice.expert if advice else None,
        "skills": list(found.wanted_skills.select_related("skill")),
        "documents": [paper for paper in papers if paper.owner_kind == OF_ADVICE],
        "question_papers": [paper for paper in papers if paper.owner_kind == OF_QUESTION],
        "may_take_back": mine and services.may(found, "take-back"),
        "may_offer": services.may(found, "triage") or services.may(found, "offer"),
        "steps": _steps(found, everything=is_desk(request.user)),
        "is_overdue": found.is_overdue(today),
        "tone": TONES.get(State(found.state), "info"),
        "may_rate": mine and advice is not None and advice.rating is None,
        "may_tell": mine and advice is not None,
    }
    return render(request, "focusgroup/consultations/consultation_detail.html", context)


def _steps(found: Consultation, *, everything: bool) -> list[dict[str, Any]]:
    steps = found.steps.all() if everything else found.steps.filter(verb__in=FOR_REQUESTER)
    shown = (Verb.CLOSED,) if not everything else tuple(Verb)
    return [
        {"when": when.moment(step.at), "title": step.get_verb_display(), "text": step.reason if step.verb in shown else ""}
        for step in steps
    ]


@login_required
@require_POST
def consultation_submit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Send a draft."""
    now = timezone.now()
    found = permissions.get_own_consultation_or_404(request.user, key, now)
    try:
        services.submit(consultation=found, by=get_active_member_or_404(request.user, now), now=now)
    except FocusGroupError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your question is sent. You are told as soon as an expert has taken it on."))
    return redirect(found)


@login_required
@require_POST
def consultation_take_back(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Make a draft again of what was sent, while no expert has it."""
    now = timezone.now()
    found = permissions.get_own_consultation_or_404(request.user, key, now)
    try:
        services.take_back(consultation=found, by=get_active_member_or_404(request.user, now), now=now)
    except FocusGroupError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You have taken it back: it is a draft again, and nobody else sees it."))
    return redirect(found)


@login_required
@require_POST
def consultation_accept(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take it on as its expert."""
    now = timezone.now()
    found = permissions.get_assigned_consultation_or_404(request.user, key, now)
    try:
        services.accept(consultation=found, by=get_active_member_or_404(request.user, now), now=now)
    except FocusGroupError as error:
        messages.error(request, str(error))
        return redirect("focusgroup:consultation-list")
    messages.success(request, _("It is yours. Whoever asked is told that an expert is at work."))
    return redirect(found)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consultation_decline(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Do not take it on, with a reason."""
    found = permissions.get_assigned_consultation_or_404(request.user, key, timezone.now())
    form = DeclineForm(request.POST if request.method == "POST" else None)
    done = _("You have declined it. The secretariat looks for another expert.")
    return _act(request, found, form, services.decline, "decline", done, to_list=True)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consultation_advise(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Advise, as the expert at work."""
    found = permissions.get_assigned_consultation_or_404(request.user, key, timezone.now())
    form = AdviceForm(request.POST, request.FILES) if request.method == "POST" else AdviceForm()
    return _act(request, found, form, services.give_advice, "advise", _("Your advice is given. Whoever asked is told."))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consultation_rate(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Say how useful the advice is."""
    found = permissions.get_own_consultation_or_404(request.user, key, timezone.now())
    form = RatingForm(request.POST if request.method == "POST" else None)
    return _act(request, found, form, services.rate_advice, "rate", _("Thank you. The expert reads what you said."))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consultation_outcome(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Tell what came of the advice."""
    found = permissions.get_own_consultation_or_404(request.user, key, timezone.now())
    advice = getattr(found, "advice", None)
    initial = {"outcome": advice.outcome, "text": advice.outcome_text} if advice else {}
    form = OutcomeForm(request.POST if request.method == "POST" else None, initial=initial)
    return _act(request, found, form, services.tell_outcome, "outcome", _("Thank you for telling what came of it."))


def _act(
    request: HttpRequest, found: Consultation, form: Any, verb: Any, name: str, done: str, *, to_list: bool = False
) -> HttpResponse:
    """A form about one consultation: shown, refused beside its fields, or done."""
    now = timezone.now()
    if form.is_bound and form.is_valid():
        try:
            verb(consultation=found, by=get_active_member_or_404(request.user, now), now=now, **form.cleaned_data)
        except FocusGroupError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("focusgroup:consultation-list") if to_list else redirect(found)
    return _form(request, f"focusgroup/consultations/consultation_{name}.html", {"form": form, "consultation": found})


def _form(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if context["form"].errors else 200)
