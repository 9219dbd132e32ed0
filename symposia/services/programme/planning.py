"""The plan is written: sessions and talks, where and when. Whoever works on it holds the symposium's row, so that what is shown
as free is free. Conflicts are allowed here; they are shown, and publishing refuses them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from council.events.models import Speaker
from symposia.models import Room, Session, Symposium, Talk, TalkSpeaker
from symposia.permissions.group import runs
from symposia.services.errors import NotYours, WrongState
from symposia.services.programme import errors

SESSION_FIELDS = (
    *("kind", "track", "room", "starts_at", "ends_at", "title_ko", "title_en", "abstract_ko", "abstract_en"),
    *("needs_registration", "capacity"),
)
TALK_FIELDS = ("title_ko", "title_en", "abstract_ko", "abstract_en", "keywords", "minutes", "in_proceedings")


def hold(symposium: Symposium, by: Any, now: datetime) -> Symposium:
    """The symposium with its event, its row locked, for who works on it. Raises `NotYours`."""
    held = Symposium.objects.select_for_update(of=("self",), no_key=True).select_related("event").get(pk=symposium.pk)
    if not runs(by, held, now):
        raise NotYours
    return held


def _session(held: Symposium, session: Session, seen: int | None) -> Session:
    found = held.sessions.planned().filter(pk=session.pk).first()
    if found is None or (seen is not None and found.revision != seen):
        raise WrongState
    return found


def _talk(held: Symposium, talk: Talk, seen: int | None) -> Talk:
    found = held.talks.planned().select_related("session").filter(pk=talk.pk).first()
    if found is None or (seen is not None and found.revision != seen):
        raise WrongState
    return found


def _check(held: Symposium, values: dict[str, Any]) -> None:
    if not (values["title_ko"].strip() or values["title_en"].strip()):
        raise errors.TitleMissing
    if "starts_at" in values and values["ends_at"] <= values["starts_at"]:
        raise errors.EndsBeforeItBegins
    for name in ("room", "track"):
        if values.get(name) is not None and values[name].symposium_id != held.pk:
            raise errors.NotItsOwn


def _write(row: Any, values: dict[str, Any], names: Iterable[str], by: Any) -> None:
    for name in names:
        if name in values:
            value = values[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.revision += 1
    row._history_user = by
    row.save()


@transaction.atomic
def add_session(*, symposium: Symposium, by: Any, now: datetime, **values: Any) -> Session:
    """Put a session into the plan. The same in the same place once more is the same: a form that was sent twice.

    Raises `NotYours`, `TitleMissing`, `EndsBeforeItBegins`, `NotItsOwn`."""
    held = hold(symposium, by, now)
    _check(held, values)
    same = {name: values[name] for name in ("kind", "room", "starts_at", "ends_at")}
    twin = held.sessions.planned().filter(**same, title_ko=values["title_ko"].strip(), title_en=values["title_en"].strip())
    found = twin.first()
    if found is not None:
        return found
    made = Session(symposium=held)
    if not values.get("needs_registration"):
        values["capacity"] = None
    _write(made, values, SESSION_FIELDS, by)
    return made


@transaction.atomic
def change_session(*, session: Session, seen: int | None = None, by: Any, now: datetime, **values: Any) -> Session:
    """Change a session; its talks go along with a new beginning. Raises `NotYours`, `WrongState` for one that was changed since
    (`seen`: its revision as the form had it), `TitleMissing`, `EndsBeforeItBegins`, `NotItsOwn`, `HoldsTalks`."""
    held = hold(session.symposium, by, now)
    found = _session(held, session, seen)
    _check(held, values)
    if values.get("kind", found.kind) in Session.WITHOUT_TALKS and found.talks.exists():
        raise errors.HoldsTalks
    if not values.get("needs_registration"):
        values["capacity"] = None
    later_by = values["starts_at"] - found.starts_at
    _write(found, values, SESSION_FIELDS, by)
    _take_along(found, later_by, by)
    return found


def _take_along(session: Session, later_by: timedelta, by: Any) -> None:
    for talk in session.talks.all() if later_by else ():
        if talk.starts_at is not None and talk.ends_at is not None:
            talk.starts_at, talk.ends_at = talk.starts_at + later_by, talk.ends_at + later_by
        _write(talk, {}, (), by)


@transaction.atomic
def move_session(*, session: Session, room: Room | None, starts_at: datetime, by: Any, now: datetime) -> Session:
    """Put a session elsewhere, as long as it is; its talks go along. Raises `NotYours`, `WrongState`, `NotItsOwn`."""
    held = hold(session.symposium, by, now)
    found = _session(held, session, None)
    if room is not None and room.symposium_id != held.pk:
        raise errors.NotItsOwn
    later_by = starts_at - found.starts_at
    if not later_by and found.room_id == (room.pk if room else None):
        return found
    values = {"room": room, "starts_at": starts_at, "ends_at": found.ends_at + later_by}
    _write(found, values, ("room", "starts_at", "ends_at"), by)
    _take_along(found, later_by, by)
    return found


@transaction.atomic
def shift_plan(*, symposium: Symposium, days: int, by: Any, now: datetime) -> int:
    """Bring the whole plan `days` days on (or back), each session at its hour of the symposium's place: the event was moved.
    Returns how many sessions moved. Raises `NotYours`."""
    held = hold(symposium, by, now)
    zone = held.event.zone
    sessions = list(held.sessions.planned()) if days else []
    for session in sessions:
        before = session.starts_at
        values = {
            name: (getattr(session, name).astimezone(zone).replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=zone)
            for name in ("starts_at", "ends_at")
        }
        _write(session, values, ("starts_at", "ends_at"), by)
        _take_along(session, values["starts_at"] - before, by)
    return len(sessions)


@transaction.atomic
def drop_session(*, session: Session, by: Any, now: datetime) -> Session:
    """Take a session out of the plan; its talks are without a place again. Out already: nothing happens. Raises `NotYours`."""
    held = hold(session.symposium, by, now)
    found = held.sessions.select_for_update(no_key=True).get(pk=session.pk)
    if found.is_dropped:
        return found
    for talk in found.talks.all():
        _unplace(talk, by)
    found.is_dropped = True
    _write(found, {}, (), by)
    return found


def next_number(held: Symposium) -> int:
    """The number of the next talk of `held`, whose row is locked."""
    return (held.talks.aggregate(last=Max("number"))["last"] or 0) + 1


def set_people(talk: Talk, presenters: Sequence[Speaker], others: Sequence[Speaker] = ()) -> None:
    """Make `presenters` and then `others` the people of `talk`; who was there already keeps the place in the order."""
    wanted = {one.pk: True for one in presenters} | {one.pk: False for one in others if one not in presenters}
    before = {one.speaker_id: one for one in talk.authors.all()}
    for gone in before.keys() - wanted.keys():
        before.pop(gone).delete()
    last = max((one.position for one in before.values()), default=0)
    for pk, presents in wanted.items():
        known = before.get(pk)
        if known is None:
            last += 1
            TalkSpeaker.objects.create(talk=talk, speaker_id=pk, position=last, presents=presents)
        elif known.presents != presents:
            known.presents = presents
            known.save(update_fields=["presents"])


def _with_guest(presenters: Sequence[Speaker], guest: dict[str, str] | None) -> list[Speaker]:
    """`presenters`, and the guest of these names, who is entered where nobody has yet: a form that is sent twice names one."""
    if not guest:
        return list(presenters)
    known = Speaker.objects.filter(member=None, **guest).order_by("pk").first()
    return [*presenters, known or Speaker.objects.create(**guest)]


@transaction.atomic
def add_talk(
    *,
    symposium: Symposium,
    presenters: Sequence[Speaker] = (),
    others: Sequence[Speaker] = (),
    guest: dict[str, str] | None = None,
    by: Any,
    now: datetime,
    **values: Any,
) -> Talk:
    """A talk for the plan, without a place yet; `guest`: the names of somebody who presents and is not entered. The same words
    of the same people once more are the same talk.

    Raises `NotYours`, `TitleMissing`."""
    held = hold(symposium, by, now)
    _check(held, values)
    presenters = _with_guest(presenters, guest)
    titles = {name: values[name].strip() for name in ("title_ko", "title_en")}
    for twin in held.talks.planned().filter(**titles).prefetch_related("authors"):
        if {one.speaker_id for one in twin.authors.all()} == {one.pk for one in (*presenters, *others)}:
            return twin
    made = Talk(symposium=held, number=next_number(held))
    _write(made, values, TALK_FIELDS, by)
    set_people(made, presenters, others)
    return made


@transaction.atomic
def change_talk(
    *,
    talk: Talk,
    presenters: Sequence[Speaker] = (),
    others: Sequence[Speaker] = (),
    guest: dict[str, str] | None = None,
    starts_at: datetime | None = None,
    seen: int | None = None,
    by: Any,
    now: datetime,
    **values: Any,
) -> Talk:
    """Change the words, people and length of a talk, and, where it has a place, when it begins. Raises `NotYours`,
    `WrongState`, `TitleMissing`."""
    held = hold(talk.symposium, by, now)
    found = _talk(held, talk, seen)
    _check(held, values)
    if found.session_id is not None:
        begins = starts_at or found.starts_at or found.session.starts_at  # type: ignore[union-attr]  # it has one
        found.starts_at, found.ends_at = begins, begins + timedelta(minutes=values["minutes"])
    _write(found, values, TALK_FIELDS, by)
    set_people(found, _with_guest(presenters, guest), others)
    return found


def _in_order(session: Session) -> list[Talk]:
    return list(session.talks.order_by("starts_at", "number"))


def _lay(session: Session, talks: Sequence[Talk], by: Any) -> None:
    """One talk after the other from the session's beginning, in this order."""
    at = session.starts_at
    for talk in talks:
        until = at + timedelta(minutes=talk.minutes)
        if (talk.session_id, talk.starts_at, talk.ends_at) != (session.pk, at, until):
            talk.session, talk.starts_at, talk.ends_at = session, at, until
            _write(talk, {}, (), by)
        at = until


@transaction.atomic
def place_talk(*, talk: Talk, session: Session, before: Talk | None = None, by: Any, now: datetime) -> Talk:
    """Put a talk into a session, before another one of it or at its end; the others move up. Raises `NotYours`, `WrongState`,
    `NotItsOwn`, `HoldsNone`."""
    held = hold(talk.symposium, by, now)
    found, into = _talk(held, talk, None), held.sessions.planned().filter(pk=session.pk).first()
    if into is None:
        raise errors.NotItsOwn if session.symposium_id != held.pk else WrongState
    if not into.holds_talks:
        raise errors.HoldsNone
    others = [one for one in _in_order(into) if one.pk != found.pk]
    if before is None and found.session_id != into.pk:
        _append(found, into, others, by)
        return found
    at = next((place for place, one in enumerate(others) if before is not None and one.pk == before.pk), len(others))
    _lay(into, [*others[:at], found, *others[at:]], by)
    return found


def _append(talk: Talk, session: Session, others: Sequence[Talk], by: Any) -> None:
    """After the last one, whose time stays as somebody may have set it."""
    begins = max([session.starts_at, *(one.ends_at for one in others if one.ends_at)])
    talk.session, talk.starts_at, talk.ends_at = session, begins, begins + timedelta(minutes=talk.minutes)
    _write(talk, {}, (), by)


@transaction.atomic
def shift_talk(*, talk: Talk, earlier: bool, by: Any, now: datetime) -> Talk:
    """Exchange a talk with the one before or after it in its session. At the end of the row nothing happens. Raises `NotYours`,
    `WrongState`."""
    held = hold(talk.symposium, by, now)
    found = _talk(held, talk, None)
    if found.session is None:
        raise WrongState
    row = _in_order(found.session)
    at = next(place for place, one in enumerate(row) if one.pk == found.pk)
    other = at - 1 if earlier else at + 1
    if 0 <= other < len(row):
        row[at], row[other] = row[other], row[at]
        _lay(found.session, row, by)
    return found


def _unplace(talk: Talk, by: Any) -> None:
    talk.session = talk.starts_at = talk.ends_at = None
    _write(talk, {}, (), by)


@transaction.atomic
def unplace_talk(*, talk: Talk, by: Any, now: datetime) -> Talk:
    """Take a talk out of its session; it waits for another place. Raises `NotYours`, `WrongState`."""
    found = _talk(hold(talk.symposium, by, now), talk, None)
    if found.session_id is not None:
        _unplace(found, by)
    return found


@transaction.atomic
def drop_talk(*, talk: Talk, by: Any, now: datetime) -> Talk:
    """Take a talk out of the plan; its number is not given again. Again is harmless. Raises `NotYours`, `WrongState`."""
    held = hold(talk.symposium, by, now)
    if held.talks.filter(pk=talk.pk, is_dropped=True).exists():
        return talk
    found = _talk(held, talk, None)
    found.session = found.starts_at = found.ends_at = None
    found.is_dropped = True
    _write(found, {}, (), by)
    return found
