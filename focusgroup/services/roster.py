"""Who sits in the Focus Group, as far as a reader may know, and how its constituencies are balanced."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from council.library.permissions import visible_documents
from council.members import directory
from council.members.models import DirectoryEntry
from council.members.permissions import has_member_access
from focusgroup.models import Seat
from focusgroup.models.seats import ENDED
from focusgroup.permissions.group import is_desk, is_inside

Constituency = Seat.Constituency


@dataclass(frozen=True)
class Bar:
    """A constituency with the number of its enrolled seats, as `components/chart.html` draws it."""

    constituency: str
    label: str
    value: int

    @property
    def text(self) -> str:
        return ngettext("%(count)d seat", "%(count)d seats", self.value) % {"count": self.value}


def balance(now: datetime) -> list[Bar]:
    """How many enrolled seats each constituency has at `now`, the empty ones too, in the order in which they are named."""
    counted = Seat.objects.enrolled(now).order_by().values_list("constituency").annotate(number=Count("pk"))
    numbers = dict(counted)
    return [Bar(one.value, str(one.label), numbers.get(one.value, 0)) for one in Constituency]


def empty_constituencies(now: datetime) -> list[str]:
    """The names of constituencies for which nobody sits at `now`."""
    return [bar.label for bar in balance(now) if not bar.value]


def balance_title(bars: list[Bar]) -> str:
    """What the numbers say, in a sentence."""
    total, most = sum(bar.value for bar in bars), max(bar.value for bar in bars)
    if not total:
        return _("No seat is filled at the moment")
    if all(bar.value == most for bar in bars):
        return _("The constituencies are in balance")
    words = {"number": total, "share": most, "constituency": ", ".join(bar.label for bar in bars if bar.value == most)}
    return _("%(number)d seats; the most, %(share)d each, are for: %(constituency)s") % words


@dataclass(frozen=True)
class Person:
    """One seat as a reader may see it. `state` says how a past one ended; `key` is the person's place in the directory."""

    constituency: str
    role: str
    name: str
    key: Any = None
    organisation: Any = None
    cluster: Any = None
    starts_on: date | None = None
    ends_on: date | None = None
    state: str = ""
    document: Any = None
    seat: Seat | None = None
    photo_url: str = ""


@dataclass(frozen=True)
class Roster:
    """What `reader` may see. `reach`: "inside" (the body and its staff: everything), "members" (names as the directory shows
    them) or "public" (numbers alone)."""

    reach: str
    bars: list[Bar]
    title: str
    people: list[Person]
    unnamed: int
    to_come: list[Person]
    past: list[Person]
    is_desk: bool
    empty: list[str]


PAST_SHOWN = 100


def roster(user: Any, now: datetime) -> Roster:
    """The roster as `user` may see it at `now`, in a constant number of queries."""
    today = timezone.localdate(now)
    bars = balance(now)
    enrolled = Seat.objects.enrolled(now).with_people().order_by("constituency", "membership__starts_on", "pk")
    inside, desk = is_inside(user, now), is_desk(user)
    people: list[Person] = []
    to_come: list[Person] = []
    past: list[Person] = []
    reach = "public"
    if inside:
        reach = "inside"
        coming = Seat.objects.to_come(today).with_people().order_by("membership__starts_on", "pk")
        gone = Seat.objects.past(today).with_people().order_by("-membership__ends_on", "-pk")[:PAST_SHOWN]
        rows = [list(enrolled), list(coming), list(gone)]
        documents = _documents([seat for part in rows for seat in part], user, now)
        people, to_come, past = ([_in_full(seat, documents) for seat in part] for part in rows)
    elif has_member_access(user, now):
        reach = "members"
        people = _as_in_directory(list(enrolled), now)
    total = sum(bar.value for bar in bars)
    return Roster(
        reach=reach,
        bars=bars,
        title=balance_title(bars),
        people=people,
        unnamed=total - len(people),
        to_come=to_come,
        past=past,
        is_desk=desk,
        empty=[bar.label for bar in bars if not bar.value] if desk else [],
    )


def _documents(seats: list[Seat], user: Any, now: datetime) -> dict[int, Any]:
    keys = {seat.appointment_id for seat in seats if seat.appointment_id}
    return visible_documents(user, now).in_bulk(keys) if keys else {}


def _in_full(seat: Seat, documents: dict[int, Any]) -> Person:
    place = seat.membership
    return Person(
        constituency=str(seat.get_constituency_display()),
        role=str(place.get_role_display()),
        name=place.member.display_name(),
        organisation=place.member.organisation,
        cluster=seat.cluster,
        starts_on=place.starts_on,
        ends_on=place.ends_on,
        state=str(place.get_state_display()) if place.state in ENDED else _("Term over"),
        document=documents.get(seat.appointment_id or 0),
        seat=seat,
    )


def _as_in_directory(seats: list[Seat], now: datetime) -> list[Person]:
    """Those of `seats` whose people are in the directory, with what they show there; the others are a number."""
    members = [seat.membership.member_id for seat in seats]
    entries = DirectoryEntry.objects.visible(now).filter(member__in=members)
    shown = {
        entry.member_id: directory.shown(entry)
        for entry in entries.select_related(
            "consent", "member__user", "member__organisation", "member__photo"
        ).prefetch_related("member__skill_levels")
    }
    found = []
    for seat in seats:
        person = shown.get(seat.membership.member_id)
        if person is not None:
            found.append(
                Person(
                    constituency=str(seat.get_constituency_display()),
                    role=str(seat.membership.get_role_display()),
                    name=person["name"],
                    key=person["key"],
                    photo_url=person["photo_url"],
                    organisation=person["organisation"],
                )
            )
    return found


def empty_count(user: Any, now: datetime) -> int:
    """How many constituencies nobody sits for, for the Focus Group's staff alone (a notice of the desk)."""
    return len(empty_constituencies(now)) if is_desk(user) else 0
