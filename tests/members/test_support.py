"""Staff see the portal as a member, to help: who may, as whom, for how long; reading alone, on record."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from council.members.models import Member, PersonalDataAccess, SupportStep
from council.members.services import support
from council.members.services.errors import ReasonMissingError
from council.staff import SUPPORT_GROUP
from tests.factories import (
    NOW,
    PASSWORD,
    EventFactory,
    MemberFactory,
    OrganisationFactory,
    RegistrationFactory,
    UserFactory,
    coordinator,
)

pytestmark = pytest.mark.django_db
END = "/support/end/"
BANNER = "support-notice"


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def helper(client):
    """One of the secretariat whom a superuser let help."""
    user = coordinator("council", email="helper@example.com")
    user.groups.add(Group.objects.get(name=SUPPORT_GROUP))
    client.force_login(user)
    return user


@pytest.fixture
def member():
    return MemberFactory(user__email="member@example.com", organisation=OrganisationFactory())


def see_as(client, member, reason="The list looks odd."):
    return client.post(reverse("admin:members_member_see_as", args=[member.pk]), {"reason": reason})


def steps():
    return list(SupportStep.objects.order_by("pk").values_list("step", "path"))


def text(response):
    return response.content.decode()


def test_a_visit_begins_with_a_reason_and_ends_where_it_began(client, helper, member):
    page = client.get(reverse("admin:members_member_change", args=[member.pk]))
    assert reverse("admin:members_member_see_as", args=[member.pk]) in text(page)
    assert see_as(client, member, " ").status_code == 200
    assert steps() == []
    response = see_as(client, member)
    assert (response.status_code, response.url) == (302, "/my/")
    begun = SupportStep.objects.get()
    assert (begun.actor, begun.member, begun.reason, begun.at) == (helper, member, "The list looks odd.", NOW)
    my = client.get("/my/")
    assert my.context["user"] == member.user
    assert BANNER in text(my)
    response = client.post(END)
    assert (response.status_code, response.url) == (302, reverse("admin:members_member_change", args=[member.pk]))
    assert steps() == [("begun", ""), ("ended", "")]
    my = client.get("/my/")
    assert my.context["user"] == helper
    assert BANNER not in text(my)
    # Again: a second click, another window.
    assert client.post(END).url == reverse("admin:index")
    assert len(steps()) == 2


@pytest.mark.parametrize(
    "path", ["/", "/events/", "/my/", "/my/privacy/", "/members/", "/no-such-page/", "/admin/", "/library/"]
)
def test_every_page_says_so_in_both_languages(client, helper, member, path):
    see_as(client, member)
    for prefix in ("", "/ko"):
        assert BANNER in text(client.get(prefix + path)), prefix


def test_the_administration_stays_the_staff_s_own(client, helper, member):
    see_as(client, member)
    assert client.get("/admin/").status_code == 200
    client.post(reverse("admin:members_skill_add"), {"name_ko": "용접", "name_en": "Welding"})
    log = SupportStep.objects.filter(step="refused")
    assert not log.exists()


def test_who_may_not_finds_no_such_page(member):
    for user, status in (
        (UserFactory(is_staff=True, is_superuser=True), 200),
        (coordinator("council"), 404),
        (coordinator("forums"), 404),
        (UserFactory(is_staff=True), 404),
        (MemberFactory().user, 404),
    ):
        client = Client()
        client.force_login(user)
        assert client.get(reverse("admin:members_member_see_as", args=[member.pk])).status_code == status
        if status == 404:
            assert see_as(client, member).status_code == 404
    # The group alone, without the secretariat, is not enough.
    stranger = coordinator("forums")
    stranger.groups.add(Group.objects.get(name=SUPPORT_GROUP))
    with pytest.raises(support.SupportRefusedError):
        support.begin_visit(actor=stranger, member=member, reason="x", ip=None, now=NOW)
    assert steps() == []


def test_nobody_is_seen_as_staff_or_without_a_log_in(client, helper):
    targets = [
        coordinator("forums"),
        UserFactory(is_staff=True, is_superuser=True),
        UserFactory(is_superuser=True),
        UserFactory(is_active=False),
    ]
    for target in targets:
        member = Member.objects.get(user=target)
        assert see_as(client, member).status_code == 404
        with pytest.raises(support.SupportRefusedError):
            support.begin_visit(actor=helper, member=member, reason="x", ip=None, now=NOW)
    assert steps() == []


def test_a_visit_needs_a_reason(helper, member):
    with pytest.raises(ReasonMissingError):
        support.begin_visit(actor=helper, member=member, reason="  ", ip=None, now=NOW)


def test_nothing_is_done_in_the_member_s_name(client, helper, member):
    event = EventFactory(slug="fair")
    see_as(client, member)
    before = Member.objects.filter(pk=member.pk).values().get()
    password = member.user.password
    for path, data in (
        ("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "another-word-9", "password2": "another-word-9"}),
        ("/accounts/email/", {"action_add": "1", "email": "thief@example.com"}),
        ("/accounts/2fa/totp/activate/", {"code": "123456"}),
        ("/accounts/logout/", {}),
        ("/my/privacy/", {"purpose": "directory", "action": "give"}),
        ("/my/privacy/copy/", {}),
        ("/my/privacy/erasure/", {"wish": "All of it", "understood": "on"}),
        ("/my/membership/leave/", {}),
        ("/my/profile/", {"family_name": "박"}),
        (f"/events/{event.slug}/register/", {}),
        ("/no-such-page/", {}),
    ):
        response = client.post(path, data)
        assert (response.status_code, response.url) == (302, "/my/"), path
        assert "can read only" in text(client.get("/my/")), path
    assert Member.objects.filter(pk=member.pk).values().get() == before
    member.user.refresh_from_db()
    assert (member.user.password, member.registrations.count(), member.consents.count()) == (password, 0, 0)
    assert [step for step, _path in steps()] == ["begun"] + ["refused"] * 11
    assert steps()[1] == ("refused", "POST /accounts/password/change/")
    # Still there.
    assert client.get("/my/").context["user"] == member.user


def test_what_is_somebody_s_own_is_not_even_read(client, helper, member):
    seat = RegistrationFactory(member=member, event__slug="own")
    see_as(client, member)
    for path in (
        "/accounts/email/",
        "/accounts/2fa/",
        "/accounts/sessions/",
        "/my/calendar/",
        f"/events/{seat.event.slug}/seat-code/",
        "/my/privacy/copy/00000000-0000-0000-0000-000000000005/",
    ):
        response = client.get(path)
        assert (response.status_code, response.url) == (302, "/my/"), path
    assert client.get("/my/privacy/").status_code == 200
    assert client.get("/my/registrations/").status_code == 200


def test_a_page_updated_in_place_is_led_to_the_page_as_a_whole(client, helper, member):
    see_as(client, member)
    response = client.post("/my/profile/", {}, headers={"HX-Request": "true", "Referer": "http://testserver/my/profile/"})
    assert (response.status_code, response["HX-Redirect"]) == (204, "http://testserver/my/profile/")
    response = client.post("/my/profile/", {}, headers={"Referer": "https://elsewhere.example/"})
    assert response.url == "/my/"


def test_half_an_hour_later_one_is_oneself_again(client, helper, member, monday):
    see_as(client, member)
    monday.move_to(NOW + timedelta(minutes=29, seconds=59), tick=False)
    assert client.get("/my/").context["user"] == member.user
    monday.move_to(NOW + timedelta(minutes=30), tick=False)
    response = client.post("/my/profile/", {"family_name": "박"})
    assert (response.status_code, response.url) == (302, "/admin/")
    assert steps()[-1] == ("expired", "")
    assert SupportStep.objects.latest("pk").at == NOW + timedelta(minutes=30)
    assert client.get("/my/").context["user"] == helper
    for person in (helper.member, member):
        person.refresh_from_db()
        assert person.family_name != "박"


@pytest.mark.parametrize(
    "change", ["target becomes staff", "target is locked out", "actor loses the group", "actor is no staff"]
)
def test_a_visit_ends_when_either_is_somebody_else_by_now(client, helper, member, change):
    see_as(client, member)
    if change == "target becomes staff":
        type(member.user).objects.filter(pk=member.user_id).update(is_staff=True)
    elif change == "target is locked out":
        type(member.user).objects.filter(pk=member.user_id).update(is_active=False)
    elif change == "actor loses the group":
        helper.groups.remove(Group.objects.get(name=SUPPORT_GROUP))
    else:
        type(helper).objects.filter(pk=helper.pk).update(is_staff=False)
    assert client.get("/my/").status_code == 302
    assert client.get("/my/").context["user"] == helper
    assert [step for step, _path in steps()] == ["begun", "expired"]


def test_a_visit_is_its_actor_s_alone(helper, member):
    visit = support.begin_visit(actor=helper, member=member, reason="x", ip=None, now=NOW)
    other = UserFactory(is_staff=True, is_superuser=True)
    assert support.find_visit(key=visit.key, actor=other, now=NOW) is None
    assert support.find_visit(key=visit.key, actor=helper, now=NOW) == visit
    support.end_visit(visit=visit, now=NOW)
    support.end_visit(visit=visit, now=NOW)
    assert support.find_visit(key=visit.key, actor=helper, now=NOW) is None
    assert [step for step, _path in steps()] == ["begun", "ended"]


def test_pages_that_were_looked_at_stand_in_the_log_of_access(client, helper, member):
    see_as(client, member)
    PersonalDataAccess.objects.filter(page="portal:my").exists()
    client.get("/my/registrations/")
    row = PersonalDataAccess.objects.order_by("-pk").first()
    assert (row.actor, row.page, row.action, row.subjects) == (helper, "events:my-registrations", "support", [member.pk])


def test_the_staff_s_own_session_stays_theirs(client, helper, member):
    see_as(client, member)
    client.get("/my/")
    from allauth.usersessions.models import UserSession

    assert set(UserSession.objects.values_list("user", flat=True)) <= {helper.pk}
    assert client.session["_auth_user_id"] == str(helper.pk)


def test_another_visit_ends_the_first(client, helper, member):
    see_as(client, member)
    other = MemberFactory()
    see_as(client, other)
    assert client.get("/my/").context["user"] == other.user
    assert [step for step, _path in steps()] == ["begun", "ended", "begun"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE members_supportstep SET reason = 'nothing'",
        "DELETE FROM members_supportstep",
        "SET LOCAL council.may_truncate = 'off'; TRUNCATE members_supportstep",
    ],
)
def test_the_log_is_changed_by_nobody(helper, member, statement):
    support.begin_visit(actor=helper, member=member, reason="x", ip=None, now=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert SupportStep.objects.count() == 1


def test_the_log_is_read_in_the_administration_and_in_the_member_s_life(client, helper, member):
    see_as(client, member)
    client.post("/my/profile/", {})
    page = text(client.get(reverse("admin:members_supportstep_changelist")))
    assert "The list looks odd." in page
    assert "POST /my/profile/" in page
    assert "The list looks odd." in text(client.get(reverse("admin:members_member_life", args=[member.pk])))
    row = SupportStep.objects.first()
    assert client.get(reverse("admin:members_supportstep_change", args=[row.pk])).status_code == 200
    assert client.post(reverse("admin:members_supportstep_change", args=[row.pk]), {}).status_code == 404


def test_old_visits_are_forgotten(helper, member):
    SupportStep.objects.create(step="begun", reason="x", at=NOW - timedelta(days=3000), actor=helper, member=member)
    support.begin_visit(actor=helper, member=member, reason="x", ip=None, now=NOW)
    assert support.forget_visits(NOW, 10) == 1
    assert [at for (at,) in SupportStep.objects.values_list("at")] == [NOW]


def test_nobody_else_s_pages_ask_anything_more(client, member, django_assert_num_queries):
    client.force_login(member.user)
    client.get("/my/")
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get("/my/")
    assert not [query for query in queries if "supportstep" in query["sql"]]
