"""Two hundred thousand figures are read and computed anew within two seconds; a year of them comes in within some seconds."""

import time
from datetime import timedelta

import pytest

from council.members.models import Industry, Region
from council.portal import table_imports
from focusgroup.models import IndustryStatistic
from focusgroup.services.clusters.figures import current_version, read_figures
from focusgroup.tables import StatisticTable
from tests.factories import NOW, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.soak]


@pytest.fixture
def codes():
    regions = Region.objects.bulk_create(Region(code=f"r-{number}", name_ko="가", name_en="A") for number in range(250))
    industries = Industry.objects.bulk_create(
        Industry(code=f"Z{number:02}", revision=99, name_ko="나", name_en="B") for number in range(80)
    )
    return regions, industries


def test_all_figures_are_computed_within_two_seconds(codes):
    regions, industries = codes
    IndustryStatistic.objects.bulk_create(
        (
            IndustryStatistic(
                region=region, industry=industry, year=year, employment=(region.pk * industry.pk) % 977, source="s"
            )
            for year in range(2016, 2026)
            for region in regions
            for industry in industries
        ),
        batch_size=10_000,
    )
    taken = []
    for _round in range(3):
        began = time.perf_counter()
        figures = read_figures(current_version())
        figures.compute_all()
        taken.append(time.perf_counter() - began)
    assert figures.quotients.shape == (250, 80, 10)
    assert min(taken) < 2


def test_a_year_of_figures_comes_in_within_seconds(codes):
    regions, industries = codes
    heading = ["region", "industry", "year", "employment", "source"]
    rows = [[region.code, industry.code, "2025", "12", "Office"] for region in regions for industry in industries]
    user = UserFactory()
    began = time.perf_counter()
    staged = table_imports.stage(table=StatisticTable, file_name="year.csv", rows=[heading, *rows], by=user, now=NOW)
    assert table_imports.preview(staged, table=StatisticTable, now=NOW).count("new") == 20_000
    table_imports.carry_out(staged, table=StatisticTable, by=user, now=NOW)
    assert time.perf_counter() - began < 20
    assert IndustryStatistic.objects.count() == 20_000
    assert table_imports.take_back(staged, table=StatisticTable, by=user, now=NOW + timedelta(days=1)) == []
    assert IndustryStatistic.objects.count() == 0
