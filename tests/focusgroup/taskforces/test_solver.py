"""The integer programme finds what trying every team finds, in time."""

import random
import time
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from focusgroup.services.taskforces.solver import PARTS, Candidate, Need, NoTeamError, Problem, coverage, solve

ROLES = ("professor", "officer", "")


def by_hand(problem):
    """Every team there is: the best covered, of those the smallest, of those the first."""
    people = {person.key: person for person in problem.candidates}
    teams = [
        keys
        for size in range(problem.size + 1)
        for keys in combinations(sorted(people), size)
        if problem.given <= set(keys)
        and all(sum(people[key].role == role for key in keys) >= least for role, least in problem.roles.items())
    ]
    return min(teams, key=lambda keys: (-coverage(problem.needs, [people[key] for key in keys]), len(keys), keys), default=None)


@st.composite
def problems(draw):
    needs = [Need(key, draw(st.integers(1, 10)), draw(st.integers(1, 5))) for key in range(1, 1 + draw(st.integers(0, 5)))]
    keys = draw(st.lists(st.integers(1, 99), unique=True, max_size=9))
    levels = st.dictionaries(st.sampled_from([need.key for need in needs] or [0]), st.integers(1, 5), max_size=3)
    people = [Candidate(key, draw(levels), draw(st.sampled_from(ROLES))) for key in keys]
    roles = draw(st.dictionaries(st.sampled_from(ROLES[:2]), st.integers(1, 2), max_size=2))
    lead = draw(st.sampled_from([None, *keys]))
    return Problem(needs, people, draw(st.integers(1, 4)), roles, frozenset() if lead is None else frozenset({lead}))


@settings(max_examples=60, deadline=None)
@given(problems())
def test_the_team_is_the_one_that_trying_all_finds(problem):
    expected = by_hand(problem)
    if expected is None:
        with pytest.raises(NoTeamError):
            solve(problem)
    else:
        assert solve(problem) == expected


@pytest.mark.soak
@settings(max_examples=3000, deadline=None)
@given(problems())
def test_the_team_is_the_one_that_trying_all_finds_for_long(problem):
    expected = by_hand(problem)
    try:
        assert solve(problem) == expected
    except NoTeamError:
        assert expected is None


def test_shares_are_exact_and_the_best_of_the_team_counts():
    needs = [Need(1, 10, 3), Need(2, 7, 5)]
    team = [Candidate(1, {1: 1}), Candidate(2, {1: 2, 2: 4}), Candidate(3, {2: 5})]
    assert coverage(needs, team[:1]) * 3 == 10 * PARTS
    assert coverage(needs, team[:2]) == 10 * 40 + 7 * 48
    assert coverage(needs, team) == 10 * 40 + 7 * PARTS


def test_of_equals_the_first_come_first_however_they_are_given():
    needs = [Need(1, 3, 3), Need(2, 3, 3)]
    twins = [Candidate(key, {1 + key % 2: 5}) for key in (8, 3, 6, 5, 4, 7)]
    assert solve(Problem(needs, twins, 7)) == solve(Problem(needs[::-1], twins[::-1], 7)) == (3, 4)
    # Nobody is asked who adds nothing.
    assert solve(Problem(needs, [*twins, Candidate(9, {1: 3, 2: 3})], 7)) == (9,)


def test_mandatory_roles_are_hard():
    needs = [Need(1, 10, 5)]
    people = [
        Candidate(1, {1: 5}),
        Candidate(2, {}, "professor"),
        Candidate(3, {1: 1}, "professor"),
        Candidate(4, {1: 3}, "officer"),
    ]
    assert solve(Problem(needs, people, 1)) == (1,)
    assert solve(Problem(needs, people, 1, {"professor": 1})) == (3,)
    assert solve(Problem(needs, people, 3, {"professor": 1, "officer": 1})) == (1, 2, 4)
    assert solve(Problem(needs, people, 4, {"professor": 1}, frozenset({4}))) == (1, 2, 4)
    with pytest.raises(NoTeamError) as few:
        solve(Problem(needs, people, 4, {"professor": 4, "officer": 2}))
    assert few.value.missing == {"officer": 1, "professor": 2}
    with pytest.raises(NoTeamError) as small:
        solve(Problem(needs, people, 1, {"professor": 1}, frozenset({1})))
    assert small.value.missing == {}


def council(seed, skills, people=200, needs=30):
    """A council of `people`, each with so many of the skills, at any level."""
    some = random.Random(seed)
    wanted = [Need(key, some.randint(1, 10), some.randint(1, 5)) for key in range(needs)]
    members = []
    for key in range(people):
        mine = some.sample(range(needs), some.randint(*skills))
        members.append(Candidate(key, {skill: some.randint(1, 5) for skill in mine}, some.choice(("", "", "", *ROLES))))
    return Problem(wanted, members, 7, {"professor": 1, "officer": 1}, frozenset({17}))


@pytest.mark.soak
@pytest.mark.parametrize("skills", [(1, 4), (3, 8), (10, 20), (30, 30)])
def test_two_hundred_people_and_thirty_needs_take_two_seconds_at_most(skills):
    took = []
    for seed in range(5):
        problem = council(seed, skills)
        begun = time.process_time()
        team = solve(problem)
        took.append(time.process_time() - begun)
        assert solve(Problem(problem.needs[::-1], problem.candidates[::-1], 7, problem.roles, problem.given)) == team
    assert max(took) < 2
