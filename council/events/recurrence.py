"""Dates of a rule (RFC 5545 RRULE) in wall-clock time, with the public holidays of Korea. Knows no table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})
MAX_INTERVAL = 99
# Lists of numbers, and how large each may be; those of days also count from the end.
NUMBERS = {"BYMONTHDAY": 31, "BYMONTH": 12, "BYSETPOS": 366}
# Dates of series lie within these.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
# What lies a little before or after the dates that are asked for may be where one of them moves to.
MARGIN = timedelta(days=31)
# In how many days a rule without more to it comes again, where these are always as many.
STEPS = {"DAILY": 1, "WEEKLY": 7}
# How many days a period of a rule has at least.
SHORTEST = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKDAY_NAMES = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
SATURDAY = 5

SKIP, MOVE, KEEP = "skip", "move", "keep"


class RuleError(ValueError):
    """A rule that a series may not have; `str()` is a sentence for staff."""


@dataclass(frozen=True)
class PlannedDate:
    """One date of a rule. `held_on` is None where the meeting is left out; `holiday` names the holiday that it fell on;
    `collides` says that the day it would move to is taken by another date of the rule."""

    original: date
    held_on: date | None
    holiday: str = ""
    collides: bool = False

    @property
    def is_moved(self) -> bool:
        return self.held_on is not None and self.held_on != self.original


def parts_of(rule: str) -> dict[str, str]:
    """The rule's parts by name. Raises `RuleError` for what is no list of `NAME=value`."""
    parts: dict[str, str] = {}
    for part in rule.strip().removeprefix("RRULE:").rstrip(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name.upper() in parts:
            raise RuleError(_("“%(part)s” is no part of a rule. Write it like FREQ=MONTHLY;BYDAY=2TU.") % {"part": part})
        parts[name.upper()] = value.upper()
    return parts


def check_rule(rule: str) -> None:
    """Raise `RuleError` for a rule that is no RRULE, repeats within a day, or has parts that a series has columns for."""
    parts = parts_of(rule)
    if "UNTIL" in parts or "COUNT" in parts:
        raise RuleError(_("Leave UNTIL and COUNT out: the last date has a field of its own."))
    if parts.get("FREQ") not in FREQUENCIES:
        raise RuleError(_("A rule begins with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."))
    unknown = sorted(set(parts) - PARTS)
    if unknown:
        raise RuleError(_("A series cannot have this: %(parts)s.") % {"parts": ", ".join(unknown)})
    interval = parts.get("INTERVAL", "1")
    if not interval.isdecimal() or not 1 <= int(interval) <= MAX_INTERVAL:
        raise RuleError(_("The interval is a number from 1 to %(most)d.") % {"most": MAX_INTERVAL})
    for name, most in NUMBERS.items():
        for number in parts[name].split(",") if name in parts else ():
            if not number.removeprefix("-").isdecimal() or not 1 <= int(number.removeprefix("-")) <= most:
                raise RuleError(_("“%(part)s” is no part of a rule. Write it like FREQ=MONTHLY;BYDAY=2TU.") % {"part": number})
    try:
        rrulestr(rule_text(parts), dtstart=datetime(2026, 1, 1))  # noqa: DTZ001 - wall-clock time has no zone
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise RuleError(_("This is no rule that calendars understand (RFC 5545).")) from None


def rule_text(parts: dict[str, str]) -> str:
    """The parts as one rule, FREQ first."""
    return ";".join(f"{name}={parts[name]}" for name in sorted(parts, key=lambda name: (name != "FREQ", name)))


def rule_dates(rule: str, starts_on: date, until: date, *, since: date | None = None) -> Iterator[date]:
    """The dates that `rule` gives from `starts_on` (of these: from `since`) to `until`, never after `LAST_DAY`, in order.
    Raises `RuleError` for a rule that is none."""
    check_rule(rule)
    parts = parts_of(rule)
    last = min(until, LAST_DAY)
    since = max(since or starts_on, starts_on)
    if since > last:
        return
    # Whole turns of the rule later it gives the same dates.
    turn = STEPS.get(parts["FREQ"], 0) * int(parts.get("INTERVAL", "1"))
    skipped = (since - starts_on).days // turn * turn if turn else 0
    begin = datetime.combine(starts_on + timedelta(days=skipped), time())
    found: Any = rrulestr(rule_text({**parts, "UNTIL": f"{last:%Y%m%d}T000000"}), dtstart=begin)
    most = (last - begin.date()).days // SHORTEST[parts["FREQ"]] + 2
    try:
        for moment in found.replace(interval=Steps(found._interval, most)):
            if moment.date() >= since:
                yield moment.date()
    except SearchOverError:
        return


class SearchOverError(Exception):
    """A rule has been looked through up to the last day that was asked for."""


class Steps(int):
    """The interval of a rule, which ends the search after `most` steps from one period to the next.

    The library looks at UNTIL only when it has found a date: for a rule that never gives one (`FREQ=DAILY;BYSETPOS=300`) it
    would go on to the year 9999. It adds the interval to where it stands (of weeks: times seven) once for each period."""

    left: int

    def __new__(cls, interval: int, most: int) -> "Steps":
        made = super().__new__(cls, interval)
        made.left = most // interval + 1
        return made

    def _step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise SearchOverError

    def __radd__(self, other: int) -> int:
        self._step()
        return other + int(self)

    def __mul__(self, other: int) -> int:
        self._step()
        return int(self) * other


@cache
def _holidays(year: int, language: str) -> dict[date, str]:
    # Read when it is needed: every process of the portal would wait for it.
    import holidays

    return dict(holidays.country_holidays("KR", years=year, language=language))


def holiday_name(day: date, language: str | None = None) -> str:
    """What public holiday of Korea `day` is, in the language (default: the active one); nothing on another day."""
    korean = (language or get_language() or "en").startswith("ko")
    return _holidays(day.year, "ko" if korean else "en_US").get(day, "")


def is_working_day(day: date) -> bool:
    """Whether `day` is neither on a weekend nor a public holiday of Korea."""
    return day.weekday() < SATURDAY and not holiday_name(day)


def planned_dates(rule: str, starts_on: date, until: date, on_holidays: str, *, since: date | None = None) -> list[PlannedDate]:
    """The dates of the rule (from `since` on) up to `until`, with what holidays make of them. A date that would move onto
    another date of the series is left out: nobody wants two of the same meetings on one day."""
    until = min(until, LAST_DAY)
    first = max(since or starts_on, starts_on)
    found = list(rule_dates(rule, starts_on, until + MARGIN, since=max(first, FIRST_DAY + MARGIN) - MARGIN))
    own = set(found)
    taken: set[date] = set()
    planned = []
    for day in found:
        if day > until:
            break
        holiday = holiday_name(day)
        if not holiday or on_holidays == KEEP:
            planned.append(PlannedDate(day, day, holiday))
        elif on_holidays == SKIP:
            planned.append(PlannedDate(day, None, holiday))
        else:
            target = day
            while not is_working_day(target):
                target += timedelta(days=1)
            collides = target in own or target in taken
            taken.add(target)
            planned.append(PlannedDate(day, None if collides else target, holiday, collides))
    return [one for one in planned if one.original >= first]


def wall_clock(day: date, at: time, zone: str) -> datetime:
    """`at` on `day` on the clock of `zone`. A time that a change to summer time skips is the moment that the clock would have
    shown without the change; of one that comes twice it is the first."""
    return datetime.combine(day, at, ZoneInfo(zone))


def describe(rule: str, starts_on: date) -> str:
    """The rule in words: “Every 2 weeks: Tuesday, Thursday”; nothing for a rule with more to it than that."""
    try:
        parts = parts_of(rule)
    except RuleError:
        return ""
    if set(parts) - {"FREQ", "INTERVAL", "BYDAY", "WKST"}:
        return ""
    interval = int(parts.get("INTERVAL", "1"))
    days = [_day_words(code) for code in parts["BYDAY"].split(",")] if parts.get("BYDAY") else []
    every = _every(parts.get("FREQ", ""), interval)
    if not days and parts.get("FREQ") == "WEEKLY":
        days = [str(WEEKDAY_NAMES[starts_on.weekday()])]
    if not every or not all(days):
        return ""
    return _("%(every)s: %(days)s") % {"every": every, "days": ", ".join(days)} if days else every


def _every(frequency: str, interval: int) -> str:
    # Korean has words of its own for one.
    if interval == 1:
        once = {"DAILY": _("Every day"), "WEEKLY": _("Every week"), "MONTHLY": _("Every month"), "YEARLY": _("Every year")}
        return once.get(frequency, "")
    texts = {
        "DAILY": _("Every %(count)d days"),
        "WEEKLY": _("Every %(count)d weeks"),
        "MONTHLY": _("Every %(count)d months"),
        "YEARLY": _("Every %(count)d years"),
    }
    return texts.get(frequency, "") % {"count": interval}


def _day_words(code: str) -> str:
    """“Tuesday” for `TU`, “second Tuesday” for `2TU`."""
    number, name = code[:-2], code[-2:]
    if name not in WEEKDAYS:
        return ""
    day = WEEKDAY_NAMES[WEEKDAYS.index(name)]
    texts = {
        "": "%(day)s",
        "1": _("first %(day)s"),
        "2": _("second %(day)s"),
        "3": _("third %(day)s"),
        "4": _("fourth %(day)s"),
        "-1": _("last %(day)s"),
    }
    return texts.get(number.removeprefix("+"), "") % {"day": day}
