"""Costs are split to the won, whatever the shares."""

from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from forums.models import CostShare
from forums.services.errors import NotYours, ReasonMissing
from forums.services.rights.errors import NotAnOwner
from forums.services.rights.money import add_cost, balances, split, strike_cost
from tests.factories import NOW, OrganisationFactory
from tests.forums.factories.rights import TODAY, IPCaseFactory, contact_of, ip_desk


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10**12), st.lists(st.integers(1, 500), min_size=2, max_size=9))
def test_parts_sum_to_the_cost_and_nobody_bears_a_won_too_much(amount, weights):
    shares = [Fraction(weight, sum(weights)) for weight in weights]
    parts = split(amount, shares)
    assert sum(parts) == amount
    assert all(abs(part - amount * share) < 1 for part, share in zip(parts, shares, strict=True))
    # The same shares bear the same but for a won, the first of them first.
    for one, other in ((a, b) for a in range(len(shares)) for b in range(a + 1, len(shares)) if shares[a] == shares[b]):
        assert 0 <= parts[one] - parts[other] <= 1


def test_the_rule_that_the_page_states():
    third = Fraction(1, 3)
    assert split(100, [third] * 3) == [34, 33, 33]
    assert split(101, [third] * 3) == [34, 34, 33]
    assert split(10, [Fraction(3, 5), Fraction(2, 5)]) == [6, 4]
    # 1.4, 4.6, 1.0: the won that is left goes to the largest fraction.
    assert split(7, [Fraction(1, 5), Fraction(23, 35), Fraction(1, 7)]) == [1, 5, 1]
    assert split(1, [Fraction(1, 2), Fraction(1, 2)]) == [1, 0]


def change_a_part(cost):
    """As somebody who goes round the service, with what the end of the transaction says."""
    CostShare.objects.filter(pk=cost.parts.first().pk).update(amount_krw=99)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db
def test_who_stands_where():
    case = IPCaseFactory()
    first, second = [owner.organisation for owner in case.owners.all()]
    contact, desk = contact_of(case).user, ip_desk()
    entry = {"case": case, "what": "Fees", "on": TODAY, "now": NOW}
    cost = add_cost(amount_krw=101, paid_by=first, by=contact, **entry)
    with pytest.raises(NotYours):
        add_cost(amount_krw=50, paid_by=second, by=contact, **entry)
    with pytest.raises(NotAnOwner):
        add_cost(amount_krw=50, paid_by=OrganisationFactory(), by=desk, **entry)
    add_cost(amount_krw=50, paid_by=second, by=desk, **entry)
    assert [(one.organisation, one.borne, one.paid, one.due) for one in balances(case)] == [
        (first, 76, 101, -25),
        (second, 75, 50, 25),
    ]
    with pytest.raises(ReasonMissing):
        strike_cost(cost=cost, reason="", by=contact, now=NOW)
    strike_cost(cost=cost, reason="Twice", by=contact, now=NOW)
    assert [(one.borne, one.paid) for one in balances(case)] == [(25, 0), (25, 50)]
    with pytest.raises(IntegrityError, match="not the cost"), transaction.atomic():
        change_a_part(cost)
