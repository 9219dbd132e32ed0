"""The registry that keeps the platform blind to its programmes.

Each programme's `AppConfig.ready()` calls `register(Programme(…))`; the platform asks here and never compares a slug with a
literal. The lower rooms of the platform ask here, too, for what a higher room knows (panels of an event's page, whether a
message is still true). This module imports nothing of ours.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

# A str or a lazy translation.
Text = Any


class HasProgramme(Protocol):
    """Whatever belongs to a programme by its slug: an event, a body."""

    programme: str


@dataclass(frozen=True, kw_only=True)
class Programme:
    """One programme of the council.

    `colour` names a token of the style sheet (`--programme-<colour>`), `icon` a Bootstrap icon. `home_url` is the name of the
    landing page's URL, `public_urls` those of its other pages for everybody. `event_url`, if given, returns the address of the
    programme's own page about an event, `body_urls` those of its bodies that have a page, by the bodies' keys, in one query at
    most.
    """

    slug: str
    name: Text
    summary: Text
    colour: str
    icon: str
    home_url: str
    order: int = 0
    event_url: Callable[[Any], str] | None = None
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
class MessageKind:
    """A kind of message. `essential` kinds cannot be switched off. `still_true(context)` is asked by the sender just before
    sending, with the message's own context: False cancels the message. `all_still_true(contexts)` answers the same for many at
    once, for kinds that are sent by the thousand. `private` messages (codes, reset links) are hidden from staff outside the
    demonstration and wiped once sent. One that is not `listed` is not named among a person's preferences."""

    slug: str
    name: Text
    description: Text = ""
    essential: bool = True
    private: bool = False
    listed: bool = True
    still_true: Callable[[dict[str, Any]], bool] = field(default=lambda context: True)
    all_still_true: Callable[[Sequence[dict[str, Any]]], list[bool]] | None = None


@dataclass(frozen=True, kw_only=True)
class AttachmentKind:
    """A kind of attachment that messages carry by reference. `resolve(reference, language)` is asked when the message is
    rendered and returns `(file name, content, MIME type)`, or None when there is nothing to attach any more."""

    slug: str
    resolve: Callable[[dict[str, Any], str], tuple[str, bytes, str] | None]


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


@dataclass(frozen=True)
class DeadlineFacts:
    """What is said of one deadline, in one language: a line (“Your membership ends on 31 Dec 2026 (Thu)”), some sentences, and
    the address of the page where one does something about it."""

    title: str
    text: str
    url: str


@dataclass(frozen=True, kw_only=True)
class DeadlineRule:
    """A reminder that a source begins with; staff change it in the administration. `at` is on the clock of the source."""

    name: str
    days_before: int
    at: time
    grace: timedelta


@dataclass(frozen=True, kw_only=True)
class DeadlineSource:
    """Things with a date that somebody must be reminded of: the ends of terms, deadlines of cases, action items.

    `items(since, until)` is a query whose rows are `(subject, recipient, deadline)` with `since < deadline <= until`, in this
    order in `values_list`: the thing's key as text, the key of a log-in that is in use, and the deadline: a moment, or, with
    `is_date`, a day that still counts. It can be filtered by these names. `facts(subjects, language)` says what is to be said,
    by subject, in a constant number of queries; a subject that it leaves out is not written to. `kind` is a message kind whose
    `still_true` is `holds`. The planner of reminders does the rest: each person once for each rule and deadline, set-based.

    Staff see how many there are on the administration's start page: the coordinators of `programme` all of them, unless
    `staff_items(user, since, until)` says which of the `items` are whose; `staff_url()` is where to look."""

    slug: str
    name: Text
    kind: str
    items: Callable[[datetime, datetime], Any]
    facts: Callable[[Sequence[str], str], dict[str, DeadlineFacts]]
    rules: tuple[DeadlineRule, ...]
    is_date: bool = False
    zone: str = "Asia/Seoul"
    programme: str = "council"
    staff_items: Callable[[Any, datetime, datetime], Any] | None = None
    staff_url: Callable[[], str] | None = None
    order: int = 0

    def holds(self, context: dict[str, Any]) -> bool:
        """Whether what a message of this source tells of is still so: the deadline is where it was, and the recipient's."""
        deadline = datetime.fromisoformat(context["deadline"])
        rows = self.items(deadline - timedelta(days=2), deadline + timedelta(days=2))
        found = rows.filter(subject=context["subject_key"], recipient=context["user_id"]).values_list("deadline", flat=True)
        return context["version"] in {self.version(moment) for moment in found}

    def version(self, deadline: date | datetime) -> int:
        """The day of a deadline as a number: 20261231. One that is moved to another day is another deadline."""
        day = deadline.astimezone(ZoneInfo(self.zone)) if isinstance(deadline, datetime) else deadline
        return day.year * 10000 + day.month * 100 + day.day


@dataclass(frozen=True, kw_only=True)
class EventStaffLink:
    """A page about one event that a higher room has for staff (“who gets what, when”): `url(event)` returns its address."""

    slug: str
    label: Text
    url: Callable[[Any], str]
    order: int = 0


@dataclass(frozen=True)
class OwnerFacts:
    """What is said of a thing that documents belong to: its name in the reader's language, and the address of its page."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class DocumentOwner:
    """A kind of thing of a programme that documents may belong to: a case, a proposal, an offer.

    `readable(user, now)` is a query of one column: the keys, as text, of the things that `user` may see at `now`; nobody else
    opens their documents, whatever else allows it. `facts(keys)` says what things are called and where they are, by key, in a
    constant number of queries. Staff of the programme see its documents, unless `is_closed`: then who may not see the thing
    does not see that they exist, and the administration has none of them. `unsent()`, a query like `readable`, are the things
    that whoever writes them has not handed in (again): staff have none of their documents either, until that is done."""

    slug: str
    name: Text
    readable: Callable[[Any, datetime], Any]
    facts: Callable[[Sequence[str]], dict[str, OwnerFacts]]
    is_closed: bool = False
    unsent: Callable[[], Any] | None = None
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


@dataclass(frozen=True, kw_only=True)
class SeatRule:
    """What a programme says about seats that organisations are given in its bodies: `refuse(seat)` returns a sentence for a new
    `members.Seat` that it does not allow, else None."""

    slug: str
    refuse: Callable[[Any], Text | None]
    order: int = 0


@dataclass(frozen=True, kw_only=True)
class TieSource:
    """Ties between organisations that really exist: `counts(since, now)` returns how many there are by pair of organisations'
    keys, the smaller first. `for_secretariat`: nobody else is told even the number."""

    slug: str
    name: Text
    counts: Callable[[datetime, datetime], dict[tuple[int, int], int]]
    for_secretariat: bool = False
    order: int = 0


@dataclass(frozen=True, kw_only=True)
class Seed:
    """Something that one programme noticed and another may make a proposal of: an obstacle told at a symposium. `key` names it
    for good (“symposia:obstacle:12”), one title at least is given, `url` says where it was noticed."""

    key: str
    title_ko: str = ""
    title_en: str = ""
    text_ko: str = ""
    text_en: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class SeedBed:
    """A programme that takes seeds: `seed(seed, by, now)` notes one in the name of the log-in `by` and returns the address
    where it stands; the same seed twice is one."""

    slug: str
    name: Text
    seed: Callable[[Seed, Any, datetime], str]
    order: int = 0


class NoveltyAnswer(StrEnum):
    """Whether what is to be published shows an invention that nobody has filed yet; `SHOWN`: it does, and was shown before."""

    NO = "no"
    YES = "yes"
    SHOWN = "shown"


@dataclass(frozen=True, kw_only=True)
class NoveltyDeclaration:
    """What an author declared of the thing `kind` `key` (a document, an abstract, an offer). `invention`: the key of a guard's,
    where he named one; `shown_on`: when it was shown in public for the first time; `label` and `url`: what the thing is called
    and where it stands."""

    kind: str
    key: str
    answer: NoveltyAnswer
    label: str = ""
    url: str = ""
    invention: str = ""
    shown_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class NoveltyGuard:
    """A programme that knows of inventions that nobody has filed yet. Whoever publishes something is asked before.

    `inventions(user, now)` gives key and title of those that `user` may know of, and of no others.
    `declared(declaration, by, now)` notes the answer, in the transaction that publishes."""

    slug: str
    inventions: Callable[[Any, datetime], Sequence[tuple[str, str]]]
    declared: Callable[[NoveltyDeclaration, Any, datetime], None]
    order: int = 0


class _Entry(Protocol):
    @property
    def slug(self) -> str: ...


E = TypeVar("E", bound=_Entry)


class Registry(Generic[E]):
    """Entries by slug; a second one with the same slug is an error at start."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._entries: dict[str, E] = {}

    def register(self, entry: E) -> None:
        """Add `entry`. Raises `ImproperlyConfigured` if its slug is taken."""
        if entry.slug in self._entries:
            raise ImproperlyConfigured(f"Two {self._what} are registered as “{entry.slug}”.")
        self._entries[entry.slug] = entry

    def get(self, slug: str) -> E:
        """The entry. Raises `KeyError` for an unknown slug."""
        return self._entries[slug]

    def find(self, slug: str) -> E | None:
        """The entry, or None."""
        return self._entries.get(slug)

    def all(self) -> list[E]:
        """All entries by their order, then by slug."""
        return sorted(self._entries.values(), key=lambda entry: (getattr(entry, "order", 0), entry.slug))


_programmes: Registry[Programme] = Registry("programmes")
event_panels: Registry[EventPanel] = Registry("event panels")
agenda_panels: Registry[AgendaPanel] = Registry("agenda panels")
event_veils: Registry[EventVeil] = Registry("veils of events")
message_kinds: Registry[MessageKind] = Registry("message kinds")
attachment_kinds: Registry[AttachmentKind] = Registry("attachment kinds")
desk_notices: Registry[DeskNotice] = Registry("desk notices")
deadline_sources: Registry[DeadlineSource] = Registry("deadline sources")
organisation_panels: Registry[OrganisationPanel] = Registry("panels of an organisation")
life_sources: Registry[LifeSource] = Registry("sources of a member's life")
event_staff_links: Registry[EventStaffLink] = Registry("staff links of an event")
document_owners: Registry[DocumentOwner] = Registry("owners of documents")
search_sources: Registry[SearchSource] = Registry("sources of the search")
my_page_cards: Registry[MyPageCard] = Registry("cards of a member's page")
demo_parts: Registry[DemoPart] = Registry("parts of the demonstration")
tie_sources: Registry[TieSource] = Registry("sources of ties")
seat_rules: Registry[SeatRule] = Registry("rules of seats")
seed_beds: Registry[SeedBed] = Registry("takers of seeds")
novelty_guards: Registry[NoveltyGuard] = Registry("guards of novelty")

register = _programmes.register
get = _programmes.get
find = _programmes.find
all_programmes = _programmes.all


def give_pages(bodies: Sequence[Any]) -> None:
    """Give each of `bodies` its `page_url`: where its programme has a page about it, or "". One query a programme at most."""
    for body in bodies:
        body.page_url = ""
    for programme in all_programmes():
        mine = [body for body in bodies if body.programme == programme.slug]
        urls = programme.body_urls(mine) if mine and programme.body_urls is not None else {}
        for body in mine:
            body.page_url = urls.get(body.pk, "")


def slugs() -> list[str]:
    """The programmes' slugs in their order."""
    return [programme.slug for programme in all_programmes()]


def choices() -> list[tuple[str, Text]]:
    """`(slug, name)` pairs for a form field or a model field's `choices`."""
    return [(programme.slug, programme.name) for programme in all_programmes()]
