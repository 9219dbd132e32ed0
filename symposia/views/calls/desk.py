"""The desk's pages of a call, for its chairs, too: contributions with scores, reviewers, decisions with every mail shown."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council.members.access_log import shows
from council.tables import FORMATS, table_response
from symposia.forms.calls import ConflictForm, DecideForm, ReasonForm, SendForm, SubmissionFilters, mark_of, seen_of
from symposia.models import Call, DeclaredConflict, Review, Reviewer, Submission
from symposia.permissions.calls import (
    desk_submissions,
    get_desk_call_or_404,
    get_desk_submission_or_404,
    veiled_from_desk,
)
from symposia.permissions.offers import known_offer
from symposia.services.calls import deciding, drafting, machine, overview, papers, reviewing
from symposia.services.calls.errors import SymposiumOver
from symposia.services.calls.reading import answers_of
from symposia.services.errors import SymposiaError
from symposia.views.calls.pages import FORM_METHODS, became_of, call_context, private, timeline

PAGE_SIZE, MAILS_A_PAGE = 50, 20


def _found(request: HttpRequest, call: Call, filters: SubmissionFilters, now: datetime) -> Any:
    """What the desk looks for, with scores and authors."""
    rows = desk_submissions(request.user, now).filter(symposium=call.symposium_id)
    return overview.narrowed(overview.with_scores(rows), call, filters)


@login_required
@require_safe
def call_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything handed in, narrowed and ordered; what may be decided can be chosen."""
    now = timezone.now()
    call = get_desk_call_or_404(request.user, slug, now)
    filters = SubmissionFilters(request.GET)
    found = _found(request, call, filters, now).prefetch_related("authors")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    for one in page:
        one.symposium = call.symposium
    shows(request, [author for one in page for author in one.authors.all()])
    context = call_context(
        call,
        filters=filters,
        page=page,
        decidable=() if call.has_ceased(now) else machine.DECIDABLE,
        has_ceased=call.has_ceased(now),
        standing=overview.standing_of(call, timezone.localdate(now)),
        state_names=dict(Submission.State.choices),
        veiled=veiled_from_desk(request.user, call),
        query=request.GET.urlencode(),
    )
    return private(request, "symposia/calls/desk.html", context)


@login_required
@require_safe
def call_export(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The same as a table for a spreadsheet. 404 for another format."""
    now = timezone.now()
    call = get_desk_call_or_404(request.user, slug, now)
    if kind not in FORMATS:
        raise Http404
    found = list(_found(request, call, SubmissionFilters(request.GET), now).prefetch_related("authors"))
    shows(request, [author for one in found for author in one.authors.all()])
    head = [
        _("No."),
        _("Kind"),
        _("Title (Korean)"),
        _("Title (English)"),
        _("Authors"),
        _("State"),
        _("Reviews in"),
        _("Reviews given"),
        _("Score"),
    ]
    rows = (
        [
            one.ref,
            one.get_kind_display(),
            one.title_ko,
            one.title_en,
            ", ".join(str(author) for author in one.authors.all()),
            one.get_state_display(),
            one.handed,
            one.given,
            "" if one.score is None else round(one.score, 2),
        ]
        for one in found
    )
    return table_response(kind, f"{slug}-submissions", _("Submissions"), [head, *rows])


@login_required
@require_safe
def desk_submission(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """One contribution as the desk sees it: authors, file, reviews, who else could review it."""
    now = timezone.now()
    submission = get_desk_submission_or_404(request.user, slug, key, now)
    call = submission.symposium.call
    authors = list(submission.authors.select_related("member", "organisation"))
    reviews = list(submission.reviews.select_related("reviewer__member__user"))
    for one in reviews:
        one.submission = submission
        one.scores = [(Review._meta.get_field(name).verbose_name, getattr(one, name)) for name in one.score_names]  # type: ignore[attr-defined, union-attr]
    is_open = submission.state in Submission.UNDECIDED and not call.has_ceased(now)
    possible = reviewing.possible_reviewers(submission, now) if is_open else []
    conflictable = reviewing.without_conflict(submission) if is_open else []
    conflicts = list(submission.conflicts.select_related("member__user"))
    shows(
        request, submission, authors, [one.reviewer for one in reviews], conflicts, [one[0] for one in possible], conflictable
    )
    context = call_context(
        call,
        submission=submission,
        authors=authors,
        subjects=list(submission.subjects.all()),
        answers=answers_of(submission),
        document=papers.document_of(submission),
        reviews=reviews,
        conflicts=conflicts,
        possible=possible,
        conflictable=conflictable,
        natures=DeclaredConflict.Nature.choices,
        offer=known_offer(request.user, submission.offer, now),
        decisions=list(submission.decisions.all()),
        **became_of(submission),
        timeline=timeline(submission, is_inner=True),
        is_open=is_open,
        seen=seen_of([submission]) if submission.state in machine.DECIDABLE and not call.has_ceased(now) else "",
        may_withdraw=machine.can_move(submission, "withdraw", request.user, now),
        today=timezone.localdate(now),
    )
    return private(request, "symposia/calls/desk_submission.html", context)


@login_required
@require_POST
def desk_add_review(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Plan one more review by hand, or note what keeps a reviewer from it."""
    now = timezone.now()
    submission = get_desk_submission_or_404(request.user, slug, key, now)
    key_of = request.POST.get("reviewer", "")
    reviewers = Reviewer.objects.filter(call=submission.symposium.call)
    is_key = key_of.isascii() and key_of.isdecimal() and len(key_of) < 10
    reviewer = reviewers.filter(pk=int(key_of)).first() if is_key else None
    if reviewer is None:
        messages.error(request, _("Choose a reviewer."))
    elif "conflict" in request.POST:
        _note_conflict(request, submission, reviewer, now)
    else:
        try:
            reviewing.add_review(submission=submission, reviewer=reviewer, by=request.user, now=now)
        except SymposiaError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Planned. The reviewer is told when you send the plan out."))
    return redirect("symposia:desk-submission", slug, key)


def _note_conflict(request: HttpRequest, submission: Submission, reviewer: Reviewer, now: datetime) -> None:
    form = ConflictForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return
    try:
        reviewing.declare_conflict(submission=submission, reviewer=reviewer, by=request.user, now=now, **form.cleaned_data)
    except SymposiaError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The conflict is noted: this contribution is not given to this reviewer."))
        if submission.reviews.standing().filter(reviewer=reviewer).exists():
            messages.warning(request, _("This reviewer has it to review: what is not handed in, take back below."))


@login_required
@require_http_methods(FORM_METHODS)
def desk_take_back(request: HttpRequest, slug: str, key: uuid.UUID, pk: int) -> HttpResponse:
    """Take a review back that is not handed in: a planned one at once, a sent one with a reason."""
    now = timezone.now()
    submission = get_desk_submission_or_404(request.user, slug, key, now)
    review = submission.reviews.standing().filter(pk=pk).select_related("reviewer__member__user").first()
    if review is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" and review.sent_at is not None else None)
    if request.method == "POST" and (review.sent_at is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form.is_bound else ""
        try:
            reviewing.take_back(review=review, by=request.user, now=now, reason=reason)
        except SymposiaError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The review is taken back."))
        return redirect("symposia:desk-submission", slug, key)
    shows(request, review.reviewer)
    context = call_context(submission.symposium.call, submission=submission, review=review, form=form)
    return private(request, "symposia/calls/desk_take_back.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(FORM_METHODS)
def desk_withdraw(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Withdraw a contribution at its authors' wish; they are told."""
    now = timezone.now()
    submission = get_desk_submission_or_404(request.user, slug, key, now)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            drafting.withdraw_submission(submission=submission, by=request.user, now=now, reason=form.cleaned_data["reason"])
        except SymposiaError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("It is withdrawn, and its authors are told."))
        return redirect("symposia:desk-submission", slug, key)
    context = call_context(submission.symposium.call, submission=submission, form=form)
    return private(request, "symposia/calls/desk_withdraw.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(FORM_METHODS)
def desk_reviewers(request: HttpRequest, slug: str) -> HttpResponse:
    """Who reviews, with how many each; plan for all that lack reviews, throw the plan away, send it out."""
    now = timezone.now()
    call = get_desk_call_or_404(request.user, slug, now)
    today = timezone.localdate(now)
    form = SendForm(request.POST if "send" in request.POST else None, initial={"due_on": call.reviews_due_on}, today=today)
    if request.method == "POST":
        try:
            if _plan(request, call, form, now):
                return redirect("symposia:call-reviewers", slug)
        except SymposiaError as error:
            messages.error(request, str(error))
            return redirect("symposia:call-reviewers", slug)
    open_ones = Q(reviews__returned_at=None) & ~Q(reviews__submission__state=Submission.State.WITHDRAWN)
    reviewers = list(
        call.reviewers.select_related("member__user", "member__organisation")
        .prefetch_related("member__skills")
        .annotate(
            planned=Count("reviews", filter=open_ones & Q(reviews__sent_at=None)),
            asked=Count("reviews", filter=open_ones & Q(reviews__sent_at__isnull=False)),
            handed=Count("reviews", filter=open_ones & Q(reviews__submitted_at__isnull=False)),
        )
        .order_by("member__family_name", "member__given_name", "pk")
    )
    for one in reviewers:
        one.call = call
    shows(request, reviewers)
    context = call_context(
        call,
        reviewers=reviewers,
        form=form,
        standing=overview.standing_of(call, today),
        short=reviewing.short_of_reviews(call),
        has_ceased=call.has_ceased(now),
    )
    return private(request, "symposia/calls/desk_reviewers.html", context, status=422 if form.is_bound else 200)


def _plan(request: HttpRequest, call: Call, form: SendForm, now: datetime) -> bool:
    """Do what was asked for; whether that is done with. Raises `SymposiaError`."""
    if "plan" in request.POST:
        plan = reviewing.plan_reviews(call=call, by=request.user, now=now)
        text = ngettext("%(count)d review is planned.", "%(count)d reviews are planned.", plan.made)
        messages.success(request, text % {"count": plan.made})
        if plan.short:
            lacking = ngettext(
                "%(count)d contribution still has too few: more reviewers, or more room, are needed.",
                "%(count)d contributions still have too few: more reviewers, or more room, are needed.",
                plan.short,
            )
            messages.warning(request, lacking % {"count": plan.short})
    elif "clear" in request.POST:
        count = reviewing.clear_plan(call=call, by=request.user, now=now)
        text = ngettext("%(count)d planned review is gone.", "%(count)d planned reviews are gone.", count)
        messages.success(request, text % {"count": count})
    elif "send" in request.POST:
        if not form.is_valid():
            return False
        count = reviewing.send_out(call=call, due_on=form.cleaned_data["due_on"], by=request.user, now=now)
        text = ngettext("%(count)d review is sent out.", "%(count)d reviews are sent out.", count)
        messages.success(request, text % {"count": count})
    return True


@login_required
@require_POST
def desk_decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Decide about those that were chosen: first every mail is shown, page by page, then it is done. Nothing is decided but
    what was shown: where outcome, words or contributions are others by then, the mails are shown anew."""
    now = timezone.now()
    call = get_desk_call_or_404(request.user, slug, now)
    if call.has_ceased(now):
        messages.error(request, str(SymposiumOver()))
        return redirect("symposia:call-desk", slug)
    chosen = _chosen(request, call, now)
    if "seen" not in request.POST and not chosen:
        messages.info(request, _("Choose contributions that can be decided about."))
        return redirect("symposia:call-desk", slug)
    form = DecideForm(request.POST if "seen" in request.POST else None, initial={"seen": seen_of(chosen)})
    mails: list[Any] = []
    mark = ""
    is_right = form.is_bound and form.is_valid()
    if form.is_bound:
        # Also where something is missing: what it is about stands beside it again.
        chosen = deciding.decidable(request.user, call, form.cleaned_data.get("seen", {}), now)
    if is_right:
        data = form.cleaned_data
        words = {"text_ko": data["text_ko"], "text_en": data["text_en"]}
        mark = mark_of(data)
        was_shown = request.POST.get("shown") == mark
        if "decide" in request.POST and was_shown:
            try:
                count = deciding.decide(
                    call=call, seen=data["seen"], outcome=data["outcome"], by=request.user, now=now, **words
                )
            except SymposiaError as error:
                messages.error(request, str(error))
            else:
                text = ngettext(
                    "%(count)d contribution is decided, and its authors are told.",
                    "%(count)d contributions are decided, and their authors are told.",
                    count,
                )
                messages.success(request, text % {"count": count})
            return redirect("symposia:call-desk", slug)
        if "decide" in request.POST:
            messages.warning(request, _("Nothing is sent yet: you have not seen the mails with this decision and these words."))
        mails = deciding.preview(call=call, submissions=chosen, outcome=data["outcome"], now=now, **words)
    page = Paginator(mails, MAILS_A_PAGE).get_page(request.POST.get("page"))
    shows(request, [one.user for one in page])
    unread = deciding.without_review(chosen)
    context = call_context(call, form=form, chosen=chosen, unread=unread, page=page, is_shown=bool(mails), mark=mark)
    status = 422 if form.is_bound and (form.errors or "decide" in request.POST) else 200
    return private(request, "symposia/calls/desk_decide.html", context, status=status)


def _chosen(request: HttpRequest, call: Call, now: datetime) -> list[Submission]:
    """The contributions that were ticked, or all that the filters find."""
    if "seen" in request.POST:
        return []
    if "all" in request.POST:
        keys = list(_found(request, call, SubmissionFilters(request.GET), now).values_list("pk", flat=True))
    else:
        keys = [int(one) for one in request.POST.getlist("chosen") if one.isascii() and one.isdecimal() and len(one) < 10]
    return deciding.decidable(request.user, call, keys, now)
