"""Sessions laid out as a table: a column a room (more, where two sessions share one), a row a beginning or end.
Pure reckoning: what a browser shows without a style of its own on any cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Cell:
    """One cell: a session (`shown`) over `rows` rows and `columns` columns, or a free place in `room` from `starts_at` on."""

    starts_at: datetime
    room: Any = None
    shown: Any = None
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Row:
    starts_at: datetime
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Head:
    """The head of a room's columns; without a room: what is everywhere."""

    room: Any
    columns: int


@dataclass(frozen=True)
class Grid:
    day: date
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]

    @property
    def is_empty(self) -> bool:
        return not any(cell.shown for row in self.rows for cell in row.cells)


def _overlap(one: Any, other: Any) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def lanes(sessions: Iterable[Any]) -> list[list[Any]]:
    """The sessions of one room in as few columns as need be for none to cover another."""
    found: list[list[Any]] = []
    for session in sorted(sessions, key=lambda one: (one.row.starts_at, one.key)):
        free = next((lane for lane in found if lane[-1].row.ends_at <= session.row.starts_at), None)
        if free is None:
            found.append([session])
        else:
            free.append(session)
    return found


def _is_band(session: Any, sessions: Sequence[Any]) -> bool:
    """Whether it lies across all rooms: in none, with nothing at the same time."""
    if session.row.room is not None:
        return False
    return not any(other.key != session.key and _overlap(session.row, other.row) for other in sessions)


def times(
    sessions: Sequence[Any], step: timedelta | None = None, around: tuple[datetime, datetime] | None = None
) -> list[datetime]:
    """When something begins or ends; with `step` each such step of the time `around`, too."""
    found = {moment for one in sessions for moment in (one.row.starts_at, one.row.ends_at)}
    if step is not None and around is not None:
        at, until = around
        while at <= until:
            found.add(at)
            at += step
    return sorted(found)


def lay_out(
    day: date,
    sessions: Sequence[Any],
    rooms: Sequence[Any],
    *,
    step: timedelta | None = None,
    around: tuple[datetime, datetime] | None = None,
) -> Grid:
    """The table of a day. With `step` (the builder) every room has a column and free places every `step`; otherwise (readers)
    only rooms with something in them."""
    bands = {one.key for one in sessions if _is_band(one, sessions)}
    rest = [one for one in sessions if one.key not in bands]
    columns: list[tuple[Any, list[Any]]] = []
    heads = []
    nowhere = [one for one in rest if one.row.room is None]
    for room in [*([None] if nowhere else []), *rooms]:
        own = [one for one in rest if (one.row.room_id if one.row.room else None) == (room.pk if room else None)]
        if not own and step is None:
            continue
        found = lanes(own) or [[]]
        heads.append(Head(room, len(found)))
        columns += [(room, lane) for lane in found]
    if not columns:
        heads, columns = [Head(None, 1)], [(None, [])]
    moments = times(sessions, step, around)
    at = {moment: place for place, moment in enumerate(moments)}
    banded = [one for one in sessions if one.key in bands]
    rows = [Row(moment, tuple(_cells(moment, place, at, columns, banded))) for place, moment in enumerate(moments[:-1])]
    return Grid(day, tuple(heads), tuple(rows))


def _cells(
    moment: datetime, place: int, at: dict[datetime, int], columns: Sequence[tuple[Any, list[Any]]], bands: Sequence[Any]
) -> Iterable[Cell]:
    for band in bands:
        if band.row.starts_at == moment:
            yield Cell(moment, None, band, at[band.row.ends_at] - place, len(columns))
        if band.row.starts_at <= moment < band.row.ends_at:
            return
    for room, lane in columns:
        covering = next((one for one in lane if one.row.starts_at <= moment < one.row.ends_at), None)
        if covering is None:
            yield Cell(moment, room)
        elif covering.row.starts_at == moment:
            yield Cell(moment, room, covering, at[covering.row.ends_at] - place)
