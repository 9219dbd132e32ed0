"""A plan becomes the next version of the programme: rows that stay as they are, the agenda, letters. One transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from council import when
from council.events.models import AgendaItem, Event
from council.events.services import seats_locked, settle_sessions
from symposia.models import (
    ProgrammeVersion,
    PublishedSession,
    PublishedSpeaker,
    PublishedTalk,
    Session,
    Symposium,
)
from symposia.services.errors import WrongState
from symposia.services.outcomes import take_ceo_talks
from symposia.services.programme import differences, errors, telling
from symposia.services.programme.conflicts import person_keys
from symposia.services.programme.planning import hold
from symposia.services.programme.reading import Programme, Shown, current_version, read_plan, read_version

WORDS = ("title_ko", "title_en", "abstract_ko", "abstract_en")
# What agendas are told of that does not raise the sequence of a calendar's entry by itself.
QUIET = (*WORDS, "needs_registration", "capacity")


def publish_programme(
    *, symposium: Symposium, by: Any, now: datetime, note: str = "", seen: int | None = None
) -> ProgrammeVersion:
    """Publish the plan of `symposium` as its next version, bring the event's agenda and the CEO talks in line with it,
    and tell whom the change concerns. `seen`: the number of the version that was current when somebody looked (0: none).

    Raises `NotYours`, `WrongState` where another version came in between, `NobodyIsTold` while the event itself is a draft (or
    once it is cancelled), `NothingToPublish`, `NothingNew`, `Conflicts`, `council.events.services.TryAgain`."""
    with transaction.atomic():
        held = hold(symposium, by, now)
        _check_event(held.event)
        last = current_version(held)
        if seen is not None and seen != (last.number if last else 0):
            raise WrongState
        plan = read_plan(held)
        check_plan(plan)
        before = read_version(held, last) if last is not None else None
        changes = differences.between(before, plan)
        if last is not None and not changes:
            raise errors.NothingNew
        version = write_version(plan, number=last.number + 1 if last else 1, by=by, now=now, note=note)
        letters = telling.letters_about(held, version, before, plan, changes)
        old, moved = write_agenda(plan, by=by, now=now)
        take_ceo_talks(symposium=held, by=by)
        # Its row is held by now: nobody cancels it before all of this stands.
        event = Event.objects.get(pk=held.event_id)
        _check_event(event)
        if event.state == Event.State.PUBLISHED:
            settle_sessions(event=event, before=old, by=by, now=now)
            telling.send(letters, moved)
        return version


def _check_event(event: Event) -> None:
    if event.state not in (Event.State.PUBLISHED, Event.State.COMPLETED):
        raise errors.NobodyIsTold


def check_plan(plan: Programme) -> None:
    """Raise what keeps `plan` from being published: `NothingToPublish`, `Conflicts`."""
    if not plan.sessions:
        raise errors.NothingToPublish
    if plan.conflicts:
        raise errors.Conflicts(list(plan.conflicts))


def write_version(plan: Programme, *, number: int, by: Any, now: datetime, note: str = "") -> ProgrammeVersion:
    """The rows of a version. The database refuses one with a room or a person at two places, or a talk outside its session."""
    version = ProgrammeVersion.objects.create(
        symposium=plan.symposium, number=number, published_at=now, by=by, note=note.strip()
    )
    sessions = [_published_session(version, one.row) for one in plan.sessions]
    PublishedSession.objects.bulk_create(sessions)
    talks, people = [], []
    persons = person_keys(one for talk in plan.talks for one in talk.everybody)
    for kept, session in zip(sessions, plan.sessions, strict=True):
        for talk in session.talks:
            made = _published_talk(version, kept, talk)
            talks.append(made)
            for position, one in enumerate(talk.people, start=1):
                people.append(
                    PublishedSpeaker(
                        version=version,
                        talk=made,
                        speaker=one.speaker,
                        position=position,
                        presents=one.presents,
                        person=persons[one.speaker.pk],
                        starts_at=made.starts_at,
                        ends_at=made.ends_at,
                    )
                )
    PublishedTalk.objects.bulk_create(talks)
    PublishedSpeaker.objects.bulk_create(people)
    return version


def _published_session(version: ProgrammeVersion, session: Session) -> PublishedSession:
    names = (*WORDS, "kind", "track", "room", "starts_at", "ends_at", "needs_registration", "capacity")
    return PublishedSession(version=version, session=session, **{name: getattr(session, name) for name in names})


def _published_talk(version: ProgrammeVersion, session: PublishedSession, talk: Shown) -> PublishedTalk:
    names = (*WORDS, "number", "starts_at", "ends_at", "keywords")
    values = {name: getattr(talk.row, name) for name in names}
    return PublishedTalk(version=version, session=session, talk=talk.row, **values)


def agenda_values(session: Shown, event: Event) -> dict[str, Any]:
    """What the event's agenda says of a session: its own words, and when which talk is given. Names stand with the speakers."""
    row = session.row
    values = {name: getattr(row, name) for name in ("starts_at", "ends_at", "needs_registration", "capacity")}
    values["room"] = row.room.label if row.room else ""
    # The agenda has a Korean title always.
    values["title_ko"], values["title_en"] = row.title_ko or row.title_en, row.title_en
    for language in ("ko", "en"):
        lines = [_line(talk, event, language) for talk in session.talks]
        parts = [getattr(row, f"abstract_{language}").strip(), "\n".join(line for line in lines if line)]
        values[f"abstract_{language}"] = "\n\n".join(part for part in parts if part)
    return values


def _line(talk: Shown, event: Event, language: str) -> str:
    title = getattr(talk.row, f"title_{language}")
    hours = when.clock(talk.row.starts_at, talk.row.ends_at, event.time_zone)
    return f"{hours} {title}" if title else ""


def write_agenda(plan: Programme, *, by: Any, now: datetime) -> tuple[list[AgendaItem], set[int]]:
    """Make the event's agenda what `plan` says, with its row held. Items that staff wrote themselves stay. Returns the items as
    they were, and the keys of the sessions of which those who chose them are told by the agenda itself."""
    event, told = plan.symposium.event, set()
    with seats_locked(event.pk):
        sessions = Session.objects.filter(symposium=plan.symposium, agenda_item__isnull=False)
        known = {one.pk: one.agenda_item for one in sessions.select_related("agenda_item")}
        before = list(AgendaItem.objects.filter(pk__in=[item.pk for item in known.values() if item]))
        for one in plan.sessions:
            item = known.pop(one.key, None)
            if _write_item(one, item, event, by):
                told.add(one.key)
        for key, gone in known.items():
            if gone is not None and not gone.is_cancelled:
                gone.is_cancelled = True
                gone._history_user = by  # type: ignore[attr-defined]  # read by the history
                gone.save()
                told.add(key)
    return before, told


def _write_item(session: Shown, item: AgendaItem | None, event: Event, by: Any) -> bool:
    """Write what stands for `session`. Returns whether it is elsewhere than it was."""
    made = item or AgendaItem(event=event)
    values = agenda_values(session, event)
    speakers = {one.pk for talk in session.talks for one in talk.presenters}
    present = {one.pk for one in made.speakers.all()} if made.pk else set()
    moved = [name for name in ("starts_at", "ends_at", "room") if getattr(made, name) != values[name]]
    quiet = [name for name in QUIET if getattr(made, name) != values[name]] if made.pk else []
    if made.pk and not moved and not quiet and speakers == present and not made.is_cancelled:
        return False
    was_cancelled = made.is_cancelled
    for name, value in values.items():
        setattr(made, name, value)
    made.is_cancelled = False
    if made.pk and not moved and not was_cancelled:
        # Calendars take a new description for a newer entry alone.
        made.sequence += 1
    made._history_user = by  # type: ignore[attr-defined]  # read by the history
    made.save()
    if speakers != present:
        made.speakers.set(speakers)
    if item is None:
        _tie(session.row, made)
    return item is not None and bool(moved)


def _tie(session: Session, item: AgendaItem) -> None:
    session.agenda_item = item
    Session.objects.filter(pk=session.pk).update(agenda_item=item)


def versions_of(symposium: Symposium) -> Sequence[ProgrammeVersion]:
    """All that was published, the latest first."""
    return list(symposium.versions.select_related("by__member").order_by("-number"))
