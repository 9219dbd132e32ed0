"""Who reviews what: against every possible assignment in small cases, and what holds in all."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symposia.services.calls.assigning import BEST_FIT, Judge, Paper, Problem, TooLongError, solve, worth


@st.composite
def problems(draw, most=3):
    papers = tuple(Paper(key, draw(st.integers(0, 2)), draw(st.integers(0, 1))) for key in range(draw(st.integers(0, most))))
    judges = tuple(
        Judge(100 + key, draw(st.integers(0, 3)), draw(st.integers(0, 3))) for key in range(draw(st.integers(0, most)))
    )
    possible = [(paper.key, judge.key) for paper in papers for judge in judges]
    chosen = draw(st.sets(st.sampled_from(possible))) if possible else set()
    return Problem(papers, judges, {pair: draw(st.integers(0, BEST_FIT)) for pair in sorted(chosen)})


def is_allowed(problem, pairs):
    return (
        set(pairs) <= set(problem.fit)
        and len(set(pairs)) == len(pairs)
        and all(sum(1 for key, _ in pairs if key == paper.key) <= paper.needs for paper in problem.papers)
        and all(sum(1 for _, key in pairs if key == judge.key) <= judge.room for judge in problem.judges)
    )


def every_assignment(problem):
    pairs = sorted(problem.fit)
    for chosen in product((False, True), repeat=len(pairs)):
        found = [pair for pair, is_in in zip(pairs, chosen, strict=True) if is_in]
        if is_allowed(problem, found):
            yield found


@settings(max_examples=40, deadline=None)
@given(problems())
def test_is_as_good_as_the_best_of_all_and_keeps_the_rules(problem):
    found = solve(problem)
    assert is_allowed(problem, found)
    possible = list(every_assignment(problem))
    assert worth(problem, found) == max(worth(problem, one) for one in possible)
    # Nothing is left out that could be given: there are as many reviews as can be.
    assert len(found) == max(len(one) for one in possible)


def test_scarce_reviewers_are_spread_then_expertise_then_load_decide():
    papers = (Paper(1, 2), Paper(2, 2))
    assert solve(Problem(papers, (Judge(9, 2), Judge(8, 0)), {(1, 9): 10, (2, 9): 0, (1, 8): 10})) == [(1, 9), (2, 9)]
    experts = {(1, 8): 9, (1, 9): 2, (2, 8): 3, (2, 9): 1}
    once = (Paper(1, 1), Paper(2, 1))
    assert solve(Problem(once, (Judge(8, 1), Judge(9, 1)), experts)) == [(1, 8), (2, 9)]
    # Two as good: the one with less to do. One who knows it much better gets it for all that.
    assert solve(Problem((Paper(1, 1),), (Judge(8, 5, 4), Judge(9, 5, 1)), {(1, 8): 5, (1, 9): 5})) == [(1, 9)]
    assert solve(Problem((Paper(1, 1),), (Judge(8, 5, 4), Judge(9, 5, 1)), {(1, 8): 9, (1, 9): 5})) == [(1, 8)]
    assert solve(Problem((), (), {})) == []


def test_one_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr("symposia.services.calls.assigning.PATIENCE", 0.0)
    fit = {(paper, 500 + judge): (paper * judge) % 11 for paper in range(60) for judge in range(30)}
    papers, judges = tuple(Paper(key, 2) for key in range(60)), tuple(Judge(500 + key, 4) for key in range(30))
    with pytest.raises(TooLongError):
        solve(Problem(papers, judges, fit))
