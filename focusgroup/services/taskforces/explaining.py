"""Why a team is as it is: what it covers and how well, where it hangs on one person, who is not in it and why."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from council import when
from council.members.models import DirectoryEntry, Member, MergeRecord, Organisation, Skill
from focusgroup.group import places
from focusgroup.models import Composition
from focusgroup.services.taskforces.pool import AWAY, CONFLICT, ENDING, UNAVAILABLE, problem_of
from focusgroup.services.taskforces.solver import PARTS, Candidate, Need, coverage, share

# How many people beside the team are offered for another one, and of each mandatory kind at least.
OFFERED, OFFERED_OF_KIND = 40, 10


@dataclass(frozen=True)
class Cell:
    """How well one person covers one need: a level (0: none) and a shade from 0 to 4, which is full coverage."""

    level: int
    shade: int


@dataclass(frozen=True)
class NeedLine:
    """One need, and how the team covers it. `hangs_on`: the one person without whom it would be covered less."""

    name: str
    weight: int
    minimum: int
    percent: int
    cells: Sequence[Cell]
    hangs_on: Member | None

    @property
    def is_uncovered(self) -> bool:
        return self.percent == 0

    @property
    def is_partly(self) -> bool:
        return 0 < self.percent < 100


@dataclass(frozen=True)
class Out:
    """Somebody who comes into question and cannot be in the team."""

    member: Member
    why: str


@dataclass(frozen=True)
class Explanation:
    """All that is told of a team."""

    people: Sequence[Member]
    needs: Sequence[NeedLine]
    percent: int
    excluded: Sequence[Out]
    # Those who are out and not named to this reader: how many, by why.
    unnamed: Sequence[tuple[str, int]]
    roles: Sequence[tuple[str, int, int]]

    @property
    def uncovered(self) -> list[NeedLine]:
        return [line for line in self.needs if line.is_uncovered]

    @property
    def partly(self) -> list[NeedLine]:
        return [line for line in self.needs if line.is_partly]

    @property
    def risks(self) -> list[NeedLine]:
        return [line for line in self.needs if line.hangs_on is not None]


class Book:
    """Names for the keys in a composition's snapshot, read once: a handful of queries, however many people.

    The desk (`for_desk`) reads everything. The lead is named who is proposed, and beside them those who sit in the Focus Group
    or are in the directory; who is out he is told by name of the Focus Group alone, and of nobody to whom a tie leads, when
    somebody is back, or what somebody gave as the reason."""

    def __init__(self, composition: Composition, *, for_desk: bool, now: datetime) -> None:
        given = composition.given
        self.given, self.for_desk = given, for_desk
        self.problem = problem_of(given)
        self.candidates = {person.key: person for person in self.problem.candidates}
        worth = {key: coverage(self.problem.needs, [person]) for key, person in self.candidates.items()}
        self.best_first = sorted(self.candidates, key=lambda key: (-worth[key], key))
        self.seated = set() if for_desk else set(places(now).values_list("member", flat=True))
        entries = DirectoryEntry.objects.visible(now).filter(member__in=self.best_first)
        self.listed = set() if for_desk else set(entries.values_list("member", flat=True))
        self.reasons = dict(composition.task_force.unavailable.values_list("member", "reason")) if for_desk else {}
        shown = {*composition.proposed, *(composition.accepted or ()), *(row[0] for row in given["excluded"]), *self.offered()}
        self.members = _people(shown)
        self.skills = Skill.objects.in_bulk([need.key for need in self.problem.needs])
        self.organisations = Organisation.objects.in_bulk(
            [row[2] for row in given["excluded"] if row[1] == CONFLICT and row[2]]
        )

    def offered(self) -> list[int]:
        """The candidates who cover most by themselves, of those who may be named, the best first; some of each mandatory kind
        among them."""
        able = [key for key in self.best_first if self.for_desk or key in self.seated or key in self.listed]
        chosen = set(able[:OFFERED])
        for kind in self.problem.roles:
            chosen |= set([key for key in able if self.candidates[key].role == kind][:OFFERED_OF_KIND])
        return [key for key in able if key in chosen]

    def excluded(self) -> list[list[Any]]:
        """Who is out and may be named: `[key, why, what]`."""
        rows: list[list[Any]] = [row for row in self.given["excluded"] if row[0] in self.members]
        return [row for row in rows if self.for_desk or row[0] in self.seated]

    def unnamed(self) -> list[tuple[str, int]]:
        """How many more are out, by why."""
        everybody = Counter(self.given.get("excluded_by") or Counter(row[1] for row in self.given["excluded"]))
        left = everybody - Counter(row[1] for row in self.excluded())
        return [(_reason(why), number) for why, number in sorted(left.items())]

    def skill(self, need: Need) -> str:
        """What a need is called."""
        found = self.skills.get(need.key)
        return str(found) if found is not None else "–"

    def skills_of(self, key: int) -> str:
        """What a candidate has of what is needed: “Joining 5, Policy 3”."""
        person = self.candidates[key]
        levels = [(self.skill(need), person.levels[need.key]) for need in self.problem.needs if need.key in person.levels]
        return ", ".join(f"{name} {level}" for name, level in levels) or _("no skill that is needed")


def _people(keys: set[int]) -> dict[int, Member]:
    """Members by their keys; of a record that became part of another, that other."""
    found = Member.objects.select_related("user", "organisation").in_bulk(keys)
    if missing := keys - found.keys():
        merged = MergeRecord.objects.filter(kind=MergeRecord.Kind.PERSON, merged_id__in=missing, member__isnull=False)
        for one in merged.select_related("member__user", "member__organisation"):
            if one.member is not None:
                found[one.merged_id] = one.member
    return found


def explain(book: Book, team: Iterable[int]) -> Explanation:
    """What there is to know of `team`, keys of candidates."""
    keys = [key for key in sorted(team) if key in book.members]
    people = [book.candidates.get(key, Candidate(key)) for key in keys]
    possible = sum(need.weight for need in book.problem.needs) * PARTS
    kinds = dict(Member.Kind.choices)
    return Explanation(
        people=[book.members[key] for key in keys],
        needs=[
            _line(book, need, people) for need in sorted(book.problem.needs, key=lambda one: (-one.weight, book.skill(one)))
        ],
        percent=coverage(book.problem.needs, people) * 100 // possible if possible else 100,
        excluded=[Out(book.members[row[0]], _why(book, row)) for row in book.excluded()],
        unnamed=book.unnamed(),
        roles=[
            (str(kinds.get(kind, kind)), least, sum(person.role == kind for person in people))
            for kind, least in book.problem.roles.items()
        ],
    )


def _line(book: Book, need: Need, people: Sequence[Candidate]) -> NeedLine:
    levels = [person.levels.get(need.key, 0) for person in people]
    reached = [min(level, need.minimum) for level in levels]
    best = max(reached, default=0)
    alone = [person for person, level in zip(people, reached, strict=True) if level == best]
    return NeedLine(
        name=book.skill(need),
        weight=need.weight,
        minimum=need.minimum,
        percent=share(best, need.minimum) * 100 // PARTS,
        cells=[Cell(level, -(-4 * min(level, need.minimum) // need.minimum)) for level in levels],
        hangs_on=book.members.get(alone[0].key) if best and len(alone) == 1 else None,
    )


def _reason(why: str) -> str:
    words = {
        CONFLICT: _("Conflict of interest"),
        ENDING: _("Membership ends before the task force begins"),
        AWAY: _("Away at its beginning"),
        UNAVAILABLE: _("Not available"),
    }
    return words[why]


def _why(book: Book, row: list[Any]) -> str:
    """Why somebody is out: in a word, and for the desk all that is known (of a person who is erased nothing more is)."""
    key, why, what = row
    if book.for_desk and book.members[key].erased_at is None:
        if why == CONFLICT and what in book.organisations:
            return _("Conflict of interest: %(organisation)s") % {"organisation": book.organisations[what]}
        if why == ENDING:
            return _("Membership ends before the task force begins: %(day)s") % {"day": when.day(date.fromisoformat(what))}
        if why == AWAY:
            return _("Away until %(day)s") % {"day": when.day(date.fromisoformat(what))}
        if why == UNAVAILABLE and book.reasons.get(key):
            return _("Not available: %(reason)s") % {"reason": book.reasons[key]}
    return _reason(why)
