"""What came of contacts: both sides are asked 30, 90, 180 and 365 days afterwards, and whoever tells nothing is counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from council.members.models import Member
from symposia.models import FollowUp, InterestExpression, Symposium
from symposia.services.errors import NotYours
from symposia.services.outcomes.errors import AmountWithoutDeal, NotAskedYet

Outcome = FollowUp.Outcome
BATCH = 500
# From the least to the most; of what two sides tell differently the more counts.
ORDER = [str(one) for one in Outcome]
WITH_AMOUNT = (Outcome.TEST, Outcome.LICENCE, Outcome.INVESTMENT, Outcome.JOINT)
AGREEMENTS = (Outcome.LICENCE, Outcome.INVESTMENT, Outcome.JOINT)


def plan_follow_ups() -> int:
    """The tick: note for each accepted interest when its sides are asked. Idempotent. Returns how many interests are new."""
    total = 0
    while made := _plan_batch():
        total += made
    return total


@transaction.atomic
def _plan_batch() -> int:
    accepted = InterestExpression.objects.filter(state=InterestExpression.State.ACCEPTED, follow_ups=None)
    found = list(accepted.select_related("offer").order_by("pk")[:BATCH])
    rows = [row for interest in found for row in _rows(interest)]
    FollowUp.objects.bulk_create(rows, ignore_conflicts=True)
    return len(found)


def _rows(interest: InterestExpression) -> Iterable[FollowUp]:
    begun = timezone.localdate(interest.answered_at)
    sides = (interest.offer.owner_id, interest.member_id)
    for days in FollowUp.DAYS:
        asked_on = begun + timedelta(days=days)
        for mine, other in (sides, sides[::-1]):
            yield FollowUp(
                symposium_id=interest.offer.symposium_id,
                interest=interest,
                member_id=mine,
                other_id=other,
                days=days,
                asked_on=asked_on,
                answer_by=asked_on + FollowUp.PATIENCE,
            )


@transaction.atomic
def answer_follow_up(
    *, follow_up: FollowUp, by: Member, outcome: str, amount: int | None, text: str, now: datetime
) -> FollowUp:
    """One side tells what came of it; it may tell better later. Raises `NotYours`, `NotAskedYet`, `AmountWithoutDeal`."""
    held = FollowUp.objects.select_for_update(no_key=True).get(pk=follow_up.pk)
    if held.member_id != by.pk or not by.has_access(now):
        raise NotYours
    if not held.is_asked(timezone.localdate(now)):
        raise NotAskedYet
    if amount is not None and outcome not in WITH_AMOUNT:
        raise AmountWithoutDeal
    held.outcome, held.amount, held.text = outcome, amount, text
    held.answered_at = held.answered_at or now
    held.save(update_fields=["outcome", "amount", "text", "answered_at"])
    return held


@dataclass
class Line:
    """What is known at one of the four days: of both sides, how many were asked, answered, told nothing (`missing`), or have
    time left (`waiting`); how many contacts there are by what became of them, as the side tells it that tells more; of how many
    neither side told anything (`silent`); the amounts, each contact's once."""

    days: int
    asked: int = 0
    answered: int = 0
    missing: int = 0
    waiting: int = 0
    contacts: int = 0
    silent: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    amount: int = 0

    @property
    def by_outcome(self) -> list[tuple[Any, int]]:
        """Each outcome, and of how many contacts."""
        return [(Outcome(one).label, self.outcomes[one]) for one in ORDER]

    @property
    def agreements(self) -> int:
        return sum(self.outcomes[one] for one in AGREEMENTS)


def report(symposium: Symposium, today: date) -> list[Line]:
    """What came of the contacts of `symposium`, for each of the four days. One query."""
    lines = {days: Line(days) for days in FollowUp.DAYS}
    pairs: dict[tuple[int, int], list[tuple[str, int]]] = {}
    rows = FollowUp.objects.filter(symposium=symposium, asked_on__lte=today)
    for interest, days, outcome, amount, answer_by in rows.values_list("interest", "days", "outcome", "amount", "answer_by"):
        line = lines[days]
        line.asked += 1
        if outcome:
            line.answered += 1
        elif answer_by < today:
            line.missing += 1
        else:
            line.waiting += 1
        pairs.setdefault((days, interest), []).append((outcome, amount or 0))
    for (days, _interest), told in pairs.items():
        line = lines[days]
        line.contacts += 1
        known = [ORDER.index(outcome) for outcome, _amount in told if outcome]
        if known:
            line.outcomes[ORDER[max(known)]] += 1
        else:
            line.silent += 1
        line.amount += max(amount for _outcome, amount in told)
    return list(lines.values())
