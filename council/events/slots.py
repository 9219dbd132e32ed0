"""What a door records for: a day of the event, or one item of its agenda on that day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from council import bilingual, when
from council.events.models import AgendaItem, Event
from council.events.text import one_line

DOOR_LENGTH = 40
# A longer event is asked about day by day all the same; nobody chooses from more.
LONGEST = 60


@dataclass(frozen=True)
class Slot:
    """A day (in the event's zone), or one agenda item of it."""

    day: date
    item: AgendaItem | None = None

    @property
    def value(self) -> str:
        """How an address or a form says it: “2026-11-16”, “2026-11-16.12”."""
        return f"{self.day.isoformat()}.{self.item.pk}" if self.item else self.day.isoformat()

    @property
    def item_id(self) -> int | None:
        return self.item.pk if self.item else None

    def label(self, zone: str) -> str:
        """“16 Nov 2026 (Mon)”, “10:00–11:00 Talk”."""
        if self.item is None:
            return when.day(self.day)
        hours = when.clock(self.item.starts_at, self.item.ends_at, zone)
        return f"{hours} {bilingual.text(self.item, 'title')}"


@dataclass(frozen=True)
class Place:
    """Where a door stands: its slot and its own name."""

    slot: Slot
    door: str = ""


def days_of(event: Event) -> list[date]:
    """The days of the event in its own zone; what ends at midnight does not touch the next day."""
    first = event.starts_at.astimezone(event.zone).date()
    last = (event.ends_at - timedelta(microseconds=1)).astimezone(event.zone).date()
    return [first + timedelta(days=number) for number in range(min((last - first).days + 1, LONGEST))]


def slots_of(event: Event, items: Iterable[AgendaItem] | None = None) -> list[Slot]:
    """Every slot: each day, followed by the agenda items that begin on it and take place. One query, or none with `items`."""
    parts = [item for item in (event.agenda.all() if items is None else items) if not item.is_cancelled]
    found = []
    for day in days_of(event):
        found.append(Slot(day))
        found += [Slot(day, item) for item in parts if item.starts_at.astimezone(event.zone).date() == day]
    return found


def find_slot(slots: list[Slot], value: str, event: Event, now: datetime) -> Slot:
    """The slot that `value` names; else today, the last day of what is over, or the first one."""
    named = next((slot for slot in slots if slot.value == value), None)
    if named is not None:
        return named
    today = now.astimezone(event.zone).date()
    days = [slot for slot in slots if slot.item is None]
    past = [slot for slot in days if slot.day <= today]
    return past[-1] if past else days[0]


def clean_door(text: str) -> str:
    """The name of a door as it is kept."""
    return one_line(text)[:DOOR_LENGTH].strip()
