"""Tables brought in: looked at first, carried out as a whole, taken back as far as nobody has touched what came."""

import io
import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from openpyxl import Workbook

from council.events.models import Event, Speaker, Venue
from council.members.models import Industry, Member, Organisation, Region, User
from council.members.tables import OrganisationTable, PersonTable
from council.portal import table_imports
from council.portal.models import TableImport
from council.staff import importing
from tests.factories import (
    NOW,
    EventFactory,
    MemberFactory,
    OrganisationFactory,
    RegistrationFactory,
    VenueFactory,
    coordinator,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
NUMBER = "116-82-00276"
CHOOSE = "/admin/import/members/organisation/"


@pytest.fixture
def secretary(client):
    user = coordinator("council", email="secretary@example.com")
    client.force_login(user)
    return user


def as_file(text, name="list.csv"):
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def as_xlsx(*rows):
    book, stream = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(stream)
    return as_file(stream.getvalue(), "list.xlsx")


def choose(client, upload, url=CHOOSE):
    """The page of the file, or the form again with what is wrong with it."""
    response = client.post(url, {"file": upload})
    return client.get(response.url) if response.status_code == 302 else response


def kinds(page):
    return {row.number: row.kind for row in page.context["outcome"].rows}


def act(client, page, action):
    return client.post(page.request["PATH_INFO"], {"action": action}, follow=True)


def test_a_file_is_looked_at_carried_out_and_taken_back(client, secretary):
    assert Industry.objects.filter(code="C30").exists()
    Region.objects.get_or_create(code="gyeongsan", defaults={"name_ko": "경산", "name_en": "Gyeongsan"})
    known = OrganisationFactory(name_ko="달무리사출", name_en="Old name", business_number=NUMBER)
    same = OrganisationFactory(name_ko="그대로", name_en="", kind="company")
    text = (
        "Name (Korean),이름(영어),kind,사업자등록번호,Industry (KSIC),지역\n"
        "달무리사출,Dalmuri,기업,1168200276,C30,gyeongsan\n"
        "새 회사,New Co,Company,,,\n"
        "\n"
        "그대로,,company,,,\n"
    )
    page = choose(client, as_file(text))
    assert kinds(page) == {2: "update", 3: "new", 5: "skip"}
    assert "Old name" in page.content.decode()
    # Nothing has happened yet.
    known.refresh_from_db()
    assert (known.name_en, Organisation.objects.count()) == ("Old name", 2)
    done = act(client, page, "carry-out")
    assert "2 rows were brought in." in done.content.decode()
    known.refresh_from_db()
    assert (known.name_en, known.industry.code, known.region.code) == ("Dalmuri", "C30", "gyeongsan")
    change = known.history.first()
    assert (change.history_user, change.history_change_reason) == (secretary, "import")
    assert Organisation.objects.get(name_ko="새 회사").kind == "company"
    back = act(client, page, "take-back")
    assert "is taken back" in back.content.decode()
    known.refresh_from_db()
    assert (known.name_en, known.industry, known.business_number) == ("Old name", None, NUMBER)
    assert set(Organisation.objects.all()) == {known, same}
    assert TableImport.objects.get().state == "undone"


def test_a_bad_row_is_told_with_its_number_and_reason_and_nothing_comes_in(client, secretary):
    OrganisationFactory(name_ko="있음", business_number=NUMBER)
    text = (
        "name_ko,kind,business_number,industry,is_listed\n"
        "좋은 회사,company,,,yes\n"
        "나쁜 번호,company,116-82-00277,,\n"
        "나쁜 종류,circus,,,\n"
        ",company,,,\n"
        "나쁜 업종,company,,C99,perhaps\n"
        "좋은 회사,company,,,no\n"
    )
    page = choose(client, as_file(text))
    bad = {row.number: list(row.errors) for row in page.context["outcome"].bad}
    assert bad == {
        3: ["Business registration number: This is not a valid business registration number (XXX-XX-XXXXX)."],
        4: ["Kind: “circus” is none of: " + ", ".join(str(label) for _key, label in Organisation.Kind.choices)],
        5: ["Name (Korean): This field cannot be blank."],
        6: ["Industry (KSIC): Industry: there is none with “C99”.", "Shown to members: Write yes or no."],
        7: ["The same as row 2."],
    }
    for words in ("circus", "C99", "The same as row 2."):
        assert words in page.content.decode()
    response = act(client, page, "carry-out")
    assert "Nothing was brought in" in response.content.decode()
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (as_file(b""), "empty"),
        (as_file("name_ko,kind\n"), "no row below"),
        (as_file("name_ko,kind,colour\na,company,red\n"), "not known: colour"),
        (as_file("name_ko,name_ko,kind\na,b,company\n"), "stands twice"),
        (as_file("name_ko\na\n"), "missing: Kind"),
        (as_file(b"PK\x03\x04nonsense"), "neither CSV nor XLSX"),
        (as_file(b"\xff\xfe\x00\x01\x81"), "CSV UTF-8 or XLSX"),
        (as_file(b"name_ko,kind\n\x00,company\n"), "neither CSV nor XLSX"),
        (as_file("name_ko,kind\n" + "a,company\n" * 2001), "more than 2000 rows"),
        (as_file(b"x" * (importing.MOST_BYTES + 1)), "larger than 2 MB"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_words(client, secretary, upload, words):
    upload.seek(0)
    page = choose(client, upload)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not TableImport.objects.exists()


def test_a_file_may_be_a_workbook_or_korean_text_of_excel(client, secretary):
    page = choose(client, as_xlsx(["이름(한국어)", "구분", "사업자등록번호"], ["회사", "기업", 1168200276], [None, None, None]))
    assert kinds(page) == {2: "new"}
    page = choose(client, as_file("이름(한국어);구분\n회사;기업\n".encode("cp949")))
    assert kinds(page) == {2: "new"}


def test_the_file_of_a_list_comes_in_again_and_changes_nothing(client, secretary):
    OrganisationFactory(
        name_en="=danger", business_number=NUMBER, industry=Industry.objects.get(code="C30"), website="https://a.example/"
    )
    OrganisationFactory(is_listed=False)
    for kind in ("csv", "xlsx"):
        table = client.get(reverse("admin:members_organisation_table", args=[kind]))
        page = choose(client, as_file(table.content, f"list.{kind}"))
        assert kinds(page) == {2: "skip", 3: "skip"}


def test_what_was_touched_or_used_since_stays_and_is_named(client, secretary):
    page = choose(client, as_file("name_ko,kind\n하나,company\n둘,company\n셋,company\n넷,company\n"))
    act(client, page, "carry-out")
    touched, used, gone, untouched = (Organisation.objects.get(name_ko=name) for name in ("하나", "둘", "셋", "넷"))
    touched.name_en = "One"
    touched.save()
    MemberFactory(organisation=used)
    gone.delete()
    response = act(client, page, "take-back")
    found = TableImport.objects.get()
    # From the last row to the first; in Korean names, for these have no other.
    assert found.report == ["셋: is gone already", "둘: is in use, and stays", "하나: was changed since, and stays"]
    assert "3 rows could not be taken back." in response.content.decode()
    assert set(Organisation.objects.all()) == {touched, used}
    assert not Organisation.objects.filter(pk=untouched.pk).exists()


def test_people_come_as_drafts_and_nobody_is_changed(client, secretary, mailoutbox):
    OrganisationFactory(business_number=NUMBER)
    MemberFactory(user__email="here@example.com")
    url = "/admin/import/members/member/"
    text = (
        "e-mail address,Family name (Hangul),Given name (Hangul),business registration number,kind,phone\n"
        f"NEW@example.com,김,가람,{NUMBER},CEO,010-1234-5678\n"
        "here@example.com,이,든솔,,,\n"
        "nonsense,박,새론,,,12\n"
    )
    page = choose(client, as_file(text), url)
    bad = {row.number: list(row.errors) for row in page.context["outcome"].bad}
    assert bad[3] == ["A log-in with this address exists."]
    assert bad[4][0].startswith("E-mail address: ")
    assert kinds(page) == {2: "new", 3: "bad", 4: "bad"}
    assert not User.objects.filter(email="new@example.com").exists()
    page = choose(client, as_file("\n".join(text.splitlines()[:2]) + "\n"), url)
    act(client, page, "carry-out")
    member = Member.objects.get(user__email="new@example.com")
    assert (member.state, member.family_name, member.organisation.business_number, member.kind, member.phone) == (
        *("draft", "김", NUMBER, "ceo", "+821012345678"),
    )
    assert not member.user.has_usable_password()
    assert mailoutbox == []
    act(client, page, "take-back")
    assert not User.objects.filter(email="new@example.com").exists()


def test_a_person_who_came_in_is_not_taken_back(client, secretary):
    page = choose(client, as_file("email\nnew@example.com\n"), "/admin/import/members/member/")
    act(client, page, "carry-out")
    User.objects.filter(email="new@example.com").update(last_login=NOW)
    act(client, page, "take-back")
    assert User.objects.filter(email="new@example.com").exists()


def test_venues_and_speakers_are_any_coordinators(client):
    client.force_login(coordinator("forums"))
    venue = VenueFactory(name_ko="강당", name_en="Hall")
    event = EventFactory(venue=venue)
    RegistrationFactory(event=event)
    page = choose(client, as_file("name_ko,name_en\n강당,Great Hall\n"), "/admin/import/events/venue/")
    assert Event.objects.get(pk=event.pk).sequence == 0
    act(client, page, "carry-out")
    # The same as when it is changed by hand: whoever is registered there is told.
    assert Venue.objects.get().name_en == "Great Hall"
    assert Event.objects.get(pk=event.pk).sequence == 1
    page = choose(client, as_file("name_ko,affiliation_ko\n이든솔,대학교\n"), "/admin/import/events/speaker/")
    act(client, page, "carry-out")
    assert Speaker.objects.get().affiliation_ko == "대학교"


def test_who_has_no_such_list_or_no_such_import_finds_no_page(client, secretary):
    page = choose(client, as_file("name_ko,kind\n하나,company\n"))
    path = page.request["PATH_INFO"]
    assert client.get(path.replace("organisation", "member")).status_code == 404
    for url in ("/admin/import/members/nothing/", "/admin/import/events/survey/", "/admin/import/members/consent/"):
        assert client.get(url).status_code == 404
    client.force_login(coordinator("forums"))
    for url in (CHOOSE, path, "/admin/import/members/member/"):
        assert client.get(url).status_code == 404
        assert client.post(url, {"action": "carry-out"}).status_code == 404
    assert client.get("/admin/import/events/venue/").status_code == 200
    assert not Organisation.objects.exists()


def staged(by, rows=(("name_ko", "kind"), ("하나", "company"))):
    return table_imports.stage(table=OrganisationTable, file_name="x.csv", rows=[list(row) for row in rows], by=by, now=NOW)


def test_a_second_click_does_nothing(secretary):
    one = staged(secretary)
    table_imports.carry_out(one, table=OrganisationTable, by=secretary, now=NOW)
    with pytest.raises(table_imports.ImportStateError):
        table_imports.carry_out(one, table=OrganisationTable, by=secretary, now=NOW)
    table_imports.take_back(one, table=OrganisationTable, by=secretary, now=NOW)
    with pytest.raises(table_imports.ImportStateError):
        table_imports.take_back(one, table=OrganisationTable, by=secretary, now=NOW)
    assert not Organisation.objects.exists()


def test_files_are_kept_no_longer_than_they_are_needed(secretary):
    forgotten, one = staged(secretary), staged(secretary)
    table_imports.carry_out(one, table=OrganisationTable, by=secretary, now=NOW)
    assert table_imports.forget_imports(NOW + timedelta(hours=23), 10) == 0
    assert table_imports.forget_imports(NOW + timedelta(days=1), 10) == 1
    assert list(TableImport.objects.values_list("pk", "rows")) == [(one.pk, [])]
    assert forgotten.pk != one.pk
    assert table_imports.forget_imports(NOW + timedelta(days=30), 10) == 1
    found = TableImport.objects.get()
    assert (found.state, found.changes) == ("closed", [])
    with pytest.raises(table_imports.ImportStateError):
        table_imports.take_back(found, table=OrganisationTable, by=secretary, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_who_say_the_word_at_once_bring_it_in_once():
    by = coordinator("council")
    one, gate, answers = staged(by), threading.Barrier(2), []

    def say() -> None:
        try:
            gate.wait(10)
            table_imports.carry_out(one, table=OrganisationTable, by=by, now=NOW)
            answers.append("done")
        except table_imports.ImportStateError:
            answers.append("too late")
        finally:
            connection.close()

    people = [threading.Thread(target=say) for _number in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join(30)
    assert (sorted(answers), Organisation.objects.count()) == (["done", "too late"], 1)


def test_every_column_has_a_label_of_its_own():
    for table in (OrganisationTable, PersonTable):
        labels = list(table.labels().values())
        assert len(labels) == len(set(labels))
