"""What is another between a version and a plan: as letters and the page before publishing tell it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from symposia.services.programme.reading import Programme, Shown


class What(StrEnum):
    NEW = "new"
    GONE = "gone"
    MOVED = "moved"
    PEOPLE = "people"
    WORDS = "words"


@dataclass(frozen=True)
class Place:
    """When and where something is; `session`: the session that holds a talk."""

    starts_at: datetime
    ends_at: datetime
    room: Any = None
    session: Shown | None = None


@dataclass(frozen=True)
class Change:
    """One thing that is another: a talk or a session (`is_talk`), as it was and as it is to be."""

    what: What
    is_talk: bool
    before: Shown | None
    after: Shown | None
    was: Place | None = None
    now: Place | None = None

    @property
    def key(self) -> int:
        return (self.after or self.before).key  # type: ignore[union-attr]  # one of them is always there

    @property
    def shown(self) -> Shown:
        return self.after or self.before  # type: ignore[return-value]  # one of them is always there


WORDS = ("title_ko", "title_en", "abstract_ko", "abstract_en")
TALK_WORDS = (*WORDS, "keywords")
SESSION_WORDS = (*WORDS, "kind", "track_id", "needs_registration", "capacity")


def _sessions(programme: Programme | None) -> dict[int, tuple[Shown, Place]]:
    shown = programme.sessions if programme is not None else ()
    return {one.key: (one, Place(one.row.starts_at, one.row.ends_at, one.row.room)) for one in shown}


def _talks(programme: Programme | None) -> dict[int, tuple[Shown, Place]]:
    sessions = programme.sessions if programme is not None else ()
    return {
        talk.key: (talk, Place(talk.row.starts_at, talk.row.ends_at, session.row.room, session))
        for session in sessions
        for talk in session.talks
    }


def between(before: Programme | None, after: Programme) -> list[Change]:
    """What is another in `after`; everything, where there was nothing `before`. No query."""
    sessions = _compare(_sessions(before), _sessions(after), SESSION_WORDS, is_talk=False)
    return [*sessions, *_compare(_talks(before), _talks(after), TALK_WORDS, is_talk=True)]


def _compare(
    before: dict[int, tuple[Shown, Place]], after: dict[int, tuple[Shown, Place]], words: Iterable[str], *, is_talk: bool
) -> list[Change]:
    found = []
    for key, (shown, place) in after.items():
        if key not in before:
            found.append(Change(What.NEW, is_talk, None, shown, None, place))
            continue
        old, was = before[key]
        found += [Change(what, is_talk, old, shown, was, place) for what in _what(old, was, shown, place, words)]
    for key in before.keys() - after.keys():
        old, was = before[key]
        found.append(Change(What.GONE, is_talk, old, None, was, None))
    return sorted(found, key=lambda one: ((one.now or one.was).starts_at, one.key))  # type: ignore[union-attr]  # one is there


def _what(old: Shown, was: Place, new: Shown, now: Place, words: Iterable[str]) -> Iterable[What]:
    if _slot(was) != _slot(now):
        yield What.MOVED
    if [(one.speaker.pk, one.presents) for one in old.people] != [(one.speaker.pk, one.presents) for one in new.people]:
        yield What.PEOPLE
    if any(getattr(old.row, name) != getattr(new.row, name) for name in words):
        yield What.WORDS


def _slot(place: Place) -> tuple[Any, ...]:
    session = place.session.key if place.session is not None else None
    return (place.starts_at, place.ends_at, place.room.pk if place.room is not None else None, session)
