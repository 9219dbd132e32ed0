"""What is on at this moment in each room, and what comes next: for phones and the screen in the lobby."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import F

from council.events.models import AgendaItem
from council.events.shown_agenda import shown_agenda
from symposia.models import PublishedTalk, Room, Submission, Symposium
from symposia.services.programme.reading import current_version

# So many things to come are shown a room.
NEXT_SHOWN = 2


class Phase(StrEnum):
    """Where a symposium stands at a moment."""

    BEFORE = "before"
    ON = "on"
    # Between two of its days, or after the last item of a day.
    PAUSE = "pause"
    OVER = "over"


@dataclass(frozen=True)
class RoomNow:
    """One room: what is on, and what comes next on the same day. `room` is None for one that only the agenda names."""

    label: str
    room: Room | None
    current: list[AgendaItem] = field(default_factory=list)
    following: list[AgendaItem] = field(default_factory=list)


@dataclass(frozen=True)
class Live:
    """The whole symposium at a moment: `opens` is the next thing to come, of whichever day, where nothing is on. Outdated while
    something stands outside its time: it was moved, and its programme not yet published anew."""

    phase: Phase
    rooms: list[RoomNow]
    opens: AgendaItem | None
    is_outdated: bool = False

    @property
    def is_day(self) -> bool:
        """Whether anything is left today in any room."""
        return any(room.current or room.following for room in self.rooms)


def live(symposium: Symposium, user: Any, now: datetime) -> Live:
    """What `user` is shown of `symposium` at `now`; an item that is on has as `talks_now` the talks that are being given
    there (posters stand side by side). Six queries at most, however long its programme is."""
    items = shown_agenda(user, now).filter(event=symposium.pk, is_cancelled=False, ends_at__gt=now)
    found = list(items.prefetch_related("speakers").order_by("starts_at", "ends_at", "room", "pk"))
    event = symposium.event
    ahead = [item for item in found if item.starts_at >= event.starts_at and item.ends_at <= event.ends_at]
    rooms = list(symposium.rooms.all())
    _add_talks(symposium, [item for item in ahead if item.has_begun(now)], now)
    shown = _rooms(symposium, ahead, rooms, now)
    return Live(_phase(symposium, ahead, now), shown, ahead[0] if ahead else None, len(ahead) < len(found))


def _add_talks(symposium: Symposium, current: Sequence[AgendaItem], now: datetime) -> None:
    version = current_version(symposium) if current else None
    if version is None:
        return
    talks = PublishedTalk.objects.filter(version=version, starts_at__lte=now, ends_at__gt=now)
    talks = talks.exclude(talk__submission__state=Submission.State.WITHDRAWN)
    talks = talks.filter(session__session__agenda_item__in=[item.pk for item in current]).order_by("starts_at", "number")
    of_item = talks.annotate(item=F("session__session__agenda_item")).prefetch_related("speakers__speaker")
    found: dict[int, list[PublishedTalk]] = {}
    for talk in of_item:
        found.setdefault(talk.item, []).append(talk)
    for item in current:
        item.talks_now = found.get(item.pk, [])  # type: ignore[attr-defined]  # for the template


def _phase(symposium: Symposium, ahead: Sequence[AgendaItem], now: datetime) -> Phase:
    event = symposium.event
    if event.has_ended(now):
        return Phase.OVER
    if any(item.has_begun(now) for item in ahead):
        return Phase.ON
    return Phase.PAUSE if event.has_begun(now) else Phase.BEFORE


def _rooms(symposium: Symposium, ahead: Sequence[AgendaItem], rooms: Sequence[Room], now: datetime) -> list[RoomNow]:
    zone = symposium.event.zone
    today = now.astimezone(zone).date()
    found = {room.label: RoomNow(room.label, room) for room in rooms}
    # Somebody may have typed the room in one language.
    known = {name: room.label for room in rooms for name in (room.label, room.name_ko, room.name_en)}
    for item in ahead:
        # What began yesterday and goes on past midnight is on.
        if item.starts_at.astimezone(zone).date() != today and not item.has_begun(now):
            continue
        label = known.get(item.room, item.room)
        room = found.setdefault(label, RoomNow(label, None))
        if item.has_begun(now):
            room.current.append(item)
        elif len(room.following) < NEXT_SHOWN:
            room.following.append(item)
    return list(found.values())


RoomDays = list[tuple[str, Room | None, dict[date, list[AgendaItem]]]]


def rooms_of_day(symposium: Symposium, items: Iterable[AgendaItem], rooms: Sequence[Room]) -> RoomDays:
    """Each room with what takes place there on each day, for the signs at the doors: `(label, room, {day: items})`."""
    zone = symposium.event.zone
    known = {name: room.label for room in rooms for name in (room.label, room.name_ko, room.name_en)}
    named = {room.label: room for room in rooms}
    found: dict[str, dict[date, list[AgendaItem]]] = {room.label: {} for room in rooms}
    for item in items:
        if item.room:
            days = found.setdefault(known.get(item.room, item.room), {})
            days.setdefault(item.starts_at.astimezone(zone).date(), []).append(item)
    return [(label, named.get(label), days) for label, days in found.items()]
