"""The authors' pages: a contribution is begun, written, handed in, confirmed, withdrawn."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from council.library.content import RefusedFileError
from council.members.models import Member
from council.members.permissions import member_of
from symposia.forms.calls import AuthorFormSet, ReasonForm, SubmissionForm, SubmitForm
from symposia.models import Call, CallKind, Submission
from symposia.permissions.calls import acting_member, get_call_or_404, get_submission_or_404
from symposia.permissions.offers import known_offer, own_offers
from symposia.services.calls import drafting, machine, papers
from symposia.services.calls.reading import answers_of
from symposia.services.errors import SymposiaError
from symposia.views.calls.pages import FORM_METHODS, became_of, call_context, private, timeline

State = Submission.State


@login_required
@require_http_methods(FORM_METHODS)
def submission_new(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Begin a draft, for members while the call is open. 404 for who is none, and for a kind that is not called for."""
    now = timezone.now()
    call = get_call_or_404(request.user, slug, now)
    member = acting_member(request.user, now)
    asked = call.kinds.filter(kind=kind).first()
    if member is None or asked is None:
        raise Http404
    is_sent = request.method == "POST"
    # Who sends it too late is told beside what he has typed, to keep it.
    if not call.is_open(now) and not is_sent:
        messages.info(request, _("The call is closed. Nothing is taken, and nothing changed, any more."))
        return redirect(call)
    data, files = (request.POST, request.FILES) if is_sent else (None, None)
    instance = Submission(symposium=call.symposium, kind=kind, submitter=member)
    offers = own_offers(request.user, call.symposium, now)
    form = SubmissionForm(data, files, instance=instance, call=call, kind=asked, offers=offers)
    form.ask_nothing()
    authors = AuthorFormSet(data, prefix="authors", initial=[_own_row(member)])
    if is_sent and form.is_valid() and authors.is_valid():
        try:
            made = drafting.begin_submission(
                call=call,
                submitter=member,
                kind=kind,
                key=form.cleaned_data["key"],
                values=form.values(),
                authors=authors.authors(),
                upload=form.cleaned_data["upload"],
                now=now,
            )
        except (SymposiaError, RefusedFileError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The draft is kept. Nobody else sees it until you hand it in."))
            return redirect(made)
    return _form_page(request, call, asked, form, authors, None)


def _own_row(member: Member) -> dict[str, Any]:
    """The first author, as a new form has it: whoever fills it in."""
    organisation = member.organisation
    return {
        "name_ko": f"{member.family_name}{member.given_name}",
        "name_en": f"{member.family_name_en.upper()} {member.given_name_en}".strip(),
        "affiliation_ko": organisation.name_ko if organisation else member.organisation_name,
        "affiliation_en": organisation.name_en if organisation else "",
        "email": member.user.email,
        "is_presenter": True,
        "ORDER": 1,
    }


def _rows(submission: Submission) -> list[dict[str, Any]]:
    return [
        {**{name: getattr(one, name) for name in drafting.AUTHOR}, "ORDER": place}
        for place, one in enumerate(submission.authors.all(), start=1)
    ]


def _form_page(
    request: HttpRequest, call: Call, kind: CallKind, form: SubmissionForm, authors: Any, submission: Submission | None
) -> HttpResponse:
    file = papers.file_of(submission) if submission is not None else None
    context = call_context(call, kind=kind, form=form, authors=authors, submission=submission, file=file)
    return private(request, "symposia/calls/submission_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def submission_detail(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """One's own contribution: what it says, where it stands, what the reviewers said once it is decided."""
    now = timezone.now()
    submission = get_submission_or_404(request.user, slug, key, now)
    call, member = submission.symposium.call, member_of(request.user)
    is_own = member is not None and submission.submitter_id == member.pk
    decision = submission.decisions.order_by("-at", "-pk").first()
    is_writable = is_own and submission.state in (State.DRAFT, State.SUBMITTED) and call.is_open(now)
    document = papers.document_of(submission)
    context = call_context(
        call,
        submission=submission,
        authors=list(submission.authors.select_related("member")),
        subjects=list(submission.subjects.all()),
        answers=answers_of(submission),
        offer=known_offer(request.user, submission.offer, now),
        document=document,
        file=papers.file_of(submission),
        missing=drafting.missing(submission) if submission.state == State.DRAFT else [],
        decision=decision,
        comments=_comments(submission) if decision is not None else [],
        **became_of(submission),
        timeline=timeline(submission, is_inner=False),
        is_open=call.is_open(now),
        can={
            "edit": is_writable,
            "submit": is_writable and submission.state == State.DRAFT,
            "discard": is_own and submission.state == State.DRAFT,
            "confirm": machine.can_move(submission, "confirm", request.user, now),
            "withdraw": machine.can_move(submission, "withdraw", request.user, now),
            "leave": not is_own and submission.number is not None and submission.authors.count() > 1,
        },
    )
    return private(request, "symposia/calls/submission_detail.html", context)


def _comments(submission: Submission) -> list[str]:
    """What reviewers wrote to the authors, without a name."""
    return list(submission.reviews.handed_in().order_by("submitted_at", "pk").values_list("comment", flat=True))


@login_required
@require_http_methods(FORM_METHODS)
def submission_edit(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Write on: at a draft, or, until the call closes, at what is handed in."""
    now = timezone.now()
    submission = _own_or_404(request, slug, key, now)
    call = submission.symposium.call
    kind = call.kinds.filter(kind=submission.kind).first()
    is_sent, is_complete = request.method == "POST", submission.state == State.SUBMITTED
    # Who sends it too late is told beside what he has typed, to keep it.
    is_over = not call.is_open(now) and not is_sent
    if submission.state not in (State.DRAFT, State.SUBMITTED) or kind is None or is_over:
        messages.info(request, _("It is not changed any more."))
        return redirect(submission)
    data, files = (request.POST, request.FILES) if is_sent else (None, None)
    written = Submission.objects.get(pk=submission.pk)
    written.symposium = submission.symposium
    offers = own_offers(request.user, call.symposium, now)
    form = SubmissionForm(data, files, instance=written, call=call, kind=kind, offers=offers, is_complete=is_complete)
    _ask(form, request.user, now, is_complete)
    authors = AuthorFormSet(data, prefix="authors", initial=_rows(submission))
    if is_sent and form.is_valid() and authors.is_valid():
        try:
            drafting.write_submission(
                submission=submission,
                values=form.values(),
                authors=authors.authors(),
                upload=form.cleaned_data["upload"],
                novelty=form.cleaned_data.get("novelty") or "",
                declare=_declaring(form, request.user, now),
                seen=form.cleaned_data["seen"],
                by=request.user,
                now=now,
            )
        except (SymposiaError, RefusedFileError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(submission)
    return _form_page(request, call, kind, form, authors, submission)


def _own_or_404(request: HttpRequest, slug: str, key: uuid.UUID, now: datetime) -> Submission:
    """What the reader himself hands in. Raises `Http404` for his co-authors, too."""
    found = get_submission_or_404(request.user, slug, key, now)
    member = acting_member(request.user, now)
    if member is None or found.submitter_id != member.pk:
        raise Http404
    return found


def _ask(form: Any, user: Any, now: datetime, is_asked: bool) -> None:
    if is_asked:
        form.ask(user, now)
    else:
        form.ask_nothing()


def _declaring(form: Any, user: Any, now: datetime) -> Callable[[Submission], None]:
    """What tells the programmes what was declared of a contribution. Without its title or address: who reviews it blind may
    read declarations, and who made them."""

    def declare(submission: Submission) -> None:
        call = submission.symposium.call
        label = _("A contribution to: %(symposium)s") % {"symposium": submission.symposium}
        key, url = str(submission.key), call.get_absolute_url()
        form.declare(kind="symposium-submission", key=key, by=user, now=now, label=label, url=url)

    return declare


@login_required
@require_http_methods(FORM_METHODS)
def submission_submit(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Hand it in: asked once, with what it shows of inventions; what is missing is said before."""
    now = timezone.now()
    submission = _own_or_404(request, slug, key, now)
    if submission.state != State.DRAFT:
        messages.info(request, _("It is handed in already."))
        return redirect(submission)
    form = SubmitForm(request.POST if request.method == "POST" else None)
    form.ask(request.user, now)
    if request.method == "POST" and form.is_valid():
        try:
            done = drafting.submit_submission(
                submission=submission,
                novelty=form.cleaned_data.get("novelty") or "",
                declare=_declaring(form, request.user, now),
                by=request.user,
                now=now,
            )
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Handed in as %(number)s.") % {"number": done.ref})
            return redirect(submission)
    return _step_page(
        request,
        submission,
        form,
        title=_("Hand it in"),
        text=_("It gets its number. You can change it until the call closes."),
        button=_("Hand it in"),
        missing=drafting.missing(submission),
    )


def _step_page(
    request: HttpRequest, submission: Submission, form: Any, *, title: str, text: str, button: str, **more: Any
) -> HttpResponse:
    context = call_context(
        submission.symposium.call, submission=submission, form=form, title=title, text=text, button=button, **more
    )
    is_bound = form is not None and form.is_bound
    return private(request, "symposia/calls/submission_step.html", context, status=422 if is_bound else 200)


@login_required
@require_http_methods(FORM_METHODS)
def submission_withdraw(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """An author takes it back, with a reason."""
    now = timezone.now()
    submission = get_submission_or_404(request.user, slug, key, now)
    if not machine.can_move(submission, "withdraw", request.user, now):
        messages.info(request, _("It cannot be withdrawn any more."))
        return redirect(submission)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            drafting.withdraw_submission(submission=submission, by=request.user, now=now, reason=reason)
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            has_others = submission.authors.exclude(member__user=request.user.pk).exists()
            told = _("It is withdrawn. Your co-authors are told.") if has_others else _("It is withdrawn.")
            messages.success(request, told)
            return redirect(submission)
    return _step_page(
        request,
        submission,
        form,
        title=_("Withdraw it"),
        text=_(
            "It is in the published programme: readers see at once that it is not given, and the next version leaves it out."
        )
        if became_of(submission)["talk"] is not None
        else _("It keeps its number, and nothing more is decided about it."),
        button=_("Withdraw it"),
        is_dangerous=True,
    )


@login_required
@require_http_methods(FORM_METHODS)
def submission_confirm(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """An author says that it will be presented."""
    now = timezone.now()
    submission = get_submission_or_404(request.user, slug, key, now)
    if not machine.can_move(submission, "confirm", request.user, now):
        messages.info(request, _("There is nothing to confirm."))
        return redirect(submission)
    if request.method == "POST":
        try:
            drafting.confirm_submission(submission=submission, by=request.user, now=now)
        except SymposiaError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Thank you. It is confirmed."))
        return redirect(submission)
    return _step_page(
        request,
        submission,
        None,
        title=_("Confirm it"),
        text=_("One of the authors will be there and present it."),
        button=_("Confirm it"),
    )


@login_required
@require_http_methods(FORM_METHODS)
def submission_discard(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Throw one's own draft away."""
    now = timezone.now()
    submission = _own_or_404(request, slug, key, now)
    if submission.state != State.DRAFT:
        messages.info(request, _("It is handed in already."))
        return redirect(submission)
    if request.method == "POST":
        try:
            drafting.discard_draft(submission=submission, by=request.user, now=now)
        except SymposiaError as error:
            messages.error(request, str(error))
            return redirect(submission)
        messages.success(request, _("The draft is deleted."))
        return redirect(submission.symposium.call)
    return _step_page(
        request,
        submission,
        None,
        title=_("Delete the draft"),
        text=_("It is gone for good, with its file."),
        button=_("Delete"),
        is_dangerous=True,
    )


@login_required
@require_http_methods(FORM_METHODS)
def submission_leave(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """An author whom somebody else named takes the own name off."""
    now = timezone.now()
    submission = get_submission_or_404(request.user, slug, key, now)
    member = acting_member(request.user, now)
    if member is None or submission.submitter_id == member.pk:
        raise Http404
    if request.method == "POST":
        try:
            drafting.leave_submission(submission=submission, by=request.user, now=now)
        except SymposiaError as error:
            messages.error(request, str(error))
            return redirect(submission)
        messages.success(request, _("Your name is off it."))
        return redirect(submission.symposium.call)
    return _step_page(
        request,
        submission,
        None,
        title=_("Take my name off"),
        text=_("You do not see it any more after that. Whoever handed it in is told."),
        button=_("Take my name off"),
        is_dangerous=True,
    )
