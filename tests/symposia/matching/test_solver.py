"""The integer programme finds what trying everything finds: as many meetings as can be, then those that are wanted most."""

import itertools
import random
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from council.events.models import Event
from symposia.models import MatchingSlot, MatchingTable, Meeting, MeetingRequest
from symposia.services.matching import explain
from symposia.services.matching.board import PROGRAMME, Board, Taken
from symposia.services.matching.greedy import place_quickly
from symposia.services.matching.running import problem_on, seat
from symposia.services.matching.solver import Pair, Problem, solve
from symposia.services.matching.tables import give_tables
from tests.factories import NOW


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


class Written(Board):
    """A board as it is read, without a database."""

    def __init__(self, slots, tables, people, taken):
        self.round, self.now = SimpleNamespace(symposium=SimpleNamespace(event=EVENT)), EVENT.starts_at
        self.slots, self.tables = ({one.pk: one for one in rows} for rows in (slots, tables))
        self.available, self.registered, self.days, self.taken = people, set(people), {}, taken
        self.meetings, self._at, self._tables = {}, {}, {}


EVENT = Event(starts_at=NOW, ends_at=NOW + timedelta(hours=9), time_zone="Asia/Seoul")


def minutes(first, length):
    return {"starts_at": NOW + timedelta(minutes=first), "ends_at": NOW + timedelta(minutes=first + length)}


@st.composite
def boards(draw):
    """Slots with gaps, talks and sessions across their borders, people who come to some, meetings that stand already."""
    numbers = range(1, 1 + draw(st.integers(1, 5)))
    slots = [MatchingSlot(pk=number, **minutes(25 * number, 20)) for number in numbers]
    tables = [MatchingTable(pk=70 + number, number=number) for number in range(1, 1 + draw(st.integers(1, 3)))]
    people = {member: set(draw(st.sets(st.sampled_from(numbers)))) for member in range(101, 101 + draw(st.integers(2, 6)))}
    taken = {}
    for member in draw(st.lists(st.sampled_from(sorted(people)), max_size=5)):
        hours = minutes(draw(st.integers(0, 150)), draw(st.integers(1, 60)))
        taken.setdefault(member, []).append(Taken(why=draw(st.sampled_from(PROGRAMME)), **hours))
    wanted = draw(st.lists(st.sampled_from(list(itertools.combinations(people, 2))), unique=True, max_size=8))
    requests = {
        key: MeetingRequest(pk=key, asker_id=one, asked_id=other, priority=draw(st.integers(1, 3)), reply_priority=2)
        for key, (one, other) in enumerate(wanted, start=1)
    }
    board = Written(slots, tables, people, taken)
    # Some stand, as the desk put them.
    for key in draw(st.sets(st.sampled_from(sorted(requests)), max_size=2)) if requests else ():
        request = requests[key]
        possible = [(slot, table) for slot in board.possible(request) for table in board.free_tables(slot)]
        if possible:
            slot, table = draw(st.sampled_from(possible))
            sides = {"asker_id": request.asker_id, "asked_id": request.asked_id}
            board.put(Meeting(pk=key, request_id=key, slot_id=slot, table_id=table.pk, **sides))
            del requests[key]
    return board, requests


@settings(max_examples=60, deadline=None)
@given(boards())
def test_nobody_is_at_two_places(found):
    board, requests = found
    answer = solve(problem_on(board, list(requests.values())))
    places, tables = seat(board, requests, answer)
    # The board gives what it promised the solver: nothing is lost on the way.
    assert places == answer.places
    assert places.keys() == tables.keys() <= requests.keys()
    all_of_them = [(one.slot_id, one.table_id, one.asker_id, one.asked_id) for one in board.meetings.values()]
    all_of_them += [(slot, tables[key], requests[key].asker_id, requests[key].asked_id) for key, slot in places.items()]
    sittings = Counter((person, slot) for slot, _table, *people in all_of_them for person in people)
    seatings = Counter((slot, table) for slot, table, *_people in all_of_them)
    assert {*sittings.values(), *seatings.values()} <= {1}
    for number, _table, *people in all_of_them:
        slot = board.slots[number]
        for person in people:
            assert number in board.available[person]
            assert all(one.ends_at <= slot.starts_at or slot.ends_at <= one.starts_at for one in board.taken.get(person, ()))
    # Whoever is left could not have been put anywhere besides.
    for key, slot in places.items():
        sides = {"asker_id": requests[key].asker_id, "asked_id": requests[key].asked_id}
        board.put(Meeting(pk=key, request_id=key, slot_id=slot, table_id=tables[key], **sides))
    left = [request for key, request in requests.items() if key not in places]
    assert all(told.reason != "free" for told in explain(board, left))


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
