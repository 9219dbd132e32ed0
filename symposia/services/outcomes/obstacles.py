"""What stands in the way of a technology: recorded session by session, resolved, or handed on to another programme."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from council import programmes
from council.events.models import AgendaItem, Event
from council.members.services.states import note
from council.programmes import Seed, SeedBed
from symposia.models import Obstacle, Session, SessionClosing, Symposium
from symposia.permissions.group import runs
from symposia.services.errors import NotYours, ReasonMissing, WrongState
from symposia.services.outcomes.errors import NoneRecorded, SessionClosed, SomeRecorded, TooEarlyToClose


@transaction.atomic
def record_obstacle(*, symposium: Symposium, agenda_item: AgendaItem | None, by: Any, now: datetime, **values: Any) -> Obstacle:
    """Record what stands in the way, raised in the session `agenda_item` (or in none). Raises `NotYours`, `SessionClosed`."""
    _must_run(by, symposium, now)
    _lock(symposium)
    if agenda_item is not None and SessionClosing.objects.filter(agenda_item=agenda_item).exists():
        raise SessionClosed
    known = Obstacle.objects.filter(symposium=symposium, agenda_item=agenda_item, recorded_by=by, **values).first()
    if known is not None:
        return known
    made = Obstacle(symposium=symposium, agenda_item=agenda_item, recorded_at=now, recorded_by=by, **values)
    note(made, by=by, reason="record")
    made.save()
    return made


@transaction.atomic
def resolve_obstacle(*, obstacle: Obstacle, resolution: str, by: Any, now: datetime) -> Obstacle:
    """Say what became of it. Raises `NotYours`, `ReasonMissing`."""
    held = Obstacle.objects.select_for_update(no_key=True, of=("self",)).select_related("symposium__event").get(pk=obstacle.pk)
    _must_run(by, held.symposium, now)
    if not resolution.strip():
        raise ReasonMissing
    held.resolution, held.resolved_at = resolution.strip(), held.resolved_at or now
    note(held, by=by, reason="resolve")
    held.save()
    return held


@transaction.atomic
def close_session(
    *, symposium: Symposium, agenda_item: AgendaItem, none_raised: bool, by: Any, now: datetime
) -> SessionClosing:
    """Close a technology session: with an obstacle at least, or with the word that none was raised. Twice is once.

    Raises `NotYours`, `TooEarlyToClose`, `NoneRecorded`, `SomeRecorded`."""
    _must_run(by, symposium, now)
    _lock(symposium)
    known = SessionClosing.objects.filter(agenda_item=agenda_item).first()
    if known is not None:
        return known
    if agenda_item.starts_at > now:
        raise TooEarlyToClose
    number = Obstacle.objects.filter(agenda_item=agenda_item).count()
    if not number and not none_raised:
        raise NoneRecorded
    if number and none_raised:
        raise SomeRecorded
    return SessionClosing.objects.create(
        symposium=symposium,
        agenda_item=agenda_item,
        obstacles=number,
        none_raised=none_raised,
        closed_at=now,
        closed_by=by,
    )


@transaction.atomic
def reopen_session(*, symposium: Symposium, agenda_item: AgendaItem, by: Any, now: datetime) -> None:
    """Open a session again, to record what was forgotten. Twice is once. Raises `NotYours`."""
    _must_run(by, symposium, now)
    _lock(symposium)
    SessionClosing.objects.filter(agenda_item=agenda_item, symposium=symposium).delete()


def open_sessions(now: datetime, symposium: Symposium | None = None) -> "QuerySet[Session]":
    """Technology sessions (of `symposium`, or of all) that are over by the clock and not closed: nobody has said what stands in
    the way, or that nothing does, so they are not finished. What was cancelled needs no word."""
    sessions = Session.objects.filter(kind=Session.Kind.TECHNOLOGY, is_dropped=False, agenda_item__symposium_closing=None)
    held = sessions.filter(agenda_item__ends_at__lte=now, agenda_item__is_cancelled=False)
    held = held.exclude(symposium__event__state=Event.State.CANCELLED)
    return held if symposium is None else held.filter(symposium=symposium)


def beds() -> Sequence[SeedBed]:
    """The programmes that take an obstacle up."""
    return programmes.seed_beds.all()


@transaction.atomic
def hand_on(*, obstacle: Obstacle, bed: str, url: str, by: Any, now: datetime) -> Obstacle:
    """Hand an obstacle on to the programme `bed`, which may make a proposal of it; `url` says where it was noticed. It names
    nobody. Twice is once. Raises `NotYours`, `WrongState` for a programme that takes none."""
    held = Obstacle.objects.select_for_update(no_key=True, of=("self",)).select_related("symposium__event").get(pk=obstacle.pk)
    _must_run(by, held.symposium, now)
    if held.seeded_at is not None:
        return held
    found = next((one for one in beds() if one.slug == bed), None)
    if found is None:
        raise WrongState
    seed = Seed(
        key=f"symposia:obstacle:{held.pk}",
        title_ko=_title(held.text_ko),
        title_en=_title(held.text_en),
        text_ko=held.text_ko,
        text_en=held.text_en,
        url=url,
    )
    # Read in either language afterwards, so kept in none (`in_language`).
    with translation.override("en"):
        held.seeded_url = found.seed(seed, by, now)[:300]
    held.seeded_at = now
    note(held, by=by, reason="hand on")
    held.save()
    return held


def _title(text: str) -> str:
    """The first line of a text, as a title."""
    line = text.strip().splitlines()[0].strip() if text.strip() else ""
    return line if len(line) <= 120 else f"{line[:117]}…"


def _must_run(by: Any, symposium: Symposium, now: datetime) -> None:
    if not runs(by, symposium, now):
        raise NotYours


def _lock(symposium: Symposium) -> None:
    # Recording and closing of one symposium wait for each other; its event's row is for seats.
    Symposium.objects.select_for_update(no_key=True).get(pk=symposium.pk)


def sessions_of(symposium: Symposium) -> "Any":
    """The parts of a symposium's agenda in their order, with closing and obstacles."""
    event: Event = symposium.event
    items = AgendaItem.objects.filter(event=event).select_related("symposium_closing", "session")
    return items.prefetch_related("obstacles").order_by("starts_at", "pk")
