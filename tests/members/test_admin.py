"""Staff's side: who gets in, who sees what, who may become more than he is."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council.members.admin.bodies import PlacesFormSet
from council.members.models import Body, Member, Membership, User
from council.members.permissions import must_set_up_second_factor
from council.messaging.models import Message
from council.messaging.services import record_heartbeat
from council.staff import group_label
from tests.factories import (
    PASSWORD,
    BodyFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    coordinator,
)
from tests.members.test_applications import applied

pytestmark = pytest.mark.django_db
LISTS = ["member", "user", "organisation", "body", "membership", "industry", "region", "skill"]


def admin_url(name, *args):
    return reverse(f"admin:members_{name}", args=args)


def every_admin_url(pk):
    names = ["index", "login", "logout", "password_change", "autocomplete", "jsi18n"]
    urls = [reverse(f"admin:{name}") for name in names] + ["/admin/nonsense/", "/admin/members/", "/ko/admin/"]
    urls += [admin_url(f"{model}_changelist") for model in LISTS]
    urls += [admin_url("member_change", pk), admin_url("member_history", pk), admin_url("member_decide", pk, "approve")]
    return [*urls, "/admin/login/?next=/admin/"]


@pytest.fixture
def secretary(client):
    user = coordinator("council")
    client.force_login(user)
    return user


@pytest.fixture
def superuser(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def test_every_admin_address_sends_the_anonymous_to_log_in(client):
    for url in every_admin_url(MemberFactory().pk):
        response = client.get(url)
        assert response.status_code == 302, url
        assert "/accounts/login/?next=" in response.url, url


def test_every_admin_address_is_a_404_to_who_is_no_staff(client):
    member = MemberFactory()
    client.force_login(member.user)
    for url in every_admin_url(member.pk):
        assert client.get(url).status_code == 404, url
    assert client.post("/admin/login/", {"username": "x", "password": "y"}).status_code == 404


def test_djangos_own_log_in_form_is_no_way_in(client):
    UserFactory(email="staff@example.com", is_staff=True)
    response = client.post("/admin/login/", {"username": "staff@example.com", "password": PASSWORD})
    assert response.status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_coordinator_of_forums_sees_forums_alone(client):
    mine, theirs = BodyFactory(programme="forums"), BodyFactory(programme="symposia")
    my_place, their_place = MembershipFactory(body=mine), MembershipFactory(body=theirs)
    client.force_login(coordinator("forums"))
    for name in ("member", "user", "organisation", "industry", "region", "skill"):
        assert client.get(admin_url(f"{name}_changelist")).status_code == 404, name
    assert client.get(admin_url("member_change", my_place.member.pk)).status_code == 404
    assert client.get(admin_url("member_decide", my_place.member.pk, "suspend")).status_code == 404
    assert list(client.get(admin_url("body_changelist")).context["cl"].queryset) == [mine]
    assert list(client.get(admin_url("membership_changelist")).context["cl"].queryset) == [my_place]
    assert client.get(admin_url("body_change", mine.pk)).status_code == 200
    for url in (
        admin_url("body_change", theirs.pk),
        admin_url("body_history", theirs.pk),
        admin_url("body_delete", theirs.pk),
        admin_url("membership_change", their_place.pk),
    ):
        assert client.get(url).status_code == 404, url


def test_staff_of_nothing_see_nothing(client):
    client.force_login(UserFactory(is_staff=True))
    assert client.get("/admin/").context["app_list"] == []
    assert client.get(admin_url("body_changelist")).status_code == 404


def management(prefix="memberships"):
    seats = {f"{name}-{number}_FORMS": 0 for name in ("seats", "seats-2") for number in ("TOTAL", "INITIAL")}
    new = {f"{prefix}-2-TOTAL_FORMS": 1, f"{prefix}-2-INITIAL_FORMS": 0, **seats}
    return {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0, **new}


def test_a_coordinator_manages_the_people_of_a_body(client):
    body, member = BodyFactory(programme="forums"), MemberFactory()
    client.force_login(coordinator("forums"))
    fields = {"programme": "forums", "slug": body.slug, "kind": "forum", "name_ko": "포럼", "name_en": "Forum"}
    place = {"memberships-2-0-member": member.pk, "memberships-2-0-role": "chair", "memberships-2-0-state": "active"}
    response = client.post(admin_url("body_change", body.pk), {**fields, **management(), **place})
    assert response.status_code == 302
    assert Membership.objects.get().role == "chair"
    # The same person twice is said, not crashed into.
    response = client.post(admin_url("body_change", body.pk), {**fields, **management(), **place})
    assert response.status_code == 200
    assert Membership.objects.count() == 1


def test_nobody_gets_two_places_on_one_page_and_what_the_database_refuses_is_said(client, monkeypatch):
    body, place = BodyFactory(programme="forums"), {"role": "member", "state": "active"}
    member = MemberFactory()
    client.force_login(coordinator("forums"))
    fields = {"programme": "forums", "slug": body.slug, "kind": "forum", "name_ko": "포럼", "name_en": "Forum"}
    rows = {f"memberships-2-{n}-{name}": value for n in (0, 1) for name, value in {**place, "member": member.pk}.items()}
    data = {**fields, **management(), **rows, "memberships-2-TOTAL_FORMS": 2}
    assert client.post(admin_url("body_change", body.pk), data).status_code == 200
    assert Membership.objects.count() == 0
    # As if a colleague had saved between the check and the writing.
    monkeypatch.setattr(PlacesFormSet, "clean", lambda formset: None)
    response = client.post(admin_url("body_change", body.pk), data, follow=True)
    assert [m.level_tag for m in response.context["messages"]] == ["error"]
    assert Membership.objects.count() == 0


def test_a_coordinator_puts_nothing_into_anothers_programme(client):
    theirs, member = BodyFactory(programme="symposia"), MemberFactory()
    mine = BodyFactory(programme="forums")
    client.force_login(coordinator("forums"))
    place = {"member": member.pk, "body": theirs.pk, "role": "member", "state": "active"}
    assert client.post(admin_url("membership_add"), place).status_code == 200
    fields = {"programme": "symposia", "slug": "new", "kind": "forum", "name_ko": "가", "name_en": "a"}
    assert client.post(admin_url("body_add"), {**fields, **management()}).status_code == 200
    assert client.post(admin_url("body_change", mine.pk), {**fields, **management()}).status_code == 200
    assert (Membership.objects.count(), Body.objects.filter(programme="symposia").count()) == (0, 1)


def autocomplete(client, model, field, term=""):
    query = {"app_label": "members", "model_name": model, "field_name": field, "term": term}
    response = client.get(reverse("admin:autocomplete"), query)
    return [row["text"] for row in response.json()["results"]] if response.status_code == 200 else response.status_code


def test_a_coordinator_picks_members_by_name_and_bodies_of_his_own(client):
    MemberFactory(family_name="박", given_name="새론", family_name_en="Park", given_name_en="Saeron")
    mine, _theirs = BodyFactory(programme="forums"), BodyFactory(programme="symposia")
    client.force_login(coordinator("forums"))
    assert autocomplete(client, "membership", "member", "박새론") == ["PARK Saeron"]
    assert autocomplete(client, "membership", "body") == [mine.name_en]
    client.force_login(UserFactory(is_staff=True))
    assert autocomplete(client, "membership", "member") == 404


@pytest.mark.parametrize("term", ["새론", "박새론", "saeron", "park saeron", "sae@example.com", "솔내음", "Solnaeum"])
def test_members_are_found(client, secretary, term):
    member = MemberFactory(
        user=UserFactory(email="sae@example.com"),
        family_name="박",
        given_name="새론",
        family_name_en="Park",
        given_name_en="Saeron",
        organisation=OrganisationFactory(name_ko="솔내음기계", name_en="Solnaeum Machinery"),
    )
    MemberFactory()
    assert list(client.get(admin_url("member_changelist"), {"q": term}).context["cl"].queryset) == [member]


@pytest.mark.parametrize(
    "query", [{"q": "\x00"}, {"q": "%"}, {"p": "x"}, {"state__exact": "nonsense"}, {"o": "99"}, {"e": "1"}]
)
def test_odd_queries_break_no_list(client, secretary, query):
    assert client.get(admin_url("member_changelist"), query).status_code in {200, 302}


def test_an_application_is_approved_on_a_page_that_confirms(client, secretary):
    member = applied()
    url = admin_url("member_decide", member.pk, "approve")
    assert url in client.get(admin_url("member_change", member.pk)).content.decode()
    assert client.get(url).status_code == 200
    member.refresh_from_db()
    assert member.state == "applied"
    assert client.post(url, {"reason": ""}).url == admin_url("member_change", member.pk)
    member.refresh_from_db()
    assert (member.state, member.decided_by) == ("active", secretary)
    # A second click, a colleague a second later: told, and nothing changed.
    response = client.post(url, {"reason": ""}, follow=True)
    assert [m.level_tag for m in response.context["messages"]][-1] == "warning"
    assert Message.objects.filter(kind="application-approved").count() == 1


def test_declining_asks_for_the_reason(client, secretary):
    member = applied()
    url = admin_url("member_decide", member.pk, "decline")
    response = client.post(url, {"reason": " "})
    assert response.status_code == 200
    assert response.context["form"].errors["reason"]
    client.post(url, {"reason": "No room."})
    member.refresh_from_db()
    assert (member.state, member.decision_reason) == ("declined", "No room.")


@pytest.mark.parametrize(("action", "state"), [("approve", "active"), ("decline", "declined")])
def test_many_are_decided_at_once(client, secretary, action, state):
    members, other = [applied(), applied()], MemberFactory()
    data = {"action": f"{action}_selected", "_selected_action": [m.pk for m in [*members, other]]}
    response = client.post(admin_url("member_changelist"), data)
    assert response.status_code == 200
    assert Member.objects.filter(state="applied").count() == 2
    response = client.post(admin_url("member_changelist"), {**data, "confirmed": "1", "reason": "Together."}, follow=True)
    assert Member.objects.filter(pk__in=[m.pk for m in members], state=state).count() == 2
    assert [m.level_tag for m in response.context["messages"]] == ["success", "warning"]


def test_declining_many_without_a_reason_asks_again(client, secretary):
    data = {"action": "decline_selected", "_selected_action": [applied().pk], "confirmed": "1", "reason": ""}
    assert client.post(admin_url("member_changelist"), data).status_code == 200
    assert Member.objects.filter(state="applied").count() == 1


def test_states_cannot_be_typed_in(client, secretary):
    member = applied()
    page = client.get(admin_url("member_change", member.pk))
    names = set(page.context["adminform"].form.fields)
    assert not names & {"state", "applied_at", "decided_at", "decided_by", "user"}
    assert client.get(admin_url("member_decide", member.pk, "nonsense")).status_code == 404
    assert client.get(admin_url("member_decide", 0, "approve")).status_code == 404
    assert client.get(admin_url("member_change", 0)).status_code == 404


def test_an_external_person_is_told_apart_before_anything_breaks(client, secretary):
    member = applied()
    Member.objects.filter(pk=member.pk).update(kind="external")
    assert client.post(admin_url("member_decide", member.pk, "approve"), {}).status_code == 302
    member.refresh_from_db()
    assert member.state == "applied"


def test_a_secretary_makes_nobody_more_than_he_is(client, secretary):
    group = Group.objects.get(name="coordinators:forums")
    powers = {"is_active": "on", "is_staff": "on", "is_superuser": "on", "groups": [group.pk], "email": "taken@example.com"}
    inline = {"emailaddress_set-TOTAL_FORMS": 0, "emailaddress_set-INITIAL_FORMS": 0}
    plain = UserFactory()
    assert client.post(admin_url("user_change", plain.pk), {**powers, **inline}).status_code == 302
    plain.refresh_from_db()
    assert (plain.is_staff, plain.is_superuser, plain.groups.count(), plain.email) == (False, False, 0, plain.email.lower())
    # Her own log-in, a colleague's and a superuser's are to be read only.
    for other in (secretary, coordinator("forums"), UserFactory(is_staff=True, is_superuser=True)):
        before = (other.email, other.is_superuser, other.groups.count())
        assert client.post(admin_url("user_change", other.pk), {**powers, **inline}).status_code == 404
        other = User.objects.get(pk=other.pk)
        assert (other.email, other.is_superuser, other.groups.count()) == before
    client.post(admin_url("user_add"), {**powers, "email": "New@Example.com"})
    new = User.objects.get(email="new@example.com")
    assert (new.is_staff, new.is_superuser, new.groups.count(), new.member.state) == (False, False, 0, "draft")
    assert client.get(admin_url("user_delete", plain.pk)).status_code == 404
    for name in ("auth_group", "account_emailaddress", "mfa_authenticator", "usersessions_usersession"):
        assert client.get(f"/admin/{name.replace('_', '/', 1)}/").status_code == 404


def test_a_superuser_gives_powers_by_programme(client, superuser):
    user, group = UserFactory(), Group.objects.get(name="coordinators:forums")
    page = client.get(admin_url("user_change", user.pk)).content.decode()
    assert group_label(group.name) in page
    inline = {"emailaddress_set-TOTAL_FORMS": 0, "emailaddress_set-INITIAL_FORMS": 0}
    client.post(admin_url("user_change", user.pk), {"is_active": "on", "is_staff": "on", "groups": [group.pk], **inline})
    user.refresh_from_db()
    assert (user.is_staff, list(user.groups.all())) == (True, [group])


def test_deactivating_ends_the_sessions(client, superuser, django_db_blocker):
    user = UserFactory()
    UserSession.objects.create(user=user, ip="127.0.0.1", session_key="k" * 32, user_agent="x")
    inline = {"emailaddress_set-TOTAL_FORMS": 0, "emailaddress_set-INITIAL_FORMS": 0}
    assert client.post(admin_url("user_change", user.pk), inline).status_code == 302
    assert not UserSession.objects.filter(user=user).exists()
    assert not User.objects.get(pk=user.pk).is_active


def test_staff_need_a_second_factor_outside_the_demonstration(client, settings, superuser):
    assert client.get("/admin/").status_code == 200
    settings.DEMONSTRATION = False
    assert must_set_up_second_factor(superuser)
    for url in ("/admin/", admin_url("member_changelist"), reverse("admin:autocomplete")):
        assert client.get(url).url == reverse("mfa_index")
    Authenticator.objects.create(user=superuser, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert client.get("/admin/").status_code == 302
    Authenticator.objects.create(user=superuser, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert client.get("/admin/").status_code == 200


def test_people_who_are_no_staff_need_none(settings):
    settings.DEMONSTRATION = False
    assert not must_set_up_second_factor(UserFactory())


def test_the_start_page_says_what_needs_attention(client, secretary):
    for process in ("beat", "worker"):
        record_heartbeat(process)
    assert client.get("/admin/").context["notices"] == []
    older, newer = applied(), applied()
    context = client.get("/admin/").context
    assert [(n["slug"], n["count"]) for n in context["notices"]] == [("applications-waiting", 2)]
    assert list(context["applications"]) == [older, newer]
    client.force_login(coordinator("forums"))
    context = client.get("/admin/").context
    assert (context["notices"], list(context["applications"])) == ([], [])


def test_logging_out_leads_to_the_portal(client, secretary):
    assert client.post("/admin/logout/").url == "/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("model", ["member", "user", "organisation", "body", "membership"])
def test_lists_ask_as_often_for_thirty_rows_as_for_one(client, superuser, model):
    def fill(count):
        for _row in range(count):
            place = MembershipFactory(member__organisation=OrganisationFactory())
            Authenticator.objects.create(user=place.member.user, type=Authenticator.Type.TOTP, data={"secret": "x"})

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(admin_url(f"{model}_changelist")).status_code == 200
        return len(captured)

    fill(2)
    queries()
    few = queries()
    fill(28)
    assert queries() == few


def test_the_member_and_body_pages_ask_as_often_for_many_places(client, superuser):
    place = MembershipFactory()

    def queries(url):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    urls = [admin_url("member_change", place.member.pk), admin_url("body_change", place.body.pk)]
    few = [queries(url) for url in urls + urls][2:]
    for _row in range(15):
        MembershipFactory(body=place.body)
        MembershipFactory(member=place.member)
    assert [queries(url) for url in urls] == few


def test_history_tells_who_and_why_and_offers_no_way_back(client, secretary):
    member = applied()
    client.post(admin_url("member_decide", member.pk, "approve"), {"reason": "Fits."})
    page = client.get(admin_url("member_history", member.pk)).content.decode()
    assert secretary.email in page
    assert "approve: Fits." in page
    assert "style=" not in page


@pytest.mark.parametrize("prefix", ["", "/ko"])
def test_staff_pages_have_nothing_inline(client, superuser, prefix):
    member = applied()
    place = MembershipFactory()
    urls = ["/admin/"] + [admin_url(f"{model}_changelist") for model in LISTS]
    urls += [admin_url(f"{model}_add") for model in LISTS if model != "member"]
    urls += [admin_url("member_change", member.pk), admin_url("member_decide", member.pk, "approve")]
    urls += [admin_url("body_change", place.body.pk), admin_url("user_change", member.user.pk), admin_url("user_add")]
    for url in urls:
        response = client.get(prefix + url)
        assert response.status_code == 200, url
        page = response.content.decode()
        for bad in (" style=", "<style", " onclick", " onload", "<script>"):
            assert bad not in page, (url, bad)
