"""Employment figures come in as a file: looked at first, every bad row told, all or nothing, taken back."""

import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from focusgroup.models import IndustryStatistic, StatisticsVersion
from focusgroup.tables import StatisticTable
from tests.factories import NOW, coordinator
from tests.focusgroup.factories.clusters import statistic

pytestmark = pytest.mark.django_db
CHOOSE = "/admin/import/focusgroup/industrystatistic/"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client):
    user = coordinator("focus-group", email="desk@example.com")
    client.force_login(user)
    return user


def choose(client, content, name="figures.csv"):
    upload = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    response = client.post(CHOOSE, {"file": upload})
    return client.get(response.url) if response.status_code == 302 else response


def act(client, page, action):
    return client.post(page.request["PATH_INFO"], {"action": action}, follow=True)


def stored():
    rows = IndustryStatistic.objects.order_by("pk").values_list(
        "region__code", "industry__code", "year", "employment", "establishments", "source"
    )
    return list(rows)


def as_xlsx(rows):
    book, stream = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def test_a_file_is_looked_at_carried_out_and_taken_back(client, desk):
    same = statistic("gumi", "C26", 2025, 90_000)
    old = statistic("pohang", "C24", 2025, 1)
    before = StatisticsVersion.objects.get().key
    text = (
        "Region,industry,year,employment,establishments,source\n"
        'gyeongsan,C30,2025,"38,200",1120,KOSIS\n'
        "전국,전산업,2025,20100000,,KOSIS\n"
        "\n"
        "구미시,C26,2025,90000,,Office\n"
        "Pohang,c24,2025,15000,,KOSIS\n"
    )
    page = choose(client, text)
    assert {row.number: row.kind for row in page.context["outcome"].rows} == {2: "new", 3: "new", 5: "skip", 6: "update"}
    assert (IndustryStatistic.objects.count(), StatisticsVersion.objects.get().key) == (2, before)
    done = act(client, page, "carry-out")
    assert "3 rows were brought in." in done.content.decode()
    assert stored() == [
        ("gumi", "C26", 2025, 90_000, None, "Office"),
        ("pohang", "C24", 2025, 15_000, None, "KOSIS"),
        ("gyeongsan", "C30", 2025, 38_200, 1120, "KOSIS"),
        (None, None, 2025, 20_100_000, None, "KOSIS"),
    ]
    old.refresh_from_db()
    told = [(row.history_type, row.employment, row.history_change_reason, row.history_user) for row in old.history.all()]
    assert told == [("~", 15_000, "import", desk), ("+", 1, None, None)]
    assert StatisticsVersion.objects.get().key != before
    # Somebody puts a figure right: that one stays.
    touched = IndustryStatistic.objects.get(region__code="gyeongsan")
    touched.employment = 38_201
    touched.save()
    back = act(client, page, "take-back")
    assert "was changed since, and stays" in back.content.decode()
    assert stored() == [
        ("gumi", "C26", 2025, 90_000, None, "Office"),
        ("pohang", "C24", 2025, 1, None, "Office"),
        ("gyeongsan", "C30", 2025, 38_201, 1120, "KOSIS"),
    ]
    assert IndustryStatistic.objects.get(pk=same.pk).history.count() == 1


def test_every_bad_row_is_told_and_nothing_comes_in(client, desk):
    good = "gumi,C26,2025,10,,Office\n"
    bad = [
        ("atlantis,C26,2025,10,,Office", "Region: there is none with “atlantis”."),
        (",C26,2025,10,,Office", "Region: there is none with “”."),
        ("gumi,X99,2025,10,,Office", "Industry: there is none with “X99”."),
        ("gumi,C24,1890,10,,Office", "Year: 1890 is not between 1980 and 2100."),
        ("gumi,C24,2025,-10,,Office", "People employed: “-10” is no whole number."),
        ("gumi,C24,2025,,,Office", "People employed: “” is no whole number."),
        ("gumi,C24,2025,10,many,Office", "Establishments: “many” is no whole number."),
        ("gumi,C24,2025,999999999999,,Office", "People employed: 999999999999 is not between 0 and 100000000."),
        ("gumi,C24,2025,10,,", "Source: say where the figure comes from."),
        ("구미시,C26,2025,11,,Office", "The same as row 2."),
    ]
    text = "region,industry,year,employment,establishments,source\n" + good + "\n".join(line for line, _error in bad)
    page = choose(client, text)
    told = [(row.number, list(row.errors)) for row in page.context["outcome"].rows if row.kind == "bad"]
    assert told == [(number, [error]) for number, (_line, error) in enumerate(bad, 3)]
    html = page.content.decode()
    assert "Bring it in<" not in html
    act(client, page, "carry-out")
    assert stored() == []


def test_revisions_of_the_classification_are_told_apart(client, desk):
    from council.members.models import Industry

    older = Industry.objects.create(code="C30", revision=10, name_ko="옛 자동차", name_en="Old cars")
    text = (
        "region,industry,revision,year,employment,source\n"
        "gumi,C30,10,2019,5,Office\n"
        "gumi,C30,,2025,6,Office\n"
        "gumi,C30,9,2025,7,Office\n"
    )
    page = choose(client, text)
    assert [row.errors for row in page.context["outcome"].bad] == [["Industry: there is none with “C30 9”."]]
    page = choose(client, text.rsplit("gumi,C30,9", 1)[0])
    act(client, page, "carry-out")
    found = IndustryStatistic.objects.order_by("year").values_list("industry", "industry__revision", "employment")
    assert list(found) == [(older.pk, 10, 5), (Industry.objects.get(code="C30", revision=11).pk, 11, 6)]


def test_thousands_of_rows_take_as_many_queries_as_one(client, desk):
    heading = "region,industry,year,employment,source\n"
    regions = ["gumi", "pohang", "gyeongju", "gyeongsan", "andong", "chilgok", "seoul", "busan", "daegu", "ulsan"]
    counts = []
    for years in (1, 20):
        lines = [
            f"{region},C{10 + code},{1990 + year},7,Office" for region in regions for code in range(20) for year in range(years)
        ]
        page = choose(client, heading + "\n".join(lines))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            act(client, page, "carry-out")
        counts.append(len(queries))
        assert IndustryStatistic.objects.count() == len(lines)
    assert counts[0] == counts[1]


def test_an_xlsx_with_the_list_s_own_columns_comes_again(client, desk):
    statistic("gumi", "C26", 2025, 90_000, establishments=12)
    statistic("", "", 2025, 20_000_000)
    content = as_xlsx([["region", "industry", "year", "employment", "source"], ["gumi", "C30", 2025, 12.0, "Office"]])
    act(client, choose(client, content, "figures.xlsx"), "carry-out")
    assert stored()[-1] == ("gumi", "C30", 2025, 12, None, "Office")
    for kind in ("csv", "xlsx"):
        own = client.get(f"/admin/focusgroup/industrystatistic/table.{kind}").content
        page = choose(client, own, f"own.{kind}")
        assert [row.kind for row in page.context["outcome"].rows] == ["skip"] * 3


def test_a_file_is_at_most_so_large(client, desk):
    lines = "\n".join("gumi,C26,2025,1,Office" for _ in range(StatisticTable.most_rows + 1))
    page = choose(client, "region,industry,year,employment,source\n" + lines)
    assert "more than 50000 rows" in page.content.decode()


def test_others_bring_nothing_in(client):
    client.force_login(coordinator("forums", email="forums@example.com"))
    assert client.get(CHOOSE).status_code == 404
