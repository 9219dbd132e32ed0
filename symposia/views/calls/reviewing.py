"""Reviewers' pages: what one is asked for, reading and writing it, giving it back. Of a contribution they show a `Reading` and
nothing else."""

import logging
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from council.library.content import PDF
from council.library.marking import CannotMarkError
from council.library.services import note_download
from council.library.views import sandboxed
from symposia.forms.calls import GiveBackForm, ReviewerForm, ReviewForm
from symposia.models import Review
from symposia.permissions.calls import get_review_or_404, get_reviewer_or_404, own_reviews
from symposia.services.calls import reviewing
from symposia.services.calls.papers import reviewers_copy
from symposia.services.calls.reading import reading_of
from symposia.services.errors import SymposiaError
from symposia.views.calls.pages import FORM_METHODS, call_context, private

logger = logging.getLogger(__name__)


@login_required
@require_safe
def review_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What one is asked to review, the most urgent first, and what is handed in. 404 for who does not review for the call."""
    now = timezone.now()
    reviewer = get_reviewer_or_404(request.user, slug, now)
    rows = own_reviews(request.user, now).filter(reviewer=reviewer).select_related("submission")
    reviews = list(rows.order_by("due_on", "submission__number"))
    today = timezone.localdate(now)
    waiting = [one for one in reviews if one.submitted_at is None and one.submission.state == "under-review"]
    for one in waiting:
        one.late = one.is_late(today)  # type: ignore[attr-defined]  # for the template
    context = call_context(
        reviewer.call, reviewer=reviewer, waiting=waiting, done=[one for one in reviews if one.submitted_at is not None]
    )
    return private(request, "symposia/calls/review_list.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def review_write(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read a contribution and say what one thinks of it: kept for later, or handed in for good."""
    now = timezone.now()
    review = get_review_or_404(request.user, slug, pk, now)
    is_open = review.submitted_at is None and review.submission.state == "under-review"
    is_sent = request.method == "POST"
    written = Review.objects.get(pk=review.pk)
    written.submission = review.submission
    form = ReviewForm(request.POST if is_sent and is_open else None, instance=written)
    if is_sent and is_open and form.is_valid():
        try:
            is_final = "submit" in request.POST
            values = {name: form.cleaned_data[name] for name in form.fields}
            reviewing.write_review(review=review, values=values, is_final=is_final, by=request.user, now=now)
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            done, kept = _("Thank you. Your review is handed in."), _("Kept. Hand it in when it is whole.")
            messages.success(request, done if is_final else kept)
            return redirect("symposia:review-list", slug)
    context = call_context(
        review.reviewer.call,
        review=review,
        reading=reading_of(review),
        form=form if is_open else None,
        scores=_scores(review),
    )
    return private(request, "symposia/calls/review_write.html", context, status=422 if form.is_bound else 200)


def _scores(review: Review) -> list[tuple[Any, int | None]]:
    """The scores of one that is handed in, by name."""
    return [(Review._meta.get_field(name).verbose_name, getattr(review, name)) for name in review.score_names]  # type: ignore[union-attr]  # one with a name


@login_required
@require_safe
@never_cache
@sandboxed
def review_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The reviewer's copy of the file, to save and never to show, written into the ledger."""
    now = timezone.now()
    review = get_review_or_404(request.user, slug, pk, now)
    try:
        found = reviewers_copy(review)
    except (CannotMarkError, OSError) as error:
        logger.error("The file of submission %s cannot be given to its reviewers: %s", review.submission_id, error)
        messages.error(request, _("The file cannot be opened at present. Please tell the secretariat."))
        return redirect("symposia:review-write", slug, pk)
    if found is None:
        raise Http404
    name, content, version = found
    if request.method == "GET":
        note_download(version=version, user=request.user, now=now, is_marked=False)
    response = HttpResponse(content, content_type=PDF.content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_http_methods(FORM_METHODS)
def review_give_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that one cannot review it: a conflict, or another reason."""
    now = timezone.now()
    review = get_review_or_404(request.user, slug, pk, now)
    if review.submitted_at is not None or review.submission.state != "under-review":
        messages.info(request, _("This review is not open any more."))
        return redirect("symposia:review-list", slug)
    form = GiveBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reviewing.give_back(
                review=review, nature=form.cleaned_data["nature"], note=form.cleaned_data["note"], by=request.user, now=now
            )
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. The secretariat finds somebody else."))
            return redirect("symposia:review-list", slug)
    context = call_context(review.reviewer.call, review=review, reading=reading_of(review), form=form)
    return private(request, "symposia/calls/review_give_back.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(FORM_METHODS)
def reviewer_profile(request: HttpRequest, slug: str) -> HttpResponse:
    """What one knows, and how many reviews one takes."""
    now = timezone.now()
    reviewer = get_reviewer_or_404(request.user, slug, now)
    form = ReviewerForm(request.POST if request.method == "POST" else None, instance=reviewer)
    if request.method == "POST" and form.is_valid():
        reviewing.write_profile(reviewer=reviewer, values=dict(form.cleaned_data), by=request.user, now=now)
        messages.success(request, _("Saved."))
        return redirect("symposia:review-list", slug)
    skills = reviewer.member.skill_levels.select_related("skill")
    context = call_context(reviewer.call, reviewer=reviewer, form=form, skills=list(skills))
    return private(request, "symposia/calls/reviewer_profile.html", context, status=422 if form.is_bound else 200)
