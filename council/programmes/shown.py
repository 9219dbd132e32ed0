"""What a higher room has the platform show: of programmes, events, people, searches, and on the administration's start page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

# A str or a lazy translation.
Text = Any


@dataclass(frozen=True, kw_only=True)
class Programme:
    """One programme of the council.

    `colour` names a token of the style sheet (`--programme-<colour>`), `icon` a Bootstrap icon. `home_url` is the name of the
    landing page's URL, `public_urls` those of its other pages for everybody. `body_urls`, if given, returns the addresses
    of those of its bodies that have a page, by the bodies' keys, in one query at most.
    """

    slug: str
    name: Text
    summary: Text
    colour: str
    icon: str
    home_url: str
    order: int = 0
    body_urls: Callable[[Sequence[Any]], dict[int, str]] | None = None
    public_urls: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EventPanel:
    """A part of an event's page that a higher room contributes: `context(event, user, now)` returns what `template` needs,
    or None for “nothing to show to this reader”.

    `version(event's key, now)` names what a visitor sees in it, as a text that changes whenever that does (`nothing_more` where
    it is never anything), so that visitors' pages can be kept in memory; without it no page with this panel is."""

    slug: str
    template: str
    context: Callable[[Any, Any, datetime], dict[str, Any] | None]
    order: int = 0
    version: Callable[[int, datetime], str] | None = None
    # The same as a subselect in SQL about the event's row `e` (it may use `%(now)s`), asked in one query with the page itself.
    version_sql: str = ""


def nothing_more(event_id: int, now: datetime) -> str:
    """The `version` of a panel that shows visitors nothing, or nothing that the version of the event's page does not hold."""
    return ""


@dataclass(frozen=True, kw_only=True)
class AgendaPanel:
    """What a higher room adds to the items of an event's agenda: `contexts(event, user, now)` returns, by the item's key, what
    `template` needs, for the items that have something for this reader. What visitors see of it is in the version of an
    `EventPanel` of the same room."""

    slug: str
    template: str
    contexts: Callable[[Any, Any, datetime], dict[int, dict[str, Any]]]
    order: int = 0


@dataclass(frozen=True, kw_only=True)
class EventVeil:
    """What a programme keeps back of its events, wherever the platform shows agendas, speakers or lists of people.

    Each is a query of one column: `items(user, now)` the keys of agenda items that are not for `user` (yet), `nameless(user,
    now)` those of events whose speakers are not named to `user`, `sealed()` those of events of which no file, feed, mail or
    table names anybody, whoever takes it along."""

    slug: str
    items: Callable[[Any, datetime], Any]
    nameless: Callable[[Any, datetime], Any]
    sealed: Callable[[], Any]
    order: int = 0


@dataclass(frozen=True, kw_only=True)
class DeskNotice:
    """Something that may need staff's attention on the admin start page. `count(user, now)` is asked with the staff user and
    returns how many there are that this user may see; `url(user)` returns where to look."""

    slug: str
    label: Text
    count: Callable[[Any, datetime], int]
    url: Callable[[], str]
    urgent: bool = False
    order: int = 0


@dataclass(frozen=True, kw_only=True)
class EventStaffLink:
    """A page about one event that a higher room has for staff (“who gets what, when”): `url(event)` returns its address."""

    slug: str
    label: Text
    url: Callable[[Any], str]
    order: int = 0


@dataclass(frozen=True, kw_only=True)
class OrganisationPanel:
    """A part of an organisation's page that a higher room contributes: `context(organisation, user, now)` returns what
    `template` needs, or None for “nothing to show to this reader”."""

    slug: str
    template: str
    context: Callable[[Any, Any, datetime], dict[str, Any] | None]
    order: int = 0


@dataclass(frozen=True)
class LifeEntry:
    """One thing in a member's life, for staff: `tone` as components have it, `url` where to look closer."""

    at: datetime
    title: Text
    text: Text = ""
    tone: str = "neutral"
    by: Any = None
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class LifeSource:
    """What a room knows of a member's life: `entries(member, user)` returns what the staff member `user` may see of it, the
    latest first, at most a few hundred, in a constant number of queries."""

    slug: str
    name: Text
    entries: Callable[[Any, Any], Sequence[LifeEntry]]
    order: int = 0


@dataclass(frozen=True)
class SearchHit:
    """One thing that a reader's search found: `text` is some plain words around it, `meta` a short fact (a date, a state)."""

    title: Text
    url: str
    text: Text = ""
    meta: Text = ""
    # The language of the title, where it is not the page's, and that of the text, where it is not the title's.
    language: str = ""
    text_language: str = ""


@dataclass(frozen=True, kw_only=True)
class SearchSource:
    """Something that the portal's search finds. `search(words, user, now, limit)` returns the best `limit` of what `user` may
    see at `now`, and `limit + 1` where there are more; in a constant number of queries. `words` is what the reader typed, on
    one line, not too long.

    `more(words)` is the address of a list with its own search that has them all; without it the search's own page has.
    `similar` finds what is like the words, where nothing at all has them (`text_search.similar`, within `similarity()`)."""

    slug: str
    name: Text
    search: Callable[[str, Any, datetime, int], Sequence[SearchHit]]
    icon: str = "search"
    more: Callable[[str], str] | None = None
    similar: Callable[[str, Any, datetime, int], Sequence[SearchHit]] | None = None
    order: int = 0


@dataclass(frozen=True, kw_only=True)
class MyPageCard:
    """A part of a member's own page that a room contributes: `context(user, now)` returns what `template` needs, or None for
    “nothing to show”. In a constant number of queries."""

    slug: str
    template: str
    context: Callable[[Any, datetime], dict[str, Any] | None]
    order: int = 0


@dataclass(frozen=True, kw_only=True)
class DemoPart:
    """What a programme adds to the demonstration: `load(store, now)` makes what is missing, inside the loader's transaction,
    and returns how many rows are new. `store` is `council.portal.demo.store.Store`. No message is written.

    `move(store, now)`, called before it, brings what was loaded on an earlier day to the day of `now`, silently, as far as
    nobody has touched it, and returns how many rows changed; on the same day none."""

    slug: str
    load: Callable[[Any, datetime], int]
    move: Callable[[Any, datetime], int] | None = None
    order: int = 0
