"""Pages about clusters: what they say, in both languages, for whom, in how many queries; their files."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council import programmes
from council.events.models import Event
from focusgroup.models import Cluster, ClusterAnalysis, IndustryStatistic, Project, Proposal
from focusgroup.services.clusters.ties import shared_meetings
from tests.factories import (
    NOW,
    AttendanceFactory,
    BodyFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    RegistrationFactory,
    coordinator,
)
from tests.focusgroup.factories.clusters import (
    ClusterAnalysisFactory,
    ClusterFactory,
    HybridClusterFactory,
    MilestoneFactory,
    industry,
    region,
    statistic,
)
from tests.focusgroup.factories.docket import DecisionFactory, ProposalFactory

pytestmark = pytest.mark.django_db
PLACES = ["gyeongsan", "yeongcheon", "gyeongju", "pohang", "gumi", "chilgok", "andong", "seongju", "uljin", "sangju", "yeongju"]


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def figures():
    """Cars and electronics grow in the same two places, steel in another one; all totals are there."""
    for year in (2024, 2025):
        for place in PLACES:
            strong = {"gyeongsan": ("C30", "C26"), "gumi": ("C26", "C30"), "pohang": ("C24",)}.get(place, ())
            statistic(place, "", year, 10_000)
            for code in ("C24", "C26", "C30"):
                statistic(place, code, year, (600 if code in strong else 20) + year - 2024, establishments=7)
        statistic("", "", year, 1_000_000)
        for code in ("C24", "C26", "C30"):
            statistic("", code, year, 20_000)


@pytest.fixture
def seat():
    group = BodyFactory(programme="focus-group", kind="group")
    return MembershipFactory(body=group, member=MemberFactory(user__email="seat@example.com")).member.user


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def words(response):
    return " ".join(response.content.decode().split())


def test_a_profile_says_each_number_with_year_source_and_comparison(client, figures):
    cluster = ClusterFactory(slug="cars", codes=["C30"], places=["gyeongsan"])
    html = words(client.get(cluster.get_absolute_url()))
    for text in (
        "Key figures of 2025",
        "601",
        "6.0 %",
        "3.005",
        "+0.2 %",
        "Source: Office · data of 2025 · divided by the totals on record of these places and of the country",
        "3 of 3 stars",
        "601 people employed: place 1 of 11 regions with these industries; the first place is the top 10 %.",
        "Location quotient 3.005; from 2 on it earns the star.",
    ):
        assert text in html
    before = words(client.get(cluster.get_absolute_url(), {"year": "2024"}))
    assert ("Key figures of 2024" in before, "n/a" in before) == (True, True)
    assert client.get(cluster.get_absolute_url(), {"year": "nonsense"}).status_code == 200
    assert rows_of(client.get(f"{cluster.get_absolute_url()}years.csv")) == [
        ["Year", "People employed", "Share of employment", "Location quotient", "Growth", "Compared with", "Source"],
        ["2024", "600", "0.06", "3.0", "n/a", "Totals on record", "Office"],
        ["2025", "601", "0.0601", "3.005", "0.001667", "Totals on record", "Office"],
    ]
    table = rows_of(client.get(f"{cluster.get_absolute_url()}industries.csv", {"year": "2024"}))
    assert [(row[0], row[3], row[4], row[6], row[7]) for row in table[1:]] == [
        ("C26", "No", "600", "3.0", "2024"),
        ("C30", "Yes", "600", "3.0", "2024"),
        ("C24", "No", "20", "0.1", "2024"),
    ]


def test_a_missing_figure_is_no_zero(client, figures):
    IndustryStatistic.objects.filter(region__code="gumi", industry__code="C30", year=2025).delete()
    cluster = ClusterFactory(codes=["C30"], places=["gyeongsan", "gumi"])
    html = words(client.get(cluster.get_absolute_url(), {"year": "2025"}))
    assert "Figures are missing: Gumi C30." in html
    assert html.count("n/a") >= 8
    assert "Cannot be said. n/a: a figure or a denominator is missing." in html
    nothing = ClusterFactory(codes=["C10"], places=["ulleung"])
    assert client.get(nothing.get_absolute_url()).status_code == 200


def test_pages_say_what_will_appear_before_there_is_anything(client, seat):
    cluster = ClusterFactory()
    assert "No figures yet" in words(client.get(cluster.get_absolute_url()))
    assert "Nothing to compare yet" in words(client.get("/focus-group/clusters/relatedness/"))
    for url in (f"{cluster.get_absolute_url()}years.csv", "/focus-group/clusters/relatedness/pairs.csv"):
        assert client.get(url).status_code == 404
    client.force_login(seat)
    assert "Nothing to compare yet" in words(client.get("/focus-group/clusters/bridges/"))
    Cluster.objects.all().delete()
    for url in ("", "analyses/", "relatedness/", "bridges/"):
        for language in ("", "/ko"):
            assert client.get(f"{language}/focus-group/clusters/{url}").status_code == 200


@pytest.fixture
def clusters(figures):
    return [
        ClusterFactory(slug=slug, codes=[code], places=[place], name_en=slug.title(), name_ko=f"{number} {slug}")
        for number, (slug, code, place) in enumerate(
            (("cars", "C30", "gyeongsan"), ("electronics", "C26", "gumi"), ("steel", "C24", "pohang"))
        )
    ]


def test_relatedness_shows_both_measures_side_by_side(client, clusters):
    html = words(client.get("/focus-group/clusters/relatedness/"))
    assert "Nearest by φ: Cars and Electronics (1.00)" in html
    assert html.index('id="proximity-head"') < html.index('id="cosine-head"')
    table = rows_of(client.get("/focus-group/clusters/relatedness/pairs.csv", {"year": "2024"}))
    assert [(row[0], row[1], row[2], *row[4:9]) for row in table[1:]] == [
        ("Cars", "Electronics", "1.0", "2", "2", "2", "11", "2024"),
        ("Cars", "Steel", "0.0", "2", "1", "0", "11", "2024"),
        ("Electronics", "Steel", "0.0", "2", "1", "0", "11", "2024"),
    ]
    assert float(table[1][3]) == 1.0
    of_industries = rows_of(client.get("/focus-group/clusters/relatedness/pairs.csv", {"of": "industries"}))
    assert len(of_industries) == 4
    assert "C26" in words(client.get("/focus-group/clusters/relatedness/", {"of": "industries"}))


def company(place, code, **more):
    return OrganisationFactory(region=region(place), industry=industry(code), **more)


def met(*organisations, **event):
    """All of `organisations` came to one event."""
    there = EventFactory(starts_at=NOW - timedelta(days=30), state="completed", **event)
    for organisation in organisations:
        registration = RegistrationFactory(event=there, member=MemberFactory(organisation=organisation), state="confirmed")
        AttendanceFactory(registration=registration)
    return there


def test_shared_meetings_count_events_where_both_were(clusters, monkeypatch):
    cars, chips, steel = company("gyeongsan", "C30"), company("gumi", "C26"), company("pohang", "C24")
    met(cars, cars, chips)
    met(cars, chips)
    met(steel)
    undone = met(steel, cars)
    undone.attendances.update(undone_at=NOW)
    met(steel, cars, *[company("seoul", "C10") for _ in range(39)])
    long_ago = NOW - timedelta(days=3)
    assert shared_meetings(NOW - timedelta(days=365), NOW) == {(cars.pk, chips.pk): 2}
    assert shared_meetings(long_ago, NOW) == {}
    # Who was at a meeting under the Chatham House Rule is told to nobody, not even as a number.
    sealed = met(cars, chips, slug="sealed")
    assert shared_meetings(NOW - timedelta(days=365), NOW) == {(cars.pk, chips.pk): 3}
    veils = programmes.Registry("veils of events")
    empty = Event.objects.none().values("pk")
    veil = programmes.EventVeil(
        slug="forums",
        items=lambda user, now: empty,
        nameless=lambda user, now: empty,
        sealed=lambda: Event.objects.filter(pk=sealed.pk).values("pk"),
    )
    veils.register(veil)
    monkeypatch.setattr(programmes, "event_veils", veils)
    assert shared_meetings(NOW - timedelta(days=365), NOW) == {(cars.pk, chips.pk): 2}


def test_the_bridge_finder_names_related_pairs_without_a_tie(client, clusters, seat):
    url = "/focus-group/clusters/bridges/"
    client.force_login(seat)
    page = client.get(url)
    assert [(one.first.slug, one.second.slug) for one in page.context["missing"]] == [("cars", "electronics")]
    cars, chips = company("gyeongsan", "C30"), company("gumi", "C26")
    met(cars, chips)
    page = client.get(url)
    assert (page.context["missing"], [(tie.slug, tie.count) for tie in page.context["others"][0].ties]) == (
        [],
        [("shared-meetings", 1)],
    )
    assert "Shared meetings: 1" in words(page)
    # Who is not listed is not counted.
    chips.is_listed = False
    chips.save()
    assert len(client.get(url).context["missing"]) == 1
    HybridClusterFactory(parents=clusters[:2], name_en="Smart")
    page = client.get(url)
    assert (page.context["missing"], "Smart" in words(page)) == ([], True)
    # Every pair is related to somebody who asks for little.
    table = rows_of(client.get(f"{url}pairs.csv", {"least": "0.3"}))
    assert [(row[0], row[1], row[5], row[6]) for row in table[1:]] == [
        ("Cars", "Electronics", "Smart", "No"),
        ("Cars", "Steel", "", "No"),
        ("Electronics", "Steel", "", "No"),
    ]


def test_a_missing_tie_becomes_a_proposal_with_its_evidence(client, clusters, seat):
    url = "/focus-group/clusters/bridges/cars/electronics/propose/"
    client.force_login(coordinator("focus-group", email="desk@example.com"))
    assert client.post(url).status_code == 404
    client.force_login(seat)
    assert client.post("/focus-group/clusters/bridges/cars/cars/propose/").status_code == 404
    seat.member.language = "en"
    seat.member.save()
    answers = [client.post(url, {"year": "2024"}) for _double_click in range(2)]
    proposal = Proposal.objects.get()
    assert [answer.url for answer in answers] == [f"/focus-group/proposals/{proposal.ref}/edit/"] * 2
    assert (proposal.kind, proposal.state, proposal.author.user, set(proposal.clusters.all())) == (
        "linkage",
        "draft",
        seat,
        set(clusters[:2]),
    )
    evidence = proposal.evidence.get()
    assert evidence.data == {
        "year": 2024,
        "clusters": ["cars", "electronics"],
        "proximity": 1.0,
        "cosine": 1.0,
        "present": [2, 2, 2],
        "regions_compared": 11,
        "ties": {},
        "sources": ["Office"],
    }
    assert evidence.url.endswith("/focus-group/clusters/relatedness/?year=2024")
    assert "Source: Office, data of 2024." in evidence.text
    assert "Linkage of “Cars” and “Electronics”" in client.get(proposal.get_absolute_url()).content.decode()
    # Once something ties the two, there is nothing to propose.
    HybridClusterFactory(parents=clusters[:2])
    assert client.post(url).url == "/focus-group/clusters/bridges/"


def test_a_project_of_both_is_a_tie(client, clusters, seat):
    proposal = ProposalFactory(numbered=True, state="implementing")
    proposal.clusters.set(clusters[:2])
    decision = DecisionFactory(proposal=proposal)
    project = Project.objects.create(
        proposal=proposal, decision=decision, name_en="Bench", lead=company("pohang", "C24"), status="running"
    )
    client.force_login(seat)
    ties = {
        (one.first.slug, one.second.slug): [(tie.slug, tie.count) for tie in one.ties]
        for one in client.get("/focus-group/clusters/bridges/").context["others"]
    }
    assert ties == {pair: [("projects", 1)] for pair in (("cars", "electronics"), ("cars", "steel"), ("electronics", "steel"))}
    project.status = "stopped"
    project.save()
    assert len(client.get("/focus-group/clusters/bridges/").context["missing"]) == 1


def test_ties_of_the_secretariat_are_told_to_nobody_else(client, clusters, seat, monkeypatch):
    cars, chips = company("gyeongsan", "C30"), company("gumi", "C26")
    registry = programmes.Registry("sources of ties")
    registry.register(
        programmes.TieSource(
            slug="rights",
            name="Joint rights",
            counts=lambda since, now: {(cars.pk, chips.pk): 5},
            for_secretariat=True,
        )
    )
    monkeypatch.setattr(programmes, "tie_sources", registry)
    answers = []
    both = coordinator("focus-group", email="both@example.com")
    both.groups.add(Group.objects.get(name="coordinators:council"))
    for user in (seat, coordinator("focus-group", email="desk@example.com"), both):
        client.force_login(user)
        page = client.get("/focus-group/clusters/bridges/")
        table = client.get("/focus-group/clusters/bridges/pairs.csv").content.decode()
        answers.append(("Joint rights" in words(page), "Joint rights" in table, len(page.context["missing"])))
    # The secretariat's is the council's, not the group's.
    assert answers == [(False, False, 1), (False, False, 1), (True, True, 0)]


def test_an_analysis_for_the_body_is_nowhere_for_others(client, clusters, seat):
    secret = ClusterAnalysisFactory(title_en="Quiet words", clusters=clusters[:1], is_published=False)
    told = ClusterAnalysisFactory(title_en="Loud words", clusters=clusters[:1])
    urls = ["/focus-group/clusters/", clusters[0].get_absolute_url(), "/focus-group/clusters/analyses/"]
    for user, sees in ((None, False), (MemberFactory().user, False), (seat, True)):
        client.logout()
        if user is not None:
            client.force_login(user)
        for url in urls:
            html = client.get(url).content.decode()
            assert ("Loud words" in html, "Quiet words" in html) == (True, sees)
        assert client.get(secret.get_absolute_url()).status_code == (200 if sees else 404)
        found = programmes.search_sources.get("cluster-analyses").search(
            "words", user or client.get("/").wsgi_request.user, NOW, 5
        )
        assert [hit.title for hit in found if hit.title != told.title_en] == (["Quiet words"] if sees else [])
    assert client.get("/focus-group/clusters/analyses/?level=macro").context["analyses"].count() == 0


def test_search_finds_clusters_by_name_industry_and_place(clusters):
    HybridClusterFactory(name_en="Smart cars", parents=clusters[:2])
    source = programmes.search_sources.get("clusters")
    assert [hit.title for hit in source.search("cars", None, NOW, 5)] == ["Cars", "Smart cars"]
    assert [hit.title for hit in source.search("C24 pohang", None, NOW, 5)] == ["Steel"]
    assert source.search("", None, NOW, 5) == []
    assert len(source.search("e", None, NOW, 1)) == 2


def test_pages_take_as_many_queries_for_thirty_as_for_one(client, figures, seat):
    urls = ["/focus-group/clusters/", "/focus-group/clusters/analyses/", "/focus-group/clusters/relatedness/"]
    urls += ["/focus-group/clusters/bridges/", "/focus-group/clusters/cars/", "/focus-group/clusters/hybrids/smart/"]
    cars = ClusterFactory(slug="cars")
    smart = HybridClusterFactory(slug="smart", parents=[cars, ClusterFactory(codes=["C26"], places=["gumi"])])
    client.force_login(seat)
    counts = []
    for more in (1, 29):
        for number in range(more):
            ClusterFactory(codes=["C24", "C26"], places=["pohang", "gumi"])
            HybridClusterFactory(parents=[cars, Cluster.objects.last()])
            MilestoneFactory(hybrid=smart)
            ClusterAnalysisFactory(clusters=[cars], slug=f"a-{more}-{number}")
        cache.clear()
        for url in urls:
            client.get(url)
        found = []
        for url in urls:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[0]) < 30


def test_staff_s_lists_take_as_many_queries_for_thirty_as_for_one(client, figures):
    client.force_login(coordinator("focus-group", email="desk@example.com"))
    models = ("cluster", "hybridcluster", "industrystatistic", "clusteranalysis")
    counts = []
    for more in (1, 29):
        for _number in range(more):
            hybrid = HybridClusterFactory()
            MilestoneFactory(hybrid=hybrid)
            ClusterAnalysisFactory(clusters=[hybrid.parents.first()])
        found = []
        for model in models:
            client.get(f"/admin/focusgroup/{model}/")
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/admin/focusgroup/{model}/").status_code == 200
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]


def test_staff_publish_an_analysis_with_its_paper(client, seat):
    desk = coordinator("focus-group", email="desk@example.com")
    client.force_login(desk)
    cluster = ClusterFactory()
    form = {
        "title_ko": "분석",
        "title_en": "Study",
        "slug": "study",
        "clusters": [cluster.pk],
        "level": "meso",
        "technique": "lq",
        "year": "2025",
        "finding_ko": "나",
        "finding_en": "F",
        "limits_ko": "하",
        "limits_en": "L",
        "source": "Office",
    }
    url = "/admin/focusgroup/clusteranalysis/add/"
    bad = client.post(url, {**form, "paper_file": SimpleUploadedFile("paper.exe", b"MZ\x90\x00")})
    assert (bad.status_code, ClusterAnalysis.objects.count()) == (200, 0)
    good = {**form, "paper_file": SimpleUploadedFile("paper.txt", "논문\n".encode())}
    assert client.post(url, good).status_code == 302
    analysis = ClusterAnalysis.objects.get(slug="study")
    document = analysis.paper.get_absolute_url()
    answers = []
    for action in ("", "publish_selected", "withdraw_selected"):
        client.force_login(desk)
        if action:
            client.post("/admin/focusgroup/clusteranalysis/", {"_selected_action": [analysis.pk], "action": action})
        client.force_login(seat)
        answers.append([client.get(analysis.get_absolute_url()).status_code, client.get(document).status_code])
        client.logout()
        answers[-1] += [client.get(analysis.get_absolute_url()).status_code, client.get(document).status_code == 200]
    assert answers == [[200, 200, 404, False], [200, 200, 200, True], [200, 200, 404, False]]
    client.force_login(desk)
    client.post(f"/admin/focusgroup/clusteranalysis/{analysis.pk}/delete/", {"post": "yes"})
    assert (ClusterAnalysis.objects.count(), client.get(document).status_code) == (0, 404)
