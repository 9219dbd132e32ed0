"""Why a team is as it is: what it covers and how well, where it hangs on one person, who is not in it and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from council import when
from council.members.models import Member, Organisation, Skill
from focusgroup.models import Composition
from focusgroup.services.taskforces.pool import AWAY, CONFLICT, ENDING, problem_of
from focusgroup.services.taskforces.solver import PARTS, Candidate, Need, coverage, share

# How many people beside the team are offered for another one.
OFFERED = 40


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
    """Names for the keys in a composition's snapshot, read once: three queries, however many people."""

    def __init__(self, composition: Composition) -> None:
        given = composition.given
        self.given = given
        self.problem = problem_of(given)
        self.candidates = {person.key: person for person in self.problem.candidates}
        shown = {*composition.proposed, *(composition.accepted or ()), *(row[0] for row in given["excluded"]), *self.offered()}
        self.members = Member.objects.select_related("user", "organisation").in_bulk(shown)
        self.skills = Skill.objects.in_bulk([need.key for need in self.problem.needs])
        self.organisations = Organisation.objects.in_bulk(
            [row[2] for row in given["excluded"] if row[1] == CONFLICT and row[2]]
        )

    def offered(self) -> list[int]:
        """The candidates who cover most by themselves, the best first."""
        worth = {key: coverage(self.problem.needs, [person]) for key, person in self.candidates.items()}
        return sorted(self.candidates, key=lambda key: (-worth[key], key))[:OFFERED]

    def skill(self, need: Need) -> str:
        """What a need is called."""
        found = self.skills.get(need.key)
        return str(found) if found is not None else "–"

    def skills_of(self, key: int) -> str:
        """What a candidate has of what is needed: “Joining 5, Policy 3”."""
        person = self.candidates[key]
        levels = [(self.skill(need), person.levels[need.key]) for need in self.problem.needs if need.key in person.levels]
        return ", ".join(f"{name} {level}" for name, level in levels) or _("no skill that is needed")


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
        excluded=[Out(book.members[row[0]], _why(book, row)) for row in book.given["excluded"] if row[0] in book.members],
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


def _why(book: Book, row: list[Any]) -> str:
    _key, why, what = row
    if why == CONFLICT:
        organisation = book.organisations.get(what)
        if organisation is None:
            return _("Conflict of interest")
        return _("Conflict of interest: %(organisation)s") % {"organisation": organisation}
    if why == ENDING:
        return _("Membership ends before the task force begins: %(day)s") % {"day": when.day(date.fromisoformat(what))}
    if why == AWAY:
        return _("Away until %(day)s") % {"day": when.day(date.fromisoformat(what))}
    return _("Not available: %(reason)s") % {"reason": what}
