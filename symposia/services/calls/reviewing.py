"""Reviews: planned for all at once, adjusted by the desk, sent out; written, handed in, given back."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.text import capfirst
from simple_history.utils import bulk_update_with_history

from council.members.permissions import member_of
from symposia.models import Call, DeclaredConflict, Review, Reviewer, Submission, SubmissionMove
from symposia.models.calls.reviewing import HIGHEST, LOWEST
from symposia.permissions.calls import acting_member, desk_submissions, works_on
from symposia.services.calls import assigning, machine, telling
from symposia.services.calls.conflicts import barred_pairs, fits
from symposia.services.calls.errors import (
    AlreadyReviews,
    Incomplete,
    InConflict,
    NoReviewers,
    NotYours,
    ReasonMissing,
    ReviewerFull,
    ReviewHandedIn,
    SolverTooSlow,
    SymposiumOver,
    WrongState,
)

State = Submission.State
# So often a plan is worked out anew when something came in between.
ATTEMPTS = 3
# What a reviewer writes.
WORDS = ("recommendation", "comment", "inner")


@dataclass(frozen=True)
class Plan:
    """What a plan made: how many reviews, and how many contributions have fewer than the call asks for."""

    made: int
    short: int


def _lock_call(call: Call) -> Call:
    return Call.objects.select_for_update(no_key=True, of=("self",)).select_related("symposium__event").get(pk=call.pk)


def _loads(call: Call) -> dict[int, int]:
    """How many reviews each reviewer has, planned or sent, of what is not withdrawn."""
    rows = Review.objects.standing().filter(reviewer__call=call).exclude(submission__state=State.WITHDRAWN)
    return dict(rows.order_by().values("reviewer").annotate(number=Count("pk")).values_list("reviewer", "number"))


def _check_desk(by: Any, call: Call, now: datetime) -> None:
    if not works_on(by, call, now):
        raise NotYours


def _check_goes_on(call: Call, now: datetime) -> None:
    if call.has_ceased(now):
        raise SymposiumOver


def plan_reviews(*, call: Call, by: Any, now: datetime) -> Plan:
    """Find reviewers for everything handed in and undecided that has too few: by what they know and how many they have, never
    against a conflict, nobody twice. What is planned, sent or handed in stays. Nobody is told before `send_out`.

    It is solved without holding anything, as that may take its time; whoever hands something in meanwhile does not wait.
    Raises `NotYours`, `SymposiumOver`, `NoReviewers`, `SolverTooSlow`, `WrongState` where things go on changing."""
    _check_desk(by, call, now)
    _check_goes_on(call, now)
    for _attempt in range(ATTEMPTS):
        problem = _problem(call, now)
        try:
            pairs = assigning.solve(problem)
        except assigning.TooLongError:
            raise SolverTooSlow from None
        with transaction.atomic():
            held = _lock_call(call)
            _check_desk(by, held, now)
            _check_goes_on(held, now)
            if _problem(held, now) != problem:
                continue
            Review.objects.bulk_create(
                Review(
                    submission_id=submission, reviewer_id=reviewer, due_on=held.reviews_due_on, assigned_at=now, assigned_by=by
                )
                for submission, reviewer in pairs
            )
        given = Counter(submission for submission, _reviewer in pairs)
        return Plan(made=len(pairs), short=sum(1 for paper in problem.papers if given[paper.key] < paper.needs))
    raise WrongState


def _problem(call: Call, now: datetime) -> assigning.Problem:
    """What is to be assigned as things are. Raises `NoReviewers`."""
    reviewers = list(call.reviewers.order_by("pk"))
    for one in reviewers:
        one.call = call
    if not reviewers:
        raise NoReviewers
    papers = _undecided(call)
    given = list(
        Review.objects.filter(submission__in=[one.pk for one in papers]).values_list("submission", "reviewer", "returned_at")
    )
    standing = Counter(submission for submission, _reviewer, returned in given if returned is None)
    barred = barred_pairs(papers, reviewers, now) | {(submission, reviewer) for submission, reviewer, _returned in given}
    loads = _loads(call)
    return assigning.Problem(
        papers=tuple(assigning.Paper(one.pk, max(0, call.reviews_each - standing[one.pk]), standing[one.pk]) for one in papers),
        judges=tuple(
            assigning.Judge(one.pk, max(0, one.capacity - loads.get(one.pk, 0)), loads.get(one.pk, 0)) for one in reviewers
        ),
        fit={pair: fit for pair, fit in fits(papers, reviewers).items() if pair not in barred},
    )


def _undecided(call: Call) -> list[Submission]:
    return list(Submission.objects.filter(symposium=call.symposium_id, state__in=Submission.UNDECIDED).order_by("pk"))


@transaction.atomic
def clear_plan(*, call: Call, by: Any, now: datetime) -> int:
    """Throw away what is planned and not sent; returns how many. Raises `NotYours`."""
    held = _lock_call(call)
    _check_desk(by, held, now)
    count, _by_model = Review.objects.standing().filter(reviewer__call=held, sent_at=None).delete()
    return count


def possible_reviewers(submission: Submission, now: datetime) -> list[tuple[Reviewer, int, int]]:
    """Who could be given `submission`: reviewer, how well he knows the subject, how many he has; the best first."""
    call = submission.symposium.call
    reviewers = list(call.reviewers.select_related("member__user", "member__organisation"))
    for one in reviewers:
        one.call = call
    barred = barred_pairs([submission], reviewers, now)
    given = set(submission.reviews.values_list("reviewer", flat=True))
    loads, known = _loads(call), fits([submission], reviewers)
    found = [
        (one, known[submission.pk, one.pk], loads.get(one.pk, 0))
        for one in reviewers
        if (submission.pk, one.pk) not in barred and one.pk not in given and loads.get(one.pk, 0) < one.capacity
    ]
    return sorted(found, key=lambda row: (-row[1], row[2], row[0].pk))


def without_conflict(submission: Submission) -> list[Reviewer]:
    """The reviewers of the call of whom no conflict with `submission` is noted yet, whether they review it or not; by name."""
    reviewers = submission.symposium.call.reviewers.select_related("member__user")
    known = reviewers.exclude(member__in=submission.conflicts.values("member"))
    return list(known.order_by("member__family_name", "member__given_name", "pk"))


@transaction.atomic
def add_review(*, submission: Submission, reviewer: Reviewer, by: Any, now: datetime) -> Review:
    """The desk plans one more review by hand; `send_out` tells the reviewer.

    Raises `NotYours`, `SymposiumOver`, `WrongState`, `InConflict`, `AlreadyReviews`, `ReviewerFull`."""
    held = machine.lock(submission)
    _check_desk_sees(by, held, now)
    call = _lock_call(held.symposium.call)
    _check_goes_on(call, now)
    # As the reviewer says by now how many he takes.
    known = call.reviewers.select_related("member").filter(pk=reviewer.pk).first()
    if held.state not in Submission.UNDECIDED or known is None:
        raise WrongState
    reviewer = known
    reviewer.call = call
    if barred_pairs([held], [reviewer], now):
        raise InConflict
    if held.reviews.filter(reviewer=reviewer).exists():
        raise AlreadyReviews
    if _loads(call).get(reviewer.pk, 0) >= reviewer.capacity:
        raise ReviewerFull
    return held.reviews.create(reviewer=reviewer, due_on=call.reviews_due_on, assigned_at=now, assigned_by=by)


def _check_desk_sees(by: Any, submission: Submission, now: datetime) -> None:
    if not desk_submissions(by, now).filter(pk=submission.pk).exists():
        raise NotYours


@transaction.atomic
def take_back(*, review: Review, by: Any, now: datetime, reason: str = "") -> None:
    """The desk takes a review back that is not handed in: a planned one is gone, of a sent one the reviewer is told why.

    Raises `NotYours`, `WrongState`, `ReviewHandedIn`, `ReasonMissing`."""
    held = machine.lock(review.submission)
    _check_desk_sees(by, held, now)
    current = _lock_review(review, held)
    if current.submitted_at is not None:
        raise ReviewHandedIn
    if current.sent_at is None:
        current.delete()
        return
    if not reason.strip():
        raise ReasonMissing
    _give_back(current, held, by=by, now=now, reason=reason.strip())
    telling.tell_taken_back(current)


def _lock_review(review: Review, submission: Submission) -> Review:
    """The review as it is now, its row locked. Raises `WrongState` for one that is gone or given back."""
    rows = Review.objects.standing().select_for_update(of=("self",)).select_related("reviewer__member__user")
    found = rows.filter(pk=review.pk, submission=submission).first()
    if found is None:
        raise WrongState
    found.submission = submission
    return found


def _give_back(review: Review, submission: Submission, *, by: Any, now: datetime, reason: str) -> None:
    review.returned_at, review.return_reason = now, reason[:300]
    review.save(update_fields=["returned_at", "return_reason"])
    machine.note(submission, "returned", before=submission.state, by=by, now=now)


@transaction.atomic
def send_out(*, call: Call, due_on: date, by: Any, now: datetime) -> int:
    """Send everything that is planned, due on `due_on`: what is reviewed first is under review from then on, and nobody changes
    it any more; each reviewer is told in one mail. What a conflict has come up for meanwhile is taken off the plan. Returns how
    many were sent. Raises `NotYours`, `SymposiumOver`."""
    _check_desk(by, call, now)
    planned = Review.objects.standing().filter(reviewer__call=call, sent_at=None)
    rows = Submission.objects.select_for_update(no_key=True, of=("self",)).filter(
        pk__in=planned.values("submission"), state__in=Submission.UNDECIDED
    )
    papers = {one.pk: one for one in rows.order_by("pk")}
    held = _lock_call(call)
    _check_goes_on(held, now)
    reviews = list(planned.filter(submission__in=papers).select_related("reviewer").order_by("pk"))
    barred = barred_pairs(papers.values(), {one.reviewer_id: one.reviewer for one in reviews}.values(), now)
    off = [one.pk for one in reviews if (one.submission_id, one.reviewer_id) in barred]
    Review.objects.filter(pk__in=off).delete()
    sent = [one for one in reviews if one.pk not in set(off)]
    Review.objects.filter(pk__in=[one.pk for one in sent]).update(sent_at=now, due_on=due_on)
    given: dict[int, list[Review]] = defaultdict(list)
    for one in sent:
        one.sent_at, one.due_on = now, due_on
        given[one.reviewer_id].append(one)
    _begin_review([papers[key] for key in {one.submission_id for one in sent}], by=by, now=now)
    telling.tell_reviewers(held, given, fact=now.isoformat())
    return len(sent)


def _begin_review(papers: Sequence[Submission], *, by: Any, now: datetime) -> None:
    fresh = sorted((one for one in papers if one.state == State.SUBMITTED), key=lambda one: one.pk)
    for one in fresh:
        one.state, one.state_at = State.UNDER_REVIEW, now
    if fresh:
        bulk_update_with_history(
            fresh, Submission, ["state", "state_at"], default_user=by, default_change_reason="review", default_date=now
        )
    SubmissionMove.objects.bulk_create(
        SubmissionMove(submission=one, verb="review", before=State.SUBMITTED, after=State.UNDER_REVIEW, at=now, by=by)
        for one in fresh
    )


@transaction.atomic
def write_review(*, review: Review, values: Mapping[str, Any], is_final: bool, by: Any, now: datetime) -> Review:
    """A reviewer writes: `values` are scores and words by field. What is not handed in (`is_final`) is kept for later. A
    conflict that has come up meanwhile excludes its author.

    Raises `NotYours`, `WrongState`, `ReviewHandedIn`, `InConflict`, `Incomplete`."""
    held = machine.lock(review.submission)
    current = _own(review, held, by, now)
    if barred_pairs([held], [current.reviewer], now):
        raise InConflict
    for name in (*current.score_names, *WORDS):
        if name in values:
            value = values[name]
            setattr(current, name, value.strip() if isinstance(value, str) else value)
    if is_final:
        _check_whole(current)
        current.submitted_at = now
        machine.note(held, "reviewed", before=held.state, by=by, now=now)
    current.save()
    return current


def _own(review: Review, submission: Submission, by: Any, now: datetime) -> Review:
    """The review that `by` may still write, locked. Raises `NotYours`, `WrongState`, `ReviewHandedIn`."""
    current, member = _lock_review(review, submission), acting_member(by, now)
    if member is None or current.reviewer.member_id != member.pk or current.sent_at is None:
        raise NotYours
    if current.submitted_at is not None:
        raise ReviewHandedIn
    if submission.state != State.UNDER_REVIEW:
        raise WrongState
    return current


def _check_whole(review: Review) -> None:
    lacks = []
    for name in review.score_names:
        score = getattr(review, name)
        if score is None or not LOWEST <= score <= HIGHEST:
            lacks.append(_name_of(name))
    if review.recommendation not in Review.Recommendation.values:
        lacks.append(_name_of("recommendation"))
    if not review.comment:
        lacks.append(_name_of("comment"))
    if lacks:
        raise Incomplete(lacks)


def _name_of(field: str) -> str:
    """What the form calls a field of a review."""
    return capfirst(str(Review._meta.get_field(field).verbose_name))  # type: ignore[union-attr]  # one with a name


@transaction.atomic
def write_profile(*, reviewer: Reviewer, values: Mapping[str, Any], by: Any, now: datetime) -> Reviewer:
    """A reviewer says what he knows and how much he takes. Raises `NotYours`."""
    held = Reviewer.objects.select_for_update(no_key=True).get(pk=reviewer.pk)
    member = acting_member(by, now)
    if member is None or held.member_id != member.pk:
        raise NotYours
    for name in ("keywords", "most", "is_available"):
        if name in values:
            setattr(held, name, values[name])
    held._history_user = by  # type: ignore[attr-defined]  # read by the history
    held.save()
    return held


@transaction.atomic
def give_back(*, review: Review, nature: str, note: str, by: Any, now: datetime) -> None:
    """A reviewer cannot judge it: a conflict (`nature` of `DeclaredConflict`, noted for good), or another reason ("" and
    `note`). The desk finds somebody else.

    Raises `NotYours`, `WrongState`, `ReviewHandedIn`, `ReasonMissing`."""
    held = machine.lock(review.submission)
    current = _own(review, held, by, now)
    if nature:
        declare_conflict(submission=held, reviewer=current.reviewer, nature=nature, note=note, by=by, now=now)
        reason = str(DeclaredConflict.Nature(nature).label)
    else:
        reason = note.strip()
    if not reason:
        raise ReasonMissing
    _give_back(current, held, by=by, now=now, reason=reason)


def declare_conflict(
    *, submission: Submission, reviewer: Reviewer, nature: str, note: str, by: Any, now: datetime
) -> DeclaredConflict:
    """Note that a reviewer cannot judge a contribution: he says so himself, or the desk does. Once is enough.

    Raises `NotYours`."""
    member = member_of(by)
    is_own = member is not None and member.pk == reviewer.member_id
    if not is_own:
        _check_desk_sees(by, submission, now)
    made, _is_new = DeclaredConflict.objects.get_or_create(
        submission=submission,
        member_id=reviewer.member_id,
        defaults={"nature": nature, "note": note.strip(), "at": now, "by": by},
    )
    return made


def short_of_reviews(call: Call) -> int:
    """How many undecided contributions have fewer reviews, planned or more, than the call asks for."""
    rows = Submission.objects.filter(symposium=call.symposium_id, state__in=Submission.UNDECIDED)
    counted = rows.annotate(given=Count("reviews", filter=Q(reviews__returned_at=None)))
    return counted.filter(given__lt=call.reviews_each).count()
