"""Figures as arrays: what is divided by what, what is missing, what is kept and when it is made anew."""

import math

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from council.members.models import Industry
from focusgroup.models import IndustryStatistic
from focusgroup.services.clusters.figures import Figures, current_figures, current_version
from focusgroup.services.clusters.profile import Profile, profile_of
from focusgroup.services.clusters.relatedness import between_clusters
from tests.focusgroup.factories.clusters import ClusterFactory, industry, region, statistic

pytestmark = pytest.mark.django_db
NAN = float("nan")


def quotient_of(figures, place, code, year):
    at = (figures.regions.index(region(place).pk), figures.industries.index(industry(code).pk), figures.years.index(year))
    return float(figures.quotients[at])


def test_the_vector_of_the_domain_out_of_the_database():
    statistic("gyeongsan", "C30", 2025, 38_200)
    statistic("gyeongsan", "", 2025, 1_120_000)
    statistic("", "C30", 2025, 372_000)
    assert math.isnan(quotient_of(current_figures(), "gyeongsan", "C30", 2025)) is False
    statistic("", "", 2025, 20_100_000)
    assert round(quotient_of(current_figures(), "gyeongsan", "C30", 2025), 3) == 1.843


def test_totals_of_different_extent_are_not_mixed():
    for place, code, people in (("gumi", "C26", 80), ("gumi", "C30", 20), ("pohang", "C26", 20), ("pohang", "C30", 80)):
        statistic(place, code, 2025, people)
    # Sums of what is on record: (80 / 100) / (100 / 200).
    assert quotient_of(current_figures(), "gumi", "C26", 2025) == 1.6
    statistic("gumi", "", 2025, 1000)
    # The region's own total alone would make everything small: it waits for the country's.
    assert quotient_of(current_figures(), "gumi", "C26", 2025) == 1.6
    statistic("", "", 2025, 10_000)
    # And with both totals the industry's own figure for the country: not the sum of the regions that happen to be on record.
    assert math.isnan(quotient_of(current_figures(), "gumi", "C26", 2025))
    assert quotient_of(current_figures(), "pohang", "C26", 2025) == (20 / 100) / (100 / 200)
    cluster = ClusterFactory(codes=["C26"], places=["gumi"])
    profile = profile_of(current_figures(), cluster)
    assert (math.isnan(profile.history()[-1].quotient), profile.stars(2025)[1].earned) == (True, None)
    statistic("", "C26", 2025, 500)
    assert quotient_of(current_figures(), "gumi", "C26", 2025) == (80 / 1000) / (500 / 10_000)
    # Pohang has no total: it is compared with what is on record, of which the country has not all.
    assert quotient_of(current_figures(), "pohang", "C26", 2025) == (20 / 100) / (100 / 200)
    assert profile_of(current_figures(), cluster).history()[-1].quotient == (80 / 1000) / (500 / 10_000)


def test_industries_of_another_revision_are_not_added_up():
    older = Industry.objects.create(code="C30", revision=10, name_ko="옛 자동차", name_en="Old cars")
    statistic("gumi", "C26", 2025, 50)
    statistic("gumi", "C30", 2025, 50)
    IndustryStatistic.objects.create(region=region("gumi"), industry=older, year=2025, employment=50, source="Office")
    figures = current_figures()
    assert figures.denominators((11, 3))[0][0, 0] == 100
    assert figures.denominators((10, 3))[0][0, 0] == 50


def test_figures_are_kept_until_the_statistics_change():
    row = statistic("gumi", "C26", 2025, 50)
    first, version = current_figures(), current_version()
    with CaptureQueriesContext(connection) as queries:
        assert current_figures() is first
    assert len(queries) == 1
    for change in (
        lambda: IndustryStatistic.objects.filter(pk=row.pk).update(employment=51),
        lambda: statistic("gumi", "C30", 2025, 7),
        lambda: IndustryStatistic.objects.all().delete(),
    ):
        change()
        assert current_version() != version
        version = current_version()
    assert current_figures().years == ()


@pytest.fixture
def province():
    """Twelve regions with all totals; three of them make the cluster."""
    places = ["gyeongsan", "yeongcheon", "gyeongju", "pohang", "gumi", "chilgok", "andong", "seongju", "uljin", "sangju"]
    for year in (2023, 2024, 2025):
        for number, place in enumerate([*places, "yeongju", "mungyeong"]):
            statistic(place, "", year, 10_000)
            statistic(place, "C30", year, (900 if number < 3 else 50) + 10 * (year - 2023))
            statistic(place, "C24", year, 400 if place == "pohang" else 20)
        for code, people in (("", 1_000_000), ("C30", 30_000), ("C24", 20_000)):
            statistic("", code, year, people)
    return ClusterFactory(slug="cars", codes=["C30"], places=places[:3])


def test_a_cluster_in_three_places_is_one_region_among_the_others(province):
    profile = profile_of(current_figures(), province)
    assert (profile.latest, profile.is_measured, profile.uses_totals(2025)) == (2025, True, True)
    latest = profile.history()[-1]
    assert (latest.year, latest.employment, latest.share) == (2025, 2760.0, 2760 / 30_000)
    assert round(latest.quotient, 6) == round((2760 / 30_000) / (30_000 / 1_000_000), 6)
    assert round(latest.growth, 6) == round(2760 / 2730 - 1, 6)
    assert (profile.growth_to(0), round(profile.growth_a_year(2025)[0], 6)) == (pytest.approx(NAN, nan_ok=True), 0.011050)
    size, specialisation, focus = profile.stars(2025)
    assert (size.earned, size.place, size.population, size.places) == (True, 1.0, 10, 1)
    assert (specialisation.earned, round(specialisation.value, 3)) == (True, 3.067)
    assert (focus.earned, focus.population) == (True, 10)
    assert [(one.industry, one.own) for one in profile.industries(2025)] == [
        (industry("C30").pk, True),
        (industry("C24").pk, False),
    ]
    assert profile.missing(2025) == []


def test_one_missing_place_leaves_the_whole_without_a_number(province):
    IndustryStatistic.objects.filter(region__code="gyeongju", industry__code="C30", year=2025).delete()
    profile = profile_of(current_figures(), province)
    assert profile.latest == 2024
    latest = profile.history()[-1]
    assert all(math.isnan(number) for number in (latest.employment, latest.quotient, latest.share, latest.growth))
    assert [star.earned for star in profile.stars(2025)] == [None, None, None]
    assert profile.missing(2025) == [(region("gyeongju").pk, industry("C30").pk)]
    # The others are compared as before.
    assert profile.stars(2025)[0].population == 9


def test_a_cluster_without_any_figure_is_not_measured(province):
    other = ClusterFactory(codes=["C10", "C11"], places=["ulleung"])
    profile = profile_of(current_figures(), other)
    assert (profile.is_measured, profile.latest) == (False, 2025)
    assert len(profile.missing(2025)) == 2
    both = between_clusters(current_figures(), [province, other], 2025)
    assert np.isnan(both.cosine[0, 1])


def arrays(draw):
    regions, industries, years = 4, 3, 2
    cell = st.one_of(st.just(NAN), st.integers(0, 40).map(float))

    def array(*shape):
        size = math.prod(shape)
        return np.array(draw(st.lists(cell, min_size=size, max_size=size))).reshape(shape)

    return Figures(
        version="",
        regions=(1, 2, 3, 4),
        industries=(1, 2, 3),
        kinds=((11, 3),) * industries,
        years=(2024, 2025),
        employed=array(regions, industries, years),
        official=array(regions, years),
        country=array(industries, years),
        country_official=array(years),
        sources={},
    )


def naive_quotient(figures, region_at, industry_at, year_at):
    """One location quotient, read off the definition."""

    def known(values):
        found = [value for value in values if not math.isnan(value)]
        return sum(found) if found else NAN

    stated = [float(figures.country[one, year_at]) for one in range(len(figures.industries))]

    def country(one):
        whole = has_totals or not any(map(math.isnan, stated))
        return stated[one] if whole else known(figures.employed[:, one, year_at])

    total, everybody = figures.official[region_at, year_at], figures.country_official[year_at]
    has_totals = not (math.isnan(total) or math.isnan(everybody))
    if not has_totals:
        total = known(figures.employed[region_at, :, year_at])
        everybody = known([country(one) for one in range(len(figures.industries))])
    part, of_country = figures.employed[region_at, industry_at, year_at], country(industry_at)
    if any(math.isnan(one) for one in (part, total, of_country, everybody)) or not (total and of_country and everybody):
        return NAN
    return (part / total) / (of_country / everybody)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_quotient_is_as_one_would_work_it_out(data):
    figures = arrays(data.draw)
    for place in np.ndindex(figures.employed.shape):
        assert figures.quotients[place] == pytest.approx(naive_quotient(figures, *place), nan_ok=True)
    merged = Profile(figures, [1, 2], [1, 3])
    own = figures.employed[:2, [0, 2], 1].sum()
    assert merged.history()[-1].employment == pytest.approx(own, nan_ok=True)
