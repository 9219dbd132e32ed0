"""What a forum's page and the list of forums tell: facts, companies, people, each as far as a reader may know."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from council.members import directory
from council.members.models import DirectoryEntry, Member, Membership, Organisation, Seat
from forums.group import SLUG, places
from forums.models import Forum

Role = Membership.Role
# Chair first, as a roster is read.
ROLES = tuple(Role.values)


def companies_by_forum(now: datetime, forum: Forum | None = None) -> dict[int, set[int]]:
    """The companies that hold seats in each forum (in `forum` alone, where it is given) at `now`, by the keys of both: seats of
    their own, taken or free, and those whose people sit there. Two queries whatever there is."""
    one = {"body": forum.pk} if forum is not None else {}
    found: dict[int, set[int]] = defaultdict(set)
    company = {"organisation__kind": Organisation.Kind.COMPANY}
    seats = Seat.objects.standing(timezone.localdate(now)).filter(body__programme=SLUG, **company, **one)
    for body, organisation in seats.order_by().values_list("body", "organisation").distinct():
        found[body].add(organisation)
    people = places(now).filter(seat=None, member__organisation__kind=Organisation.Kind.COMPANY, **one)
    for body, organisation in people.order_by().values_list("body", "member__organisation").distinct():
        found[body].add(organisation)
    return found


@dataclass(frozen=True)
class Card:
    """A forum in the list of them."""

    forum: Forum
    companies: int
    is_mine: bool


def forum_cards(member: Member | None, now: datetime) -> list[Card]:
    """All forums, each with how many companies hold seats and whether `member` sits there. Four queries whatever there is."""
    companies = companies_by_forum(now)
    mine = set(places(now).filter(member=member).values_list("body", flat=True)) if member is not None else set()
    forums = Forum.objects.select_related("body", "host").order_by("pk")
    return [Card(one, len(companies.get(one.pk, ())), one.pk in mine) for one in forums]


def companies_of(keys: Iterable[int]) -> list[Organisation]:
    """Those of the companies with these keys that members may be shown, by name."""
    return list(Organisation.objects.listed().filter(pk__in=keys).order_by("name_ko", "pk"))


@dataclass(frozen=True)
class Person:
    """One of a forum's people as a reader may see him; `key` is his place in the directory, None where he has none."""

    place: Membership
    role: str
    name: str
    organisation: Any = None
    job_title: str = ""
    key: Any = None


@dataclass(frozen=True)
class Roster:
    """A forum's people. `unnamed`: how many more there are who have not agreed to be shown."""

    people: list[Person] = field(default_factory=list)
    unnamed: int = 0


def roster(forum: Forum, now: datetime, *, in_full: bool) -> Roster:
    """Who sits in `forum` at `now`, the chair first. `in_full` (its chair and staff): everybody with organisation; else those
    who have agreed to be in the directory, with what they show there. Three queries at most."""
    rows = places(now).filter(body=forum.pk).select_related("member__user", "member__organisation", "seat__organisation")
    sitting = sorted(rows, key=lambda place: (ROLES.index(place.role), place.pk))
    if in_full:
        return Roster([_in_full(place) for place in sitting])
    shown = _in_directory([place.member_id for place in sitting], now)
    people = [_as_shown(place, shown[place.member_id]) for place in sitting if place.member_id in shown]
    return Roster(people, len(sitting) - len(people))


def _in_full(place: Membership) -> Person:
    member = place.member
    organisation = (place.seat.organisation if place.seat else member.organisation) or member.organisation_name or None
    return Person(place, str(place.get_role_display()), member.display_name(), organisation, member.job_title)


def _in_directory(members: Iterable[int], now: datetime) -> dict[int, dict[str, Any]]:
    entries = DirectoryEntry.objects.visible(now).filter(member__in=list(members))
    return {one.member_id: directory.shown(one) for one in directory.in_order(entries, get_language() or "en")}


def _as_shown(place: Membership, shown: dict[str, Any]) -> Person:
    return Person(
        place,
        str(place.get_role_display()),
        shown["name"],
        shown["organisation"],
        shown["job_title"],
        shown["key"],
    )
