"""What came of contacts: both sides are asked 30, 90, 180 and 365 days afterwards, and whoever tells nothing is counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from council.events.models import Event
from council.members.models import Member
from symposia.models import FollowUp, InterestExpression, Meeting, Symposium
from symposia.models.words import AGREEMENTS, Outcome
from symposia.services.errors import NotYours
from symposia.services.outcomes.errors import AmountWithoutDeal, NotAskedYet

BATCH = 1000
# The keys of interest and meeting, one of them None.
Contact = tuple[int | None, int | None]
# From the least to the most; of what two sides tell differently the more counts.
ORDER = [str(one) for one in Outcome]
WITH_AMOUNT = (Outcome.TEST, Outcome.LICENCE, Outcome.INVESTMENT, Outcome.JOINT)


def plan_follow_ups(*, now: datetime) -> int:
    """The tick: note for each accepted interest and each meeting whose time is over when its sides are asked. Two people who
    had several contacts at a symposium are asked of meetings once, and not at all where they are asked of an interest.
    Idempotent. Returns how many contacts are new."""
    due = Q(pk__in=_accepted().values("offer__symposium")) | Q(pk__in=_met(now).values("round__symposium"))
    keys = list(Symposium.objects.filter(due).order_by("pk").values_list("pk", flat=True))
    return sum(_plan(key, now) for key in keys)


@transaction.atomic
def _plan(key: int, now: datetime) -> int:
    # Two ticks at once would not see each other's rows, and ask a pair of both its contacts.
    symposium = Symposium.objects.select_for_update(no_key=True).get(pk=key)
    interests = list(_accepted().filter(offer__symposium=symposium).select_related("offer").order_by("pk"))
    rows = [
        row
        for one in interests
        if one.answered_at is not None
        for row in _rows(symposium, one.answered_at, (one.offer.owner_id, one.member_id), now, interest=one)
    ]
    FollowUp.objects.bulk_create(rows, batch_size=BATCH)
    planned = len({row.interest_id for row in rows})
    met: dict[frozenset[int], Meeting] = {}
    for meeting in _met(now).filter(round__symposium=symposium).order_by("starts_at", "pk"):
        met.setdefault(frozenset((meeting.asker_id, meeting.asked_id)), meeting)
    rows = [
        row for one in met.values() for row in _rows(symposium, one.ends_at, (one.asker_id, one.asked_id), now, meeting=one)
    ]
    FollowUp.objects.bulk_create(rows, batch_size=BATCH)
    return planned + len({row.meeting_id for row in rows})


def _accepted() -> "QuerySet[InterestExpression]":
    """Accepted interests of which nobody is asked yet, of people who are not asked of a meeting with the same."""
    same = FollowUp.objects.filter(
        symposium=OuterRef("offer__symposium"), member=OuterRef("member"), other=OuterRef("offer__owner"), interest=None
    )
    accepted = InterestExpression.objects.filter(state=InterestExpression.State.ACCEPTED, follow_ups=None)
    # Two records of one person may have become one.
    return accepted.exclude(member=F("offer__owner")).exclude(Exists(same))


def _met(now: datetime) -> "QuerySet[Meeting]":
    """Meetings that took place, and confirmed ones whose end is past (nobody has to say that they did; that they did not is an
    answer), of people who are not asked of a contact with the same yet."""
    same = FollowUp.objects.filter(symposium=OuterRef("round__symposium"), member=OuterRef("asker"), other=OuterRef("asked"))
    past = Q(state=Meeting.State.CONFIRMED, ends_at__lte=now) & ~Q(round__symposium__event__state=Event.State.CANCELLED)
    return Meeting.objects.filter(~Exists(same), Q(state=Meeting.State.HELD) | past)


def _rows(symposium: Symposium, at: datetime, sides: tuple[int, int], now: datetime, **contact: Any) -> Iterable[FollowUp]:
    """Both sides of a contact that began `at`, at each of the four days. What is planned late is asked on that day; not at all
    where its fortnight is over: who was never asked is no non-reply."""
    begun, today = timezone.localdate(at), timezone.localdate(now)
    for days in FollowUp.DAYS:
        asked_on = begun + timedelta(days=days)
        if asked_on + FollowUp.PATIENCE < today:
            continue
        asked_on = max(asked_on, today)
        for mine, other in (sides, sides[::-1]):
            yield FollowUp(
                symposium=symposium,
                member_id=mine,
                other_id=other,
                days=days,
                asked_on=asked_on,
                answer_by=asked_on + FollowUp.PATIENCE,
                **contact,
            )


@transaction.atomic
def answer_follow_up(
    *, follow_up: FollowUp, by: Member, outcome: str, amount: int | None, text: str, now: datetime
) -> FollowUp:
    """One side tells what came of it; it may tell better later. Raises `NotYours`, `NotAskedYet`, `AmountWithoutDeal`."""
    held = FollowUp.objects.select_for_update(no_key=True).get(pk=follow_up.pk)
    if held.member_id != by.pk:
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
    neither side told anything in its time (`silent`); the amounts, each contact's once."""

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
    contacts: dict[tuple[int, Contact], list[tuple[str, int, bool]]] = {}
    rows = FollowUp.objects.filter(symposium=symposium, asked_on__lte=today)
    # Who was erased before is not asked, and is no non-reply.
    rows = rows.exclude(outcome="", member__erased_at__date__lte=F("asked_on"))
    names = ("interest", "meeting", "days", "outcome", "amount", "answer_by")
    for interest, meeting, days, outcome, amount, answer_by in rows.values_list(*names):
        line = lines[days]
        line.asked += 1
        if outcome:
            line.answered += 1
        elif answer_by < today:
            line.missing += 1
        else:
            line.waiting += 1
        waits = not outcome and answer_by >= today
        contacts.setdefault((days, (interest, meeting)), []).append((outcome, amount or 0, waits))
    for (days, _contact), told in contacts.items():
        line = lines[days]
        line.contacts += 1
        known = [ORDER.index(outcome) for outcome, _amount, _waits in told if outcome]
        if known:
            line.outcomes[ORDER[max(known)]] += 1
        elif not any(waits for _outcome, _amount, waits in told):
            line.silent += 1
        line.amount += max(amount for _outcome, amount, _waits in told)
    return list(lines.values())
