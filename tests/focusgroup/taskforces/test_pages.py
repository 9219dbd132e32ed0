"""What the lead and the desk try in a browser: bad input keeps what was typed, in the reader's language; costs of lists."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from council.members.models import Body, Interest, Membership
from council.messaging.models import Message
from focusgroup.models import Composition, TaskForce
from focusgroup.services import taskforces
from focusgroup.services.taskforces.telling import still_true
from tests.factories import NOW, MembershipFactory, OrganisationFactory, coordinator
from tests.focusgroup.factories.seats import GroupFactory
from tests.focusgroup.factories.taskforces import SkillFactory, TaskForceFactory, need, skilled

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk():
    return coordinator("focus-group", email="desk@example.com")


@pytest.fixture
def proposal():
    """A proposed team of its lead and one more; a third person could be chosen as well."""
    joining, law = SkillFactory(name_en="Joining"), SkillFactory(name_en="Law")
    task_force = TaskForceFactory(lead=skilled((law, 3)), size=2)
    need(task_force, joining)
    need(task_force, law)
    group = GroupFactory()
    for level in (3, 2):
        MembershipFactory(body=group, member=skilled((joining, level)))
    return taskforces.compose(task_force=task_force, by=None, now=NOW)


def at(name, *args):
    with translation.override("ko"):
        return reverse(name, args=args)


def korean(text, **values):
    with translation.override("ko"):
        found = gettext(text)
    assert found != text, f"no Korean: {text}"
    return found % values if values else found


def refused(response, said, keeps="", status=422):
    shown = response.content.decode()
    assert (response.status_code, said in shown, keeps in shown) == (status, True, True)


def test_the_lead_s_choice_comes_back_with_what_is_wrong(client, proposal):
    task_force = proposal.task_force
    lead = task_force.lead
    client.force_login(lead.user)
    url = at("focusgroup:composition-detail", task_force.body.slug, proposal.number)
    candidates = [row[0] for row in proposal.given["candidates"]]
    other = next(key for key in candidates if key not in proposal.proposed)
    words = "이쪽이 낫습니다"
    for team, reason, said in (
        ([], words, "Choose at least one person."),
        (["x"], words, "One of these people is no candidate. Please look again."),
        ([999_999], words, "One of these people is no candidate. Please look again."),
        ([other], words, "The lead is part of the team."),
        ([lead.pk, other], "", "Say why you choose another team than the proposed one."),
    ):
        refused(client.post(url, {"team": team, "reason": reason}), korean(said), keeps=reason)
    too_many = korean("The team may have %(size)d people at most.", size=2)
    refused(client.post(url, {"team": candidates, "reason": words}), too_many, keeps=words)
    Interest.objects.create(member_id=other, organisation=OrganisationFactory(), nature="family", declared_at=NOW)
    task_force.organisations.set([Interest.objects.get().organisation])
    barred = client.post(url, {"team": [lead.pk, other], "reason": words})
    refused(barred, str(Interest.objects.get().member), keeps=words)
    assert not Membership.objects.filter(body=task_force.body).exists()
    for _twice in range(2):
        assert client.post(url, {"team": proposal.proposed}).status_code == 302
    assert Membership.objects.filter(body=task_force.body).count() == 2


def test_composing_is_refused_in_words(client, desk):
    task_force = TaskForceFactory()
    client.force_login(desk)
    for url, page in (
        (at("focusgroup:taskforce-compose", task_force.body.slug), at("focusgroup:taskforce-detail", task_force.body.slug)),
        (at("admin:focusgroup_taskforce_compose", task_force.pk), at("admin:focusgroup_taskforce_change", task_force.pk)),
    ):
        response = client.post(url, follow=True)
        assert response.redirect_chain == [(page, 302)]
        assert korean("Say first which skills or roles the task force needs.") in response.content.decode()
    assert not Composition.objects.exists()


def form_of(**changed):
    inlines = {
        f"{name}-{count}_FORMS": "0" for name in ("skill_needs", "role_needs", "unavailable") for count in ("TOTAL", "INITIAL")
    }
    return {
        "name_ko": "유치팀",
        "name_en": "Invitation Team",
        "slug": "invitation-team",
        "mandate_ko": "연구소를 유치한다.",
        "starts_on": "2026-11-10",
        "ends_on": "2027-03-31",
        "size": "5",
        **inlines,
        **changed,
    }


def test_staff_s_forms(client, desk):
    client.force_login(desk)
    url = at("admin:focusgroup_taskforce_add")
    MembershipFactory(body__slug="taken")
    for changed, said in (
        ({"name_en": ""}, "Choose a body, or give a new one its names and address."),
        ({"slug": "taken"}, "Another body has this address."),
        ({"slug": "한글"}, ""),
        ({"ends_on": "2026-11-09"}, "It must end after it begins."),
        ({"ends_on": "x"}, "Enter a valid date."),
        ({"size": "0"}, ""),
        ({"size": "31"}, ""),
        ({"known_body": "999999"}, ""),
    ):
        response = client.post(url, form_of(**changed))
        refused(response, korean(said) if said else "errorlist", keeps="연구소를 유치한다.", status=200)
    assert not TaskForce.objects.exists()
    assert client.post(url, form_of()).status_code == 302
    made = TaskForce.objects.get()
    assert (made.body, made.size) == (Body.objects.get(slug="invitation-team"), 5)
    leads = [MembershipFactory(body__slug=f"b{number}").member for number in range(2)]
    change = at("admin:focusgroup_taskforce_change", made.pk)
    TaskForce.objects.filter(pk=made.pk).update(state="active")
    for lead in (*leads, leads[1]):
        answer = client.post(change, form_of(lead=str(lead.pk)))
        assert answer.status_code == 302, answer.context["adminform"].form.errors
    made.refresh_from_db()
    assert made.lead == leads[1]
    roles = dict(Membership.objects.filter(body=made.body).values_list("member", "role"))
    assert roles == {leads[0].pk: "member", leads[1].pk: "chair"}
    told = Message.objects.filter(kind="task-force").order_by("pk")
    assert [message.user for message in told] == [lead.user for lead in leads]
    assert [still_true(message.context) for message in told] == [False, True]
    extend, dissolve = (at(f"admin:focusgroup_taskforce_{verb}", made.pk) for verb in ("extend", "dissolve"))
    for typed, said in (
        ({"ends_on": "2027-03-31", "reason": "의결 1"}, "An extension ends after the present end, and not in the past."),
        ({"ends_on": "x", "reason": "의결 1"}, "Enter a valid date."),
        ({"ends_on": "2027-06-30", "reason": ""}, "This field is required."),
    ):
        refused(client.post(extend, typed), korean(said), keeps=typed["reason"])
    for _twice in range(2):
        assert client.post(extend, {"ends_on": "2027-06-30", "reason": "의결 1"}).status_code == 302
    refused(client.post(dissolve, {"reason": ""}), korean("This field is required."))
    for _twice in range(2):
        assert client.post(dissolve, {"reason": "끝났습니다"}).status_code == 302
    late = client.post(extend, {"ends_on": "2027-12-31", "reason": "의결 2"})
    refused(late, korean("This task force is dissolved."), keeps="의결 2")
    made.refresh_from_db()
    assert [step.verb for step in made.steps.all()] == ["formed", "extended", "dissolved"]


def test_lists_take_as_many_queries_for_thirty_as_for_one(client, desk):
    lead = skilled((SkillFactory(), 3), organisation=OrganisationFactory())
    lists = [
        (desk, reverse("admin:focusgroup_taskforce_changelist")),
        (desk, reverse("admin:focusgroup_composition_changelist")),
        (desk, reverse("focusgroup:taskforce-list")),
        (lead.user, reverse("focusgroup:taskforce-list")),
    ]
    counts = []
    for more in (1, 29):
        for _one in range(more):
            task_force = TaskForceFactory(lead=lead, ends_on=TODAY + timedelta(days=30))
            need(task_force)
            taskforces.compose(task_force=task_force, by=desk, now=NOW)
        found = []
        for user, url in lists:
            client.force_login(user)
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[0]) < 30
