"""What becomes of rows when two records of one person, or of one organisation, become one.

Every room says so for every foreign key that leads to a person (`personal_data.PersonalLink`) or to an organisation
(`MergeLink` here), and settles what a constraint forbids with a service of its own (`MergeRoom`). Tests walk the keys that
there are: one without a rule fails. The services of `council.members` ask here and know no other room."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from council.programmes import Registry, Text


class Merging(StrEnum):
    """What becomes of rows of the second record when two records become one."""

    # They belong to the first record from then on; what a constraint forbids is decided by `Twin`, or by the room before.
    MOVE = "move"
    # They are deleted, with their files: secrets of the second log-in, and what can be asked for anew.
    DROP = "drop"
    # They stay as they are: a log that nobody changes. No constraint of the database leads from there.
    STAY = "stay"


class Twin(StrEnum):
    """What becomes of a row that the first record has, too, where the database allows one."""

    # The first record's says the same: the second's is deleted.
    DROP = "drop"
    # The second's is kept without the key: a proof.
    DETACH = "detach"


class MergeBusyError(Exception):
    """Somebody else holds what this merge needs: it is tried again, and then said."""


class MergeStaleError(MergeBusyError):
    """Something came in between that the merge does not hold yet."""


class MergeForbiddenError(Exception):
    """A room cannot settle it: these two do not become one before somebody has done something. `str()` says what, to staff."""


@dataclass(frozen=True)
class Conflict:
    """Two things that cannot both stay, and what is done about it, in the words of the staff's language."""

    what: str
    outcome: str


@dataclass
class Joining:
    """One merge while it happens. `kept` and `gone` are both members or both organisations, locked; `store` is the rooms'."""

    kept: Any
    gone: Any
    by: Any
    now: datetime
    # What the first record says once it is done: set before the rooms settle.
    organisation_id: int | None = None
    conflicts: list[Conflict] = field(default_factory=list)
    store: dict[str, Any] = field(default_factory=dict)

    def note(self, what: Any, outcome: Any) -> None:
        """Say what collided and what became of it."""
        self.conflicts.append(Conflict(str(what), str(outcome)))


@dataclass(frozen=True, kw_only=True)
class MergeLink:
    """The rule for one foreign key to an organisation: rows of `model` ("members.seat") that lead there by `via`.

    `twin_of` names the columns that are unique together with the key. `label` is what staff read; none for histories."""

    model: str
    via: str
    label: Text = ""
    merged: Merging = Merging.MOVE
    twin_of: tuple[str, ...] | None = None
    twin: Twin = Twin.DROP

    @property
    def key(self) -> str:
        """The foreign key, as the test that walks them writes it."""
        return f"{self.model}.{self.via}"


@dataclass(frozen=True, kw_only=True)
class MergeRoom:
    """What one room does in a merge.

    `hold(joining)` takes the locks that come before those of people (events); `people(joining)` and `organisations(joining)`
    settle what constraints forbid, before the rules move the rest, or raise `MergeForbiddenError`. All are called inside the
    merge's one transaction."""

    slug: str
    label: Text
    links: tuple[MergeLink, ...] = ()
    hold: Callable[[Joining], None] | None = None
    people: Callable[[Joining], None] | None = None
    organisations: Callable[[Joining], None] | None = None
    order: int = 0


_registry: Registry[MergeRoom] = Registry("rooms that merge")
register = _registry.register
rooms = _registry.all
