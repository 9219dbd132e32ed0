"""Names of people go to an agency with their own consent, or not at all."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council.members import consents
from council.members.services import give_consent, withdraw_consent
from council.messaging.models import Message
from focusgroup.models.invitations import Stage
from focusgroup.services import invitations as services
from focusgroup.services.invitations.names import named_without_consent
from focusgroup.services.invitations.telling import is_asked_still
from tests.factories import NOW, MemberFactory, MembershipFactory
from tests.focusgroup.factories.invitations import EngagementFactory, TargetFactory, TeamMemberFactory, accept, papers
from tests.focusgroup.factories.seats import GroupFactory
from tests.focusgroup.factories.taskforces import TaskForceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def seated(*names):
    person = dict(zip(("family_name", "given_name", "family_name_en", "given_name_en"), names, strict=True))
    return MembershipFactory(body=GroupFactory(), member=MemberFactory(**person)).member


def consent(member):
    give_consent(member=member, purpose=consents.AGENCY, language="en", now=NOW)


def test_whole_names_in_either_script_of_who_has_not_consented():
    garam, short = seated("김", "가람", "Kim", "Garam"), seated("이", "", "Li", "")
    team = TeamMemberFactory(member__family_name_en="Park", member__given_name_en="Saeron").member
    MemberFactory(family_name_en="Somebody", given_name_en="Else")
    texts = {
        "담당: 김가람 교수": [garam],
        "담당: 김 가람": [garam],
        "Ask KIM  Garam or Saeron\nPARK": [garam, team],
        "Kim, Garam": [garam],
        "이 지역의 가람, Kim and Somebody Else in Lille": [],
    }
    assert {text: named_without_consent([text]) for text in texts} == texts
    consent(garam)
    assert named_without_consent(list(texts)) == [team]
    withdraw_consent(member=garam, purpose=consents.AGENCY, now=NOW)
    assert named_without_consent(list(texts)) == [garam, team]
    assert short not in named_without_consent(["이", "Li"])


def test_a_dispatch_that_names_somebody_is_refused_and_says_whom(client, team):
    target = TargetFactory(stage=Stage.QUALIFIED)
    engagement = EngagementFactory(targets=[target])
    accept(engagement)
    proposal = papers(target)
    given = {"target": target, "engagement": engagement, "proposal": proposal, "now": NOW}
    assert services.what_is_missing(**given) == []
    garam = seated("김", "가람", "Kim", "Garam")
    item = target.data_pack.items.get()
    item.note = "Ask Garam Kim."
    item.save()
    [missing] = services.what_is_missing(**given)
    assert (missing.slug, str(garam) in missing.text) == ("people", True)
    with pytest.raises(services.DispatchBlocked):
        services.dispatch(by=team, **given)
    # Whoever is named can be asked from there, once a day; the letter names neither target nor agency.
    ask = reverse("focusgroup:invitation-ask-consent", args=[target.key])
    client.force_login(team)
    for page in (target.page_url(), reverse("focusgroup:invitation-dispatch", args=[target.key])):
        assert ask in client.get(page).content.decode()
    for _twice in range(2):
        assert str(garam) in client.post(ask, follow=True).content.decode()
    letter = Message.objects.get(kind="agency-consent")
    assert (letter.user, letter.context["url"].endswith("/my/privacy/#consent-agency")) == (garam.user, True)
    assert not [name for name in (target.name_en, str(engagement.agency)) if name in str(letter.context)]
    assert 'id="consent-agency"' in client.get("/my/privacy/").content.decode()
    assert is_asked_still(letter.context)
    consent(garam)
    assert not is_asked_still(letter.context)
    assert "Nobody is named without consent" in client.post(ask, follow=True).content.decode()
    assert services.dispatch(by=team, **given).target == target


def test_what_an_agency_reads_names_nobody_without_consent_whenever_it_was_written(client):
    target = TargetFactory(stage=Stage.QUALIFIED, brief_en="Ask us.")
    engagement = EngagementFactory(targets=[target], deliverables="A report a month.")
    accept(engagement)
    garam = seated("김", "가람", "Kim", "Garam")
    client.force_login(engagement.contact.user)

    def read():
        pages = [client.get(url).content.decode() for url in (target.page_url(), engagement.page_url())]
        return [words in page for page in pages for words in ("Ask us", "A report", "is going over this text")]

    assert read() == [True, True, False, False, True, False]
    target.brief_en, engagement.deliverables = "Ask us or Garam Kim.", "A report a month to Garam Kim."
    target.save()
    engagement.save()
    assert read() == [False, False, True, False, False, True]
    [missing] = services.what_is_missing(target=target, engagement=engagement, proposal=papers(target), now=NOW)
    assert (missing.slug, str(garam) in missing.text) == ("people", True)
    consent(garam)
    assert read() == [True, True, False, False, True, False]


def test_who_approved_is_named_to_the_agency_with_consent_alone(client, team):
    target = TargetFactory(stage=Stage.QUALIFIED)
    engagement = EngagementFactory(targets=[target])
    accept(engagement)
    proposal = papers(target)
    plan = services.write_plan(target=target, text="Better.", by=team, now=NOW)
    services.approve_plan(plan=plan, by=team, now=NOW)
    services.dispatch(target=target, engagement=engagement, proposal=proposal, by=team, now=NOW)
    url = reverse("focusgroup:invitation-plan", args=[target.key, plan.number])

    def named():
        return plan.approved_as in client.get(url).content.decode()

    client.force_login(engagement.contact.user)
    plan.refresh_from_db()
    before = named()
    consent(team.member)
    after = named()
    client.force_login(team)
    assert (before, after, named()) == (False, True, True)


def test_applicants_are_not_asked_and_members_find_it_on_their_privacy_page(client, team):
    assert consents.AGENCY not in [one.purpose for one in consents.wordings_for_applicants()]
    # Whoever works on invitations, or in a task force, is shown the way there until he has consented.
    force = TaskForceFactory(lead=team.member)
    MembershipFactory(body=force.body, member=team.member, starts_on=force.starts_on, ends_on=force.ends_on)
    client.force_login(team)
    pages = (reverse("focusgroup:invitation-list"), force.get_absolute_url())
    for asked in (True, False):
        assert ["/my/privacy/#consent-agency" in client.get(page).content.decode() for page in pages] == [asked] * 2
        consent(team.member)
    client.force_login(MemberFactory().user)
    assert consents.current_wording(consents.AGENCY).title_en in client.get("/my/privacy/").content.decode()


def test_looking_for_names_is_one_query_however_many_people(team):
    for _person in range(5):
        seated("김", "가람", "Kim", "Garam")
    with CaptureQueriesContext(connection) as queries:
        assert len(named_without_consent(["KIM Garam"])) >= 5
    assert len(queries) == 1
