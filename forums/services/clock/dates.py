"""Periods of the Patent Act, Art. 14 (the Utility Model, Design Protection and Trademark Acts count alike). Knows no table.

The first day is not counted. A period of months ends on the day before the one that bears the number of its first day, or,
where that month has no such day, on its last. A period in which somebody must act goes on over Saturdays, Sundays, public
holidays and Labour Day to the next day that is none of them; the term of a right does not."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from council import bilingual

SATURDAY, SUNDAY = 5, 6
ONE_DAY = timedelta(days=1)
# Counted as a day off since the amendment of 2006; a public holiday (and with a substitute) from 2026 on.
LABOUR_DAY, LABOUR_DAY_SINCE = (5, 1), 2006
LABOUR_DAY_NAMES: Final = ("근로자의 날", "Labour Day")
WEEKEND_NAMES: Final = {SATURDAY: ("토요일", "Saturday"), SUNDAY: ("일요일", "Sunday")}


class DateOutOfReach(ValueError):
    """A period that ends beyond the calendar."""

    message: Any = _("This date is out of reach.")


@dataclass(frozen=True)
class DayOff:
    """A day on which no period ends in which somebody must act, and what it is."""

    day: date
    name_ko: str
    name_en: str

    @property
    def name(self) -> str:
        """What it is, in the active language."""
        return bilingual.pick(self.name_ko, self.name_en)


def period_end(event: date, *, months: int = 0, days: int = 0) -> date:
    """The last day of a period of `months` or of `days` (one of both) after `event`, before it rolls (Art. 14, 1–3).

    Raises `DateOutOfReach`."""
    if bool(months) == bool(days) or months < 0 or days < 0:
        raise ValueError("A period has months or days.")
    try:
        if days:
            return event + timedelta(days=days)
        first = event + ONE_DAY
        year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
        if first.day > monthrange(year, month + 1)[1]:
            return date(year, month + 1, monthrange(year, month + 1)[1])
        return date(year, month + 1, first.day) - ONE_DAY
    except (OverflowError, ValueError, IndexError) as error:
        raise DateOutOfReach from error


def roll(day: date) -> tuple[date, tuple[DayOff, ...]]:
    """The first day from `day` on that is no day off, and the days off that it passes (Art. 14, 4)."""
    passed: list[DayOff] = []
    while off := day_off(day):
        passed.append(off)
        day += ONE_DAY
    return day, tuple(passed)


def day_off(day: date) -> DayOff | None:
    """Why no period ends on `day` in which somebody must act: a public holiday, Labour Day, a Saturday or Sunday; else None."""
    korean, english = _holidays(day.year, "ko").get(day), _holidays(day.year, "en_US").get(day)
    if korean and english:
        return DayOff(day, korean, english)
    if (day.month, day.day) == LABOUR_DAY and day.year >= LABOUR_DAY_SINCE:
        return DayOff(day, *LABOUR_DAY_NAMES)
    if day.weekday() in WEEKEND_NAMES:
        return DayOff(day, *WEEKEND_NAMES[day.weekday()])
    return None


@lru_cache(maxsize=256)
def _holidays(year: int, language: str) -> dict[date, str]:
    # Read when it is needed: every process of the portal would wait for it.
    import holidays

    return dict(holidays.country_holidays("KR", years=year, language=language))
