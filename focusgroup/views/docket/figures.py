"""The figures that came with a piece of evidence, in the reader's words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from council import bilingual, programmes
from focusgroup import shown
from focusgroup.models import Cluster, Evidence

# What a measurement brings along, as it is shown.
ORDER = ("year", "clusters", "proximity", "cosine", "regions_compared", "present", "ties", "sources")
# What is no number of ours is shown as short as this.
LONGEST = 200


def with_figures(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    """`{one, figures}` for each piece of evidence; figures are (label, text). One query for the clusters of all."""
    rows = [(one, one.data if isinstance(one.data, Mapping) else {}) for one in evidence]
    slugs = {slug for _one, data in rows for slug in _texts(data.get("clusters"))}
    names = {one.slug: bilingual.text(one, "name") for one in Cluster.objects.filter(slug__in=slugs)} if slugs else {}
    return [{"one": one, "figures": _figures(data, names)} for one, data in rows]


def _figures(data: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Those of a measurement in their own order; others as they are named, if they are one word or number."""
    clusters = [names.get(slug, slug) for slug in _texts(data.get("clusters"))]
    found: list[tuple[str, str]] = []
    # The database keeps them in an order of its own.
    for key, value in sorted(
        data.items(), key=lambda item: (ORDER.index(item[0]) if item[0] in ORDER else len(ORDER), item[0])
    ):
        if key == "year":
            found.append((_("Year"), str(value)))
        elif key == "clusters":
            found.append((_("Clusters"), " · ".join(clusters)))
        elif key in ("proximity", "cosine"):
            label = _("Proximity φ") if key == "proximity" else _("Cosine of the location quotients")
            found.append((label, shown.ratio(_number(value))))
        elif key == "regions_compared":
            found.append((_("Regions compared"), shown.people(_number(value))))
        elif key == "present":
            found += _present(value, clusters)
        elif key == "ties":
            found.append((_("Ties"), _ties(value)))
        elif key == "sources":
            found.append((_("Source"), "; ".join(_texts(value))))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found.append((str(key), shown.ratio(float(value), 0 if isinstance(value, int) else 3)))
        elif isinstance(value, str):
            found.append((str(key), value[:LONGEST]))
    return found


def _present(value: Any, clusters: Sequence[str]) -> Iterable[tuple[str, str]]:
    """In how many regions the first, the second, both are specialised."""
    if isinstance(value, list) and len(value) == 3 and len(clusters) == 2:
        for name, number in zip([*clusters, _("both")], value, strict=True):
            yield _("Regions specialised in it: %(name)s") % {"name": name}, shown.people(_number(number))


def _ties(value: Any) -> str:
    if not isinstance(value, Mapping) or not value:
        return _("none")
    names = {source.slug: str(source.name) for source in programmes.tie_sources.all()} | {"projects": _("Projects")}
    return ", ".join(f"{names.get(slug, slug)} {shown.people(_number(count))}" for slug, count in value.items())


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")
