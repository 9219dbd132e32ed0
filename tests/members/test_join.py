"""The application in the browser, step by step."""

import pytest
from django.urls import reverse

from council.members.models import Consent, Member, Organisation
from council.messaging.models import Message
from tests.factories import MemberFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
PERSON = {
    "family_name": "김",
    "given_name": "가람",
    "family_name_en": "Kim",
    "given_name_en": "Garam",
    "kind": "professor",
    "phone": "010-1234-5678",
    "language": "ko",
}
WORK = {"organisation_name": "새솔정밀", "organisation_number": "", "job_title": "연구원", "grade": "senior"}


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user)
    return user


def fill_in(client, **work):
    client.post("/join/you/", PERSON)
    client.post("/join/organisation/", {**WORK, **work})
    client.post("/join/reasons/", {"motivation": "금형을 만듭니다."})


def test_a_visitor_reads_what_membership_is(client):
    page = client.get("/join/").content.decode()
    assert reverse("account_signup") in page
    assert reverse("account_login") in page
    assert client.get("/join/you/").status_code == 302


def test_the_whole_application(client, user):
    fill_in(client)
    assert client.get("/join/check/").status_code == 200
    response = client.post("/join/check/", {"membership": "on", "news": "on"}, follow=True)
    assert response.redirect_chain == [("/join/", 302)]
    member = Member.objects.get(user=user)
    assert (member.state, member.phone, member.organisation_name) == ("applied", "+821012345678", "새솔정밀")
    assert set(Consent.objects.values_list("purpose", flat=True)) == {"membership", "news"}
    assert Message.objects.get().kind == "application-received"


def test_sending_twice_and_going_back_change_nothing(client, user):
    fill_in(client)
    for _click in range(2):
        assert client.post("/join/check/", {"membership": "on"}).status_code == 302
    assert client.post("/join/you/", {**PERSON, "family_name": "이"}).url == "/join/"
    assert Member.objects.get(user=user).family_name == "김"
    assert (Message.objects.count(), Consent.objects.count()) == (1, 1)


def test_boxes_are_not_ticked_beforehand(client, user):
    fill_in(client)
    page = client.get("/join/check/").content.decode()
    assert "checked" not in page
    # Of the directory's fields each is chosen afterwards, before anybody looks.
    assert page.count("Which of it they see, you choose on the page “My data”.") == 1


def test_the_required_consent_is_asked_for_beside_its_box(client, user):
    fill_in(client)
    response = client.post("/join/check/", {"directory": "on"})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["membership"]
    assert b"checked" in response.content  # what was ticked stays ticked
    assert Member.objects.get(user=user).state == "draft"


def test_night_goes_with_news(client, user):
    fill_in(client)
    response = client.post("/join/check/", {"membership": "on", "night": "on"})
    assert list(response.context["form"].errors) == ["night"]


def test_an_incomplete_application_says_where_to_go(client, user):
    client.post("/join/you/", PERSON)
    response = client.post("/join/check/", {"membership": "on"})
    assert response.status_code == 200
    assert [step["url"] for step in response.context["missing"]] == ["/join/organisation/", "/join/reasons/"]


def test_a_draft_can_be_left_and_taken_up_again(client, user):
    assert client.post("/join/you/", {**PERSON, "leave": "1"}).url == "/join/"
    assert "김" in client.get("/join/you/").content.decode()
    assert "010-1234-5678" in client.get("/join/you/").content.decode()


@pytest.mark.parametrize("bad", ["a\r\nBcc: x", "x\x0by", "x" * 300, "\u202eevil"])
def test_a_bad_name_gets_a_message_and_stays_typed(client, user, bad):
    response = client.post("/join/you/", {**PERSON, "given_name_en": bad, "job": 1})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["given_name_en"]
    assert "가람" in response.content.decode()
    assert Member.objects.get(user=user).family_name == ""


def test_half_a_name_is_asked_for(client, user):
    response = client.post("/join/you/", {**PERSON, "given_name": ""})
    assert list(response.context["form"].errors) == ["given_name"]
    response = client.post("/join/you/", {**PERSON, "family_name": "", "given_name": ""})
    assert response.status_code == 302


def test_nobody_applies_as_external(client, user):
    assert client.post("/join/you/", {**PERSON, "kind": "external"}).status_code == 200


def test_a_known_organisation_is_offered_and_picked(client, user):
    near = OrganisationFactory(name_ko="새솔정밀화학")
    response = client.post("/join/organisation/", WORK)
    assert list(response.context["form"].errors) == ["organisation_choice"]
    assert "새솔정밀화학" in response.content.decode()
    client.post("/join/organisation/", {**WORK, "organisation_choice": str(near.pk)})
    assert Member.objects.get(user=user).organisation == near
    client.post("/join/organisation/", {**WORK, "organisation_choice": "new"})
    member = Member.objects.get(user=user)
    assert (member.organisation, member.organisation_name) == (None, "새솔정밀")


def test_the_only_organisation_of_that_name_needs_no_question(client, user):
    same = OrganisationFactory(name_ko="새솔정밀")
    assert client.post("/join/organisation/", WORK).status_code == 302
    assert Member.objects.get(user=user).organisation == same


def test_a_business_number_finds_the_organisation(client, user):
    known = OrganisationFactory(name_ko="다른이름", business_number="116-82-00276")
    client.post("/join/organisation/", {**WORK, "organisation_number": "1168200276"})
    assert Member.objects.get(user=user).organisation == known
    # One that is not listed is nobody's to find out about: its number is taken down as a new one's would be.
    for hidden in ({"kind": "agency"}, {"is_listed": False}):
        Organisation.objects.filter(pk=known.pk).update(**{"kind": "company", "is_listed": True, **hidden})
        Member.objects.filter(user=user).update(organisation=None)
        client.post("/join/organisation/", {**WORK, "organisation_number": "1168200276"})
        member = Member.objects.get(user=user)
        assert (member.organisation, member.organisation_name) == (None, WORK["organisation_name"])
        assert member.organisation_number == "116-82-00276"


@pytest.mark.parametrize("number", ["116-82-00277", "x" * 300, "\x00", "000"])
def test_a_wrong_business_number_gets_a_message(client, user, number):
    response = client.post("/join/organisation/", {**WORK, "organisation_number": number})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["organisation_number"]


@pytest.mark.parametrize("choice", ["999999", "nonsense", "\x00", "-1"])
def test_an_organisation_that_was_not_offered_cannot_be_picked(client, user, choice):
    OrganisationFactory(name_ko="새솔정밀화학")
    response = client.post("/join/organisation/", {**WORK, "organisation_choice": choice})
    assert response.status_code == 200
    assert Member.objects.get(user=user).organisation is None


def test_withdrawing_an_application(client, user):
    fill_in(client)
    client.post("/join/check/", {"membership": "on"})
    assert client.get("/join/withdraw/").status_code == 405
    for _click in range(2):
        assert client.post("/join/withdraw/").status_code == 302
    assert Member.objects.get(user=user).state == "withdrawn"


@pytest.mark.parametrize("prefix", ["", "/ko"])
@pytest.mark.parametrize("state", Member.State.values)
def test_the_status_page_in_every_state(client, state, prefix):
    from tests.members.test_applications import in_state

    client.force_login(in_state(state).user)
    assert client.get(f"{prefix}/join/").status_code == 200
    steps = client.get(f"{prefix}/join/you/").status_code
    assert steps == (200 if state in {"draft", "declined", "withdrawn", "expired"} else 302)


def test_the_profile(client):
    member = MemberFactory(organisation=OrganisationFactory())
    client.force_login(member.user)
    data = {**PERSON, "job_title": "소장", "grade": "executive", "organisation_name": "옮긴회사", "state": "suspended"}
    assert client.post("/my/profile/", data).status_code == 302
    linked = member.organisation
    member.refresh_from_db()
    assert (member.job_title, member.language, member.organisation, member.state) == ("소장", "ko", linked, "active")
    assert list(Member.objects.with_written_organisation()) == [member]
    response = client.post("/my/profile/", {**data, "phone": "nonsense"})
    assert list(response.context["form"].errors) == ["phone"]


def test_consents_are_shown_given_and_withdrawn(client):
    member = MemberFactory()
    client.force_login(member.user)
    assert client.post("/my/privacy/", {"purpose": "news", "action": "give"}).status_code == 302
    assert Consent.objects.get().purpose == "news"
    assert "2026-11" in client.get("/my/privacy/").content.decode()
    client.post("/my/privacy/", {"purpose": "news", "action": "withdraw"})
    assert Consent.objects.get().withdrawn_at is not None
    assert client.get("/my/privacy/").status_code == 200
    for bad in ({"purpose": "nonsense", "action": "give"}, {"purpose": "news", "action": "x"}, {}):
        assert client.post("/my/privacy/", bad).status_code == 404


def test_no_page_has_inline_script_or_style(client, user):
    fill_in(client)
    for path in (
        "/join/",
        "/join/you/",
        "/join/organisation/",
        "/join/reasons/",
        "/join/check/",
        "/my/profile/",
        "/my/privacy/",
    ):
        page = client.get(path).content.decode()
        assert "style=" not in page, path
        assert "<style" not in page, path
        assert "onclick" not in page, path


def test_the_organisation_that_one_was_invited_to_stays_though_it_is_not_shown(client, user):
    hidden = OrganisationFactory(name_ko="새솔정밀", name_en="", is_listed=False)
    assert client.post("/join/organisation/", WORK).status_code == 302
    assert Member.objects.get(user=user).organisation is None  # nobody finds it by its name
    Member.objects.filter(user=user).update(organisation=hidden)
    assert client.post("/join/organisation/", WORK).status_code == 302
    assert Member.objects.get(user=user).organisation == hidden
