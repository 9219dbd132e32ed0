"""What calls settle when two records of one person become one, and what ends before a person is erased."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from council.merging import Joining, MergeForbiddenError
from council.personal_data import Person
from symposia.models import Review, Reviewer, Submission
from symposia.services.calls import machine, papers


def settle_people(joining: Joining) -> None:
    """Both review for one call: the first record's place takes the second's reviews. Raises `MergeForbiddenError` where both
    review the same contribution and nothing is decided about it yet."""
    kept = {one.call_id: one for one in Reviewer.objects.filter(member=joining.kept.pk)}
    for gone in Reviewer.objects.filter(member=joining.gone.pk, call__in=kept).select_related("call__symposium__event"):
        _join(kept[gone.call_id], gone, joining)


def _join(kept: Reviewer, gone: Reviewer, joining: Joining) -> None:
    twins = {one.submission_id: one for one in kept.reviews.select_related("submission")}
    for review in gone.reviews.select_related("submission").order_by("pk"):
        twin = twins.get(review.submission_id)
        if twin is None:
            Review.objects.filter(pk=review.pk).update(reviewer=kept)
            continue
        if review.submission.state in Submission.UNDECIDED and not (review.returned_at or twin.returned_at):
            words = _("Both review %(number)s: take one of the reviews back first, or decide about it.")
            raise MergeForbiddenError(words % {"number": review.submission.ref})
        better, other = (twin, review) if twin.submitted_at is not None or review.submitted_at is None else (review, twin)
        other.delete()
        Review.objects.filter(pk=better.pk).update(reviewer=kept)
        joining.note(_("Two reviews of %(number)s") % {"number": review.submission.ref}, _("the one that was handed in stays"))
    gone.delete()
    named = {"symposium": str(gone.call.symposium)}
    joining.note(_("Two places as a reviewer for %(symposium)s") % named, _("one place with the reviews of both stays"))


def prepare_erasure(person: Person, by: Any, now: datetime) -> None:
    """Delete drafts that were never handed in, with their files and their histories: nobody else may read them; give back the
    reviews that are not in. Again: nothing is left to do."""
    for draft in Submission.objects.filter(submitter=person.member_id, state=Submission.State.DRAFT).order_by("pk"):
        with transaction.atomic():
            held = machine.lock(draft)
            if held.state == Submission.State.DRAFT:
                key = held.pk
                papers.remove_files(held)
                held.delete()
                Submission.history.filter(id=key).delete()
    waiting = Review.objects.standing().filter(reviewer__member=person.member_id, submitted_at=None)
    waiting.filter(sent_at=None).delete()
    waiting.update(returned_at=now, return_reason="–")
    Reviewer.objects.filter(member=person.member_id).update(is_available=False)
