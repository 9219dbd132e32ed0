"""What each room knows of a person: what is exported, what becomes of it when the person is erased, what follows when two
records of one person become one.

Every room says so for every foreign key that leads from its tables to a person, once, in its `AppConfig.ready()`:
`personal_data.register(PersonalData(…))`. A test walks all the keys there are: one without a rule fails. The services of
`council.members` ask here and know no other room. This module knows the registry alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from council.merging import Merging, Twin
from council.programmes import Registry, Text


class Erasure(StrEnum):
    """What becomes of rows about a person who is erased."""

    # Deleted, with what hangs on them and the files that they name.
    DESTROY = "destroy"
    # Kept without the person: the key becomes null, and so does what `blank` names.
    DETACH = "detach"
    # Kept with the key, which leads to a row without name or address; what `blank` names is emptied.
    ANONYMISE = "anonymise"
    # Kept as it is, name and all: a contract that goes on holding. The person is told so before.
    KEEP = "keep"


@dataclass(frozen=True, kw_only=True)
class PersonalLink:
    """The rule for one foreign key: rows of `model` ("events.registration") that lead to a person by `via`.

    `via` is the look-up from the row to the log-in or the member ("member", "registration__member"); its first step is the
    foreign key that the rule is for. `exported` names the columns of an export, by look-up; `files` the columns that name
    stored files, which go with the rows. `blank` says which columns of a kept row tell of the person, and what they become.
    Rows that only carry a person's trace (who recorded, who decided) are not `own`: nothing of theirs is exported. `label` is
    what the person reads of rows that are own. `merged` says what becomes of them when this is the second of two records that
    become one; `twin_of` names the columns that are unique together with the key, `twin` what then becomes of the second's."""

    model: str
    via: str
    erased: Erasure
    label: Text = ""
    exported: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    blank: dict[str, Any] = field(default_factory=dict)
    own: bool = True
    # That there are such rows is the person's own to say: staff who erase somebody, or make two records one, are not told.
    is_discreet: bool = False
    merged: Merging = Merging.MOVE
    twin_of: tuple[str, ...] | None = None
    twin: Twin = Twin.DROP

    @property
    def key(self) -> str:
        """The foreign key, as the test that walks them writes it: "events.attendance.registration"."""
        return f"{self.model}.{self.via.split('__')[0]}"


@dataclass(frozen=True)
class Person:
    """Whom an export or an erasure is about: the keys, and every address that was ever confirmed or asked for."""

    user_id: int
    member_id: int
    addresses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PersonalData:
    """What one room knows of people.

    `prepare(person, by, now)` is called before an erasure, in transactions of its own: what must end first (seats).
    `erase(person, now)` finds what no key leads to (an address, a name in a text) and is called inside the erasure's
    transaction, before its rules. Both may be called again for the same person. `export(person)` adds to an export what is
    found otherwise."""

    slug: str
    label: Text
    links: tuple[PersonalLink, ...]
    prepare: Callable[[Person, Any, datetime], None] | None = None
    erase: Callable[[Person, datetime], None] | None = None
    export: Callable[[Person], dict[str, list[dict[str, Any]]]] | None = None
    # Names of addresses outside the administration at which staff see people: noted in the log of access.
    staff_pages: tuple[str, ...] = ()
    # Those of them, and of the administration, whose address says what the people on it keep to themselves from who reads the
    # log: noted by their name, without the address.
    veiled_pages: tuple[str, ...] = ()
    # Names of addresses that are the person's own: staff who see the portal as somebody do not even read them.
    own_pages: tuple[str, ...] = ()
    order: int = 0


_registry: Registry[PersonalData] = Registry("rooms with personal data")
register = _registry.register
rooms = _registry.all


@dataclass(frozen=True, kw_only=True)
class RetentionRule:
    """Personal data that is destroyed when its time is over. `apply(now, limit)` destroys at most `limit` and returns how many;
    it is idempotent and takes what is due at or before `now`. `period` says how long, to staff."""

    slug: str
    label: Text
    period: Text
    apply: Callable[[datetime, int], int]
    order: int = 0


retention_rules: Registry[RetentionRule] = Registry("retention rules")


def traces(*keys: str, merged: Merging = Merging.MOVE) -> tuple[PersonalLink, ...]:
    """Rules for keys that say who did something ("events.attendance.recorded_by"): the row is no data about that person."""
    return tuple(_trace(key, merged) for key in keys)


def _trace(key: str, merged: Merging) -> PersonalLink:
    model, _, name = key.rpartition(".")
    return PersonalLink(model=model, via=name, erased=Erasure.ANONYMISE, own=False, merged=merged)


def histories(*models: str) -> Iterable[PersonalLink]:
    """Rules for the tables of history of `models` ("events.event"), as far as they say who made a change."""
    return traces(*(f"{app}.historical{name}.history_user" for app, name in (model.split(".") for model in models)))
