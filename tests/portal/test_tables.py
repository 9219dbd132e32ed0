"""Every list of the administration as a file: one's own, as filtered, with nothing in it that a spreadsheet calculates."""

import csv
import io

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from council.members.models import Member, PersonalDataAccess
from council.staff import exporting
from council.tables import FORMATS
from tests.factories import EventFactory, MemberFactory, OrganisationFactory, VenueFactory, coordinator
from tests.portal.test_permission_matrix import ADMIN, COORDINATORS
from tests.portal.world import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def secretary(client):
    user = coordinator("council", email="secretary@example.com")
    client.force_login(user)
    return user


def table_url(label: str, kind: str = "csv", query: str = "") -> str:
    return reverse(f"admin:{label.replace('.', '_')}_table", args=[kind]) + query


def rows_of(response) -> list[list[str]]:
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    if "spreadsheet" in response["Content-Type"]:
        sheet = load_workbook(io.BytesIO(response.content)).active
        assert all(one.data_type != "f" for line in sheet.iter_rows() for one in line)
        return [["" if value is None else str(value) for value in line] for line in sheet.iter_rows(values_only=True)]
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


# What was said under the Chatham House rule is not taken along.
SEALED = frozenset({"forums.actionitem", "forums.speakerfee"})


def test_every_list_is_a_file_for_whom_the_list_is():
    people = build().people
    clients = {}
    for name in ("coordinator", "admin", "member"):
        clients[name] = Client()
        clients[name].force_login(people[name])
    answers, written, counted = {}, {}, {}
    for label, whose in ADMIN.items():
        list_url = reverse(f"admin:{label.replace('.', '_')}_changelist")
        for kind in FORMATS:
            found = [clients[name].get(table_url(label, kind)) for name in ("member", "coordinator", "admin")]
            answers[label, kind] = [one.status_code for one in found]
            written[label, kind] = [404, 200 if whose is COORDINATORS else 404, 200]
            for name, response in (("coordinator", found[1]), ("admin", found[2])):
                # The log of access grows by every page that is looked at here.
                if response.status_code == 200 and label != "members.personaldataaccess":
                    if (label, name) not in counted:
                        shown = clients[name].get(list_url).context["cl"].queryset
                        if label in SEALED:
                            shown = shown.exclude(meeting__chatham_house=True)
                        counted[label, name] = shown.count()
                    assert len(rows_of(response)) == counted[label, name] + 1, (label, kind, name)
    assert answers == written


def test_no_such_format_is_a_404(client, secretary):
    assert client.get(table_url("members.member", "pdf")).status_code == 404


def test_a_file_has_the_columns_and_the_filters_of_its_list(client, secretary):
    MemberFactory(
        family_name_en="Kim", given_name_en="Garam", job_title="CEO", organisation=OrganisationFactory(name_en="Ours")
    )
    MemberFactory(family_name_en="Lee", given_name_en="Somi", state="suspended")
    heading, *rows = rows_of(client.get(table_url("members.member", query="?state__exact=active")))
    assert heading[:5] == ["Name", "State", "Kind", "Organisation", "Job title"]
    assert [row[:5] for row in rows] == [["KIM Garam", "Active", "Businessperson", "Ours", "CEO"]]
    assert len(rows_of(client.get(table_url("members.member", query="?q=Somi")))) == 2
    page = client.get(reverse("admin:members_member_changelist") + "?state__exact=active&p=1").content.decode()
    assert f'href="{table_url("members.member", "xlsx")}?state__exact=active"' in page
    # A filter that makes no sense leads to the list, which says so.
    assert client.get(table_url("members.member", query="?nonsense=1")).status_code == 302


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_in_a_file_is_a_formula(client, secretary, kind):
    for name in ("=1+1", "+82", "-1", "@SUM(A1)", "\tx", "\r=1", "＝1", "normal"):
        VenueFactory(name_ko="강당", name_en=name)
    cells = [row[1] for row in rows_of(client.get(table_url("events.venue", kind)))[1:]]
    assert sorted(cells) == sorted(["'=1+1", "'+82", "'-1", "'@SUM(A1)", "'\tx", "'=1", "'＝1", "normal"])


def test_a_coordinator_takes_his_own_programme_alone(client):
    EventFactory(title_en="Ours")
    EventFactory(title_en="Theirs", programme="symposia")
    client.force_login(coordinator("forums"))
    assert [row[0] for row in rows_of(client.get(table_url("events.event")))] == ["Title", "Ours"]


def test_files_about_people_stand_in_the_log(client, secretary):
    MemberFactory()
    client.get(table_url("members.member"))
    row = PersonalDataAccess.objects.get()
    assert (row.actor, row.page, row.is_file) == (secretary, "admin:members_member_table", True)
    assert row.path == table_url("members.member")


def test_a_list_that_is_too_long_is_taken_in_parts(client, secretary, monkeypatch):
    monkeypatch.setitem(exporting.MOST, "xlsx", 1)
    for _number in range(2):
        MemberFactory()
    response = client.get(table_url("members.member", "xlsx", "?q="))
    assert (response.status_code, response.url) == (302, reverse("admin:members_member_changelist") + "?q=")
    assert "more than 1 rows" in client.get(response.url).content.decode()
    assert len(rows_of(client.get(table_url("members.member", "csv")))) == Member.objects.count() + 1


@pytest.mark.parametrize("label", ["members.member", "events.event", "members.organisation"])
def test_files_ask_as_often_with_many_rows_as_with_one(client, secretary, label):
    user = coordinator("forums")
    user.is_superuser = True
    user.save()
    client.force_login(user)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(table_url(label)).status_code == 200
        return len(queries)

    def more() -> None:
        MemberFactory(organisation=OrganisationFactory())
        EventFactory(venue=VenueFactory())

    more()
    asked()
    few = asked()
    for _number in range(29):
        more()
    assert asked() == few


def test_the_file_of_a_list_in_korean_has_korean_headings(client, secretary):
    response = client.get("/ko" + table_url("members.organisation"))
    assert rows_of(response)[0][0] == "이름(한국어)"


def test_every_list_offers_its_files():
    assert all(isinstance(found, exporting.TablePages) for found in admin.site._registry.values())
