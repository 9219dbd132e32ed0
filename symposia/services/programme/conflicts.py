"""What in a plan cannot be held: pure reckoning on the rows that it is given, without a query.

Times are half open: what begins when the other ends does not collide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo


class Kind(StrEnum):
    ROOM_TWICE = "room-twice"
    SPEAKER_TWICE = "speaker-twice"
    TALKS_AT_ONCE = "talks-at-once"
    TALK_OUTSIDE = "talk-outside"
    SESSION_OUTSIDE = "session-outside"
    NO_TALKS_HERE = "no-talks-here"
    NO_SPEAKER = "no-speaker"
    WITHDRAWN = "withdrawn"
    PLACES_TAKEN = "places-taken"
    TOO_MANY_PLACES = "too-many-places"


@dataclass(frozen=True)
class SessionSlot:
    """A session of the plan, as far as it can collide. `taken`: places that people hold already; None where they would lose
    them all, because nobody signs up for it any more."""

    key: int
    starts_at: datetime
    ends_at: datetime
    room: int | None = None
    holds_talks: bool = True
    is_discussion: bool = False
    capacity: int | None = None
    seats: int | None = None
    taken: int = 0
    needs_registration: bool = False


@dataclass(frozen=True)
class TalkSlot:
    """A talk that is placed; `people`: who presents it, as `person_keys` tells people apart;
    `is_withdrawn`: the submission that it came of stands no more."""

    key: int
    session: int
    starts_at: datetime
    ends_at: datetime
    people: frozenset[int] = frozenset()
    is_withdrawn: bool = False
    is_poster: bool = False


@dataclass(frozen=True)
class Conflict:
    """`kind`; the sessions and talks that it is about, by their keys in order; `about`: the room, the person, a number."""

    kind: Kind
    sessions: tuple[int, ...] = ()
    talks: tuple[int, ...] = ()
    about: int | None = None


@dataclass(frozen=True)
class Frame:
    """When the symposium is: its days lie in `zone`, and nothing is before `starts_at` or after `ends_at`."""

    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo


def person_keys(speakers: Iterable[Any]) -> dict[int, int]:
    """Who is who among `speakers` (`pk`, `member_id`): by each one's key the smallest key of the same person. A member may have
    several entries as a speaker; guests are themselves."""
    smallest: dict[int, int] = {}
    everyone = list(speakers)
    for one in everyone:
        if one.member_id is not None:
            smallest[one.member_id] = min(one.pk, smallest.get(one.member_id, one.pk))
    return {one.pk: smallest.get(one.member_id, one.pk) if one.member_id is not None else one.pk for one in everyone}


def find_conflicts(sessions: Sequence[SessionSlot], talks: Sequence[TalkSlot], frame: Frame) -> list[Conflict]:
    """Everything that keeps this plan from being published, in the order of time."""
    by_key = {one.key: one for one in sessions}
    found = [*_rooms(sessions), *_people(talks), *_at_once(sessions, talks)]
    for session in sessions:
        found += _of_session(session, frame)
    for talk in talks:
        session = by_key[talk.session]
        if not session.holds_talks:
            found.append(Conflict(Kind.NO_TALKS_HERE, (session.key,), (talk.key,)))
        if talk.starts_at < session.starts_at or talk.ends_at > session.ends_at:
            found.append(Conflict(Kind.TALK_OUTSIDE, (session.key,), (talk.key,)))
        if not talk.people:
            found.append(Conflict(Kind.NO_SPEAKER, (session.key,), (talk.key,)))
        if talk.is_withdrawn:
            found.append(Conflict(Kind.WITHDRAWN, (session.key,), (talk.key,)))
    starts = {("s", one.key): one.starts_at for one in sessions} | {("t", one.key): one.starts_at for one in talks}
    return sorted(found, key=lambda one: (_first(one, starts), one.kind, one.sessions, one.talks, one.about or 0))


def _first(conflict: Conflict, starts: dict[tuple[str, int], datetime]) -> datetime:
    keys = [("t", key) for key in conflict.talks] or [("s", key) for key in conflict.sessions]
    return min(starts[key] for key in keys)


def _of_session(session: SessionSlot, frame: Frame) -> Iterable[Conflict]:
    own = (session.key,)
    if session.starts_at < frame.starts_at or session.ends_at > frame.ends_at or not _on_one_day(session, frame.zone):
        yield Conflict(Kind.SESSION_OUTSIDE, own)
    if session.taken and (not session.needs_registration or (session.capacity or session.taken) < session.taken):
        yield Conflict(Kind.PLACES_TAKEN, own, about=session.taken)
    if session.capacity is not None and session.seats is not None and session.capacity > session.seats:
        yield Conflict(Kind.TOO_MANY_PLACES, own, about=session.seats)


def _on_one_day(session: SessionSlot, zone: ZoneInfo) -> bool:
    first: date = session.starts_at.astimezone(zone).date()
    return first == session.ends_at.astimezone(zone).date()


def _rooms(sessions: Sequence[SessionSlot]) -> Iterable[Conflict]:
    rooms: dict[int, list[SessionSlot]] = {}
    for one in sessions:
        if one.room is not None:
            rooms.setdefault(one.room, []).append(one)
    for room, own in rooms.items():
        for one, other in _overlapping(own):
            yield Conflict(Kind.ROOM_TWICE, tuple(sorted((one.key, other.key))), about=room)


def _people(talks: Sequence[TalkSlot]) -> Iterable[Conflict]:
    people: dict[int, list[TalkSlot]] = {}
    for one in talks:
        for person in one.people:
            people.setdefault(person, []).append(one)
    for person, own in people.items():
        for one, other in _overlapping(own):
            keys = tuple(sorted((one.key, other.key)))
            yield Conflict(Kind.SPEAKER_TWICE, tuple(sorted({one.session, other.session})), keys, about=person)


def _at_once(sessions: Sequence[SessionSlot], talks: Sequence[TalkSlot]) -> Iterable[Conflict]:
    """Two talks of one session are in one room. Posters hang side by side, and in a discussion several speak at one time; one
    person twice is said anyway."""
    spoken: dict[int, list[TalkSlot]] = {one.key: [] for one in sessions if not one.is_discussion}
    for talk in talks:
        if talk.session in spoken and not talk.is_poster:
            spoken[talk.session].append(talk)
    for key, own in spoken.items():
        for one, other in _overlapping(own):
            if not one.people & other.people:
                yield Conflict(Kind.TALKS_AT_ONCE, (key,), tuple(sorted((one.key, other.key))))


def _overlapping(slots: list[Any]) -> Iterable[tuple[Any, Any]]:
    """Every two of `slots` that share some time."""
    slots = sorted(slots, key=lambda one: (one.starts_at, one.key))
    if all(one.ends_at <= other.starts_at for one, other in pairwise(slots)):
        return
    for place, one in enumerate(slots):
        for other in slots[place + 1 :]:
            if other.starts_at >= one.ends_at:
                break
            yield one, other
