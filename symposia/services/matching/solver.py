"""Which pairs meet in which slot, exactly: an integer programme for HiGHS. It knows numbers alone: no database, no names.

Slots are what is scarce. Tables are only a number a slot, and are given out afterwards (`tables.py`): any meetings that fit the
number fit the tables. So a column is “this pair in this slot”, for the slots in which both are free, and the rows are: a pair
once, a person once in each slot, and no more pairs in a slot than it has tables.

As many meetings as can be come first; then, with that number fixed, the sum of what they are worth. What a quick search finds
(`greedy.py`) is where HiGHS begins; where it places everybody there is nothing left to prove."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from symposia.services.matching.greedy import place_quickly

# One thread, one seed: the same steps each time. Gaps are of whole numbers.
OPTIONS: dict[str, Any] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.5,
}
# What both questions together may take (seconds), and what is left for the second when the first takes long.
PATIENCE, KEPT_FOR_WORTH = 25.0, 8.0


@dataclass(frozen=True)
class Pair:
    """Two people who both want to meet: what it is `worth` (a whole number above 0), and the slots in which both could."""

    key: int
    people: tuple[int, int]
    worth: int
    slots: tuple[int, ...]


@dataclass(frozen=True)
class Problem:
    """The pairs to place, and how many tables are free in each slot. What stands already is not in it: its people are not free
    then, its tables not counted."""

    pairs: Sequence[Pair]
    tables: Mapping[int, int]


@dataclass(frozen=True)
class Progress:
    """How far it is: which question (1: how many, 2: which), the best so far, what nobody can exceed."""

    question: int
    found: int
    bound: int
    seconds: float


@dataclass(frozen=True)
class Answer:
    """The slot of each pair that is placed. `bound` is the proven limit of their number, `worth_bound` that of their worth with
    so many placed."""

    places: Mapping[int, int]
    bound: int
    worth: int
    worth_bound: int
    seconds: float

    @property
    def gap(self) -> float:
        """How much more there could be at most: the greater of both shares, 0 where nothing can be better."""
        return max(_share(len(self.places), self.bound), _share(self.worth, self.worth_bound))


def _share(found: int, bound: int) -> float:
    return 0.0 if bound <= found else (bound - found) / max(found, 1)


def solve(problem: Problem, *, patience: float = PATIENCE, progress: Callable[[Progress], None] = lambda told: None) -> Answer:
    """The best places for the pairs of `problem`, within `patience` seconds, with what is proven of them."""
    began = monotonic()
    pairs = sorted((pair for pair in problem.pairs if pair.slots), key=lambda pair: pair.key)
    quick = place_quickly(pairs, problem.tables)
    worth = {pair.key: pair.worth for pair in pairs}
    progress(Progress(1, len(quick), len(pairs), monotonic() - began))
    if len(quick) == len(pairs):
        total = sum(worth.values())
        return Answer(quick, len(pairs), total, total, monotonic() - began)
    model = _Programme(pairs, problem.tables, quick)
    kept = min(KEPT_FOR_WORTH, patience / 2)
    places, bound = model.ask_number(
        began + patience - kept, lambda found, limit, at: progress(Progress(1, found, limit, at - began))
    )
    progress(Progress(2, len(places), bound, monotonic() - began))
    places, worth_bound = model.ask_worth(
        places, began + patience, lambda found, limit, at: progress(Progress(2, len(places), bound, at - began))
    )
    return Answer(places, bound, sum(worth[key] for key in places), worth_bound, monotonic() - began)


def _leader(leader: dict[int, int], person: int) -> int:
    """Who stands for the group of `person` (union-find)."""
    leader.setdefault(person, person)
    while leader[person] != person:
        leader[person] = person = leader[leader[person]]
    return person


Told = Callable[[int, int, float], None]


class _Programme:
    """One column for each pair and slot in which both could meet."""

    def __init__(self, pairs: Sequence[Pair], tables: Mapping[int, int], quick: Mapping[int, int]) -> None:
        import highspy
        import numpy

        self.numpy, self.highspy = numpy, highspy
        self.pairs, self.quick = pairs, quick
        # More than this there cannot be, counted slot by slot.
        self.ceiling = 0
        self.columns = [(place, slot) for place, pair in enumerate(pairs) for slot in pair.slots if tables.get(slot, 0) > 0]
        self.model = highspy.Highs()
        for name, value in OPTIONS.items():
            self.model.setOptionValue(name, value)
        count = len(self.columns)
        self.model.addVars(count, numpy.zeros(count), numpy.ones(count))
        kinds = numpy.array([highspy.HighsVarType.kInteger] * count)
        self.model.changeColsIntegrality(count, self._indices(range(count)), kinds)
        self.model.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._rows(tables)

    def _rows(self, tables: Mapping[int, int]) -> None:
        rows: dict[tuple[str, int, int], list[int]] = {}
        for column, (place, slot) in enumerate(self.columns):
            rows.setdefault(("pair", place, 0), []).append(column)
            rows.setdefault(("slot", slot, 0), []).append(column)
            for person in self.pairs[place].people:
                rows.setdefault(("person", person, slot), []).append(column)
        limits = [(columns, tables[key] if kind == "slot" else 1) for (kind, key, _slot), columns in rows.items()]
        starts: list[int] = []
        indices: list[int] = []
        upper: list[float] = []
        for columns, limit in [*limits, *self._odd_groups(tables)]:
            # A row that cannot be broken says nothing.
            if len(columns) > limit:
                starts.append(len(indices))
                indices += columns
                upper.append(float(limit))
        number = len(starts)
        self.model.addRows(
            number,
            self.numpy.zeros(number),
            self.numpy.array(upper),
            len(indices),
            self._indices(starts),
            self._indices(indices),
            self.numpy.ones(len(indices)),
        )

    def _odd_groups(self, tables: Mapping[int, int]) -> list[tuple[list[int], int]]:
        """Of an odd number of people who could meet one another in a slot, one is left over: true of every answer, and not
        implied by the other rows as long as a pair may meet by halves. Counts the ceiling on the way."""
        groups = []
        by_slot: dict[int, list[int]] = {}
        for column, (_place, slot) in enumerate(self.columns):
            by_slot.setdefault(slot, []).append(column)
        for slot, columns in by_slot.items():
            leader: dict[int, int] = {}
            for column in columns:
                one, other = (_leader(leader, person) for person in self.pairs[self.columns[column][0]].people)
                leader[max(one, other)] = min(one, other)
            size = Counter(_leader(leader, person) for person in leader)
            together: dict[int, list[int]] = {}
            for column in columns:
                together.setdefault(_leader(leader, self.pairs[self.columns[column][0]].people[0]), []).append(column)
            groups += [(found, size[head] // 2) for head, found in together.items() if size[head] % 2]
            fitting = sum(min(number // 2, len(together[head])) for head, number in size.items())
            self.ceiling += min(tables[slot], fitting)
        self.ceiling = min(self.ceiling, len(self.pairs))
        return groups

    def _indices(self, columns: Any) -> Any:
        return self.numpy.array(list(columns), dtype=self.numpy.int32)

    def ask_number(self, until: float, told: Told) -> tuple[Mapping[int, int], int]:
        """As many as can be, and the proven limit."""
        return self._ask([1] * len(self.columns), self.quick, self.ceiling, until, told)

    def ask_worth(self, places: Mapping[int, int], until: float, told: Told) -> tuple[Mapping[int, int], int]:
        """As many as `places` and worth the most, and the proven limit of that."""
        count = len(self.columns)
        self.model.addRow(
            float(len(places)), self.highspy.kHighsInf, count, self._indices(range(count)), self.numpy.ones(count)
        )
        worths = [self.pairs[place].worth for place, _slot in self.columns]
        ceiling = sum(sorted((pair.worth for pair in self.pairs), reverse=True)[: len(places)])
        return self._ask(worths, places, ceiling, until, told)

    def _ask(
        self, costs: list[int], begin: Mapping[int, int], ceiling: int, until: float, told: Told
    ) -> tuple[Mapping[int, int], int]:
        """The places that make the sum of `costs` greatest, and what no places exceed; `begin` where there is no time."""
        worth = {self.pairs[place].key: cost for (place, _slot), cost in zip(self.columns, costs, strict=True)}
        have = sum(worth[key] for key in begin)
        left = until - monotonic()
        if have >= ceiling or left <= 0:
            return begin, ceiling
        count = len(costs)
        self.model.changeColsCost(count, self._indices(range(count)), self.numpy.array(costs, dtype=float))
        values = [float(begin.get(self.pairs[place].key) == slot) for place, slot in self.columns]
        self.model.clearSolver()
        self.model.setSolution(count, self._indices(range(count)), self.numpy.array(values))
        self.model.setOptionValue("time_limit", left)
        self._run(have, ceiling, told)
        info, status = self.model.getInfo(), self.model.getModelStatus()
        if status not in (self.highspy.HighsModelStatus.kOptimal, self.highspy.HighsModelStatus.kTimeLimit):
            raise RuntimeError(f"The solver ended with {status}.")
        bound = min(ceiling, int(info.mip_dual_bound + 1e-6)) if info.mip_dual_bound < ceiling else ceiling
        found = self.model.getSolution().col_value
        chosen = {self.pairs[place].key: slot for (place, slot), value in zip(self.columns, found, strict=False) if value > 0.5}
        better = sum(worth[key] for key in chosen) >= have
        return (chosen if better else begin), bound

    def _run(self, have: int, ceiling: int, told: Told) -> None:
        def say(event: Any) -> None:
            out = event.data_out
            found = max(have, int(out.mip_primal_bound + 1e-6)) if abs(out.mip_primal_bound) < 1e9 else have
            bound = min(ceiling, int(out.mip_dual_bound + 1e-6)) if abs(out.mip_dual_bound) < 1e9 else ceiling
            told(found, bound, monotonic())

        self.model.cbMipLogging.subscribe(say)
        try:
            self.model.run()
        finally:
            self.model.cbMipLogging.clear()
