"""What the parts of the programme add to a symposium's own pages: tabs, panels of its landing page, key dates.

Each part registers its own in its wiring; this page and the parts know each other by nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from council.programmes import Registry, Text
from symposia.models import Symposium


def _always(symposium: Symposium, user: Any, now: datetime) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A page of a part, in the navigation of a symposium: `url(symposium)` leads there, `shown(symposium, user, now)` says
    whether this reader finds something there (in one query at most)."""

    slug: str
    label: Text
    url: Callable[[Symposium], str]
    shown: Callable[[Symposium, Any, datetime], bool] = _always
    order: int = 0


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of the landing page: `context(symposium, user, now)` returns what `template` needs (as `panel`), or None for
    “nothing to show to this reader”; in a constant number of queries."""

    slug: str
    template: str
    context: Callable[[Symposium, Any, datetime], dict[str, Any] | None]
    order: int = 0


@dataclass(frozen=True)
class KeyDay:
    """A day to keep in mind: `url` where one does something about it."""

    on: date
    label: Text
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class KeyDaySource:
    """Days that a part knows of: `days(symposium, user, now)`, in one query at most."""

    slug: str
    days: Callable[[Symposium, Any, datetime], Sequence[KeyDay]]
    order: int = 0


@dataclass(frozen=True, kw_only=True)
class ListNote:
    """What a part says about symposia in their list: `notes(symposia, user, now)` returns a sentence and an address by the
    symposium's key, for those that have something to say; in one query."""

    slug: str
    notes: Callable[[Sequence[Symposium], Any, datetime], dict[int, tuple[Text, str]]]
    order: int = 0


tabs: Registry[Tab] = Registry("tabs of a symposium")
panels: Registry[Panel] = Registry("panels of a symposium")
key_days: Registry[KeyDaySource] = Registry("sources of a symposium’s key dates")
list_notes: Registry[ListNote] = Registry("notes in the list of symposia")
