"""What a rule of the statutory clock is, and how it counts. Knows no table. The rules themselves: `law.py`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from forums.services.clock.dates import DayOff, period_end, roll


class Right(StrEnum):
    """Kinds of rights, by the two digits that their numbers begin with."""

    PATENT = "10"
    UTILITY_MODEL = "20"
    DESIGN = "30"
    TRADEMARK = "40"


class Kind(StrEnum):
    """Kinds of events of a case that start a period, keep it, or make it needless, by the names that the cases have for them
    (`forums.models.EventKind`)."""

    DISCLOSURE = "disclosure"
    PRIORITY = "priority"
    FILED = "filed"
    PCT_FILED = "pct-filed"
    PUBLISHED = "published"
    EXAMINATION_REQUESTED = "examination-requested"
    OFFICE_ACTION = "office-action"
    RESPONSE_EXTENDED = "response-extended"
    RESPONDED = "responded"
    ALLOWED = "registration-decided"
    FEE_PAID = "fee-paid"
    REGISTERED = "registered"
    ANNUITY_PAID = "annuity-paid"
    REJECTED = "final-rejection"
    APPEAL_EXTENDED = "appeal-extended"
    APPEALED = "appealed"
    OPPOSITION_PUBLISHED = "opposition-published"
    LAPSED = "lapsed"
    RESTORED = "restored"
    RENEWED = "renewed"
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"
    EXPIRED = "expired"


# With these a case is over: what was still open is not needed any more.
OVER = frozenset({Kind.WITHDRAWN, Kind.ABANDONED, Kind.EXPIRED})


class Unit(StrEnum):
    MONTHS = "months"
    DAYS = "days"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One period of the law.

    `event` starts it, on its own day or on the earliest of those of `counts_from`. It holds where that day is from `since` on
    and before `until`. One of `keeps` keeps it, one of `needless` (or the end of the case) makes it needless; with one of
    `instead` in the case, or of `harmless` before its day, it is not counted at all. Where somebody must act it rolls over days
    off (`rolls`). `is_ours` where a company must act, else the day is only told; `is_optional` where nothing is lost by letting
    it pass but the chance.

    After it come `late_months` with a surcharge, then `restore_months` in which a lost right can be restored. `extension` says
    by how much it can be extended in all. `yearly` begins with that year of a right and comes again every year; a `renewable`
    period comes again after each renewal, from the end of the one before."""

    slug: str
    version: str
    name: Any
    article: Any
    rights: frozenset[Right]
    event: Kind
    months: int = 0
    days: int = 0
    since: date | None = None
    until: date | None = None
    counts_from: frozenset[Kind] = frozenset()
    rolls: bool = True
    is_ours: bool = True
    is_optional: bool = False
    keeps: frozenset[Kind] = frozenset()
    needless: frozenset[Kind] = frozenset()
    instead: frozenset[Kind] = frozenset()
    harmless: frozenset[Kind] = frozenset()
    extension: int = 0
    extension_unit: Unit = Unit.MONTHS
    late_months: int = 0
    restore_months: int = 0
    yearly: int = 0
    renewable: bool = False
    # One act keeps every period of this rule that is running: one filing all disclosures, all priorities.
    keeps_all: bool = False
    note: Any = ""

    def holds_on(self, day: date) -> bool:
        """Whether it counts a period that begins with something of `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Dates:
    """What a rule makes of an event: the end as counted, the day up to which one may act and the days off that it passed; then,
    where there are such, the last days of the late period and of the restoration."""

    raw_end: date
    due_on: date
    passed: tuple[DayOff, ...] = ()
    late_until: date | None = None
    restorable_until: date | None = None


def count(rule: Rule, event_on: date, *, extension: int = 0, year: int = 0) -> Dates:
    """The dates of `rule` for an event of the day `event_on`; `extension` in its unit; `year` of the right for an annuity, or
    how often it was renewed before.

    An extended period is counted as one. Late period and restoration follow the end as counted, not the day to which it rolled:
    the earlier of both readings loses no right. Raises `DateOutOfReach`."""
    raw_end = _raw_end(rule, event_on, extension, year)
    due_on, passed = roll(raw_end) if rule.rolls else (raw_end, ())
    if not rule.late_months:
        return Dates(raw_end, due_on, passed)
    late = period_end(raw_end, months=rule.late_months)
    restorable = period_end(late, months=rule.restore_months) if rule.restore_months else None
    return Dates(raw_end, due_on, passed, roll(late)[0], roll(restorable)[0] if restorable else None)


def _raw_end(rule: Rule, event_on: date, extension: int, year: int) -> date:
    if rule.yearly:
        # The annuity of year n is due n - 1 years after the registration.
        return period_end(event_on, months=12 * (year - 1))
    if rule.renewable:
        return period_end(event_on, months=rule.months * (year + 1))
    if rule.days:
        return period_end(event_on, days=rule.days + extension)
    if rule.extension_unit == Unit.DAYS and extension:
        return period_end(period_end(event_on, months=rule.months), days=extension)
    return period_end(event_on, months=rule.months + extension)
