"""Counts the deadlines of a case from its events, again and again with the same result."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from forums.models import CaseEvent, Deadline, DeadlineCorrection, DeadlineMove, IPCase
from forums.services.clock import law
from forums.services.clock.dates import DateOutOfReach, period_end, roll
from forums.services.clock.errors import DayOutOfReach
from forums.services.clock.rules import OVER, Dates, Kind, Right, Rule, count

Key = tuple[int, str, int]
Moved = DeadlineMove.Kind
Outcome = Deadline.Outcome
# Where a case does not say when its application was filed, a right is not kept longer than this.
LONGEST = {Right.PATENT: 20, Right.UTILITY_MODEL: 10, Right.DESIGN: 20, Right.TRADEMARK: 10}

# What extends the period that such an event began.
GRANTED: dict[str, str] = {Kind.OFFICE_ACTION: Kind.RESPONSE_EXTENDED, Kind.REJECTED: Kind.APPEAL_EXTENDED}


@dataclass(frozen=True)
class Wanted:
    """A deadline as it ought to be."""

    event: CaseEvent
    rule: Rule
    serial: int
    counted_from: date
    extension: int
    dates: Dates


@transaction.atomic
def recompute(*, case: IPCase, now: datetime) -> list[Deadline]:
    """The deadlines of `case`, counted from the events that stand now; new ones are added, none is deleted. Under the lock of
    the case's row, so that two at once count once.

    One that has been counted keeps the version of its rule, whatever the law has become since, unless the day that it is
    counted from was itself corrected. A date set by hand, and what people said became of it, stay.

    Returns those that were written. Raises `DayOutOfReach` for an event after which a period ends beyond the calendar."""
    held = IPCase.objects.select_for_update(no_key=True).get(pk=case.pk)
    every = list(held.events.order_by("on", "pk"))
    standing = [event for event in every if event.corrected_at is None]
    known = _known(held, every)
    try:
        wanted = {(one.event.pk, one.rule.slug, one.serial): one for one in _wanted(held, standing, known)}
    except DateOutOfReach:
        raise DayOutOfReach from None
    corrections = _corrections(known.values())
    written: list[Deadline] = []
    for key, one in wanted.items():
        deadline = known.get(key) or Deadline(case=held, event=one.event, rule=one.rule.slug, serial=one.serial)
        if _count(deadline, one, corrections.get(deadline.pk), now):
            written.append(deadline)
    changed = {one.pk for one in written}
    for deadline, (outcome, because) in _outcomes(held, standing, known, wanted, written):
        if _conclude(deadline, outcome, because, now) and deadline.pk not in changed:
            written.append(deadline)
    return written


def _known(case: IPCase, every: Sequence[CaseEvent]) -> dict[Key, Deadline]:
    """The deadlines that there are, by what they are counted from; one of a corrected event follows it to the row that says it
    right."""
    follow = {event.pk: event.superseded_by_id for event in every if event.superseded_by_id}
    found: dict[Key, Deadline] = {}
    for deadline in case.deadlines.select_for_update(no_key=True).order_by("pk"):
        deadline.case = case
        event = deadline.event_id
        while follow.get(event):
            event = follow[event]
        key = (event, deadline.rule, deadline.serial)
        found[(deadline.event_id, *key[1:]) if key in found else key] = deadline
    return found


def _wanted(case: IPCase, standing: Sequence[CaseEvent], known: dict[Key, Deadline]) -> Iterable[Wanted]:
    kinds = {event.kind for event in standing}
    for event in standing:
        for slug, versions in _by_slug(law.rules_for(case.right, event.kind)).items():
            first = versions[0]
            if first.instead & kinds or any(one.kind in first.harmless and one.on < event.on for one in standing):
                continue
            day = min(one.on for one in standing if one.kind in first.counts_from) if first.counts_from else event.on
            years = _serials(case, first, event, standing)
            for serial in years:
                rule = _version(case, versions, known.get((event.pk, slug, serial)), day)
                if rule is None:
                    continue
                extension = _extension(rule, event, standing)
                yield Wanted(event, rule, serial, day, extension, count(rule, day, extension=extension, year=serial))


def _by_slug(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.slug, []).append(rule)
    return found


def _version(case: IPCase, versions: Sequence[Rule], known: Deadline | None, day: date) -> Rule | None:
    """The version that counts: the one that has counted, as long as the day is the same; else the one in force on that day."""
    if known is not None and known.counted_from == day:
        kept = law.find_rule(known.rule, known.rule_version, case.right)
        if kept is not None:
            return kept
    return next((rule for rule in versions if rule.holds_on(day)), None)


def _serials(case: IPCase, rule: Rule, event: CaseEvent, standing: Sequence[CaseEvent]) -> range:
    """How often a period comes: each year of a right, each renewal, or once."""
    if rule.yearly:
        return _years(case, rule, event, standing)
    return range(1 + sum(one.kind == Kind.RENEWED for one in standing)) if rule.renewable else range(1)


def _years(case: IPCase, rule: Rule, registered: CaseEvent, standing: Sequence[CaseEvent]) -> range:
    """The years of the right whose annuities fall due before its term ends."""
    filed = next((event.on for event in standing if event.kind == Kind.FILED), registered.on)
    ends = period_end(filed, months=12 * LONGEST[Right(case.right)])
    year = rule.yearly
    while count(rule, registered.on, year=year).raw_end < ends:
        year += 1
    return range(rule.yearly, year)


def _extension(rule: Rule, event: CaseEvent, standing: Sequence[CaseEvent]) -> int:
    """By how much the period that `event` began was extended, as far as the law allows, in the unit of the rule: what was
    granted after it and before the next of its kind."""
    granted = GRANTED.get(event.kind)
    if not rule.extension or granted is None:
        return 0
    following = next((one for one in standing if one.kind == event.kind and (one.on, one.pk) > (event.on, event.pk)), None)
    extension = sum(
        one.number or 0
        for one in standing
        if one.kind == granted and one.on >= event.on and (following is None or one.on < following.on)
    )
    return min(extension, rule.extension)


def _corrections(deadlines: Iterable[Deadline]) -> dict[int, DeadlineCorrection]:
    found = DeadlineCorrection.objects.filter(deadline__in=[one.pk for one in deadlines], ended_at=None)
    return {one.deadline_id: one for one in found}


def late_dates(rule: Rule, due_on: date) -> tuple[date | None, date | None]:
    """The last days of the late period and of the restoration after a date that was set by hand."""
    if not rule.late_months:
        return None, None
    late = period_end(due_on, months=rule.late_months)
    restorable = period_end(late, months=rule.restore_months) if rule.restore_months else None
    return roll(late)[0], roll(restorable)[0] if restorable else None


def _count(deadline: Deadline, wanted: Wanted, correction: DeadlineCorrection | None, now: datetime) -> bool:
    """Bring `deadline` to what is `wanted`. Returns whether anything changed."""
    rule, dates = wanted.rule, wanted.dates
    late_until, restorable_until = dates.late_until, dates.restorable_until
    if correction is not None:
        late_until, restorable_until = late_dates(rule, correction.due_on)
    values: dict[str, Any] = {
        "event_id": wanted.event.pk,
        "rule_version": rule.version,
        "counted_from": wanted.counted_from,
        "extension": wanted.extension,
        "raw_end": dates.raw_end,
        "calculated_on": dates.due_on,
        "due_on": correction.due_on if correction else dates.due_on,
        "late_until": late_until,
        "restorable_until": restorable_until,
        "is_ours": rule.is_ours,
        "is_optional": rule.is_optional,
        "passed": [[off.day.isoformat(), off.name_ko, off.name_en] for off in dates.passed],
    }
    is_new = deadline.pk is None
    held = {name: getattr(deadline, name) for name in values}
    if not is_new and held == values:
        return False
    for name, value in values.items():
        setattr(deadline, name, value)
    deadline.computed_at = deadline.changed_at = now
    deadline.sequence += 0 if is_new else 1
    deadline.save()
    if is_new:
        note(deadline, Moved.COUNTED, now=now)
    elif held["calculated_on"] != deadline.calculated_on:
        note(deadline, Moved.RECOUNTED, now=now, before=held["calculated_on"])
    return True


def _outcomes(
    case: IPCase,
    standing: Sequence[CaseEvent],
    known: dict[Key, Deadline],
    wanted: dict[Key, Wanted],
    written: Sequence[Deadline],
) -> Iterable[tuple[Deadline, tuple[str, CaseEvent | None]]]:
    """What the events make of each deadline. Each event keeps one deadline of a rule, but an annuity that is paid keeps those
    of the years before, too."""
    every = {**{(one.event_id, one.rule, one.serial): one for one in written}, **known}
    used: set[tuple[str, int]] = set()
    for key, deadline in sorted(every.items(), key=lambda item: (item[1].counted_from, item[1].serial, item[1].pk)):
        one = wanted.get(key)
        if one is None:
            # What it was counted from did not happen, or another period has taken its place.
            yield deadline, (Outcome.NOT_NEEDED, None)
            continue
        keeper = _keeper(one, standing, used, deadline.due_on)
        needless = next((event for event in standing if _is_needless(event, one)), None)
        if keeper is not None and (needless is None or keeper.on <= needless.on):
            if not (one.rule.yearly or one.rule.keeps_all):
                used.add((one.rule.slug, keeper.pk))
            yield deadline, (Outcome.MET, keeper)
        elif needless is not None:
            yield deadline, (Outcome.NOT_NEEDED, needless)
        else:
            yield deadline, (_lapsed(one, standing))


def is_too_late(rule: Rule, event: CaseEvent, due_on: date) -> bool:
    """Whether `event` comes after a period in which one had to act and that has no late one: it keeps nothing any more. What is
    registered was paid for in time."""
    return rule.is_ours and not rule.late_months and event.on > due_on and event.kind != Kind.REGISTERED


def _keeper(wanted: Wanted, standing: Sequence[CaseEvent], used: set[tuple[str, int]], due_on: date) -> CaseEvent | None:
    rule = wanted.rule
    for event in standing:
        if event.kind not in rule.keeps or event.on < wanted.counted_from or event.pk == wanted.event.pk:
            continue
        if is_too_late(rule, event, due_on):
            continue
        if rule.yearly:
            if (event.number or 0) >= wanted.serial:
                return event
        elif (rule.slug, event.pk) not in used:
            return event
    return None


def _is_needless(event: CaseEvent, wanted: Wanted) -> bool:
    """Whether `event` makes what is `wanted` needless. A thing of the same day counts where it was recorded later."""
    after = (event.on, event.pk) > (wanted.event.on, wanted.event.pk)
    return after and (event.kind in wanted.rule.needless or event.kind in OVER)


def _lapsed(wanted: Wanted, standing: Sequence[CaseEvent]) -> tuple[str, CaseEvent | None]:
    """While a right is lapsed nobody owes the annuities that fall due after that; once it is restored he does."""
    turns = [event for event in standing if event.kind in (Kind.LAPSED, Kind.RESTORED)]
    if wanted.rule.yearly and turns and turns[-1].kind == Kind.LAPSED and wanted.dates.due_on > turns[-1].on:
        return Outcome.NOT_NEEDED, turns[-1]
    return "", None


def _conclude(deadline: Deadline, outcome: str, because: CaseEvent | None, now: datetime) -> bool:
    """Write down what became of `deadline`. What somebody settled stays so, unless an event says that it is met."""
    if deadline.is_settled and outcome != Outcome.MET:
        return False
    values = {"outcome": outcome, "outcome_event_id": because.pk if because else None, "is_settled": False}
    if all(getattr(deadline, name) == value for name, value in values.items()):
        return False
    before = deadline.outcome
    for name, value in values.items():
        setattr(deadline, name, value)
    deadline.outcome_on = because.on if because else None
    deadline.changed_at = now
    deadline.sequence += 1
    deadline.save()
    if before != outcome:
        moved = {Outcome.MET: Moved.MET, Outcome.NOT_NEEDED: Moved.NOT_NEEDED}.get(outcome, Moved.REOPENED)  # type: ignore[call-overload]
        note(deadline, moved, now=now, before=deadline.due_on)
    return True


def note(
    deadline: Deadline, kind: str, *, now: datetime, before: date | None = None, by: Any = None, reason: str = ""
) -> DeadlineMove:
    """Write down what became of `deadline`; nobody as `by` is the clock itself."""
    return DeadlineMove.objects.create(
        deadline=deadline, kind=kind, before_on=before, after_on=deadline.due_on, at=now, by=by, reason=reason
    )
