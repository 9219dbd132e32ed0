"""The plan and the versions as pages, letters and files read them: sessions with their talks with their people, in a constant
number of queries however many there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q

from council.events.models import Event
from symposia.models import (
    ProgrammeVersion,
    PublishedSession,
    PublishedSpeaker,
    PublishedTalk,
    Session,
    Submission,
    Symposium,
    Talk,
    TalkSpeaker,
)
from symposia.services.programme import conflicts
from symposia.services.programme.conflicts import Conflict

# Of a published talk: its authors have withdrawn it since, and it is not given.
IS_WITHDRAWN = ExpressionWrapper(Q(talk__submission__state=Submission.State.WITHDRAWN), output_field=BooleanField())


@dataclass(frozen=True)
class Person:
    """Somebody of a talk."""

    speaker: Any
    presents: bool


@dataclass(frozen=True)
class Shown:
    """A session or a talk as it is shown: `row` has its words and times, `key` and `number` name it in every version."""

    row: Any
    key: int
    number: int = 0
    talks: tuple["Shown", ...] = ()
    people: tuple[Person, ...] = ()

    @property
    def presenters(self) -> list[Any]:
        return [one.speaker for one in self.people if one.presents]

    @property
    def everybody(self) -> list[Any]:
        """All of them, as authors are named."""
        return [one.speaker for one in self.people]


@dataclass(frozen=True)
class Programme:
    """A programme, planned or published. `unplaced`: talks of the plan without a place."""

    symposium: Symposium
    sessions: tuple[Shown, ...] = ()
    unplaced: tuple[Shown, ...] = ()
    version: ProgrammeVersion | None = None
    conflicts: tuple[Conflict, ...] = ()

    @property
    def talks(self) -> list[Shown]:
        return [talk for session in self.sessions for talk in session.talks]

    @property
    def withdrawn(self) -> list[Shown]:
        """The talks of a version that were withdrawn since it was published."""
        return [talk for talk in self.talks if getattr(talk.row, "is_withdrawn", False)]

    @property
    def speakers(self) -> list[Any]:
        """Everybody of every talk, with a place or without."""
        return [speaker for talk in (*self.talks, *self.unplaced) for speaker in talk.everybody]

    @property
    def is_outdated(self) -> bool:
        """Whether something stands outside the time of the symposium, whose event was moved since."""
        event = self.symposium.event
        return any(one.row.starts_at < event.starts_at or one.row.ends_at > event.ends_at for one in self.sessions)

    @property
    def days(self) -> list[date]:
        """The days of the symposium; where its event was moved since, those that stand in the programme."""
        if not self.is_outdated:
            return self.symposium.dates
        zone = self.symposium.event.zone
        return sorted({one.row.starts_at.astimezone(zone).date() for one in self.sessions})

    def on(self, day: date) -> list[Shown]:
        """The sessions of a day, in the symposium's own zone."""
        zone = self.symposium.event.zone
        return [one for one in self.sessions if one.row.starts_at.astimezone(zone).date() == day]


def current_version(symposium: Symposium) -> ProgrammeVersion | None:
    """What everybody sees; None as long as nothing is published."""
    return symposium.versions.order_by("-number").first()


def read_version(symposium: Symposium, version: ProgrammeVersion) -> Programme:
    """A version as it was published. Three queries."""
    sessions = PublishedSession.objects.filter(version=version).select_related("room", "track")
    talks = PublishedTalk.objects.filter(version=version).annotate(is_withdrawn=IS_WITHDRAWN)
    people = PublishedSpeaker.objects.filter(version=version).select_related("speaker")
    by_talk = _people(people.order_by("talk", "position", "pk"))
    found: dict[int, list[Shown]] = {}
    for talk in talks.order_by("starts_at", "number"):
        shown = Shown(talk, talk.talk_id, talk.number, people=by_talk.get(talk.pk, ()))
        found.setdefault(talk.session_id, []).append(shown)
    rows = [Shown(one, one.session_id, talks=tuple(found.get(one.pk, ()))) for one in _in_order(sessions)]
    return Programme(symposium, tuple(rows), version=version)


def read_plan(symposium: Symposium) -> Programme:
    """The plan as it is, with its conflicts. Three queries."""
    sessions = Session.objects.planned().filter(symposium=symposium).select_related("room", "track", "agenda_item")
    talks = Talk.objects.planned().filter(symposium=symposium).select_related("submission").order_by("starts_at", "number")
    people = TalkSpeaker.objects.filter(talk__symposium=symposium, talk__is_dropped=False).select_related("speaker")
    by_talk = _people(people.order_by("talk", "position", "pk"))
    found: dict[int | None, list[Shown]] = {}
    for talk in talks:
        shown = Shown(talk, talk.pk, talk.number, people=by_talk.get(talk.pk, ()))
        found.setdefault(talk.session_id, []).append(shown)
    rows = [Shown(one, one.pk, talks=tuple(found.get(one.pk, ()))) for one in _in_order(sessions)]
    return Programme(
        symposium,
        tuple(rows),
        tuple(found.get(None, ())),
        conflicts=tuple(_conflicts(symposium.event, rows)),
    )


def _in_order(sessions: Iterable[Any]) -> list[Any]:
    return sorted(
        sessions, key=lambda one: (one.starts_at, one.ends_at, one.room.position if one.room else -1, one.room_id or 0, one.pk)
    )


def _people(rows: Iterable[Any]) -> dict[int, tuple[Person, ...]]:
    found: dict[int, list[Person]] = {}
    for one in rows:
        found.setdefault(one.talk_id, []).append(Person(one.speaker, one.presents))
    return {talk: tuple(people) for talk, people in found.items()}


def _conflicts(event: Event, sessions: Sequence[Shown]) -> list[conflicts.Conflict]:
    keys = conflicts.person_keys(person.speaker for session in sessions for talk in session.talks for person in talk.people)
    return conflicts.find_conflicts(
        [_session_slot(one.row) for one in sessions],
        [_talk_slot(talk, session.key, keys) for session in sessions for talk in session.talks],
        conflicts.Frame(event.starts_at, event.ends_at, event.zone),
    )


def _session_slot(session: Session) -> conflicts.SessionSlot:
    item = session.agenda_item
    return conflicts.SessionSlot(
        key=session.pk,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        room=session.room_id,
        holds_talks=session.holds_talks,
        is_discussion=session.kind == Session.Kind.NETWORK,
        capacity=session.capacity,
        seats=session.room.seats if session.room else None,
        taken=item.taken if item is not None else 0,
        needs_registration=session.needs_registration,
    )


def _talk_slot(talk: Shown, session: int, keys: dict[int, int]) -> conflicts.TalkSlot:
    people = frozenset(keys[one.pk] for one in talk.presenters)
    submission = talk.row.submission
    is_off = submission is not None and not submission.is_accepted
    is_poster = submission is not None and submission.is_poster
    return conflicts.TalkSlot(talk.key, session, talk.row.starts_at, talk.row.ends_at, people, is_off, is_poster)
