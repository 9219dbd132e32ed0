"""Where a meeting can be: the one set of rules that the solver, moves by hand and explanations ask.

A board is what a round is at a moment, read with a constant number of queries, also of many rounds together: slots and tables,
who comes when, who gives a talk or has booked a session, who meets whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import F, Q, QuerySet

from council.events.models import AgendaItem, AgendaRegistration, Event, Registration
from symposia.models import (
    Availability,
    MatchingRound,
    MatchingSlot,
    MatchingTable,
    Meeting,
    MeetingRequest,
    Participation,
    ProgrammeVersion,
    PublishedSpeaker,
    Session,
)


class Why(StrEnum):
    """Why two people cannot meet in a slot."""

    PAST = "past"
    OUTSIDE = "outside"
    UNREGISTERED = "unregistered"
    ABSENT = "absent"
    UNAVAILABLE = "unavailable"
    TALK = "talk"
    SESSION = "session"
    ELSEWHERE = "elsewhere"
    BUSY = "busy"
    TABLES = "tables"
    TABLE = "table"


# What does not depend on who else meets whom.
FIXED = (Why.PAST, Why.OUTSIDE, Why.UNREGISTERED, Why.ABSENT, Why.UNAVAILABLE, Why.TALK, Why.SESSION, Why.ELSEWHERE)
# What a programme takes: talks, sessions, meetings of another round.
PROGRAMME = (Why.TALK, Why.SESSION, Why.ELSEWHERE)


@dataclass(frozen=True)
class Taken:
    """A time that somebody is not free: why."""

    starts_at: datetime
    ends_at: datetime
    why: Why

    def touches(self, slot: MatchingSlot) -> bool:
        return self.starts_at < slot.ends_at and slot.starts_at < self.ends_at


class Rows:
    """What boards of `rounds` are made of: as many questions to the database for many of them as for one."""

    def __init__(self, rounds: Sequence[MatchingRound]) -> None:
        self.rounds = {one.pk: one for one in rounds}
        self.slots: dict[int, list[MatchingSlot]] = defaultdict(list)
        for slot in MatchingSlot.objects.filter(round__in=self.rounds).order_by("starts_at", "pk"):
            slot.round = self.rounds[slot.round_id]
            self.slots[slot.round_id].append(slot)
        self.tables: dict[int, list[MatchingTable]] = defaultdict(list)
        for table in MatchingTable.objects.filter(round__in=self.rounds).order_by("number"):
            table.round = self.rounds[table.round_id]
            self.tables[table.round_id].append(table)
        self.available = self._availability()
        # Of all rounds together: whom anything is asked about, and where.
        self._members = {member for people in self.available.values() for member in people}
        self._events = {one.symposium_id for one in rounds}
        self.registered = self._registered()
        self.days = self._days()
        self.taken = self._taken()
        self.meetings: dict[int, list[Meeting]] = defaultdict(list)
        live = Meeting.objects.live().filter(round__in=self.rounds).order_by("pk")
        for meeting in live.select_related("slot", "table"):
            self.meetings[meeting.round_id].append(meeting)

    def _availability(self) -> dict[int, dict[int, set[int]]]:
        people = Availability.objects.taking_part().filter(round__in=self.rounds)
        found: dict[int, dict[int, set[int]]] = defaultdict(dict)
        for one, member in people.values_list("round", "member"):
            found[one][member] = set()
        for one, member, slot in people.filter(slots__round=F("round")).values_list("round", "member", "slots"):
            found[one][member].add(slot)
        return found

    def _registered(self) -> dict[int, set[int]]:
        places = Registration.objects.filter(
            event__in=self._events, state=Registration.State.CONFIRMED, member__in=self._members
        )
        places = places.filter(event__state__in=(Event.State.PUBLISHED, Event.State.COMPLETED))
        found: dict[int, set[int]] = defaultdict(set)
        for event, member in places.values_list("event", "member"):
            found[event].add(member)
        return found

    def _days(self) -> dict[int, dict[int, list[date]]]:
        """On which days they come, of those who said so."""
        said = Participation.objects.filter(
            registration__event__in=self._events,
            registration__state=Registration.State.CONFIRMED,
            registration__member__in=self._members,
        )
        found: dict[int, dict[int, list[date]]] = defaultdict(dict)
        for event, member, days in said.values_list("registration__event", "registration__member", "days"):
            found[event][member] = days
        return found

    def _taken(self) -> dict[int, list[tuple[Taken, int | None]]]:
        """When somebody is not free, from the first slot to the last; of a meeting with its round."""
        found: dict[int, list[tuple[Taken, int | None]]] = defaultdict(list)
        slots = [slot for some in self.slots.values() for slot in some]
        if not slots:
            return found
        first, last = min(one.starts_at for one in slots), max(one.ends_at for one in slots)
        during = Q(starts_at__lt=last, ends_at__gt=first)
        items = AgendaItem.objects.filter(during, is_cancelled=False).exclude(event__state=Event.State.CANCELLED)
        talking = set()
        for member, item, begins, ends in self._talks(items):
            talking.add((member, item))
            found[member].append((Taken(begins, ends, Why.TALK), None))
        named = items.filter(speakers__member__in=self._members)
        for member, item, begins, ends in named.values_list("speakers__member", "pk", "starts_at", "ends_at"):
            if (member, item) not in talking:
                found[member].append((Taken(begins, ends, Why.TALK), None))
        # Who waits for a place at a session keeps its time free, too.
        # The session of 1:1 meetings itself is no other thing to be at.
        meetings = Session.objects.filter(kind=Session.Kind.MATCHMAKING, agenda_item__isnull=False).values("agenda_item")
        booked = AgendaRegistration.objects.live().filter(item__in=items, registration__member__in=self._members)
        booked = booked.exclude(item__in=meetings)
        for member, begins, ends in booked.values_list("registration__member", "item__starts_at", "item__ends_at"):
            found[member].append((Taken(begins, ends, Why.SESSION), None))
        elsewhere = Meeting.objects.live().filter(during)
        for one, asker, asked, begins, ends in elsewhere.values_list("round", "asker", "asked", "starts_at", "ends_at"):
            for member in (asker, asked):
                found[member].append((Taken(begins, ends, Why.ELSEWHERE), one))
        return found

    def _talks(self, items: QuerySet[AgendaItem]) -> Iterable[tuple[int, int, datetime, datetime]]:
        """Who presents when in which of `items`, as the programme that everybody sees says: a talk takes its own time, not
        that of its session. Of an item that staff have moved since it says nothing."""
        people = PublishedSpeaker.objects.filter(
            version__in=ProgrammeVersion.objects.current(),
            presents=True,
            speaker__member__in=self._members,
            talk__session__session__agenda_item__in=items,
            talk__session__starts_at=F("talk__session__session__agenda_item__starts_at"),
            talk__session__ends_at=F("talk__session__session__agenda_item__ends_at"),
        )
        return people.values_list("speaker__member", "talk__session__session__agenda_item", "starts_at", "ends_at")


class Board:
    """What a round is at `now`, with the meetings `standing`: all that are live unless told otherwise."""

    def __init__(self, the_round: MatchingRound, now: datetime, rows: Rows | None = None) -> None:
        rows = rows or Rows([the_round])
        key, event = the_round.pk, the_round.symposium_id
        self.round, self.now = the_round, now
        self.slots = {slot.pk: slot for slot in rows.slots[key]}
        self.tables = {table.pk: table for table in rows.tables[key]}
        self.available = rows.available[key]
        self.registered = rows.registered[event]
        self.days = rows.days[event]
        self.taken = {
            member: [taken for taken, of in rows.taken[member] if of != key]
            for member in self.available
            if member in rows.taken
        }
        self.meetings: dict[int, Meeting] = {}
        self._at: dict[tuple[int, int], int] = {}
        self._tables: dict[tuple[int, int], int] = {}
        for meeting in rows.meetings[key]:
            self.put(meeting)

    def put(self, meeting: Meeting) -> None:
        """`meeting` stands from now on."""
        self.meetings[meeting.pk] = meeting
        if meeting.slot_id is None or meeting.table_id is None:
            return
        for member in (meeting.asker_id, meeting.asked_id):
            self._at[member, meeting.slot_id] = meeting.pk
        self._tables[meeting.table_id, meeting.slot_id] = meeting.pk

    def take(self, meetings: Iterable[Meeting]) -> None:
        """`meetings` stand no more."""
        for meeting in list(meetings):
            del self.meetings[meeting.pk]
            if meeting.slot_id is None or meeting.table_id is None:
                continue
            for member in (meeting.asker_id, meeting.asked_id):
                self._at.pop((member, meeting.slot_id), None)
            self._tables.pop((meeting.table_id, meeting.slot_id), None)

    def free_tables(self, slot: int) -> list[MatchingTable]:
        """The tables at which nobody sits in `slot`, by number."""
        return [table for table in self.tables.values() if (table.pk, slot) not in self._tables]

    def is_outside(self, slot: MatchingSlot) -> bool:
        """Whether `slot` is not within the symposium, which was moved or begins or ends at another hour now."""
        event = self.round.symposium.event
        return slot.starts_at < event.starts_at or slot.ends_at > event.ends_at

    def person(self, member: int, slot: MatchingSlot) -> list[Why]:
        """What keeps `member` from any meeting in `slot`, whoever else meets whom; nothing where he is free."""
        if member not in self.available:
            return [Why.ABSENT]
        if member not in self.registered:
            return [Why.UNREGISTERED]
        if not self.is_there(member, slot):
            return [Why.UNAVAILABLE]
        return sorted({taken.why for taken in self.taken.get(member, ()) if taken.touches(slot)})

    def is_there(self, member: int, slot: MatchingSlot) -> bool:
        """Whether `member`, who takes part, said that he is there in `slot`, and comes on its day."""
        if slot.pk not in self.available[member]:
            return False
        days = self.days.get(member)
        return days is None or slot.starts_at.astimezone(self.round.symposium.event.zone).date() in days

    def fixed(self, request: MeetingRequest, slot: MatchingSlot) -> list[tuple[Why, int | None]]:
        """What keeps the two of `request` apart in `slot` whoever else meets whom, each with whom it is about."""
        if slot.starts_at <= self.now:
            return [(Why.PAST, None)]
        if self.is_outside(slot):
            return [(Why.OUTSIDE, None)]
        return [(why, member) for member in (request.asker_id, request.asked_id) for why in self.person(member, slot)]

    def busy(self, request: MeetingRequest, slot: MatchingSlot) -> list[tuple[Why, int | None]]:
        """Who of the two meets somebody in `slot` already; else, where all tables are taken, that."""
        sides = (request.asker_id, request.asked_id)
        found: list[tuple[Why, int | None]] = [(Why.BUSY, member) for member in sides if (member, slot.pk) in self._at]
        return found or ([] if self.free_tables(slot.pk) else [(Why.TABLES, None)])

    def obstacles(
        self, request: MeetingRequest, slot: MatchingSlot, table: MatchingTable | None = None
    ) -> list[tuple[Why, int | None]]:
        """Everything that keeps the two of `request` from meeting in `slot` (at `table`, where it is named)."""
        found = [*self.fixed(request, slot), *self.busy(request, slot)]
        if table is not None and not found and (table.pk, slot.pk) in self._tables:
            found.append((Why.TABLE, None))
        return found

    def possible(self, request: MeetingRequest) -> list[int]:
        """The slots in which the two of `request` are free, as things stand."""
        sides = (request.asker_id, request.asked_id)
        return [
            slot.pk
            for slot in self.slots.values()
            if not self.fixed(request, slot) and not any((member, slot.pk) in self._at for member in sides)
        ]

    def broken(self) -> list[tuple[Meeting, list[tuple[Why, int | None]]]]:
        """Meetings to come that the rules would not allow any more: a talk or a session came in between, somebody left, the
        symposium is at another time."""
        found = []
        for meeting in self.meetings.values():
            slot = self.slots.get(meeting.slot_id or 0)
            if slot is None or meeting.state == Meeting.State.HELD or slot.starts_at <= self.now:
                continue
            sides = (meeting.asker_id, meeting.asked_id)
            against: list[tuple[Why, int | None]] = [(why, member) for member in sides for why in self.person(member, slot)]
            against = [(Why.OUTSIDE, None)] if self.is_outside(slot) else against
            if against:
                found.append((meeting, against))
        return found
