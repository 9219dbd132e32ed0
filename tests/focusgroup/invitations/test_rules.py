"""The rules of investment, at their edges (korea.md, “Investment”)."""

from decimal import Decimal

from focusgroup.models import InvestmentFacts, InvitationTarget
from focusgroup.services.invitations.rules import checks_of


def answers(origin, **known):
    target = InvitationTarget(origin=origin)
    return [check.met for check in checks_of(target, InvestmentFacts(target=target, **known))]


def test_foreign_investment_counts_from_100_million_won_and_ten_percent():
    enough = {"investment_krw": 100_000_000, "voting_percent": Decimal(10)}
    assert answers("global", **enough) == [True, False]
    assert answers("global", **enough | {"investment_krw": 99_999_999})[0] is False
    assert answers("global", **enough | {"voting_percent": Decimal("9.99")})[0] is False
    assert answers("global", **enough | {"voting_percent": None})[0] is None
    # What is known to fail fails, whatever else is not known.
    assert answers("global", investment_krw=1) == [False, None]


def test_a_cash_grant_needs_thirty_percent_and_five_researchers():
    enough = {"voting_percent": Decimal(30), "researchers": 5}
    assert answers("global", **enough) == [None, True]
    assert answers("global", **enough | {"researchers": 4})[1] is False
    assert answers("global", **enough | {"voting_percent": Decimal("29.99")})[1] is False


def test_a_star_company_of_gyeongbuk():
    enough = {"hq_in_province": True, "average_sales_krw": 5_000_000_000, "regular_staff": 10}
    assert answers("star", **enough) == [True]
    assert answers("star", **enough | {"average_sales_krw": 40_000_000_000}) == [True]
    for column, value in (
        ("average_sales_krw", 4_999_999_999),
        ("average_sales_krw", 40_000_000_001),
        ("regular_staff", 9),
        ("hq_in_province", False),
    ):
        assert answers("star", **enough | {column: value}) == [False]
    assert answers("star") == [None]
    assert checks_of(InvitationTarget(origin="star"), None)[0].met is None
