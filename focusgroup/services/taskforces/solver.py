"""The best team, exactly: an integer programme for HiGHS. It knows numbers alone: no database, no names, no date.

A need is covered as well as the best of the team covers it: the sum over the needs of weight · max over the team of
min(1, level / minimum). Of several teams that cover as much, the one with the fewest people; of those, the one whose keys come
first in order. So the same input gives the same team, whatever the order in which it is given.

Levels are whole numbers from 1 to 5, so 60 parts of a need's weight hold every share exactly, and the objective is a whole
number: each further wish is asked with the earlier ones fixed, none has a small weight that rounding could swallow."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

# What a level can be (`MemberSkill`); 60 is the least number that 1 … 5 divide.
HIGHEST = 5
PARTS = 60
# One thread, one seed: the same steps each time. Gaps are of whole numbers. The searches for a first good
# answer take longer than they save here, and so does the reduction of the model (measured: 200 people, 30 needs).
OPTIONS: dict[str, Any] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.5,
    "presolve": "off",
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_heuristic_run_feasibility_jump": False,
}
# A page waits for it: what takes longer (seconds) is refused, not answered half.
PATIENCE = 20.0
# So many people are asked for in one step of the order: 2 to this power is far within what the solver tells apart.
STEP = 12


@dataclass(frozen=True)
class Need:
    """A skill that is wanted: `weight` and `minimum` are whole numbers above 0, `minimum` at most 5."""

    key: int
    weight: int
    minimum: int


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be in the team: levels by the key of a need, and a role."""

    key: int
    levels: Mapping[int, int] = field(default_factory=dict)
    role: str = ""


@dataclass(frozen=True)
class Problem:
    """What is asked: at most `size` people of `candidates`, at least `roles[role]` of each role named there, and whoever is
    `given`."""

    needs: Sequence[Need]
    candidates: Sequence[Candidate]
    size: int
    roles: Mapping[str, int] = field(default_factory=dict)
    given: frozenset[int] = frozenset()


class NoTeamError(Exception):
    """No team has the mandatory roles. `missing` says how many people of each role there are too few; empty where `size` is too
    small for all of them together."""

    def __init__(self, missing: Mapping[str, int]) -> None:
        super().__init__(dict(missing))
        self.missing = missing


class TooLongError(Exception):
    """It was not found in time."""


def share(level: int, minimum: int) -> int:
    """How far `level` covers a need that asks for `minimum`, in 60th parts."""
    return PARTS * min(level, minimum) // minimum


def coverage(needs: Iterable[Need], team: Iterable[Candidate]) -> int:
    """How well `team` covers `needs`, in 60th parts of the weights."""
    people = list(team)
    best = {need.key: max((person.levels.get(need.key, 0) for person in people), default=0) for need in needs}
    return sum(need.weight * share(best[need.key], need.minimum) for need in needs)


def solve(problem: Problem) -> tuple[int, ...]:
    """The keys of the best team in order. Raises `NoTeamError` where no team has the mandatory roles, `TooLongError`."""
    _refuse_impossible(problem)
    people = worth_asking(problem)
    if not people:
        return ()
    return _Programme(problem, people).solve()


def _refuse_impossible(problem: Problem) -> None:
    there = [person.role for person in problem.candidates]
    missing = {role: least - there.count(role) for role, least in sorted(problem.roles.items()) if there.count(role) < least}
    given = [person.role for person in problem.candidates if person.key in problem.given]
    still = sum(max(0, least - given.count(role)) for role, least in problem.roles.items())
    if missing or len(given) + still > problem.size:
        raise NoTeamError(missing)


def worth_asking(problem: Problem) -> list[Candidate]:
    """The candidates without those who are in no best team, in the order of their keys.

    Nobody is, for whom there is somebody at least as good in every need who comes earlier: that one could take the place.
    Where a role is mandatory, only its own people can, and as many of them as are asked for."""
    import numpy

    minima = numpy.array([need.minimum for need in problem.needs])
    order = sorted(problem.candidates, key=lambda person: (person.key not in problem.given, person.key))
    kept: list[Candidate] = []
    rows = numpy.zeros((len(order), len(problem.needs)), dtype=numpy.int8)
    seen: Counter[tuple[bytes, str]] = Counter()
    for person in order:
        row = numpy.minimum([person.levels.get(need.key, 0) for need in problem.needs], minima).astype(numpy.int8)
        least = problem.roles.get(person.role, 0)
        if person.key not in problem.given:
            # As many of the same kind with the same levels are there already: the quick way for many people.
            same = (row.tobytes(), person.role)
            seen[same] += 1
            if seen[same] > max(1, least) or (not row.any() and not least):
                continue
            better = (rows[: len(kept)] >= row).all(axis=1)
            rivals = [other for other, is_better in zip(kept, better, strict=True) if is_better]
            if sum(1 for other in rivals if not least or other.role == person.role) >= max(1, least):
                continue
        rows[len(kept)] = row
        kept.append(person)
    return sorted(kept, key=lambda person: person.key)


class _Programme:
    """One column for each person (in the team or not), one for each level of each need that somebody has (reached or not)."""

    def __init__(self, problem: Problem, people: list[Candidate]) -> None:
        import highspy
        import numpy

        self.numpy, self.highspy = numpy, highspy
        self.problem, self.people = problem, people
        self.until = monotonic() + PATIENCE
        self.model = highspy.Highs()
        for name, value in OPTIONS.items():
            self.model.setOptionValue(name, value)
        self.levels = [
            (need, level)
            for need in problem.needs
            for level in range(1, need.minimum + 1)
            if any(person.levels.get(need.key, 0) >= level for person in people)
        ]
        self._columns()
        self._rows()

    def _columns(self) -> None:
        count = len(self.people) + len(self.levels)
        self.model.addVars(count, self.numpy.zeros(count), self.numpy.ones(count))
        kinds = [self.highspy.HighsVarType.kInteger] * len(self.people)
        self.model.changeColsIntegrality(len(kinds), self._indices(range(len(kinds))), self.numpy.array(kinds))
        self.model.changeObjectiveSense(self.highspy.ObjSense.kMaximize)
        for place, person in enumerate(self.people):
            if person.key in self.problem.given:
                self.model.changeColBounds(place, 1.0, 1.0)

    def _rows(self) -> None:
        people = range(len(self.people))
        for offset, (need, level) in enumerate(self.levels):
            who = [place for place in people if self.people[place].levels.get(need.key, 0) >= level]
            self._row(0, None, [*who, len(self.people) + offset], [*[1] * len(who), -1])
        for role, least in self.problem.roles.items():
            who = [place for place in people if self.people[place].role == role]
            self._row(least, None, who, [1] * len(who))
        self.number = self._row(0, self.problem.size, people, [1] * len(people))

    def _row(self, low: int, high: int | None, columns: Iterable[int], values: Iterable[int]) -> int:
        indices = self._indices(columns)
        upper = self.highspy.kHighsInf if high is None else float(high)
        self.model.addRow(float(low), upper, len(indices), indices, self.numpy.array(list(values), dtype=float))
        return int(self.model.getNumRow()) - 1

    def _indices(self, columns: Iterable[int]) -> Any:
        return self.numpy.array(list(columns), dtype=self.numpy.int32)

    def _ask(self, costs: list[int]) -> list[bool]:
        """Who is in the team that makes the sum of `costs` greatest."""
        # The solver's own limit is one for each question.
        left = self.until - monotonic()
        if left <= 0:
            raise TooLongError
        self.model.setOptionValue("time_limit", left)
        count = len(costs)
        self.model.changeColsCost(count, self._indices(range(count)), self.numpy.array(costs, dtype=float))
        self.model.run()
        status = self.model.getModelStatus()
        if status == self.highspy.HighsModelStatus.kTimeLimit:
            raise TooLongError
        if status != self.highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"The solver ended with {status}.")
        return [value > 0.5 for value in self.model.getSolution().col_value[: len(self.people)]]

    def solve(self) -> tuple[int, ...]:
        people, weights = len(self.people), [need.weight * PARTS // need.minimum for need, _level in self.levels]
        # Coverage first, then few people: nobody is worth as little as one part of a need.
        one = self.problem.size + 1
        best = self._ask([*[-1] * people, *[weight * one for weight in weights]])
        team = [person for person, is_in in zip(self.people, best, strict=True) if is_in]
        self._row(coverage(self.problem.needs, team), None, range(people, people + len(weights)), weights)
        self.model.changeRowBounds(self.number, float(len(team)), float(len(team)))
        return self._first(len(team), people + len(weights))

    def _first(self, size: int, columns: int) -> tuple[int, ...]:
        """Of the teams that are as good, the one whose keys come first: some people at a time, the earlier ones fixed."""
        chosen: list[int] = []
        for begin in range(0, len(self.people), STEP):
            costs = [0] * columns
            step = range(begin, min(begin + STEP, len(self.people)))
            for place in step:
                costs[place] = 2 ** (step.stop - 1 - place)
            found = self._ask(costs)
            for place in step:
                self.model.changeColBounds(place, float(found[place]), float(found[place]))
            chosen += [self.people[place].key for place in step if found[place]]
            if len(chosen) == size:
                break
        return tuple(chosen)
