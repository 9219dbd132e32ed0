"""The formulas of cluster analysis, on arrays: pure functions that know no table and no page.

A number that cannot be said (a missing figure, a denominator that is zero or missing) is NaN, never 0: pages show “n/a”.
Shapes: R regions, K industries or clusters."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

# An industry counts as present in a region from this location quotient on (Hidalgo et al. 2007).
PRESENT = 1.0
# Stars of the European Cluster Observatory: the specialisation that earns one, and one in how many is at the top.
SPECIALISED = 2.0
TOP = 10


def quotient(part: Any, whole: Any) -> Numbers:
    """`part / whole`; NaN where either is missing or `whole` is zero."""
    part, whole = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Numbers = np.where(whole > 0, part / whole, np.nan)
    return found


def location_quotient(employed: Any, region_all: Any, country_industry: Any, country_all: Any) -> Numbers:
    """`(e_ir / E_r) / (n_i / N)`: how many times as large an industry's share is here as in the country.

    `employed` e_ir people in industry i of region r, `region_all` E_r in all industries of the region, `country_industry` n_i
    in the industry of the country, `country_all` N in all of the country. Example: 38,200 of 1,120,000 over 372,000 of
    20,100,000 is 1.843. Source: Florence 1939; Isard 1960, “Methods of Regional Analysis”."""
    return quotient(quotient(employed, region_all), quotient(country_industry, country_all))


def growth(later: Any, earlier: Any) -> Numbers:
    """The change from `earlier` to `later` as a part of `earlier`: 0.05 is five per cent more."""
    return quotient(later, earlier) - 1


def growth_a_year(later: Any, earlier: Any, years: int) -> Numbers:
    """The steady change a year that leads from `earlier` to `later` in `years` (compound annual growth rate)."""
    if years < 1:
        return np.full_like(quotient(later, earlier), np.nan)
    found: Numbers = quotient(later, earlier) ** (1 / years) - 1
    return found


def rank(values: Any) -> Numbers:
    """The place of each value among those that are known, the largest first; equal ones share the better place. Along the first
    axis."""
    values = np.asarray(values, dtype=np.float64)
    known = np.sort(np.where(np.isnan(values), -np.inf, values), axis=0)
    flat, sorted_ = values.reshape(len(values), -1), known.reshape(len(values), -1)
    found = np.full_like(flat, np.nan)
    for column in range(flat.shape[1]):
        larger = len(values) - np.searchsorted(sorted_[:, column], flat[:, column], side="right")
        found[:, column] = np.where(np.isnan(flat[:, column]), np.nan, larger + 1)
    return found.reshape(values.shape)


def places_at_the_top(population: Any) -> Any:
    """How many places the top 10 % of a `population` are; none where there are fewer than ten to compare."""
    return np.asarray(population) // TOP


def in_the_top(values: Any) -> Numbers:
    """1 for values among the top 10 % of the first axis, 0 for the others; NaN where the value is unknown or fewer than ten are
    known: “top 10 %” means nothing without a population."""
    values = np.asarray(values, dtype=np.float64)
    places = places_at_the_top(np.sum(~np.isnan(values), axis=0))
    found = np.where(rank(values) <= places, 1.0, 0.0)
    result: Numbers = np.where(np.isnan(values) | (places == 0), np.nan, found)
    return result


def stars(employed: Any, quotients: Any, shares: Any) -> tuple[Numbers, Numbers, Numbers]:
    """The stars of regional clusters of one category, along the first axis: size, specialisation, focus (1, 0 or NaN each).

    Size: in the top 10 % of the category's regional clusters by `employed`. Specialisation: location quotient of at least 2.
    Focus: in the top 10 % by share of its own region's employment. Source: European Cluster Observatory, “Methodology for
    evaluating clusters” (2007), as in Sölvell, Ketels, Lindqvist 2008; the 10 % of focus is the portal's reading."""
    quotients = np.asarray(quotients, dtype=np.float64)
    specialised: Numbers = np.where(np.isnan(quotients), np.nan, np.where(quotients >= SPECIALISED, 1.0, 0.0))
    return in_the_top(employed), specialised, in_the_top(shares)


def proximity(quotients: Any) -> Numbers:
    """φ between the columns of `quotients` (R × K location quotients): K × K.

    `φ_ij = Σ_r M_ir·M_jr / max(Σ_r M_ir, Σ_r M_jr)`, M = 1 where the location quotient is at least 1: the smaller of the two
    probabilities that a region that has one of them has the other. Undefined (NaN) when neither is present anywhere; an unknown
    quotient counts as absent. Example: 3 regions have both, 4 the more widespread one: 0.75. Source: Hidalgo, Klinger,
    Barabási, Hausmann 2007, “The Product Space Conditions the Development of Nations”, Science 317."""
    with np.errstate(invalid="ignore"):
        present = (np.asarray(quotients, dtype=np.float64) >= PRESENT).astype(np.float64)
    together = present.T @ present
    counts = np.diag(together)
    return quotient(together, np.maximum.outer(counts, counts))


def cosine(quotients: Any) -> Numbers:
    """The cosine of the angle between the columns of `quotients` (R × K location quotients): K × K, from 0 (never in the same
    regions) to 1 (in the same proportion everywhere). Regions where one of two is unknown are left out of that pair; NaN where
    nothing is left. Source: Salton, McGill 1983; as relatedness e.g. in Boschma, Balland, Kogler 2015."""
    values = np.asarray(quotients, dtype=np.float64)
    known = (~np.isnan(values)).astype(np.float64)
    filled = np.nan_to_num(values)
    # squares[i, j]: the squared length of i over the regions where j is known.
    squares = (filled**2).T @ known
    found = quotient(filled.T @ filled, np.sqrt(squares * squares.T))
    capped: Numbers = np.minimum(found, 1.0)
    return capped


def regions_compared(quotients: Any) -> NDArray[np.int64]:
    """In how many regions both of two columns are known: the comparison population of `cosine`. K × K."""
    known = (~np.isnan(np.asarray(quotients, dtype=np.float64))).astype(np.int64)
    return known.T @ known
