"""Two at once; two records of one company."""

import threading
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest
from django.db import IntegrityError, connections

from council.members.models import MergeRecord
from council.members.services.merging_organisations import merge_organisations
from council.merging import MergeForbiddenError
from council.messaging.models import Message
from forums.models import CoOwner, CoOwnerConsent, JointAct
from forums.rights_panels import consent_is_true
from forums.services.errors import ForumsError
from forums.services.rights import consents, money, owners
from forums.services.rights.signatures import terms_of
from tests.factories import NOW, OrganisationFactory
from tests.forums.factories.rights import TODAY, IPCaseFactory, contact_of, ip_desk, signed


def race(*calls):
    barrier = threading.Barrier(len(calls))

    def run(call):
        barrier.wait(timeout=30)
        try:
            return call()
        except (ForumsError, IntegrityError) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_two_change_shares_at_once_and_somebody_signs():
    case = IPCaseFactory(state="ready")
    first, second = [owner.organisation for owner in case.owners.all()]
    desk, contact = ip_desk(), contact_of(case).user
    seen = terms_of(case)

    def change(numerator):
        parts = [(first, Fraction(numerator, 7)), (second, Fraction(7 - numerator, 7))]
        return lambda: owners.save_owners(case=case, parts=parts, is_agreed=True, by=desk, now=NOW, seen=seen)

    def one_row(owner, numerator):
        # Round the services: each changes the other's row of the pair.
        return lambda: CoOwner.objects.filter(case=case, organisation=owner).update(numerator=numerator, denominator=7)

    def sign():
        return consents.sign(case=case, organisation=first, by=contact, now=NOW, seen=seen)

    answers = race(change(2), change(3), sign)
    # The second of two editors is told to look again.
    assert [type(one).__name__ for one in answers[:2] if isinstance(one, Exception)] == ["TermsChanged"]
    changed = [owner.share for owner in case.owners.order_by("position")]
    assert changed in ([Fraction(2, 7), Fraction(5, 7)], [Fraction(3, 7), Fraction(4, 7)])
    # Each half of a change that would be whole together is refused: neither sees the other in time.
    alone = race(one_row(first, 6), one_row(second, 1))
    assert [type(one).__name__ for one in alone] == ["IntegrityError"] * 2
    shares = [owner.share for owner in case.owners.order_by("position")]
    assert (shares, sum(shares)) == (changed, 1)
    # Nobody's signature stands under shares that he did not see.
    assert not CoOwnerConsent.objects.live().exists()


@pytest.mark.django_db
def test_two_records_of_a_company_own_what_both_owned():
    kept, gone, other = (OrganisationFactory() for _ in range(3))
    case = IPCaseFactory(owners={kept: Fraction(1, 3), other: Fraction(1, 2), gone: Fraction(1, 6)}, state="ready")
    signed(case)
    member, colleague, outsider = contact_of(case, gone), contact_of(case, kept), contact_of(case, other)
    desk = ip_desk()
    cost = money.add_cost(case=case, what="Fees", amount_krw=101, paid_by=gone, on=TODAY, by=desk, now=NOW)
    shares = [[gone.pk, 1, 4], [other.pk, 1, 2], [kept.pk, 1, 4]]
    act = JointAct.objects.create(case=case, act="assign", terms="Later", shares=shares, asked_at=NOW)
    # One of both has signed the assignment: for a part of what the company owns afterwards.
    mine = case.owners.get(organisation=kept)
    sign = {"case": case, "organisation": kept, "co_owner": mine, "act": "assign", "joint_act": act}
    CoOwnerConsent.objects.create(**sign, given_at=NOW, name="Somebody")
    merge_organisations(kept=kept, gone=gone, choices={}, by=desk, now=NOW)
    told = Message.objects.filter(kind="ip-consent-asked")
    assert sorted((one.user_id, one.context["joint_act"]) for one in told) == sorted(
        (one.user_id, act.pk) for one in (member, colleague)
    )
    assert [consent_is_true(one.context, NOW) for one in told] == [True, True]
    assert outsider.user_id not in {one.user_id for one in told}
    act.refresh_from_db()
    assert act.shares == [[kept.pk, 1, 2], [other.pk, 1, 2]]
    assert [(owner.organisation, owner.share) for owner in case.owners.all()] == [
        (kept, Fraction(1, 2)),
        (other, Fraction(1, 2)),
    ]
    assert case.consents.live().filter(co_owner__organisation=kept).count() == 1
    assert case.contacts.get(member=member).organisation == kept
    cost.refresh_from_db()
    assert cost.paid_by == kept
    assert sum(part.amount_krw for part in cost.parts.all()) == 101


@pytest.mark.django_db
def test_the_only_two_owners_of_a_case_do_not_become_one():
    case = IPCaseFactory()
    kept, gone = [owner.organisation for owner in case.owners.all()]
    with pytest.raises(MergeForbiddenError) as refused:
        merge_organisations(kept=kept, gone=gone, choices={}, by=ip_desk(), now=NOW)
    assert case.title_en not in str(refused.value)
    assert not MergeRecord.objects.exists()
    assert case.owners.count() == 2
