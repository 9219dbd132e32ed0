"""What a higher room knows and the platform asks: whether a message is still true, what is due when, whose a document is, what
something would give away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from council.programmes.shown import Text


@dataclass(frozen=True, kw_only=True)
class MessageKind:
    """A kind of message. `essential` kinds cannot be switched off. `still_true(context)` is asked by the sender just before
    sending, with the message's own context: False cancels the message; `true_at(context, now)` is asked instead where the
    answer depends on the moment. `all_still_true(contexts)` answers the same for many at once, for kinds that are sent by
    the thousand. `private` messages (codes, reset links) are hidden from staff outside the demonstration and wiped once
    sent. One that is not `listed` is not named among a person's preferences."""

    slug: str
    name: Text
    description: Text = ""
    essential: bool = True
    private: bool = False
    listed: bool = True
    still_true: Callable[[dict[str, Any]], bool] = field(default=lambda context: True)
    true_at: Callable[[dict[str, Any], datetime], bool] | None = None
    all_still_true: Callable[[Sequence[dict[str, Any]]], list[bool]] | None = None

    def holds(self, context: dict[str, Any], now: datetime) -> bool:
        """Whether what a message tells of still is so at `now`."""
        return bool(self.true_at(context, now) if self.true_at is not None else self.still_true(context))


@dataclass(frozen=True, kw_only=True)
class AttachmentKind:
    """A kind of attachment that messages carry by reference. `resolve(reference, language)` is asked when the message is
    rendered and returns `(file name, content, MIME type)`, or None when there is nothing to attach any more."""

    slug: str
    resolve: Callable[[dict[str, Any], str], tuple[str, bytes, str] | None]


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """One entry of a calendar, ready in its reader's language: `uid` is its identity for good, `sequence` rises with each
    change that calendars must know (RFC 5545), `status` is CONFIRMED, TENTATIVE or CANCELLED."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    url: str
    sequence: int
    status: str
    changed_at: datetime
    location: str = ""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class CalendarSource:
    """What a room adds to a person's own feed: `entries(member, now, language)`, in a constant number of queries. Nothing in it
    may be secret: who has the address of the feed is not asked who he is."""

    slug: str
    entries: Callable[[Any, datetime, str], Sequence[CalendarEntry]]
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
    `is_date`, a day that still counts. It can be filtered by these names. Where who is told depends on the moment,
    `items_at(since, until, now)` takes its place. `facts(subjects, language)` says what is to be said, by subject, in a
    constant number of queries; a subject that it leaves out is not written to. `kind` is a message kind whose
    `still_true` is `holds`, or, with `items_at`, whose `true_at` is `holds_at`. The planner of reminders does the rest: each
    person once for each rule and deadline, set-based.

    Staff see how many there are on the administration's start page: the coordinators of `programme` all of them, unless
    `staff_items(user, since, until, now)` says which of the `items` are whose; `staff_url()` is where to look."""

    slug: str
    name: Text
    kind: str
    facts: Callable[[Sequence[str], str], dict[str, DeadlineFacts]]
    rules: tuple[DeadlineRule, ...]
    items: Callable[[datetime, datetime], Any] | None = None
    items_at: Callable[[datetime, datetime, datetime], Any] | None = None
    is_date: bool = False
    zone: str = "Asia/Seoul"
    programme: str = "council"
    staff_items: Callable[[Any, datetime, datetime, datetime], Any] | None = None
    staff_url: Callable[[], str] | None = None
    order: int = 0

    def due(self, since: datetime, until: datetime, now: datetime) -> Any:
        """The `items` of the window, as they are at `now`."""
        if self.items_at is not None:
            return self.items_at(since, until, now)
        if self.items is None:
            raise TypeError(f"The source {self.slug} has no items.")
        return self.items(since, until)

    def holds(self, context: dict[str, Any]) -> bool:
        """Whether what a message of this source tells of is still so: the deadline is where it was, and the recipient's. Of a
        source with `items`: who is told does not depend on the moment."""
        return self.holds_at(context, datetime.fromisoformat(context["deadline"]))

    def holds_at(self, context: dict[str, Any], now: datetime) -> bool:
        """The same at `now`."""
        deadline = datetime.fromisoformat(context["deadline"])
        rows = self.due(deadline - timedelta(days=2), deadline + timedelta(days=2), now)
        found = rows.filter(subject=context["subject_key"], recipient=context["user_id"]).values_list("deadline", flat=True)
        return context["version"] in {self.version(moment) for moment in found}

    def version(self, deadline: date | datetime) -> int:
        """The day of a deadline as a number: 20261231. One that is moved to another day is another deadline."""
        day = deadline.astimezone(ZoneInfo(self.zone)) if isinstance(deadline, datetime) else deadline
        return day.year * 10000 + day.month * 100 + day.day


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
class SeatRule:
    """What a programme says about seats that organisations are given in its bodies: `refuse(seat)` returns a sentence for a new
    `members.Seat` that it does not allow, else None."""

    slug: str
    refuse: Callable[[Any], Text | None]
    order: int = 0


@dataclass(frozen=True, kw_only=True)
class EventRule:
    """What a programme says about events of its own: `refuse(event)` returns the field at fault and a sentence for an event, as
    it is to be saved, that it does not allow, else None. Asked by forms, imports and services, whichever way one changes."""

    slug: str
    refuse: Callable[[Any], tuple[str, Text] | None]
    order: int = 0


@dataclass(frozen=True, kw_only=True)
class EventFollower:
    """What moves along with an event: `follow(event, before, by, now)` is called in the transaction that moved it, with its row
    held, after it was saved; `before` is the event as it was. Called once for each change of its times or zone."""

    slug: str
    follow: Callable[[Any, Any, Any, datetime], None]
    order: int = 0


def _no_word(registration: Any, items: Sequence[Any], by: Any, now: datetime) -> Text | None:
    return None


@dataclass(frozen=True, kw_only=True)
class RegistrationPart:
    """What a programme asks of those who register for an event of its own, beside the questions that staff wrote.

    `form(event, member, data, user, now)` gives a Django form (bound where there are `data`), None for an event of others;
    `template` shows it, as `part`, inside the registration's own form. `save(registration, form, now)` keeps the answers in the
    transaction of the new registration, `settle(registration, by, now)` does what follows from them afterwards, and returns
    sentences for the person: a tone (“success”, “info”, “warning”) and a text each. `choosing(registration, items, by, now)`
    is asked, with the event's row held, before sessions are chosen that he has not chosen yet: a sentence refuses them."""

    slug: str
    form: Callable[[Any, Any, Any, Any, datetime], Any]
    template: str
    save: Callable[[Any, Any, datetime], None]
    settle: Callable[[Any, Any, datetime], Sequence[tuple[str, str]]]
    choosing: Callable[[Any, Sequence[Any], Any, datetime], Text | None] = _no_word
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
