"""Screening, two reviews by people without a conflict, and rounds of comments."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from council.members.models import Member, in_conflict_with
from council.members.permissions import member_of
from focusgroup.group import focus_group
from focusgroup.models import Comment, CommentRound, Proposal, Review
from focusgroup.permissions.docket import is_secretary, seats_in_force
from focusgroup.permissions.group import place_of
from focusgroup.services.docket import errors, machine, telling
from focusgroup.services.errors import InConflict, NotYours, WrongState

State = Proposal.State
REVIEWERS = 2
# Until the vote the group may still be asked.
COMMENTED = (State.SCREENING, State.UNDER_REVIEW, State.ON_AGENDA, State.DEFERRED)


@transaction.atomic
def begin_screening(*, proposal: Proposal, by: Any, now: datetime, reason: str = "") -> Proposal:
    """The secretary takes a submitted proposal up. Raises `NotYours`, `WrongState`."""
    held = machine.lock(proposal)
    telling.tell_moved(held, machine.move(held, "screen", by=by, now=now, reason=reason))
    return held


@transaction.atomic
def return_proposal(*, proposal: Proposal, by: Any, now: datetime, reason: str) -> Proposal:
    """Give it back to the author, who reads why. Raises `NotYours`, `WrongState`, `ReasonMissing`."""
    held = machine.lock(proposal)
    telling.tell_moved(held, machine.move(held, "return", by=by, now=now, reason=reason))
    return held


def possible_reviewers(proposal: Proposal, now: datetime) -> QuerySet[Member]:
    """Who may review: holders of a seat in force, neither the author nor the owner nor with a conflict."""
    today = timezone.localdate(now)
    organisations = proposal.organisations.values_list("pk", flat=True)
    seated = Member.objects.filter(pk__in=seats_in_force(now).values("membership__member"))
    return seated.exclude(pk__in=_own(proposal)).exclude(pk__in=in_conflict_with(organisations, today).values("pk"))


def _own(proposal: Proposal) -> list[int]:
    """Whose proposal it is: the author's and the owner's."""
    return [pk for pk in (proposal.author_id, proposal.owner_id) if pk is not None]


def counted_reviews(proposal: Proposal, now: datetime) -> QuerySet[Review]:
    """The reviews that are in and count: of nobody whose conflict came to light afterwards, or who carries it by now."""
    organisations = proposal.organisations.values_list("pk", flat=True)
    barred = in_conflict_with(organisations, timezone.localdate(now)).values("pk")
    found = proposal.reviews.filter(submitted_at__isnull=False)
    return found.exclude(reviewer__in=barred).exclude(reviewer__in=_own(proposal))


def _check_reviewer(proposal: Proposal, reviewer: Member, now: datetime) -> None:
    if reviewer.pk in _own(proposal):
        raise errors.AuthorCannotReview
    if not seats_in_force(now).filter(membership__member=reviewer).exists():
        raise errors.NoSeat
    if not possible_reviewers(proposal, now).filter(pk=reviewer.pk).exists():
        raise InConflict


@transaction.atomic
def send_to_review(
    *, proposal: Proposal, reviewers: Sequence[Member], due_on: date, by: Any, now: datetime, reason: str = ""
) -> Proposal:
    """Give it to two reviewers, who are told, due on a day.

    Raises `NotYours`, `WrongState`, `TwoReviewersNeeded`, `AuthorCannotReview`, `NoSeat`, `InConflict`."""
    held = machine.lock(proposal)
    machine.check(held, "review", by=by, now=now)
    if len({one.pk for one in reviewers}) != REVIEWERS:
        raise errors.TwoReviewersNeeded
    for one in reviewers:
        _check_reviewer(held, one, now)
    for one in reviewers:
        telling.tell_reviewer(held.reviews.create(reviewer=one, due_on=due_on, assigned_at=now))
    telling.tell_moved(held, machine.move(held, "review", by=by, now=now, reason=reason))
    return held


@transaction.atomic
def replace_reviewer(*, review: Review, reviewer: Member, due_on: date, by: Any, now: datetime, reason: str = "") -> Review:
    """Another reviewer in the place of one whose review is not in, or does not count: one that is in stays on record.

    Raises `NotYours`, `WrongState`, `ReviewSubmitted`, `TwoReviewersNeeded`, `AuthorCannotReview`, `NoSeat`, `InConflict`."""
    held = machine.lock(review.proposal)
    if not is_secretary(by, now):
        raise NotYours
    if held.state != State.UNDER_REVIEW:
        raise WrongState
    current = held.reviews.select_for_update().filter(pk=review.pk).first()
    if current is None:
        raise WrongState
    if counted_reviews(held, now).filter(pk=current.pk).exists():
        raise errors.ReviewSubmitted
    if held.reviews.filter(reviewer=reviewer).exists():
        raise errors.TwoReviewersNeeded
    _check_reviewer(held, reviewer, now)
    if current.submitted_at is None:
        current.delete()
    made = held.reviews.create(reviewer=reviewer, due_on=due_on, assigned_at=now)
    telling.tell_reviewer(made)
    machine.note(held, "reviewer", before=held.state, by=by, now=now, reason=reason)
    return made


@transaction.atomic
def write_review(*, review: Review, recommendation: str, text: str, by: Any, now: datetime) -> Review:
    """Hand a review in. A tie that came up meanwhile excludes its author.

    Raises `NotYours`, `WrongState`, `ReviewSubmitted`, `InConflict`, `TextMissing`."""
    held = machine.lock(review.proposal)
    current = held.reviews.select_for_update().filter(pk=review.pk).select_related("reviewer__user").first()
    member = member_of(by)
    if current is None or member is None or current.reviewer_id != member.pk:
        raise NotYours
    if held.state != State.UNDER_REVIEW:
        raise WrongState
    if current.submitted_at is not None:
        raise errors.ReviewSubmitted
    _check_reviewer(held, member, now)
    if not text.strip() or recommendation not in Review.Recommendation.values:
        raise errors.TextMissing
    current.recommendation, current.text, current.submitted_at = recommendation, text.strip(), now
    current.save()
    machine.note(held, "reviewed", before=held.state, by=by, now=now)
    return current


@transaction.atomic
def open_round(*, proposal: Proposal, closes_at: datetime, by: Any, now: datetime) -> CommentRound:
    """Ask the group for comments until a moment; its members are told.

    Raises `NotYours`, `WrongState`, `RoundEndsTooEarly`, `RoundOpenAlready`."""
    held = machine.lock(proposal)
    if not is_secretary(by, now):
        raise NotYours
    if held.state not in COMMENTED:
        raise WrongState
    if closes_at <= now:
        raise errors.RoundEndsTooEarly
    if any(one.is_open(now) for one in held.rounds.all()):
        raise errors.RoundOpenAlready
    body = focus_group()
    if body is None:
        raise WrongState
    made = held.rounds.create(body=body, opens_at=now, closes_at=closes_at)
    machine.note(held, "round", before=held.state, by=by, now=now)
    telling.tell_round(made, now)
    return made


@transaction.atomic
def comment(*, proposal: Proposal, text: str, by: Any, now: datetime) -> Comment:
    """Say something in the open round. The same words twice are said once.

    Raises `NotYours` for who does not sit in the group, `RoundClosed`, `TextMissing`."""
    place = place_of(by, now)
    if place is None:
        raise NotYours
    if not text.strip():
        raise errors.TextMissing
    rounds = CommentRound.objects.select_for_update(no_key=True).filter(
        proposal=proposal, opens_at__lte=now, closes_at__gt=now, proposal__state__in=COMMENTED
    )
    current = rounds.first()
    if current is None:
        raise errors.RoundClosed
    made, _is_new = current.comments.get_or_create(member=place.member, text=text.strip(), defaults={"at": now})
    return made
