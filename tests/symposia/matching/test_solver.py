"""The integer programme finds what trying everything finds: as many meetings as can be, then those that are wanted most."""

import itertools
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symposia.services.matching.greedy import place_quickly
from symposia.services.matching.solver import Pair, Problem, solve
from symposia.services.matching.tables import give_tables


def assert_allowed(problem, places):
    """Nobody twice, no more pairs in a slot than tables, and each pair in a slot of its own."""
    pairs = {pair.key: pair for pair in problem.pairs}
    sittings = Counter((one, slot) for key, slot in places.items() for one in pairs[key].people)
    assert max(sittings.values(), default=1) == 1
    assert all(number <= problem.tables[slot] for slot, number in Counter(places.values()).items())
    assert all(slot in pairs[key].slots for key, slot in places.items())


def by_hand(problem):
    """How many there can be, and what so many can be worth: by trying every slot, and none, for every pair."""
    pairs, best = list(problem.pairs), (0, 0)

    def go_on(number, count, worth, busy, left):
        nonlocal best
        best = max(best, (count, worth))
        if number == len(pairs):
            return
        pair = pairs[number]
        for slot in pair.slots:
            if left.get(slot, 0) and not any((one, slot) in busy for one in pair.people):
                taken = busy | {(one, slot) for one in pair.people}
                go_on(number + 1, count + 1, worth + pair.worth, taken, {**left, slot: left[slot] - 1})
        go_on(number + 1, count, worth, busy, left)

    go_on(0, 0, 0, frozenset(), dict(problem.tables))
    return best


@st.composite
def problems(draw):
    slots = range(1, 1 + draw(st.integers(1, 4)))
    people = draw(st.integers(2, 6))
    wanted = draw(st.lists(st.sampled_from(list(itertools.combinations(range(people), 2))), unique=True, max_size=6))
    pairs = [
        Pair(key, two, draw(st.integers(2, 6)), tuple(sorted(draw(st.sets(st.sampled_from(slots))))))
        for key, two in enumerate(wanted)
    ]
    return Problem(pairs, {slot: draw(st.integers(0, 2)) for slot in slots})


def check(problem):
    answer = solve(problem)
    assert_allowed(problem, answer.places)
    assert_allowed(problem, place_quickly([pair for pair in problem.pairs if pair.slots], problem.tables))
    worth = {pair.key: pair.worth for pair in problem.pairs}
    assert (len(answer.places), answer.worth) == by_hand(problem)
    assert sum(worth[key] for key in answer.places) == answer.worth
    assert (answer.bound, answer.worth_bound, answer.gap) == (len(answer.places), answer.worth, 0)


@settings(max_examples=40, deadline=None)
@given(problems())
def test_the_schedule_is_as_good_as_trying_everything(problem):
    check(problem)


@pytest.mark.soak
@settings(max_examples=3000, deadline=None)
@given(problems())
def test_the_schedule_is_as_good_as_trying_everything_for_long(problem):
    check(problem)


def test_number_comes_before_worth_and_order_changes_nothing():
    # One very important meeting, or two of little weight: two.
    pairs = [Pair(1, (1, 2), 6, (1,)), Pair(2, (1, 3), 2, (1,)), Pair(3, (2, 4), 2, (1,))]
    assert solve(Problem(pairs, {1: 5})).places == {2: 1, 3: 1}
    assert solve(Problem(pairs[::-1], {1: 5})).places == {2: 1, 3: 1}
    # As many either way: the one that both want more.
    assert solve(Problem(pairs[:2], {1: 5})).places == {1: 1}
    assert solve(Problem([], {})).places == {}
    assert solve(Problem([Pair(1, (1, 2), 2, (7,))], {7: 0})).places == {}


def test_the_odd_one_out_is_proven_at_once():
    # Everybody wants to meet everybody: of seven people one is left over in each slot, which halves of meetings would hide.
    two = list(itertools.combinations(range(7), 2))
    pairs = [Pair(key, people, 2, tuple(range(5))) for key, people in enumerate(two)]
    answer = solve(Problem(pairs, dict.fromkeys(range(5), 9)))
    assert (len(answer.places), answer.bound) == (15, 15)


def test_tables_are_kept_by_who_sat_there():
    places, people = {1: 10, 2: 10, 3: 20, 4: 20}, {1: (1, 2), 2: (3, 4), 3: (3, 5), 4: (6, 7)}
    given_out = give_tables(places, people, {10: [1, 2, 3], 20: [1, 2, 3]}, [10, 20], {(9, 10): 4})
    assert given_out == {1: 1, 2: 2, 3: 2, 4: 1}


def crowd(seed, people=300, wanted=600, slots=30, tables=40, available=0.5, skew=0.6):
    """People, of whom some are asked by many; each comes to some of the slots."""
    rng = random.Random(seed)
    weights = [1 / (1 + number) ** skew for number in range(people)]
    free = [{slot for slot in range(slots) if rng.random() < available} for _ in range(people)]
    found = {}
    while len(found) < wanted:
        one, other = rng.choices(range(people), weights)[0], rng.randrange(people)
        if one != other:
            found[min(one, other), max(one, other)] = rng.randint(2, 6)
    pairs = [
        Pair(key, two, worth, tuple(sorted(free[two[0]] & free[two[1]]))) for key, (two, worth) in enumerate(found.items())
    ]
    return Problem(pairs, dict.fromkeys(range(slots), tables))


@pytest.mark.soak
@pytest.mark.parametrize("shape", [{}, {"available": 0.3, "skew": 1.0}, {"tables": 15}, {"available": 1.0, "skew": 0.9}])
@pytest.mark.parametrize("seed", range(4))
def test_three_hundred_people_are_placed_in_time(seed, shape):
    problem = crowd(seed, **shape)
    answer = solve(problem)
    assert_allowed(problem, answer.places)
    assert answer.gap <= 0.01
    assert answer.seconds < 30
