"""The queue of applications with the facts side by side, and the life of a member on one page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council.members import services
from council.members.models import Member, Organisation
from council.members.services import cores, matching
from council.messaging.services import deliver
from tests.factories import (
    NOW,
    AttendanceFactory,
    ColleagueInvitationFactory,
    ContactFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    RegistrationFactory,
    UserFactory,
    coordinator,
)
from tests.members.test_applications import applied

pytestmark = pytest.mark.django_db
QUEUE = "/admin/members/member/applications/"


@pytest.fixture
def secretary(client):
    user = coordinator("council")
    client.force_login(user)
    return user


def wrote(name, number="", **more):
    return applied(organisation=None, organisation_name=name, organisation_number=number, **more)


def facts(member):
    [found] = matching.facts_of([member])
    return [(one, why) for one, why in found.organisations], [(one, why) for one, why in found.people]


@pytest.mark.parametrize(
    ("written", "core"),
    [
        ("(주)달무리 사출", "달무리사출"),
        ("주식회사 달무리사출", "달무리사출"),
        ("㈜달무리-사출", "달무리사출"),
        ("Dalmuri Molding Co., Ltd.", "dalmurimolding"),
        ("DALMURI (Molding) Inc", "dalmurimolding"),
        ("Incoco Colors", "incococolors"),
    ],
)
def test_names_of_companies_are_compared_without_their_forms(written, core):
    assert cores.name_core(written) == core
    OrganisationFactory(name_ko=written)
    assert list(Organisation.objects.values_list(cores.CORES["core_ko"], flat=True)) == [core]


def test_organisations_that_may_be_meant_the_surest_first():
    number = OrganisationFactory(name_ko="다른이름", business_number="116-82-00276")
    same = OrganisationFactory(name_ko="달무리사출")
    like = OrganisationFactory(name_ko="달무리사출화학")
    within = OrganisationFactory(name_ko="달무리")
    OrganisationFactory(name_ko="구름재프레스", name_en="")
    found, _people = facts(wrote("주식회사 달무리 사출", "116-82-00276"))
    assert found == [(number, "number"), (same, "name"), (like, "like"), (within, "like")]


def test_people_who_may_be_the_same():
    phone = MemberFactory(phone="+821012345678")
    name = MemberFactory(family_name="최", given_name="보라", family_name_en="", given_name_en="")
    roman = MemberFactory(family_name_en="CHOI", given_name_en="bora")
    member = wrote(
        "새회사", phone="+821012345678", family_name="최", given_name="보라", family_name_en="Choi", given_name_en="Bora"
    )
    _found, people = facts(member)
    assert people == [(phone, "phone"), (name, "same-name"), (roman, "same-name")]


@pytest.mark.parametrize("name", ["%", "_", ".*", "(", "주", "\\", "x" * 200])
def test_odd_names_match_nothing_and_break_nothing(client, secretary, name):
    OrganisationFactory(name_ko="달무리사출")
    assert facts(wrote(name))[0] == []
    assert client.get(QUEUE).status_code == 200


def post(client, member, **data):
    prefixed = {f"a{member.pk}-{name}": value for name, value in data.items() if name not in ("approve", "decline")}
    button = {name: "1" for name in ("approve", "decline") if name in data}
    return client.post(reverse("admin:members_member_application", args=[member.pk]), {**prefixed, **button})


def test_approving_with_the_organisation_that_is_meant(client, secretary):
    known, member = OrganisationFactory(name_ko="달무리사출", name_en=""), wrote("(주)달무리 사출")
    page = client.get(QUEUE).content.decode()
    assert ("same name" in page, "달무리사출" in page) == (True, True)
    assert post(client, member, organisation=known.pk, approve=1).url == QUEUE
    member.refresh_from_db()
    assert (member.state, member.organisation, member.organisation_name, member.decided_by) == ("active", known, "", secretary)


def test_approving_makes_the_organisation_that_is_new(client, secretary):
    member = wrote("온새미로정밀", "116-82-00276")
    asked = post(client, member, organisation="new", approve=1)
    assert (asked.status_code, list(asked.context["rows"][0]["form"].errors)) == (422, ["new_kind"])
    assert post(client, member, organisation="new", new_kind="company", approve=1).status_code == 302
    made = Organisation.objects.get(name_ko="온새미로정밀")
    member.refresh_from_db()
    assert (made.name_ko, made.business_number, made.kind, member.organisation) == (
        "온새미로정밀",
        "116-82-00276",
        "company",
        made,
    )


def test_a_business_number_that_is_taken_is_said_beside_the_field(client, secretary):
    OrganisationFactory(name_ko="전혀다름", business_number="116-82-00276")
    member = wrote("온새미로정밀", "116-82-00276")
    answer = post(client, member, organisation="new", new_kind="company", approve=1)
    assert (answer.status_code, list(answer.context["rows"][0]["form"].errors)) == (422, ["organisation"])
    assert Member.objects.get(pk=member.pk).state == "applied"


def test_declining_needs_its_reason_and_deciding_twice_is_said(client, secretary):
    member = wrote("새회사")
    asked = post(client, member, organisation="keep", reason="  ", decline=1)
    assert (asked.status_code, list(asked.context["rows"][0]["form"].errors)) == (422, ["reason"])
    assert post(client, member, organisation="keep", reason="No room.", decline=1).status_code == 302
    late = client.post(reverse("admin:members_member_application", args=[member.pk]), {"approve": "1"}, follow=True)
    assert [m.level_tag for m in late.context["messages"]][-1] == "warning"
    assert Member.objects.get(pk=member.pk).decision_reason == "No room."


@pytest.mark.parametrize("choice", ["999999", "nonsense", "\x00", ""])
def test_a_choice_that_was_not_offered_is_refused(client, secretary, choice):
    OrganisationFactory()
    member = wrote("새회사")
    assert post(client, member, organisation=choice, approve=1).status_code == 422


def test_who_invited_is_told_to_who_decides(client, secretary):
    member, contact = wrote("새회사"), ContactFactory()
    ColleagueInvitationFactory(
        organisation=contact.organisation, invited_by=contact.member.user, accepted_by=member, accepted_at=NOW
    )
    assert str(contact.member) in client.get(QUEUE).content.decode()


def test_the_queue_costs_the_same_with_ten(client, secretary):
    counts = []
    for number in (1, 9):
        for _one in range(number):
            OrganisationFactory(name_ko=f"달무리사출{_one}")
            wrote("달무리사출")
        client.get(QUEUE)
        with CaptureQueriesContext(connection) as asked:
            assert len(client.get(QUEUE).context["rows"]) == (1 if number == 1 else 10)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_life_of_a_member_on_one_page(client, secretary):
    member, staff = applied(), UserFactory(email="staff@example.com")
    services.approve_application(member=member, by=staff, now=NOW)
    place = MembershipFactory(member=member)
    services.resign_place(place=place, by=member.user, now=NOW)
    registration = RegistrationFactory(member=member)
    AttendanceFactory(registration=registration)
    services.suspend_member(member=member, by=staff, now=NOW, reason="Unpaid.")
    deliver()
    page = client.get(reverse("admin:members_member_life", args=[member.pk]))
    told = [(str(entry.title), source.slug) for entry, source in page.context["entries"]]
    assert {
        ("Application sent", "membership"),
        ("Became a member", "membership"),
        ("Membership suspended", "membership"),
        ("Signed up", "membership"),
        (str(place.body), "places"),
        ("Consent given", "consents"),
        ("Registered for an event", "registrations"),
        ("Came to an event", "attendance"),
        ("Letter sent", "letters"),
    } <= set(told)
    assert "staff@example.com" in page.content.decode()
    only = client.get(reverse("admin:members_member_life", args=[member.pk]) + "?only=places")
    assert {source.slug for _entry, source in only.context["entries"]} == {"places"}
    moments = [entry.at for entry, _source in page.context["entries"]]
    assert moments == sorted(moments, reverse=True)


def test_the_life_of_a_member_is_the_secretariats(client):
    member = MemberFactory()
    client.force_login(coordinator("forums"))
    for url in (QUEUE, reverse("admin:members_member_life", args=[member.pk])):
        assert client.get(url).status_code == 404
    assert client.get(reverse("admin:members_member_application", args=[member.pk])).status_code == 404


def test_the_life_costs_the_same_with_thirty(client, secretary):
    member, counts = MemberFactory(), []
    path = reverse("admin:members_member_life", args=[member.pk])
    for number in (1, 29):
        for _one in range(number):
            MembershipFactory(member=member)
            AttendanceFactory(registration=RegistrationFactory(member=member))
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        counts.append(len(asked))
    assert counts[0] == counts[1]
