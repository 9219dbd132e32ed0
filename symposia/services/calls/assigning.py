"""Who reviews what: an assignment problem, solved by HiGHS. It knows numbers alone.

Worth most is that every paper has its reviews: a first one more than a second, so that scarce reviewers are spread evenly.
Then each review is worth how well its reviewer knows the subject (`fit`), less how many the reviewer has by then: the third
review of somebody costs three. The matrix is a network's, so that the solver's corners are whole numbers: no branching."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# How well somebody can know a subject at most, and how many reviews one paper can ask for.
BEST_FIT, MOST_NEEDED = 10, 5
# Seconds. A request ends before its server's patience does.
PATIENCE = 20.0


@dataclass(frozen=True)
class Paper:
    """`has` reviews are given already, `needs` more are asked for."""

    key: int
    needs: int
    has: int = 0


@dataclass(frozen=True)
class Judge:
    """A reviewer who has `load` reviews already, and room for `room` more."""

    key: int
    room: int
    load: int = 0


@dataclass(frozen=True)
class Problem:
    """`fit` names the pairs `(paper, judge)` that are possible at all, and how well they fit (0 to `BEST_FIT`)."""

    papers: tuple[Paper, ...]
    judges: tuple[Judge, ...]
    fit: Mapping[tuple[int, int], int] = field(default_factory=dict)


class TooLongError(Exception):
    """It was not found in time."""


def scale(problem: Problem) -> int:
    """What one more review is worth at least: more than all that fit and load can make of all reviews together."""
    reviews = sum(paper.needs for paper in problem.papers)
    highest = max((judge.load + judge.room for judge in problem.judges), default=0)
    return 1 + reviews * (BEST_FIT + highest)


def worth(problem: Problem, pairs: Iterable[tuple[int, int]]) -> int:
    """How good an assignment is, as the solver counts."""
    chosen = list(pairs)
    one = scale(problem)
    total = sum(problem.fit[pair] for pair in chosen)
    for paper in problem.papers:
        count = sum(1 for key, _judge in chosen if key == paper.key)
        total += sum(one * (MOST_NEEDED + 1 - (paper.has + place)) for place in range(1, count + 1))
    for judge in problem.judges:
        count = sum(1 for _paper, key in chosen if key == judge.key)
        total -= sum(judge.load + place for place in range(1, count + 1))
    return total


def solve(problem: Problem) -> list[tuple[int, int]]:
    """The best pairs `(paper, judge)`, in order. Raises `TooLongError`."""
    papers = [paper for paper in problem.papers if paper.needs > 0]
    judges = [judge for judge in problem.judges if judge.room > 0]
    pairs = [(paper.key, judge.key) for paper in papers for judge in judges if (paper.key, judge.key) in problem.fit]
    return _Network(problem, papers, judges, pairs).solve() if pairs else []


class _Network:
    """One column for each possible pair, each place of a paper, each place of a judge; a row for each paper and each judge."""

    def __init__(self, problem: Problem, papers: list[Paper], judges: list[Judge], pairs: list[tuple[int, int]]) -> None:
        import numpy

        self.numpy, self.pairs = numpy, pairs
        rows = {("paper", paper.key): place for place, paper in enumerate(papers)}
        rows |= {("judge", judge.key): len(papers) + place for place, judge in enumerate(judges)}
        self.rows = len(rows)
        one = scale(problem)
        self.costs: list[float] = [float(problem.fit[pair]) for pair in pairs]
        # Of each column: the rows that it stands in, and with which sign.
        self.entries = [[(rows["paper", paper], 1.0), (rows["judge", judge], 1.0)] for paper, judge in pairs]
        for paper in papers:
            for place in range(paper.has + 1, paper.has + paper.needs + 1):
                self.costs.append(float(one * (MOST_NEEDED + 1 - place)))
                self.entries.append([(rows["paper", paper.key], -1.0)])
        for judge in judges:
            for place in range(judge.load + 1, judge.load + judge.room + 1):
                self.costs.append(float(-place))
                self.entries.append([(rows["judge", judge.key], -1.0)])

    def _model(self) -> Any:
        import highspy

        numpy, lp = self.numpy, highspy.HighsLp()
        count = len(self.costs)
        lp.num_col_, lp.num_row_ = count, self.rows
        lp.col_cost_, lp.sense_ = numpy.array(self.costs), highspy.ObjSense.kMaximize
        lp.col_lower_, lp.col_upper_ = numpy.zeros(count), numpy.ones(count)
        lp.row_lower_ = lp.row_upper_ = numpy.zeros(self.rows)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = numpy.cumsum([0, *(len(entry) for entry in self.entries)], dtype=numpy.int32)
        lp.a_matrix_.index_ = numpy.array([row for entry in self.entries for row, _sign in entry], dtype=numpy.int32)
        lp.a_matrix_.value_ = numpy.array([sign for entry in self.entries for _row, sign in entry])
        model = highspy.Highs()
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 1),
            ("solver", "simplex"),
            ("time_limit", PATIENCE),
        ):
            model.setOptionValue(name, value)
        model.passModel(lp)
        return model

    def solve(self) -> list[tuple[int, int]]:
        import highspy

        model = self._model()
        model.run()
        status = model.getModelStatus()
        if status == highspy.HighsModelStatus.kTimeLimit:
            raise TooLongError
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"The solver ended with {status}.")
        values = model.getSolution().col_value[: len(self.pairs)]
        return sorted(pair for pair, value in zip(self.pairs, values, strict=True) if value > 0.5)
