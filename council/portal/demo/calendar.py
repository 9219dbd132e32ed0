"""When the events of the demonstration are, seen from the day of loading."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from council.portal.demo.data.event_rows import EventRow

SEOUL = ZoneInfo("Asia/Seoul")
OPENS_AT = "09:00"
CLOSES_AT = "18:00"


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """An event's times on one day of loading; `days` are its days, for its agenda."""

    days: list[date]
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None


def moment(day: date, clock: str) -> datetime:
    """A wall-clock time in Seoul."""
    return datetime.combine(day, time.fromisoformat(clock), SEOUL)


def first_day(row: EventRow, today: date) -> date:
    """The day on which an event begins: `row.day` days from today, moved away from today until no day of it is on a weekend
    (today stays today)."""
    day = today + timedelta(days=row.day)
    step = timedelta(days=-1 if row.day < 0 else 1)
    while row.day and any((day + timedelta(days=extra)).weekday() >= 5 for extra in range(row.days)):
        day += step
    return day


def schedule(row: EventRow, today: date) -> Schedule:
    """The times of an event when loaded on `today`."""
    first = first_day(row, today)
    days = [first + timedelta(days=extra) for extra in range(row.days)]
    return Schedule(
        days=days,
        starts_at=moment(first, "00:00" if row.all_day else row.at),
        ends_at=moment(days[-1] + timedelta(days=1), "00:00") if row.all_day else moment(days[-1], row.until),
        opens_at=None if row.opens is None else moment(today + timedelta(days=row.opens), OPENS_AT),
        closes_at=None if row.closes is None else moment(today + timedelta(days=row.closes), CLOSES_AT),
    )
