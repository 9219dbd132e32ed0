"""Which lists of the administration are brought in as tables, and what each of them does with its rows."""

from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council.events.models import Event, Invitation, Registration
from council.members.models import Industry, Membership, Region, Skill
from council.members.more_tables import MembershipTable, RegionTable
from council.messaging.models import Message, SuppressedAddress
from council.portal import table_imports
from council.portal.models import TableImport
from tests.factories import (
    NOW,
    BodyFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    UserFactory,
    VenueFactory,
    coordinator,
)
from tests.portal.test_table_imports import act, as_file, choose, kinds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TODAY = NOW.date()
# Lists of the platform to which staff add rows, and why none is brought in as a table. (A programme says so in its own room.)
WHY_NOT = {
    "content.image": "needs its file",
    "content.newsitem": "written, looked at and published one by one",
    "content.page": "written, looked at and published one by one",
    "events.registration": "by the page of the event, from a file, through the service that gives seats",
    "events.series": "a rule whose dates are looked at first",
    "events.survey": "its questions stand on its page",
    "library.agreement": "its words are published one by one",
    "library.document": "needs its file",
    "members.body": "few, each with its people and seats on one page",
    "members.interest": "declared one by one, with the person’s own words",
    "members.user": "log-ins come with their people (members.member)",
    "reminders.rule": "few, and looked at by the preview of whom each one reaches",
}


@pytest.fixture
def secretary(client):
    user = coordinator("council", email="secretary@example.com")
    client.force_login(user)
    return user


def test_every_list_is_brought_in_or_says_why_not():
    request = RequestFactory().get("/admin/")
    request.user = UserFactory(is_staff=True, is_superuser=True)
    importable, rest = set(), set()
    for model, model_admin in admin.site._registry.items():
        if not model.__module__.startswith("council."):
            continue
        if model_admin.may_import(request):
            importable.add(model._meta.label_lower)
        elif model_admin.has_add_permission(request):
            rest.add(model._meta.label_lower)
    assert importable == {
        *("members.organisation", "members.member", "members.membership", "members.industry", "members.region"),
        *("members.skill", "events.event", "events.venue", "events.speaker", "messaging.suppressedaddress"),
    }
    assert rest == set(WHY_NOT)


def test_lists_that_are_filled_elsewhere_say_so(client, staff):
    for name, words in (
        ("events_registration", "Register people"),
        ("events_invitation", "Invite by e-mail"),
        ("library_document", "A document needs its file"),
    ):
        assert words in client.get(reverse(f"admin:{name}_changelist")).content.decode()


def test_code_tables_and_addresses_come_in_again_and_change(client, secretary):
    SuppressedAddress.objects.create(address="Gone@example.com", reason="bounced")
    for url, text, expected in (
        ("members/industry", "code,name_ko,name_en\nX99,새 업종,New industry\n", {2: "new"}),
        ("members/industry", "code,revision,name_ko,name_en\nX99,11,새 업종,Newer\nX99,eleven,나,N\n", {2: "update", 3: "bad"}),
        ("members/region", "코드,이름(한국어),이름(영어)\nyecheon-gun,예천군,Yecheon\nBad Code,나,N\n", {2: "new", 3: "bad"}),
        ("members/skill", "name_ko,name_en\n새 기술,New skill\n", {2: "new"}),
        (
            "messaging/suppressedaddress",
            "address,reason\ngone@example.com,left\nnonsense,\nnew@example.com,\n",
            {2: "update", 3: "bad", 4: "new"},
        ),
    ):
        page = choose(client, as_file(text), f"/admin/import/{url}/")
        assert kinds(page) == expected, url
        if "bad" not in expected.values():
            act(client, page, "carry-out")
    assert Industry.objects.get(code="X99").revision == 11
    assert Skill.objects.filter(name_ko="새 기술").exists()
    assert not Region.objects.filter(code="yecheon-gun").exists()
    for label in ("members_industry", "members_region", "members_skill", "messaging_suppressedaddress"):
        url = "/admin/import/" + label.replace("_", "/", 1) + "/"
        again = client.get(reverse(f"admin:{label}_table", args=["csv"]))
        assert set(kinds(choose(client, as_file(again.content), url)).values()) == {"skip"}


def test_places_in_bodies_are_given_changed_and_taken_back_with_their_letters(client, staff):
    body, other = BodyFactory(slug="moulds"), BodyFactory(slug="theirs", programme="symposia")
    new, later = MemberFactory(user__email="new@example.com"), MemberFactory(user__email="later@example.com")
    sits = MembershipFactory(body=body, member__user__email="sits@example.com", role="member")
    url = "/admin/import/members/membership/"
    text = (
        "E-mail address,body,role,state,term begins,term ends\n"
        "NEW@example.com,moulds,Delegate,,2026-11-01,2027-10-31\n"
        "later@example.com,moulds,member,,12/01/2026,\n"
        "sits@example.com,moulds,chair,,,2027-10-31\n"
    )
    page = choose(client, as_file(text), url)
    assert kinds(page) == {2: "new", 3: "new", 4: "update"}
    assert (Membership.objects.count(), Message.objects.count()) == (1, 0)
    act(client, page, "carry-out")
    rows = Membership.objects.order_by("pk").values_list("member", "body", "role", "state", "starts_on", "ends_on")
    assert list(rows) == [
        (sits.member_id, body.pk, "chair", "active", None, date(2027, 10, 31)),
        (new.pk, body.pk, "delegate", "active", date(2026, 11, 1), date(2027, 10, 31)),
        (later.pk, body.pk, "member", "appointed", date(2026, 12, 1), None),
    ]
    letters = Message.objects.filter(kind="body-place").order_by("pk")
    assert sorted(letters.values_list("address", flat=True)) == ["later@example.com", "new@example.com"]
    act(client, page, "take-back")
    assert list(Membership.objects.order_by("pk").values_list("role", "state")) == [
        ("member", "active"),
        ("delegate", "dismissed"),
        ("member", "dismissed"),
    ]
    assert letters.count() == 4
    # A term that was shortened, after which another begins: the old one cannot come back, the rest can.
    sits.refresh_from_db()
    Membership.objects.filter(pk=sits.pk).update(ends_on=date(2026, 12, 31))
    MemberFactory(user__email="third@example.com")
    shortened = "member,body,role,ends_on\nsits@example.com,moulds,member,2026-11-30\nthird@example.com,moulds,member,\n"
    page = choose(client, as_file(shortened), url)
    act(client, page, "carry-out")
    MembershipFactory(body=body, member=sits.member, state="appointed", starts_on=date(2026, 12, 1))
    assert "1 row could not be taken back." in act(client, page, "take-back").content.decode()
    [kept] = TableImport.objects.order_by("-pk")[0].report
    assert kept.endswith(": does not fit what came since, and stays")
    sits.refresh_from_db()
    assert sits.ends_on == date(2026, 11, 30)
    bad = (
        "member,body,role,state,starts_on,ends_on\n"
        "new@example.com,theirs,member,,,\n"
        "nobody@example.com,moulds,member,,,\n"
        "new@example.com,moulds,member,,2026-13-01,\n"
        "new@example.com,moulds,member,,2027-01-01,2026-01-01\n"
        "new@example.com,moulds,,,,\n"
    )
    outcome = choose(client, as_file(bad), url).context["outcome"]
    errors = {row.number: " ".join(row.errors) for row in outcome.bad}
    assert set(errors) == {2, 3, 4, 5, 6}
    assert "there is none with “theirs”" in errors[2]
    assert "there is none with “nobody@example.com”" in errors[3]
    assert "Enter a valid date" in errors[4]
    assert "The term must end after it begins." in errors[5]
    assert not other.memberships.exists()


def test_events_come_as_drafts_of_ones_own_programmes(client, staff):
    venue, body = VenueFactory(name_ko="강당"), BodyFactory(slug="moulds")
    BodyFactory(slug="theirs", programme="symposia")
    EventFactory(slug="there")
    url = "/admin/import/events/event/"
    head = "programme,title_ko,title_en,begins,ends,slug,venue,body,audience,seats,waiting list\n"
    good = "forums,사출 세미나,Moulding seminar,2026-11-30 14:00,2026-11-30 17:00,,강당,moulds,Members of the body,40,no\n"
    page = choose(client, as_file(head + good), url)
    assert kinds(page) == {2: "new"}
    act(client, page, "carry-out")
    event = Event.objects.get(slug="moulding-seminar")
    assert (event.state, event.venue, event.body, event.audience, event.capacity, event.has_waiting_list) == (
        *("draft", venue, body, "body", 40, False),
    )
    assert event.starts_at.isoformat() == "2026-11-30T05:00:00+00:00"
    assert event.history.get().history_user == staff
    bad = (
        "symposia,가,A,2026-11-30 14:00,2026-11-30 17:00,,,,,,\n"
        "forums,가,A,2026-11-30 14:00,2026-11-30 17:00,there,,,,,\n"
        "forums,가,B,tomorrow,2026-11-30 17:00,,,,,,\n"
        "forums,가,C,2026-11-30 14:00,2026-11-30 13:00,,,,,,\n"
        "forums,가,D,2026-11-30 14:00,2026-11-30 17:00,,,theirs,,-1,\n"
        "forums,가,E,2026-11-30 14:00,2026-11-30 17:00,calendar,,,,many,\n"
        "forums,가,,2026-11-30 14:00,2026-11-30 17:00,,,,,,\n"
    )
    outcome = choose(client, as_file(head + bad), url).context["outcome"]
    errors = {row.number: " ".join(row.errors) for row in outcome.bad}
    for number, words in enumerate(
        (
            "is none of: forums",
            "“there” exists",
            "valid date/time",
            "must end after it begins",
            "with “theirs”",
            "whole number",
            "Title (English)",
        ),
        start=2,
    ):
        assert words in errors[number], (number, errors[number])
    assert "reserved address" in errors[7]
    act(client, page, "take-back")
    assert list(Event.objects.values_list("slug", flat=True)) == ["there"]


def test_a_file_about_a_programme_is_for_who_brought_it_in(client):
    BodyFactory(slug="moulds", programme="forums")
    mine, theirs = coordinator("forums"), coordinator("symposia")
    rows = [["member", "body", "role"], ["someone@example.com", "moulds", "member"]]
    staged = table_imports.stage(table=MembershipTable, file_name="secret.csv", rows=rows, by=mine, now=NOW)
    url = reverse("admin:import_file", args=["members", "membership", staged.key])
    for user, status in ((mine, 200), (theirs, 404), (UserFactory(is_staff=True, is_superuser=True), 200)):
        client.force_login(user)
        assert client.get(url).status_code == status
        listed = client.get("/admin/import/members/membership/").content.decode()
        assert ("secret.csv" in listed) is (status == 200)


def upload(text):
    return SimpleUploadedFile("people.csv", text.encode())


def test_people_of_a_file_are_registered_by_the_service_and_told(client, staff):
    event = EventFactory(capacity=1)
    for name in ("one", "two"):
        MemberFactory(user__email=f"{name}@example.com")
    url = reverse("admin:events_event_register_people", args=[event.pk])
    answer = client.post(
        url, {"addresses": "", "file": upload("name,이메일 주소\n하나,ONE@example.com\n셋,three@example.com\n")}
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "addresses": ["Line 2: three@example.com has no log-in yet. Invite this address instead."]
    }
    assert "ONE@example.com" in answer.content.decode()
    for text, words in (
        ("name\nx\n", "No column of the file is called"),
        ("", "empty"),
        ("\x00,b\n1,2\n", "neither CSV nor XLSX"),
    ):
        answer = client.post(url, {"addresses": "", "file": upload(text)})
        assert (answer.status_code, words in str(answer.context["form"].errors["file"])) == (422, True)
    answer = client.post(url, {"addresses": "two@example.com", "file": upload("email\none@example.com\ntwo@example.com\n")})
    assert answer.status_code == 302
    live = Registration.objects.order_by("queued_at", "pk").values_list("member__user__email", "state")
    assert list(live) == [("two@example.com", "confirmed"), ("one@example.com", "waitlisted")]
    event.refresh_from_db()
    assert (event.taken, Message.objects.count()) == (1, 2)


def test_people_of_a_file_are_looked_at_and_invited(client, staff):
    event = EventFactory()
    url = reverse("admin:events_event_invite", args=[event.pk])
    words = {"language": "en", "note_ko": "", "note_en": ""}
    answer = client.post(
        url, {**words, "addresses": "", "file": upload("E-mail,회사\na@example.com,가\nb@example.com,나\n"), "check": "1"}
    )
    assert answer.context["found"].new == ["a@example.com", "b@example.com"]
    sent = client.post(url, {**words, "addresses": answer.context["form"].data["addresses"], "send": "1"})
    assert sent.status_code == 302
    assert Invitation.objects.count() == 2


def test_pages_of_imports_cost_the_same_with_thirty(client):
    by = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(by)
    asked = {}
    for number in (1, 30):
        TableImport.objects.all().delete()
        rows = [["code", "name_ko", "name_en"], *[[f"code-{number}-{one}", "지역", "Region"] for one in range(number)]]
        for _file in range(number):
            done = table_imports.stage(table=RegionTable, file_name="a.csv", rows=rows, by=by, now=NOW + timedelta(minutes=1))
        table_imports.carry_out(done, table=RegionTable, by=by, now=NOW)
        staged = table_imports.stage(table=RegionTable, file_name="b.csv", rows=[rows[0], ["new", "가", "N"]], by=by, now=NOW)
        for name, path in (
            ("choose", "/admin/import/members/region/"),
            ("done", reverse("admin:import_file", args=["members", "region", done.key])),
            ("staged", reverse("admin:import_file", args=["members", "region", staged.key])),
        ):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            asked.setdefault(name, []).append(len(queries))
    assert all(len(set(counts)) == 1 for counts in asked.values()), asked


def test_a_preview_asks_a_bounded_number_of_questions_a_row(secretary):
    """Each row is saved, and taken back: so it asks for each, and for no more."""
    asked = {}
    for number in (1, 30):
        rows = [["code", "name_ko", "name_en"], *[[f"code-{one}", "지역", "Region"] for one in range(number)]]
        staged = table_imports.stage(table=RegionTable, file_name="a.csv", rows=rows, by=secretary, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            table_imports.preview(staged, table=RegionTable, now=NOW)
        asked[number] = len(queries)
    assert asked[30] - asked[1] <= 29 * 7, asked
