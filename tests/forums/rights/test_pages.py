"""The pages of a case, as a contact, an attorney and the desk use them."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from forums.models import Forum, IPCase, JointAct
from tests.factories import NOW, EventFactory, MemberFactory, MembershipFactory, OrganisationFactory
from tests.forums.factories.meetings import MeetingFactory
from tests.forums.factories.rights import TODAY, IPCaseFactory, contact_of, ip_desk
from tests.forums.factories.seats import ForumFactory
from tests.forums.factories.topics import TopicFactory

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
    # A number of another year than its day, said beside it.
    wrong = office.post(step, {**filing, "number": "10-2025-1234567"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["number"])
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
    # Whom the desk is shown is noted, one or thirty.
    contact_of(case)
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


def test_a_case_says_which_meeting_or_topic_it_came_from_and_no_other_is_shown():
    """Chosen among what one sees; of the case's forum; others learn the forum alone."""
    member, partner = sitting()
    forum, other = Forum.objects.get(), ForumFactory()
    topic = TopicFactory(forum=forum, title="Ejector that sings")
    hidden = TopicFactory(forum=other, title="Not for him")
    autumn = EventFactory(
        body=forum.body, audience="body", kind="meeting", title_en="Autumn meeting", starts_at=NOW - timedelta(days=9)
    )
    meeting = MeetingFactory(forum=forum, event=autumn)
    client, values = logged_in(member.user), entry(member.organisation, partner.organisation)
    html = client.get(url("-new")).content.decode()
    assert "Ejector that sings" in html
    assert "Autumn meeting" in html
    assert "Not for him" not in html
    for chosen, forum_key, field in ((f"topic-{hidden.key}", "", "origin_of"), (f"topic-{topic.key}", other.pk, "forum")):
        page = client.post(url("-new"), {**values, "origin_of": chosen, "forum": forum_key})
        assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert client.post(url("-new"), {**values, "origin_of": f"topic-{topic.key}"}).status_code == 302
    case = IPCase.objects.get()
    assert (case.origin_topic, case.origin_meeting, case.forum) == (topic, None, forum)
    assert topic.get_absolute_url() in client.get(case.page_url()).content.decode()
    # The other owner's contact does not sit in the forum: he keeps what he may not see.
    outside = contact_of(case, partner.organisation)
    theirs = logged_in(outside.user)
    html = theirs.get(case.page_url()).content.decode()
    assert "Ejector that sings" not in html
    assert "A topic of" in html
    edit = theirs.get(url("-edit", case.key))
    assert "Ejector that sings" not in edit.content.decode()
    first = edit.context["form"].initial
    kept = {"right": "10", "title_ko": "새 이름", "forum": forum.pk, "origin_of": first["origin_of"], "seen": first["seen"]}
    assert theirs.post(url("-edit", case.key), kept).status_code == 302
    case.refresh_from_db()
    assert (case.title_ko, case.origin_topic) == ("새 이름", topic)
    # Opened before it was changed: what is typed stays, beside it stands what was kept. Then it is sent knowing it.
    stale = {**kept, "title_ko": "다른 이름", "origin_of": f"meeting-{meeting.event.slug}"}
    page = client.post(url("-edit", case.key), stale)
    form = page.context["form"]
    assert (page.status_code, sorted(form.errors)) == (422, ["__all__", "origin_of", "title_ko"])
    assert form.errors["title_ko"] == ["It says now: 새 이름"]
    assert 'value="다른 이름"' in page.content.decode()
    case.refresh_from_db()
    assert (case.title_ko, case.origin_topic) == ("새 이름", topic)
    assert client.post(url("-edit", case.key), {**stale, "seen": form["seen"].value()}).status_code == 302
    case.refresh_from_db()
    assert (case.origin_topic, case.origin_meeting) == (None, meeting)
    # What it came from goes without asking the case.
    meeting.event.delete()
    case.refresh_from_db()
    assert case.origin_meeting is None


def test_the_desk_enters_a_signature_on_paper_for_a_joint_act():
    desk = ip_desk()
    case = IPCaseFactory(state="registered")
    act = JointAct.objects.create(case=case, act="license", terms="To a maker of moulds", asked_at=NOW)
    client, company = logged_in(desk), case.owners.first().organisation
    page = f"{url('-signature', case.key)}?act={act.key}"
    assert page in client.get(case.page_url()).content.decode()
    paper = SimpleUploadedFile("signed.txt", "동의합니다\n".encode())
    assert client.post(page, {"organisation": company.pk, "name": "김 하나", "upload": paper}).status_code == 302
    assert [(one.organisation, one.joint_act, one.on_paper) for one in case.consents.filter(act="license")] == [
        (company, act, True)
    ]
    for named in ("", f"?act={IPCaseFactory().key}", "?act=x"):
        assert client.get(f"{url('-signature', case.key)}{named}").status_code == 404
