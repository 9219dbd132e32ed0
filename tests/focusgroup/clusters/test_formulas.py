"""The formulas against the vectors that the domain gives, and against a naive reading of each definition."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from focusgroup.services.clusters import formulas

NAN = float("nan")
NUMBERS = st.one_of(st.just(NAN), st.integers(0, 50).map(float))
QUOTIENTS = st.one_of(st.just(NAN), st.sampled_from([0.0, 0.4, 0.99, 1.0, 1.7, 3.2]))


def tables(values, most_rows=12, most_columns=4):
    """Rectangles of numbers, regions by industries."""
    return st.integers(1, most_columns).flatmap(
        lambda columns: st.lists(st.lists(values, min_size=columns, max_size=columns), min_size=1, max_size=most_rows)
    )


def same(left, right):
    return math.isclose(left, right, abs_tol=1e-9) or (math.isnan(left) and math.isnan(right))


def test_the_vectors_of_the_domain():
    assert round(float(formulas.location_quotient(38_200, 1_120_000, 372_000, 20_100_000)), 3) == 1.843
    # Three regions have both, four the more widespread one.
    quotients = [[1.2, 1.5], [1.0, 2.0], [3.0, 1.0], [0.2, 1.1], [0.5, 0.9]]
    assert formulas.proximity(quotients)[0, 1] == 0.75


@pytest.mark.parametrize(
    "numbers",
    [
        (5, 0, 10, 100),
        (5, NAN, 10, 100),
        (5, 50, 0, 100),
        (5, 50, 10, 0),
        (5, 50, NAN, 100),
        (5, 50, 10, NAN),
        (NAN, 50, 10, 100),
    ],
)
def test_a_missing_or_zero_denominator_is_no_number(numbers):
    assert math.isnan(formulas.location_quotient(*numbers))


def test_zero_people_are_a_number():
    assert formulas.location_quotient(0, 50, 10, 100) == 0.0


def test_growth():
    assert same(float(formulas.growth(110, 100)), 0.1)
    assert math.isnan(formulas.growth(110, 0))
    assert math.isnan(formulas.growth(NAN, 100))
    assert same(float(formulas.growth_a_year(121, 100, 2)), 0.1)
    assert math.isnan(formulas.growth_a_year(121, 100, 0))
    assert math.isnan(formulas.growth_a_year(121, 0, 2))


def naive_rank(values, place):
    if math.isnan(values[place]):
        return NAN
    return 1.0 + sum(other > values[place] for other in values)


@settings(max_examples=40, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=45))
def test_ranks_and_the_top_tenth_are_as_one_would_count_them(values):
    ranks, top = formulas.rank(values), formulas.in_the_top(values)
    known = sum(not math.isnan(value) for value in values)
    for place, value in enumerate(values):
        naive = naive_rank(values, place)
        assert same(float(ranks[place]), naive)
        if math.isnan(value) or known < 10:
            assert math.isnan(top[place])
        else:
            assert top[place] == float(naive <= known // 10)


def test_stars_name_the_top_of_a_population():
    employed = np.array([float(number) for number in range(20, 0, -1)])
    quotients = np.array([1.9, 2.0, NAN, *[0.5] * 17])
    shares = np.array([0.1, 0.3, 0.2, *[0.05] * 17])
    size, specialisation, focus = formulas.stars(employed, quotients, shares)
    assert list(np.flatnonzero(size == 1)) == [0, 1]
    assert (specialisation[0], specialisation[1], math.isnan(specialisation[2])) == (0.0, 1.0, True)
    assert list(np.flatnonzero(focus == 1)) == [1, 2]


def naive_proximity(table, one, other):
    present = [[not math.isnan(value) and value >= 1 for value in row] for row in table]
    both = sum(row[one] and row[other] for row in present)
    most = max(sum(row[one] for row in present), sum(row[other] for row in present))
    return both / most if most else NAN


def naive_cosine(table, one, other):
    rows = [row for row in table if not math.isnan(row[one]) and not math.isnan(row[other])]
    dot = sum(row[one] * row[other] for row in rows)
    lengths = math.sqrt(sum(row[one] ** 2 for row in rows)) * math.sqrt(sum(row[other] ** 2 for row in rows))
    return dot / lengths if lengths else NAN


@settings(max_examples=40, deadline=None)
@given(tables(QUOTIENTS))
def test_relatedness_is_as_one_would_count_it(table):
    proximity, cosine = formulas.proximity(table), formulas.cosine(table)
    for one in range(len(table[0])):
        for other in range(len(table[0])):
            assert same(float(proximity[one, other]), naive_proximity(table, one, other))
            assert same(float(cosine[one, other]), naive_cosine(table, one, other))
    assert np.array_equal(proximity, proximity.T, equal_nan=True)
