"""What is measured of one cluster: its places together as one region among all the others on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan

import numpy as np

from focusgroup.models import Cluster
from focusgroup.services.clusters import formulas
from focusgroup.services.clusters.figures import Figures, Kind
from focusgroup.services.clusters.formulas import Numbers

# Row of the cluster in figures whose regions are merged.
OWN = 0


@dataclass(frozen=True)
class Star:
    """One of the three stars: earned (None: it cannot be said), the value, its place in the population, and how many places
    earn it."""

    slug: str
    earned: bool | None
    value: float
    place: float = float("nan")
    population: int = 0
    places: int = 0


@dataclass(frozen=True)
class YearNumbers:
    """One year of a cluster; NaN where a number cannot be said."""

    year: int
    employment: float
    quotient: float
    share: float
    growth: float


@dataclass(frozen=True)
class IndustryNumbers:
    """One industry in the cluster's places: `own` where it is one of the cluster's."""

    industry: int
    employment: float
    quotient: float
    share: float
    own: bool


class Profile:
    """The measures of the industries `industries` in `regions`, by year. A figure is missing where that of one of the places or
    industries is: parts are not added up as if they were all."""

    def __init__(self, figures: Figures, regions: Sequence[int], industries: Sequence[int]) -> None:
        self.figures = figures
        self.regions, self.wanted = tuple(regions), tuple(industries)
        self.merged = figures.with_regions_merged(regions)
        self.kind, self.places, self.left_out = choose(figures, industries)
        self.years = figures.years

    @property
    def is_measured(self) -> bool:
        """Whether there is any figure of the cluster."""
        return bool(self.years) and bool(np.any(~np.isnan(self.employed[OWN])))

    @cached_property
    def employed(self) -> Numbers:
        """People in the cluster's industries: region × year."""
        return category(self.merged.employed, self.places)

    @cached_property
    def denominators(self) -> tuple[Numbers, Numbers]:
        return self.merged.denominators(self.kind)

    @cached_property
    def quotients(self) -> Numbers:
        return category_quotients(self.merged, self.kind, self.places)

    @cached_property
    def shares(self) -> Numbers:
        return formulas.quotient(self.employed, self.denominators[0])

    @cached_property
    def latest(self) -> int:
        """The newest year in which the cluster has a figure, else the newest of all."""
        known = [year for place, year in enumerate(self.years) if not isnan(self.employed[OWN, place])]
        return known[-1] if known else self.years[-1]

    def growth_to(self, place: int) -> float:
        """The change from the year before; NaN where that is not on record."""
        if place == 0 or self.years[place - 1] != self.years[place] - 1:
            return float("nan")
        return float(formulas.growth(self.employed[OWN, place], self.employed[OWN, place - 1]))

    def history(self) -> list[YearNumbers]:
        """Every year on record."""
        return [
            YearNumbers(
                year,
                float(self.employed[OWN, place]),
                float(self.quotients[OWN, place]),
                float(self.shares[OWN, place]),
                self.growth_to(place),
            )
            for place, year in enumerate(self.years)
        ]

    def growth_a_year(self, year: int) -> tuple[float, int]:
        """The steady change a year from the first year with a figure to `year`, and that first year."""
        known = [one for place, one in enumerate(self.years) if not isnan(self.employed[OWN, place]) and one < year]
        if not known:
            return float("nan"), year
        values = self.employed[OWN]
        later, earlier = values[self.years.index(year)], values[self.years.index(known[0])]
        return float(formulas.growth_a_year(later, earlier, year - known[0])), known[0]

    def stars(self, year: int) -> list[Star]:
        """Size, specialisation and focus in `year`, each with what it rests on."""
        at = self.years.index(year)
        values = (self.employed[:, at], self.quotients[:, at], self.shares[:, at])
        earned = [_earned(star[OWN]) for star in formulas.stars(*values)]
        found = []
        for slug, is_earned, numbers in zip(("size", "specialisation", "focus"), earned, values, strict=True):
            population = int(np.sum(~np.isnan(numbers)))
            places = int(formulas.places_at_the_top(population))
            own = float(numbers[OWN])
            found.append(Star(slug, is_earned, own, float(formulas.rank(numbers)[OWN]), population, places))
        return found

    def industries(self, year: int) -> list[IndustryNumbers]:
        """Every industry of the same kind in the cluster's places, the most specialised first; those without a number last."""
        at = self.years.index(year)
        own = set(self.places)
        found = [
            IndustryNumbers(
                self.merged.industries[place],
                float(self.merged.employed[OWN, place, at]),
                float(self.merged.quotients[OWN, place, at]),
                float(self.merged.shares[OWN, place, at]),
                int(place) in own,
            )
            for place in self.merged.kind_indices.get(self.kind, ())
        ]
        return sorted(found, key=lambda one: (isnan(one.quotient), -one.quotient if not isnan(one.quotient) else 0))

    def missing(self, year: int) -> list[tuple[int, int]]:
        """The (region, industry) pairs of the cluster without a figure in `year`."""
        at = self.years.index(year)
        region_at = {region: place for place, region in enumerate(self.figures.regions)}
        industry_at = {industry: place for place, industry in enumerate(self.figures.industries)}
        return [
            (region, industry)
            for region in self.regions
            for industry in self.wanted
            if industry not in self.left_out
            and (
                region not in region_at
                or industry not in industry_at
                or isnan(self.figures.employed[region_at[region], industry_at[industry], at])
            )
        ]

    def uses_totals(self, year: int) -> bool:
        """Whether the denominators in `year` are totals on record, not sums of what is."""
        return bool(self.merged.has_totals[OWN, self.years.index(year)])

    def compared_industries(self) -> int:
        """How many industries the sums are made of, where there are no totals."""
        return len(self.merged.kind_indices.get(self.kind, ()))


def profile_of(figures: Figures, cluster: Cluster) -> Profile:
    """The profile of `cluster`, whose industries and regions are prefetched."""
    return Profile(
        figures, [region.pk for region in cluster.regions.all()], [industry.pk for industry in cluster.industries.all()]
    )


def choose(figures: Figures, industries: Sequence[int]) -> tuple[Kind, list[int], set[int]]:
    """(kind, places of the industries, those left out). Industries of one revision and level are measured together, the newest
    revision first; one that has no figure at all has the place -1: nothing can be said of the whole then."""
    kind_of = dict(zip(figures.industries, figures.kinds, strict=True))
    kinds = [kind_of[one] for one in industries if one in kind_of]
    if not kinds:
        return (0, 0), [-1], set()
    kind = max(kinds, key=lambda one: (one[0], kinds.count(one), one[1]))
    left_out = {one for one in industries if one in kind_of and kind_of[one] != kind}
    place_of = {one: place for place, one in enumerate(figures.industries)}
    return kind, [place_of.get(one, -1) for one in industries if one not in left_out], left_out


def category(values: Numbers, places: Sequence[int]) -> Numbers:
    """The sum of some industries, NaN where one is missing: region × industry × year becomes region × year."""
    if -1 in places:
        return np.full((values.shape[0], values.shape[2]), np.nan)
    found: Numbers = values[:, list(places), :].sum(axis=1)
    return found


def category_quotients(figures: Figures, kind: Kind, places: Sequence[int]) -> Numbers:
    """The location quotients of some industries taken as one: region × year."""
    employed = category(figures.employed, places)
    if -1 in places:
        return employed
    region_all, country_all = figures.denominators(kind)
    country = figures.of_country(places).sum(axis=1)
    return formulas.location_quotient(employed, region_all, country, country_all)


def _earned(star: float) -> bool | None:
    return None if isnan(star) else bool(star)
