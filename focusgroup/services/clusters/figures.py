"""The employment figures as arrays, and everything that is computed of all of them at once; kept by the data's version."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from django.core.cache import cache
from django.db import connection
from numpy.typing import NDArray

from council.members.models import Industry
from focusgroup.models import StatisticsVersion
from focusgroup.services.clusters import formulas
from focusgroup.services.clusters.formulas import Numbers

# How long arrays stay in the cache. They are only found under the version of the data that they were made of.
KEPT_SECONDS = 7 * 24 * 3600
ROWS = """
SELECT coalesce(region_id, 0), coalesce(industry_id, 0), year, employment FROM focusgroup_industrystatistic
"""
SOURCES = "SELECT DISTINCT year, source FROM focusgroup_industrystatistic ORDER BY year, source"
# Revision and level (length of the code) of an industry: only industries of one kind may be added up.
Kind = tuple[int, int]


@dataclass(frozen=True)
class Figures:
    """People employed, by region, industry and year; NaN where there is no figure.

    `official` E_r is a region's total where it is on record, `country_official` N the country's; with them goes the country's
    own figure n_i of an industry, and where that is missing there is no quotient. Where one of the two totals is missing, all
    three are of what is on record of the same kind of industries: numbers of different extent are not mixed."""

    version: str
    regions: tuple[int, ...]
    industries: tuple[int, ...]
    kinds: tuple[Kind, ...]
    years: tuple[int, ...]
    employed: Numbers  # region × industry × year
    official: Numbers  # region × year
    country: Numbers  # industry × year
    country_official: Numbers  # year
    sources: dict[int, tuple[str, ...]]
    # What the country had on record before some of its regions were made one; industry × year.
    before: Numbers | None = None

    @cached_property
    def kind_indices(self) -> dict[Kind, NDArray[np.intp]]:
        """The places of the industries of each kind."""
        return {kind: np.flatnonzero([one == kind for one in self.kinds]) for kind in sorted(set(self.kinds))}

    @cached_property
    def on_record(self) -> Numbers:
        """n_i where there are no totals: the country's figures where all industries of the kind have one, else the sums of the
        regions on record. Industry × year."""
        if self.before is not None:
            return self.before
        found = _sum_known(self.employed, axis=0)
        for mine in self.kind_indices.values():
            whole = ~np.isnan(self.country[mine]).any(axis=0)
            found[mine] = np.where(whole, self.country[mine], found[mine])
        return found

    def of_country(self, places: Sequence[int]) -> Numbers:
        """n_i of the industries at `places`, of the extent of each region's denominators: region × industry × year."""
        mine = list(places)
        return np.where(self.has_totals[:, None, :], self.country[None, mine, :], self.on_record[None, mine, :])

    @cached_property
    def has_totals(self) -> NDArray[np.bool_]:
        """Where the totals on record are used: region × year."""
        found: NDArray[np.bool_] = ~np.isnan(self.official) & ~np.isnan(self.country_official)
        return found

    def denominators(self, kind: Kind) -> tuple[Numbers, Numbers]:
        """(E_r, N) for industries of `kind`, each region × year."""
        mine = self.kind_indices.get(kind, np.array([], dtype=np.intp))
        region_sum = _sum_known(self.employed[:, mine, :], axis=1)
        country_sum = np.broadcast_to(_sum_known(self.on_record[mine, :], axis=0), region_sum.shape)
        regions = np.where(self.has_totals, self.official, region_sum)
        return regions, np.where(self.has_totals, self.country_official, country_sum)

    @cached_property
    def quotients(self) -> Numbers:
        """The location quotient of every industry in every region and year."""
        found = np.full_like(self.employed, np.nan)
        for kind, mine in self.kind_indices.items():
            region_all, country_all = self.denominators(kind)
            found[:, mine, :] = formulas.location_quotient(
                self.employed[:, mine, :],
                region_all[:, None, :],
                self.of_country([int(one) for one in mine]),
                country_all[:, None, :],
            )
        return found

    @cached_property
    def shares(self) -> Numbers:
        """The part of its region's employment, of every industry in every region and year."""
        found = np.full_like(self.employed, np.nan)
        for kind, mine in self.kind_indices.items():
            found[:, mine, :] = formulas.quotient(self.employed[:, mine, :], self.denominators(kind)[0][:, None, :])
        return found

    @cached_property
    def growths(self) -> Numbers:
        """The change to each year from the year before; NaN where that is not on record."""
        found = np.full_like(self.employed, np.nan)
        for place in range(1, len(self.years)):
            if self.years[place - 1] == self.years[place] - 1:
                found[:, :, place] = formulas.growth(self.employed[:, :, place], self.employed[:, :, place - 1])
        return found

    @cached_property
    def stars(self) -> tuple[Numbers, Numbers, Numbers]:
        """Size, specialisation and focus of every industry in every region and year, among all regions on record."""
        return formulas.stars(self.employed, self.quotients, self.shares)

    @cached_property
    def proximities(self) -> Numbers:
        """φ between all industries: industry × industry × year."""
        return np.stack([formulas.proximity(self.quotients[:, :, place]) for place in range(len(self.years))], axis=2)

    @cached_property
    def cosines(self) -> Numbers:
        """The cosine between all industries: industry × industry × year."""
        return np.stack([formulas.cosine(self.quotients[:, :, place]) for place in range(len(self.years))], axis=2)

    def compute_all(self) -> None:
        """Everything above."""
        _ = (self.quotients, self.shares, self.growths, self.stars)
        if self.years:
            _ = (self.proximities, self.cosines)

    def with_regions_merged(self, regions: Sequence[int]) -> Figures:
        """The same where `regions` are one, the first: what a cluster in several places is compared as. Its figure is missing
        where that of one of them is."""
        wanted = set(regions)
        mine = np.array([region in wanted for region in self.regions], dtype=bool)
        whole = mine.sum() == len(wanted) and len(wanted) > 0
        employed = self.employed[mine].sum(axis=0) if whole else np.full(self.employed.shape[1:], np.nan)
        official = self.official[mine].sum(axis=0) if whole else np.full(self.official.shape[1:], np.nan)
        return replace(
            self,
            regions=(0, *(region for region in self.regions if region not in wanted)),
            employed=np.concatenate([employed[None], self.employed[~mine]]),
            official=np.concatenate([official[None], self.official[~mine]]),
            # As the country had it before, whatever the cluster lacks.
            before=self.on_record,
        )


def _sum_known(values: Numbers, axis: int) -> Numbers:
    """The sum of what is known; NaN where nothing is."""
    known = ~np.isnan(values)
    found: Numbers = np.where(known.any(axis=axis), np.nansum(values, axis=axis), np.nan)
    return found


def current_version() -> str:
    """The word for the statistics as they are now."""
    return str(StatisticsVersion.objects.values_list("key", flat=True).first() or uuid.UUID(int=0))


_latest: Figures | None = None


def current_figures() -> Figures:
    """The figures as they are now: one query where this process or the cache has them already."""
    global _latest  # a cache of what any process can make again
    version = current_version()
    if _latest is not None and _latest.version == version:
        return _latest
    key = f"focusgroup.figures.{version}"
    found = cache.get(key)
    if not isinstance(found, Figures):
        found = read_figures(version)
        cache.set(key, found, KEPT_SECONDS)
    _latest = found
    return found


def read_figures(version: str) -> Figures:
    """The figures, read from the database."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        rows = np.array(cursor.fetchall(), dtype=np.int64).reshape(-1, 4)
        cursor.execute(SOURCES)
        sources: dict[int, tuple[str, ...]] = {}
        for year, source in cursor.fetchall():
            sources[year] = (*sources.get(year, ()), source)
    kinds = {pk: (revision, len(code)) for pk, revision, code in Industry.objects.values_list("pk", "revision", "code")}
    # Place 0 is the country, or all industries together.
    regions, region_at = np.unique(np.append(rows[:, 0], 0), return_inverse=True)
    industries, industry_at = np.unique(np.append(rows[:, 1], 0), return_inverse=True)
    years, year_at = np.unique(rows[:, 2], return_inverse=True)
    cube = np.full((len(regions), len(industries), len(years)), np.nan)
    cube[region_at[:-1], industry_at[:-1], year_at] = rows[:, 3]
    return Figures(
        version=version,
        regions=tuple(map(int, regions[1:])),
        industries=tuple(map(int, industries[1:])),
        kinds=tuple(kinds.get(int(pk), (0, 0)) for pk in industries[1:]),
        years=tuple(map(int, years)),
        employed=cube[1:, 1:, :],
        official=cube[1:, 0, :],
        country=cube[0, 1:, :],
        country_official=cube[0, 0, :],
        sources=sources,
    )
