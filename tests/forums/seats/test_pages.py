"""The pages of seats in a browser's hands: applying, deciding, standing in, documents, and what shows elsewhere."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council.members.models import Membership, Seat
from council.portal.desk import desk_notices
from forums.models import Delegation, SeatApplication
from forums.seat_panels import card, search
from tests.factories import (
    NOW,
    AgreementFactory,
    BodyFactory,
    ContactFactory,
    DocumentFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    SeatFactory,
    coordinator,
)
from tests.forums.factories.seats import ForumFactory, SeatApplicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def forum():
    return ForumFactory(body__name_en="Moulding Forum", body__slug="moulding")


def test_from_applying_to_the_seat(client, forum):
    chair = MembershipFactory(body=forum.body, role="chair").member
    member = MemberFactory(grade="staff", organisation=OrganisationFactory())
    client.force_login(member.user)
    assert 'href="/forums/moulding/apply/"' in client.get("/forums/moulding/").content.decode()
    found = client.get("/forums/moulding/apply/")
    assert [lack.slug for lack in found.context["lacks"]] == ["grade"]
    assert "<textarea" not in found.content.decode()
    refused = client.post("/forums/moulding/apply/", {"why": "I want to."})
    assert (refused.status_code, SeatApplication.objects.count()) == (422, 0)
    member.grade = "executive"
    member.save()
    empty = client.post("/forums/moulding/apply/", {"why": " "})
    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["why"])
    # A double click is one application.
    first, second = (client.post("/forums/moulding/apply/", {"why": "We mould covers."}) for _ in range(2))
    application = SeatApplication.objects.get()
    assert (first.url, second.url) == (application.get_absolute_url(),) * 2
    assert client.get("/forums/moulding/apply/").url == application.get_absolute_url()
    own = client.get(first.url)
    assert own.context["decides"] is False
    assert client.post(f"{first.url}accept/").status_code == 404

    client.force_login(chair.user)
    page = client.get("/forums/moulding/").content.decode()
    assert f'href="{application.get_absolute_url()}"' in page
    assert client.get(first.url).context["decides"] is True
    empty = client.post(f"{first.url}decline/", {"reason": ""})
    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["reason"])
    assert client.post(f"{first.url}accept/", follow=True).context["decides"] is False
    late = client.post(f"{first.url}decline/", {"reason": "Too late."})
    assert (late.status_code, late.context["form"].non_field_errors()) == (
        422,
        ["This has changed since you looked at it. Please look again."],
    )

    client.force_login(member.user)
    page = client.get("/forums/moulding/").content.decode()
    assert "Let a colleague sit in" in page
    assert "/apply/" not in page


def test_taking_it_back_and_what_others_see(client, forum):
    application = SeatApplicationFactory(forum=forum)
    client.force_login(application.member.user)
    page = client.post(application.get_absolute_url() + "withdraw/", follow=True)
    assert "Apply again" in page.content.decode()
    other_chair = MembershipFactory(body=ForumFactory().body, role="chair").member
    client.force_login(other_chair.user)
    assert client.get(application.get_absolute_url()).status_code == 404


def test_standing_in(client, forum):
    company = OrganisationFactory()
    holder, colleague, contact = MemberFactory.create_batch(3, organisation=company)
    ContactFactory(organisation=company, member=contact)
    seat = SeatFactory(organisation=company, body=forum.body)
    place = MembershipFactory(member=holder, body=forum.body, seat=seat)
    event = EventFactory(programme="forums", body=forum.body, audience="members")
    hidden = EventFactory(programme="forums", body=forum.body, audience="body")
    path = f"/forums/moulding/stand-in/{place.pk}/"
    client.force_login(colleague.user)
    assert client.get(path).status_code == 404
    client.force_login(contact.user)
    assert path in client.get("/forums/moulding/").content.decode()
    for given, field in (
        ({"event": event.pk, "starts_on": "", "ends_on": ""}, "colleague"),
        ({"colleague": colleague.pk}, "starts_on"),
        ({"colleague": colleague.pk, "event": "nonsense"}, "event"),
        # The contact does not sit there: what is on inside is not his to know.
        ({"colleague": colleague.pk, "event": hidden.pk}, "event"),
        ({"colleague": colleague.pk, "event": event.pk, "starts_on": "2026-12-01"}, "event"),
        ({"colleague": colleague.pk, "starts_on": "2020-01-01", "ends_on": "2020-01-02"}, "starts_on"),
    ):
        answer = client.post(path, given)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    for _twice in range(2):
        assert client.post(path, {"colleague": colleague.pk, "event": event.pk}).status_code == 302
    made = Delegation.objects.get()
    assert colleague.display_name("en") in client.get(path).content.decode()
    client.force_login(colleague.user)
    assert "You sit in for" in client.get("/forums/moulding/").content.decode()
    assert client.post(f"/forums/moulding/stand-in/{made.pk}/end/").status_code == 404
    client.force_login(holder.user)
    # The holder is shown no names: he writes an address that he knows.
    page = client.get(path)
    assert contact.display_name("en") not in page.content.decode().split("<main")[1]
    for address in ("nobody@example.com", MemberFactory().user.email, "nonsense"):
        answer = client.post(path, {"address": address, "event": hidden.pk})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["address"])
    assert client.post(f"/forums/moulding/stand-in/{made.pk}/end/").status_code == 302
    assert client.post(path, {"address": colleague.user.email.upper(), "event": hidden.pk}).status_code == 302
    again = Delegation.objects.get(ended_at=None)
    assert (again.stand_in.member, again.event) == (colleague, hidden)
    assert client.post(f"/forums/moulding/stand-in/{again.pk}/end/").status_code == 302
    client.force_login(colleague.user)
    assert client.get("/forums/moulding/").context["place"] is None


def test_documents(client, forum):
    member = MembershipFactory(body=forum.body).member
    event = EventFactory(programme="forums", body=forum.body, audience="body")
    papers = {
        "Open paper": DocumentFactory(event=None, body=forum.body, classification="public"),
        "Inner paper": DocumentFactory(event=None, body=forum.body, classification="body"),
        "Secret paper": DocumentFactory(event=event, classification="members", agreement=AgreementFactory()),
        "Slides": DocumentFactory(event=event, classification="members"),
        "Elsewhere": DocumentFactory(event=None, classification="members"),
        "Kept away": DocumentFactory(event=None, body=forum.body, classification="body"),
    }
    for title, one in papers.items():
        one.title_en = title
        one.save()
    member.organisation = OrganisationFactory()
    member.save()
    papers["Kept away"].excluded_organisations.add(member.organisation)

    def titles(query="", status=200):
        found = client.get(f"/forums/moulding/documents/{query}")
        assert found.status_code == status
        return sorted(one.title_en for one in found.context["page"])

    assert titles() == ["Open paper"]
    client.force_login(member.user)
    assert titles() == ["Inner paper", "Open paper", "Secret paper", "Slides"]
    assert titles(f"?event={event.slug}") == ["Secret paper", "Slides"]
    assert titles("?for=body") == ["Inner paper"]
    assert titles("?for=nda") == ["Secret paper"]
    assert titles("?for=%00&event=nonsense&page=x") == titles()
    # Nobody is offered a choice that would find nothing.
    kinds = client.get("/forums/moulding/documents/").context["kinds"]
    assert [value for value, _label in kinds] == ["public", "members", "body"]
    assert titles(f"?event={event.slug}&for=public") == []
    page = client.get("/ko/forums/moulding/documents/")
    assert page.status_code == 200


def test_elsewhere(client, forum):
    member, applicant = MembershipFactory(body=forum.body).member, SeatApplicationFactory(forum=forum).member
    chair = MembershipFactory(body=forum.body, role="chair").member
    staff = coordinator("forums")
    rows = {who: card(who.user, NOW) for who in (member, applicant, chair)}
    metas = {who: [row["meta"] for row in found["rows"]] for who, found in rows.items()}
    assert metas[member] == ["Member"]
    assert metas[applicant] == ["Your application of 1 Nov 2026 (Sun) waits for a decision"]
    assert metas[chair] == [f"{applicant.display_name('en')} asks for a seat: please decide", "Chair"]
    assert card(MemberFactory().user, NOW) is None
    notices = {one["slug"]: one["count"] for one in desk_notices(staff, NOW)}
    assert notices["forum-seat-applications"] == 1
    assert [hit.title for hit in search("moulding forum", member.user, NOW, 5)] == ["Moulding Forum"]
    assert search("moulding nothing", member.user, NOW, 5) == []
    client.force_login(member.user)
    assert "/forums/moulding/" in client.get("/my/").content.decode()
    # Where the platform names a body, it links to the forum; a body without a forum's rules has no page.
    member.organisation = OrganisationFactory()
    member.save()
    MembershipFactory(member=member, body=BodyFactory(programme="forums", kind="forum", name_en="Without rules"))
    ContactFactory(organisation=member.organisation, member=member)
    SeatFactory(organisation=member.organisation, body=forum.body)
    company = member.organisation.get_absolute_url()
    for path, links in ((company, 1), (f"{company}manage/", 1), ("/my/membership/", 1)):
        page = client.get(path).content.decode()
        assert page.count('<a href="/forums/moulding/">Moulding Forum</a>') == links, path
        assert "Without rules</a>" not in page


def test_staff_decide_in_bulk(client, forum):
    staff = coordinator("forums")
    fit, second = SeatApplicationFactory.create_batch(2, forum=forum)
    unfit = SeatApplicationFactory(forum=forum, member__grade="staff")
    own = SeatApplicationFactory(forum=forum, member=staff.member)
    client.force_login(staff)
    path = reverse("admin:forums_seatapplication_changelist")
    everyone = [fit.pk, unfit.pk, own.pk]
    given = {"action": "accept_selected", "_selected_action": everyone}
    assert "3 applications wait" in client.post(path, given).content.decode()
    assert Seat.objects.count() == 0
    answer = client.post(path, {**given, "confirmed": "1"}, follow=True)
    told = [str(message) for message in answer.context["messages"]]
    assert told[-1] == "1 application is decided."
    assert len(told) == 3
    given = {"action": "decline_selected", "_selected_action": [second.pk], "confirmed": "1", "reason": ""}
    assert client.post(path, given).status_code == 422
    assert client.post(path, {**given, "reason": "No room."}).status_code == 302
    states = SeatApplication.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["accepted", "declined", "waiting", "waiting"]
    assert Membership.objects.filter(body=forum.body).count() == 1


def test_a_seat_too_many_is_refused_beside_it(client, forum):
    company = SeatFactory(body=forum.body).organisation
    client.force_login(coordinator("forums"))
    path = reverse("admin:members_body_change", args=[forum.pk])
    forms = client.get(path).context["inline_admin_formsets"]
    given = {"programme": "forums", "slug": "moulding", "kind": "forum", "name_ko": "포럼", "name_en": "Moulding Forum"}
    for one in forms:
        for name, value in one.formset.management_form.initial.items():
            given[f"{one.formset.prefix}-{name}"] = value
        for form in one.formset.initial_forms:
            given |= {form.add_prefix(name): field.value() or "" for name, field in ((n, form[n]) for n in form.fields)}
    prefix = forms[-1].formset.prefix
    given |= {f"{prefix}-TOTAL_FORMS": 1, f"{prefix}-0-organisation": company.pk, f"{prefix}-0-role": "delegate"}
    answer = client.post(path, given)
    assert answer.status_code == 200
    assert "A company holds at most 1 seat in this forum" in answer.content.decode()
    assert Seat.objects.count() == 1


def test_as_many_questions_for_thirty_as_for_one(client, forum):
    staff = coordinator("forums")
    chair = MembershipFactory(body=forum.body, role="chair").member

    def one_more():
        SeatApplicationFactory(forum=forum)
        ForumFactory()
        DocumentFactory(event=EventFactory(programme="forums", body=forum.body, audience="body"), classification="members")
        holder, colleague = MemberFactory.create_batch(2, organisation=OrganisationFactory())
        place = MembershipFactory(member=holder, body=forum.body)
        stand_in = MembershipFactory(member=colleague, body=forum.body, role="delegate")
        Delegation.objects.create(place=place, stand_in=stand_in, named_at=NOW)

    def count():
        numbers = {}
        for user, addresses in (
            (staff, [reverse(f"admin:forums_{name}_changelist") for name in ("forum", "seatapplication", "delegation")]),
            (chair.user, ["/forums/moulding/", "/forums/moulding/documents/", "/my/"]),
        ):
            client.force_login(user)
            for address in addresses:
                client.get(address)
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(address).status_code == 200
                numbers[address] = len(queries)
        return numbers

    one_more()
    few = count()
    for _ in range(19):
        one_more()
    many = count()
    assert {address: many[address] - few[address] for address in few} == dict.fromkeys(few, 0)
