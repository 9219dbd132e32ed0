"""Steps of a case, dated facts, numbers, papers."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from council import when
from forums.forms.rights import CorrectionForm, EventForm, NumberForm, PaperForm, PutBackForm, StepForm
from forums.models import CaseEvent
from forums.services.rights.moving import move_case, put_back, recorded_by
from forums.services.rights.numbers import record_filing
from forums.services.rights.order import BESIDE
from forums.services.rights.papers import attach_paper
from forums.services.rights.recording import BY_CONTACTS, correct_event, record_event
from forums.services.rights.signatures import missing_owners
from forums.services.rights.steps import NAMES, find_step, last_step, possible_steps
from forums.views.rights.pages import METHODS, attempt, bound, confidential, form_page, own_case, require


@confidential
@require_http_methods(METHODS)
def ip_case_step(request: HttpRequest, key: uuid.UUID, verb: str) -> HttpResponse:
    """Move the case along a step: the page asks for what the step takes."""
    case, part, now = own_case(request, key)
    step = find_step(verb, case.right)
    if step is None:
        raise Http404
    if step not in possible_steps(case, part):
        messages.info(request, _("This step does not follow from where the case stands, or is not yours."))
        return redirect(case.page_url())
    form = StepForm(bound(request), step=step, case=case, today=timezone.localdate(now))

    def move() -> Any:
        data = form.cleaned_data
        return move_case(
            case=case,
            verb=verb,
            by=request.user,
            now=now,
            on=data.get("on"),
            number=data.get("number") or "",
            year=data.get("year"),
            reason=data["reason"],
            seen=data["state"],
        )

    if form.is_bound and form.is_valid() and attempt(form, move):
        case.refresh_from_db(fields=["state"])
        messages.success(request, _("The case is now: %(state)s.") % {"state": case.get_state_display()})
        return redirect(case.page_url())
    missing = missing_owners(case) if verb == "file" else []
    title = step.name
    text = _("It is at: %(state)s.") % {"state": case.get_state_display()}
    return form_page(request, form, title=title, submit=_("Go on"), case=case, text=text, missing=missing)


@confidential
@require_http_methods(METHODS)
def ip_case_put_back(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take the last step back, because it was a mistake: attorney and IP desk."""
    case, part, now = own_case(request, key)
    require(part.is_office)
    last = last_step(case)
    if last is None:
        messages.info(request, _("There is no step to take back."))
        return redirect(case.page_url())
    form = PutBackForm(bound(request), initial={"seen": last.pk})

    def put() -> Any:
        data = form.cleaned_data
        return put_back(case=case, reason=data["reason"], by=request.user, now=now, seen=data["seen"])

    if form.is_bound and form.is_valid() and attempt(form, put):
        messages.success(request, _("Put back. What the step had recorded is crossed out."))
        return redirect(case.page_url())
    event = recorded_by(last)
    words = {"step": NAMES[last.verb], "day": when.day(event.on if event else timezone.localdate(last.at))}
    text = _("What is taken back: %(step)s, %(day)s.") % words
    if event is not None and event.number:
        text = f"{text} ({event.number})"
    return form_page(request, form, title=_("Take the last step back"), submit=_("Take it back"), case=case, text=text)


@confidential
@require_http_methods(METHODS)
def ip_case_event(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Record what happened beside the steps: a contact may tell of a disclosure or a payment."""
    case, part, now = own_case(request, key)
    kinds = BESIDE if part.is_office else BY_CONTACTS
    form = EventForm(bound(request), kinds=kinds, initial={"on": timezone.localdate(now)})

    def record() -> Any:
        return record_event(case=case, by=request.user, now=now, **form.cleaned_data)

    if form.is_bound and form.is_valid() and attempt(form, record):
        messages.success(request, _("Recorded."))
        return redirect(case.page_url())
    text = _("Deadlines follow from what is recorded here. What moves the case on is recorded with its step.")
    return form_page(request, form, title=_("Record what happened"), submit=_("Record it"), case=case, text=text)


@confidential
@require_http_methods(METHODS)
def ip_case_event_correct(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """Correct what was recorded: another row says it right; the old one stays, crossed out."""
    case, part, now = own_case(request, key)
    require(part.is_office)
    event = get_object_or_404(CaseEvent.objects.standing().select_related("case"), case=case, pk=pk)
    begun = {"on": event.on, "number": event.number, "note": event.note}
    form = CorrectionForm(bound(request), has_number=event.number is not None, initial=begun)

    def correct() -> Any:
        data = form.cleaned_data
        correct_event(
            event=event,
            reason=data["reason"],
            on=data["on"],
            number=data.get("number"),
            note=data["note"],
            by=request.user,
            now=now,
        )

    if form.is_bound and form.is_valid() and attempt(form, correct):
        messages.success(request, _("Corrected. The row as it was stays in the history."))
        return redirect(case.page_url())
    title = _("Correct: %(what)s") % {"what": event.get_kind_display()}
    return form_page(request, form, title=title, submit=_("Correct it"), case=case)


@confidential
@require_http_methods(METHODS)
def ip_case_number(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Enter a number that an office gave."""
    case, part, now = own_case(request, key)
    require(part.is_office)
    form = NumberForm(bound(request), initial={"on": timezone.localdate(now)})

    def enter() -> Any:
        return record_filing(case=case, by=request.user, now=now, **form.cleaned_data)

    if form.is_bound and form.is_valid() and attempt(form, enter, "number"):
        messages.success(request, _("Entered."))
        return redirect(case.page_url())
    return form_page(request, form, title=_("Enter a number"), submit=_("Enter it"), case=case)


@confidential
@require_http_methods(METHODS)
def ip_case_paper(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Keep a paper with the case."""
    case, _part, now = own_case(request, key)
    files = request.FILES if request.method == "POST" else None
    stage = request.GET.get("stage", "")
    form = PaperForm(bound(request), files, initial={"stage": stage})

    def attach() -> Any:
        return attach_paper(case=case, by=request.user, now=now, **form.cleaned_data)

    if form.is_bound and form.is_valid() and attempt(form, attach):
        messages.success(request, _("The file is kept with the case."))
        return redirect(case.page_url())
    return form_page(request, form, title=_("Attach a file"), submit=_("Attach it"), case=case)
