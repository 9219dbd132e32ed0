"""Shares of a case are exactly 1, of two owners at least; the database itself says so, in the end of a transaction."""

from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from council import programmes
from forums.models import CoOwner, CoOwnerConsent, IPCase
from tests.factories import NOW, OrganisationFactory
from tests.forums.factories.rights import IPCaseFactory, signed


def judge():
    """What the end of the transaction would say."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused(write, match="joint IP case"):
    """Whether the database refuses what `write` does, in the end at the latest."""
    with pytest.raises(IntegrityError, match=match), transaction.atomic():  # noqa: PT012 - judged in the end
        write()
        judge()


def owned(case, *shares):
    CoOwner.objects.filter(case=case).delete()
    for position, (numerator, denominator) in enumerate(shares, start=1):
        company = OrganisationFactory(kind="company")
        CoOwner.objects.create(case=case, organisation=company, position=position, numerator=numerator, denominator=denominator)


@pytest.mark.django_db
def test_rights_in_force_tie_their_owners_as_numbers():
    one, two, three = sorted((OrganisationFactory(kind="company") for _one in range(3)), key=lambda company: company.pk)
    for state, owners in (
        ("registered", [one, two]),
        ("maintained", [two, one, three]),
        ("restored", [three, two]),
        ("filed", [one, two]),
        ("expired", [one, three]),
    ):
        IPCaseFactory(state=state, owners=owners)
    assert programmes.tie_sources.get("joint-rights").counts(NOW, NOW) == {
        (one.pk, two.pk): 2,
        (one.pk, three.pk): 1,
        (two.pk, three.pk): 2,
    }


@pytest.mark.django_db
def test_the_database_keeps_shares_whole():
    case = IPCaseFactory()
    judge()
    for shares in (
        [(1, 3)] * 3,
        [(3, 5), (2, 5)],
        [(1, 2), (1, 3), (1, 6)],
        [(2, 6), (4, 6)],
        [(9_999_999_999_999, 10_000_000_000_000), (1, 10_000_000_000_000)],
    ):
        owned(case, *shares)
        judge()
    for shares in (
        [(33, 100)] * 3,
        [(1, 2), (1, 3)],
        [(2, 3), (2, 3)],
        [(999_999, 1_000_000), (1, 999_999)],
        [(1, 2)],
        [],
    ):
        refused(lambda shares=shares: owned(case, *shares))
    # One change alone is not enough; a case without owners is none; half a share more is found by whatever way.
    refused(lambda: CoOwner.objects.filter(pk=case.owners.first().pk).update(numerator=1, denominator=5), "are not 1")
    refused(lambda: IPCase.objects.create(title_ko="혼자", state_at=NOW, created_at=NOW), "two owners")
    refused(lambda: CoOwner.objects.filter(case=case).update(numerator=1, denominator=1), "is_a_part")


@pytest.mark.django_db
def test_the_database_files_with_every_signature_alone():
    case = IPCaseFactory(state="ready")
    first, second = case.owners.all()
    rows = IPCase.objects.filter(pk=case.pk)
    with pytest.raises(IntegrityError, match="signature"), transaction.atomic():
        rows.update(state="filed")
    signed(case, first.organisation)
    with pytest.raises(IntegrityError, match="signature"), transaction.atomic():
        rows.update(state="registered")
    signed(case, second.organisation)
    for column in ("withdrawn_at", "voided_at"):
        CoOwnerConsent.objects.filter(co_owner=second).update(**{column: NOW})
        with pytest.raises(IntegrityError, match="signature"), transaction.atomic():
            rows.update(state="filed")
        CoOwnerConsent.objects.filter(co_owner=second).update(**{column: None})
    rows.update(state="filed")
    with pytest.raises(IntegrityError, match="signature"), transaction.atomic():
        IPCase.objects.create(title_ko="접수", state="filed", state_at=NOW, created_at=NOW)


class SharesOfAnyKind(TestCase):
    """The database and Python's fractions are of one opinion."""

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(st.tuples(st.integers(1, 12), st.integers(2, 40)).filter(lambda one: one[0] < one[1]), min_size=2, max_size=5),
        st.booleans(),
    )
    def test_are_judged_as_fractions(self, shares, is_completed):
        rest = 1 - sum(Fraction(*one) for one in shares)
        if is_completed and 0 < rest < 1:
            shares = [*shares, (rest.numerator, rest.denominator)]
        case = IPCaseFactory()
        owned(case, *shares)
        if sum(Fraction(*one) for one in shares) == 1:
            judge()
        else:
            with pytest.raises(IntegrityError), transaction.atomic():
                judge()
            owned(case, (1, 2), (1, 2))
