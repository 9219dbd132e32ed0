"""What the desk sees of contributions: with their scores, narrowed and ordered, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Case, Count, F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from symposia.models import Call, Review, Submission
from symposia.models.calls.reviewing import BUSINESS_SCORES, SCORES

SEARCHED = ("title_ko", "title_en", "keywords", "authors__name_ko", "authors__name_en")
_HANDED_IN = Q(reviews__submitted_at__isnull=False, reviews__returned_at=None)


def _mean(names: tuple[str, ...]) -> Any:
    total: Any = Value(0)
    for name in names:
        total = total + F(f"reviews__{name}")
    return Cast(total, FloatField()) / len(names)


def with_scores(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """The same with `given` (reviews planned or more), `sent`, `handed` and `score`: the mean of the means of its reviews."""
    each = Case(
        When(kind=Submission.Kind.PROPOSAL, then=_mean((*SCORES, *BUSINESS_SCORES))),
        default=_mean(SCORES),
        output_field=FloatField(),
    )
    standing = Q(reviews__returned_at=None)
    return submissions.annotate(
        given=Count("reviews", filter=standing),
        sent=Count("reviews", filter=standing & Q(reviews__sent_at__isnull=False)),
        handed=Count("reviews", filter=_HANDED_IN),
        score=Avg(each, filter=_HANDED_IN),
    )


def narrowed(submissions: QuerySet[Any], call: Call, filters: Any) -> QuerySet[Submission]:
    """Those of `submissions` (with scores) that `filters` (`SubmissionFilters`) ask for, in the order that they ask for."""
    words = filters.value("q").replace("\x00", " ").split()
    for word in words:
        condition = Q(number=int(word.upper().removeprefix("S-"))) if _is_number(word) else Q(pk__in=[])
        for name in SEARCHED:
            condition |= Q(**{f"{name}__icontains": word})
        found = Submission.objects.filter(condition).order_by().values("pk")
        submissions = submissions.filter(pk__in=found)
    for name in ("state", "kind"):
        if filters.value(name):
            submissions = submissions.filter(**{name: filters.value(name)})
    reviews = filters.value("reviews")
    if reviews == "short":
        submissions = submissions.filter(given__lt=call.reviews_each, state__in=Submission.UNDECIDED)
    elif reviews == "all-in":
        submissions = submissions.filter(handed__gte=call.reviews_each)
    elif reviews == "waiting":
        submissions = submissions.filter(sent__gt=F("handed"))
    if filters.value("order") == "score":
        return submissions.order_by(F("score").desc(nulls_last=True), "number")
    return submissions.order_by("number")


def _is_number(word: str) -> bool:
    digits = word.upper().removeprefix("S-")
    return digits.isascii() and digits.isdecimal() and len(digits) < 9


@dataclass(frozen=True)
class Standing:
    """Where a call stands: contributions by state, reviews by what is still missing."""

    states: list[tuple[str, int]]
    planned: int
    waiting: int
    late: int
    handed: int


def standing_of(call: Call, today: date) -> Standing:
    """Where `call` stands. Two queries."""
    rows = Submission.objects.filter(symposium=call.symposium_id).exclude(state=Submission.State.DRAFT)
    counts = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    open_ones = Q(sent_at__isnull=False, submitted_at=None, submission__state=Submission.State.UNDER_REVIEW)
    reviews = (
        Review.objects.standing()
        .filter(reviewer__call=call)
        .aggregate(
            planned=Count("pk", filter=Q(sent_at=None)),
            waiting=Count("pk", filter=open_ones),
            late=Count("pk", filter=open_ones & Q(due_on__lt=today)),
            handed=Count("pk", filter=Q(submitted_at__isnull=False)),
        )
    )
    return Standing(states=[(state, counts[state]) for state in Submission.State.values if counts.get(state)], **reviews)
