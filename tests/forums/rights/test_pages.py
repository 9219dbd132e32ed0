"""The pages of a case, as a contact, an attorney and the desk use them."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from forums.models import IPCase
from tests.factories import NOW, MemberFactory, MembershipFactory, OrganisationFactory
from tests.forums.factories.rights import TODAY, IPCaseFactory, contact_of, ip_desk
from tests.forums.factories.seats import ForumFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def logged_in(user):
    client = Client()
    client.force_login(user)
    return client


def url(name, *args):
    return reverse(f"forums:ip-case{name}", args=args)


def sitting():
    """Two companies that sit in a forum; somebody of the first."""
    forum = ForumFactory()
    people = [MemberFactory(organisation=OrganisationFactory(kind="company")) for _ in range(2)]
    for member in people:
        MembershipFactory(member=member, body=forum.body)
    return people


def entry(first, second, one="1/3", other="2/3", **more):
    owners = {"company_1": first.pk, "share_1": one, "company_2": second.pk, "share_2": other}
    return {"right": "10", "title_ko": "새 금형", "inventors": "김 하나\n이 둘\n", **owners, **more}


def test_a_case_is_begun_and_bad_shares_are_said_and_kept():
    member, partner = sitting()
    client, first, second = logged_in(member.user), member.organisation, partner.organisation
    for shares, message in (
        (("33 %", "66 %"), "exactly 1"),
        (("a third", "2/3"), "as a fraction"),
        (("1/0", "2/3"), "as a fraction"),
    ):
        page = client.post(url("-new"), entry(first, second, *shares))
        html = page.content.decode()
        assert (page.status_code, IPCase.objects.count()) == (422, 0)
        assert message in html
        assert f'value="{shares[0]}"' in html
        assert "김 하나" in html
    alone = client.post(url("-new"), entry(second, second))
    assert "own company must be" in alone.content.decode()
    assert client.post(url("-new"), entry(first, first)).status_code == 422
    assert client.post(url("-new"), entry(first, second)).status_code == 302
    case = IPCase.objects.get()
    assert [str(owner.share) for owner in case.owners.all()] == ["1/3", "2/3"]
    assert [one.name for one in case.inventors.all()] == ["김 하나", "이 둘"]
    assert case.contacts.get().member == member
    assert client.post(url("-new"), entry(first, second, "", "", is_equal="on")).status_code == 302
    assert [str(owner.share) for owner in IPCase.objects.order_by("pk").last().owners.all()] == ["1/2", "1/2"]
    # The other company has nobody in it yet.
    assert logged_in(partner.user).get(case.page_url()).status_code == 404


def test_signing_filing_and_paying_in_the_browser():
    attorney = MemberFactory()
    case = IPCaseFactory(state="ready", attorney=attorney)
    members = [contact_of(case, owner.organisation) for owner in case.owners.all()]
    office = logged_in(attorney.user)
    step = url("-step", case.key, "file")
    filing = {"on": TODAY.isoformat(), "number": "10-2026-1234567", "reason": "", "state": "ready"}
    refused = office.post(step, filing)
    html = refused.content.decode()
    assert refused.status_code == 422
    assert 'value="10-2026-1234567"' in html
    assert all(str(member.organisation) in html for member in members)
    for member in members:
        client = logged_in(member.user)
        page = client.get(url("-sign", case.key))
        seen = page.context["form"].initial["seen"]
        form = {"organisation": member.organisation_id, "seen": seen}
        assert client.post(url("-sign", case.key), form).status_code == 422
        assert client.post(url("-sign", case.key), {**form, "agreed": "on"}).status_code == 302
        # Again: nothing is left to sign.
        assert client.post(url("-sign", case.key), {**form, "agreed": "on"}).status_code == 302
    assert case.consents.count() == 2
    wrong = office.post(step, {**filing, "number": "20-2026-1234567"})
    assert "begins with 10" in wrong.content.decode()
    assert office.post(step, filing).status_code == 302
    # A double click finds it filed.
    assert office.post(step, filing).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.filings.count(), case.moves.count()) == ("filed", 1, 1)
    client = logged_in(members[0].user)
    cost = {"what": "=1+1", "amount_krw": "101", "paid_by": members[0].organisation_id, "on": TODAY.isoformat()}
    assert client.post(url("-cost", case.key), {**cost, "paid_by": members[1].organisation_id}).status_code == 422
    assert client.post(url("-cost", case.key), cost).status_code == 302
    statement = client.get(url("-statement", case.key)).content.decode("utf-8-sig")
    assert "'=1+1" in statement
    assert "101,51,50" in statement
    html = client.get(case.page_url()).content.decode()
    assert "10-2026-1234567" in html
    assert "owes 50" in html


@pytest.mark.parametrize("language", ["", "/ko"])
def test_a_reader_without_a_case_is_told_how_one_begins(language):
    member = MemberFactory()
    page = logged_in(member.user).get(f"{language}/forums/ip-cases/")
    assert page.status_code == 200
    assert Client().get(f"{language}/forums/ip-cases/").status_code == 200


def test_list_and_page_cost_the_same_for_one_and_thirty(django_assert_max_num_queries):
    user = ip_desk()
    case = IPCaseFactory()
    client = logged_in(user)
    client.get(url("-list"))

    def count(path):
        with django_assert_max_num_queries(60) as found:
            assert client.get(path).status_code == 200
        return len(found)

    listed = reverse("admin:forums_ipcase_changelist")
    before = [count(path) for path in (url("-list"), case.page_url(), listed)]
    companies = [OrganisationFactory(kind="company") for _ in range(2)]
    for _ in range(29):
        IPCaseFactory(owners=companies)
    owner = case.owners.first()
    for _ in range(29):
        contact_of(case, owner.organisation)
    assert [count(path) for path in (url("-list"), case.page_url(), listed)] == before
