"""How near clusters are to each other, measured over all regions on record: φ and cosine, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from focusgroup.models import Cluster
from focusgroup.services.clusters import formulas
from focusgroup.services.clusters.figures import Figures
from focusgroup.services.clusters.formulas import Numbers
from focusgroup.services.clusters.profile import category_quotients, choose


@dataclass(frozen=True)
class Pair:
    """Two of them (by their place in the list): φ, cosine, and in how many regions."""

    first: int
    second: int
    proximity: float
    cosine: float
    # Where the location quotient of each, and of both, is at least 1; where both are known.
    present: tuple[int, int, int]
    compared: int


@dataclass(frozen=True)
class Relatedness:
    """Both measures between all of `names`, in one year."""

    year: int
    names: Sequence[Any]
    proximity: Numbers
    cosine: Numbers
    quotients: Numbers

    def pairs(self) -> list[Pair]:
        """Every pair once, in the order of the names."""
        with np.errstate(invalid="ignore"):
            present = self.quotients >= formulas.PRESENT
        together = present.T.astype(int) @ present.astype(int)
        compared = formulas.regions_compared(self.quotients)
        return [
            Pair(
                first,
                second,
                float(self.proximity[first, second]),
                float(self.cosine[first, second]),
                (int(together[first, first]), int(together[second, second]), int(together[first, second])),
                int(compared[first, second]),
            )
            for first, second in combinations(range(len(self.names)), 2)
        ]


def between_clusters(figures: Figures, clusters: Sequence[Cluster], year: int) -> Relatedness:
    """Relatedness between the industries of `clusters` (prefetched), wherever in the country they are."""
    at = figures.years.index(year)
    columns = []
    for cluster in clusters:
        kind, places, _left_out = choose(figures, [industry.pk for industry in cluster.industries.all()])
        columns.append(category_quotients(figures, kind, places)[:, at])
    quotients = np.stack(columns, axis=1) if columns else np.empty((len(figures.regions), 0))
    return Relatedness(year, clusters, formulas.proximity(quotients), formulas.cosine(quotients), quotients)


def between_industries(figures: Figures, industries: Sequence[Any], year: int) -> Relatedness:
    """Relatedness between industries (rows of `Industry` that have figures), as they stand in the arrays."""
    at = figures.years.index(year)
    place_of = {pk: place for place, pk in enumerate(figures.industries)}
    places = [place_of[industry.pk] for industry in industries]
    square = np.ix_(places, places, [at])
    quotients = figures.quotients[:, places, at]
    return Relatedness(year, industries, figures.proximities[square][:, :, 0], figures.cosines[square][:, :, 0], quotients)
