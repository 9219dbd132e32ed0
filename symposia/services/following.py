"""What moves along with the days of a symposium, on the wall clock: told once by its event's own change."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from council.events.models import Event


@dataclass(frozen=True)
class Shift:
    """How an event moved: by so many `days`, from the clock of one zone to that of another; `first` to `last` were its days."""

    days: timedelta
    zone: ZoneInfo
    new_zone: ZoneInfo
    first: date
    last: date

    def moment(self, at: datetime) -> datetime:
        """Where `at` is now: the same hour on as many days later."""
        return (at.astimezone(self.zone).replace(tzinfo=None) + self.days).replace(tzinfo=self.new_zone)

    @property
    def was(self) -> tuple[datetime, datetime]:
        """The beginning of its first day and the end of its last one, as they were. What lies elsewhere was moved already."""
        begins, ends = (datetime.combine(day, time(), self.zone) for day in (self.first, self.last + timedelta(days=1)))
        return begins, ends


def shift_of(before: Event, event: Event) -> Shift | None:
    """How `event` moved since `before`; None where its days are where they were. One that only begins or ends on another day
    (a day more or less) has not moved, nor has one that begins at another hour."""
    (first, last), (new_first, new_last) = before.days(), event.days()
    has_moved = first != new_first and last != new_last
    if not has_moved and before.time_zone == event.time_zone:
        return None
    return Shift(new_first - first if has_moved else timedelta(0), before.zone, event.zone, first, last)
