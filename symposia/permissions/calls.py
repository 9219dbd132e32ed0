"""Who may see and do what with calls, contributions and reviews: one queryset each, asked by pages, lists, search, exports,
files and the administration.

A blind review hides the authors from the reviewers, whoever else they are: staff who review a contribution do not see it as
staff, and authors who are staff do not see who reviews theirs. Support that sees the portal as somebody is a visitor here: it
could be one of either."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from council.members.models import Member
from council.members.permissions import member_of
from symposia.models import Call, CoAuthor, Review, Reviewer, Submission
from symposia.permissions.group import get_symposium_or_404, is_desk, runs, symposia_chaired


def reader_member(user: Any) -> Member | None:
    """The member who reads; None for a visitor, and for support."""
    return None if user is None or getattr(user, "is_seen_as", False) else member_of(user)


def acting_member(user: Any, now: datetime) -> Member | None:
    """The member of a log-in with members' access at `now`; None for anybody else."""
    member = reader_member(user)
    return member if member is not None and member.has_access(now) else None


def get_call_or_404(user: Any, slug: str, now: datetime) -> Call:
    """The call of the symposium at `slug`, if `user` may see both; unpublished it is the desk's. Raises `Http404`."""
    symposium = get_symposium_or_404(user, slug, now)
    call = Call.objects.filter(symposium=symposium).first()
    if call is None or not (call.is_published or runs(user, symposium, now)):
        raise Http404
    call.symposium = symposium
    return call


def works_on(user: Any, call: Call, now: datetime) -> bool:
    """Whether `user` assigns reviewers and decides: the desk, and the chairs of the committee and its tracks."""
    return not getattr(user, "is_seen_as", False) and runs(user, call.symposium, now)


def get_desk_call_or_404(user: Any, slug: str, now: datetime) -> Call:
    """The call, for the desk and the chairs. Raises `Http404`."""
    call = get_call_or_404(user, slug, now)
    if not works_on(user, call, now):
        raise Http404
    return call


def own_submissions(user: Any) -> QuerySet[Submission]:
    """What `user` wrote, and what was handed in with his name."""
    member = reader_member(user)
    return Submission.objects.of(member) if member is not None else Submission.objects.none()


def is_author(user: Any, submission: Submission) -> bool:
    """Whether `submission` is one of `user`'s own."""
    return own_submissions(user).filter(pk=submission.pk).exists()


def _veiled(member: Member | None) -> Q:
    """What `member` does not see as staff: what he reviews blind, or was to review, as long as it is not in the programme; and
    his own, of which he would see who reviews it."""
    if member is None:
        return Q(pk__in=[])
    named = CoAuthor.objects.filter(submission=OuterRef("pk"), member=member)
    return _reviewed_blind(member) | Q(submitter=member) | Q(Exists(named))


def _reviewed_blind(member: Member) -> Q:
    reviewing = Review.objects.filter(submission=OuterRef("pk"), reviewer__member=member, sent_at__isnull=False)
    return Q(symposium__call__is_blind=True) & ~Q(state__in=Submission.ACCEPTED) & Q(Exists(reviewing))


def offers_reviewed_blind(user: Any) -> QuerySet[Submission, Any]:
    """The keys of the offers carried by what `user` reviews blind, or was to review: their owners are its authors."""
    member = member_of(user) if user is not None else None
    carrying = Submission.objects.exclude(offer=None)
    return (carrying.filter(_reviewed_blind(member)) if member is not None else carrying.none()).values("offer")


def desk_submissions(user: Any, now: datetime) -> QuerySet[Submission]:
    """What the desk, and the chairs of a symposium, work with: everything handed in, but what `user` reviews blind, or is an
    author of."""
    handed_in = Submission.objects.handed_in()
    if getattr(user, "is_seen_as", False):
        return handed_in.none()
    if not is_desk(user):
        handed_in = handed_in.filter(symposium__in=symposia_chaired(user, now).values("pk"))
    return handed_in.exclude(_veiled(member_of(user) if user is not None else None))


def veiled_from_desk(user: Any, call: Call) -> int:
    """How many contributions to `call` are kept from `user`, who works on it: said on its pages."""
    return Submission.objects.handed_in().filter(_veiled(member_of(user)), symposium=call.symposium_id).count()


def visible_submissions(user: Any, now: datetime) -> QuerySet[Submission]:
    """The contributions that `user` may know of with their authors: his own, and the desk's."""
    own = own_submissions(user)
    return Submission.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=desk_submissions(user, now).values("pk")))


def get_submission_or_404(user: Any, slug: str, key: uuid.UUID, now: datetime) -> Submission:
    """One's own contribution to the symposium at `slug`. Raises `Http404`, for what is another's, too."""
    call = get_call_or_404(user, slug, now)
    found = (
        own_submissions(user)
        .filter(key=key, symposium=call.symposium)
        .select_related("submitter__user", "offer__symposium__event")
        .first()
    )
    if found is None:
        raise Http404
    return _with_call(found, call)


def get_desk_submission_or_404(user: Any, slug: str, key: uuid.UUID, now: datetime) -> Submission:
    """A contribution as the desk sees it. Raises `Http404`, for what is kept from this member of the desk, too."""
    call = get_desk_call_or_404(user, slug, now)
    rows = desk_submissions(user, now).filter(key=key, symposium=call.symposium)
    found = rows.select_related("submitter__user", "offer__symposium__event").first()
    if found is None:
        raise Http404
    return _with_call(found, call)


def _with_call(submission: Submission, call: Call) -> Submission:
    submission.symposium = call.symposium
    submission.symposium.call = call
    return submission


def own_reviews(user: Any, now: datetime) -> QuerySet[Review]:
    """The reviews that `user` is, or was, asked for, of contributions that are still there."""
    member = acting_member(user, now)
    if member is None:
        return Review.objects.none()
    gone = Q(submission__state=Submission.State.WITHDRAWN, submitted_at=None)
    return Review.objects.sent().filter(reviewer__member=member).exclude(gone)


def get_review_or_404(user: Any, slug: str, pk: int, now: datetime) -> Review:
    """One's own review for the symposium at `slug`. Raises `Http404`."""
    call = get_call_or_404(user, slug, now)
    found = own_reviews(user, now).filter(pk=pk, reviewer__call=call).select_related("submission", "reviewer__member").first()
    if found is None:
        raise Http404
    _with_call(found.submission, call)
    found.reviewer.call = call
    return found


def reviewer_of(user: Any, call: Call, now: datetime) -> Reviewer | None:
    """The place that `user` holds among the reviewers of `call`."""
    member = acting_member(user, now)
    return None if member is None else Reviewer.objects.filter(call=call, member=member).first()


def get_reviewer_or_404(user: Any, slug: str, now: datetime) -> Reviewer:
    """The place that `user` holds among the reviewers. Raises `Http404`."""
    call = get_call_or_404(user, slug, now)
    found = reviewer_of(user, call, now)
    if found is None:
        raise Http404
    found.call = call
    return found
