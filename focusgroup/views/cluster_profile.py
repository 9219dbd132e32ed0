"""The page of one cluster: its figures, charts and stars, and the same tables as files."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from council import bilingual
from council.members.models import Industry, Region
from council.tables import table_response
from focusgroup import shown
from focusgroup.models import Cluster, IndustryStatistic
from focusgroup.permissions.clusters import get_cluster_or_404, visible_analyses
from focusgroup.permissions.group import is_inside
from focusgroup.services.clusters.figures import current_figures
from focusgroup.services.clusters.profile import IndustryNumbers, Profile, Star, YearNumbers, profile_of

# A chart shows so many industries; the table has all.
BARS = 15
MISSING_TOLD = 12


@require_safe
def cluster_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One cluster: what is measured of it in `year`, who speaks for it, what it grows into."""
    now = timezone.now()
    cluster = get_cluster_or_404(slug)
    profile = profile_of(current_figures(), cluster)
    context: dict[str, Any] = {
        "cluster": cluster,
        "hybrids": cluster.hybrids.prefetch_related("parents"),
        "analyses": visible_analyses(request.user, now).filter(clusters=cluster),
        "seats": cluster.seats.enrolled(now).count(),
        "is_inside": is_inside(request.user, now),
        "profile": profile,
    }
    if profile.years:
        context |= _measured(profile, cluster, year_of(request, profile.years, profile.latest))
    return render(request, "focusgroup/clusters/cluster_detail.html", context)


@require_safe
def cluster_table(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    """The tables of the page as CSV: `years` or `industries` (in `year`)."""
    cluster = get_cluster_or_404(slug)
    profile = profile_of(current_figures(), cluster)
    if table not in ("years", "industries") or not profile.years:
        raise Http404
    year = year_of(request, profile.years, profile.latest)
    rows = _year_rows(profile) if table == "years" else _industry_rows(profile, year)
    name = f"{cluster.slug}-{table}" if table == "years" else f"{cluster.slug}-{table}-{year}"
    return table_response("csv", name, str(cluster), rows)


def year_of(request: HttpRequest, years: Sequence[int], usual: int) -> int:
    """The year that is asked for, where there are figures of it."""
    given = request.GET.get("year", "") or request.POST.get("year", "")
    return next((year for year in years if str(year) == given), usual)


def source_line(profile: Profile, year: int) -> str:
    """Where the numbers of `year` come from, and what they are compared with."""
    sources = shown.sources(profile.figures.sources.get(year, ()))
    if profile.uses_totals(year):
        compared = _("divided by the totals on record of these places and of the country")
    else:
        compared = _(
            "divided by the sums of the %(industries)s industries and %(regions)s regions on record: totals are missing"
        ) % {"industries": profile.compared_industries(), "regions": len(profile.figures.regions)}
    line = _("Source: %(sources)s · data of %(year)s · %(compared)s")
    return shown.sentence(line, sources=sources, year=year, compared=compared)


def _measured(profile: Profile, cluster: Cluster, year: int) -> dict[str, Any]:
    history = profile.history()
    latest = history[profile.years.index(year)]
    growth, since = profile.growth_a_year(year)
    names = {industry.pk: industry for industry in Industry.objects.filter(pk__in=profile.figures.industries)}
    industries = profile.industries(year)
    stars = profile.stars(year)
    return {
        "year": year,
        "years": profile.years,
        "latest": latest,
        "growth": growth,
        "since": since,
        "establishments": establishments_of(cluster, year),
        "history": history,
        "industries": [(names[one.industry], one) for one in industries],
        "quotient_chart": _quotient_chart(industries, names, year),
        "people_chart": _people_chart(history),
        "trend_chart": _trend_chart(history),
        "stars": [(star, *reason_of(star)) for star in stars],
        "stars_earned": sum(star.earned is True for star in stars),
        "stars_unknown": sum(star.earned is None for star in stars),
        "missing": _missing(profile, year, names),
        "source": source_line(profile, year),
        "sources": shown.sources(sorted({source for one in profile.figures.sources.values() for source in one})),
    }


def establishments_of(cluster: Cluster, year: int) -> float:
    """Establishments of the cluster in `year`; NaN where one of its cells says none."""
    regions, industries = cluster.regions.all(), cluster.industries.all()
    found = IndustryStatistic.objects.filter(region__in=regions, industry__in=industries, year=year)
    counts = list(found.values_list("establishments", flat=True))
    known = [count for count in counts if count is not None]
    return float(sum(known)) if len(known) == len(regions) * len(industries) else float("nan")


def reason_of(star: Star) -> tuple[str, str]:
    """What a star is called, and why it is earned or not."""
    if star.slug == "specialisation":
        name, value = _("Specialisation"), shown.ratio(star.value, 3)
        if star.earned is None:
            return name, _("n/a: a figure or a denominator is missing.")
        return name, _("Location quotient %(value)s; from 2 on it earns the star.") % {"value": value}
    if star.slug == "size":
        name, value = _("Size"), _("%(people)s people employed") % {"people": shown.people(star.value)}
    else:
        name = _("Focus")
        value = _("%(share)s of the employment of its own places") % {"share": shown.percent(star.value)}
    if star.earned is None:
        if star.population < 10 and star.value == star.value:
            text = _("n/a: %(population)s regions have a figure, and the top 10 %% need ten to compare.")
            return name, text % {"population": star.population}
        return name, _("n/a: a figure or a denominator is missing.")
    text = ngettext(
        "%(value)s: place %(place)s of %(population)s regions with these industries; the first place is the top 10 %%.",
        "%(value)s: place %(place)s of %(population)s regions with these industries; the first %(places)s are the top 10 %%.",
        star.places,
    )
    words = {"value": value, "place": round(star.place), "population": star.population, "places": star.places}
    return name, text % words


def _quotient_chart(industries: Sequence[IndustryNumbers], names: dict[int, Industry], year: int) -> dict[str, Any]:
    known = [one for one in industries if one.quotient == one.quotient]
    drawn = [one for number, one in enumerate(known) if number < BARS or one.own]
    if known:
        words = {
            "industry": bilingual.text(names[known[0].industry], "name"),
            "ratio": shown.ratio(known[0].quotient),
            "year": year,
        }
        title = _("%(industry)s stands out: %(ratio)s times the country’s share in %(year)s") % words
    else:
        title = _("No location quotient can be said for %(year)s") % {"year": year}
    return {
        "title": title,
        "data": {
            "labels": [f"{'● ' if one.own else ''}{names[one.industry].code}" for one in drawn],
            "values": [shown.plain(one.quotient) for one in drawn],
            "marked": [one.own for one in drawn],
            "unit": _("Location quotient (1: as in the country)"),
            "axis": _("Industry (KSIC); ● of this cluster"),
            "line": 1,
        }
        if drawn
        else None,
    }


def _people_chart(history: Sequence[YearNumbers]) -> dict[str, Any]:
    known = [one for one in history if one.employment == one.employment]
    if len(known) < 2:
        title = _("People employed: there are too few years for a trend")
    else:
        change = known[-1].employment / known[0].employment - 1 if known[0].employment else float("nan")
        words = {"change": shown.percent(change, signed=True), "first": known[0].year, "last": known[-1].year}
        title = _("People employed: %(change)s from %(first)s to %(last)s") % words
    return _line_chart(title, history, [one.employment for one in history], _("People employed"))


def _trend_chart(history: Sequence[YearNumbers]) -> dict[str, Any]:
    known = [one for one in history if one.quotient == one.quotient]
    if len(known) < 2:
        title = _("Location quotient: there are too few years for a trend")
    else:
        words = {
            "before": shown.ratio(known[0].quotient),
            "after": shown.ratio(known[-1].quotient),
            "first": known[0].year,
            "last": known[-1].year,
        }
        title = _("Location quotient: %(before)s in %(first)s, %(after)s in %(last)s") % words
    return _line_chart(title, history, [one.quotient for one in history], _("Location quotient"))


def _line_chart(title: str, history: Sequence[YearNumbers], values: Iterable[float], unit: str) -> dict[str, Any]:
    data = {
        "type": "line",
        "labels": [str(one.year) for one in history],
        "values": [shown.plain(value) for value in values],
        "unit": unit,
        "axis": _("Year"),
    }
    return {"title": title, "data": data}


def _missing(profile: Profile, year: int, names: dict[int, Industry]) -> list[str]:
    cells = profile.missing(year)
    regions = Region.objects.in_bulk({region for region, _industry in cells}) if cells else {}
    industries = names | Industry.objects.in_bulk({industry for _region, industry in cells} - names.keys()) if cells else {}
    told = [f"{regions[region]} {industries[industry].code}" for region, industry in cells[:MISSING_TOLD]]
    return [*told, "…"] if len(cells) > MISSING_TOLD else told


def _year_rows(profile: Profile) -> Iterable[Sequence[Any]]:
    yield [
        *(_("Year"), _("People employed"), _("Share of employment"), _("Location quotient"), _("Growth")),
        *(_("Compared with"), _("Source")),
    ]
    for one in profile.history():
        numbers = (shown.cell(one.employment), shown.cell(one.share, 6), shown.cell(one.quotient, 4), shown.cell(one.growth, 6))
        yield [one.year, *numbers, compared_with(profile, one.year), "; ".join(profile.figures.sources.get(one.year, ()))]


def _industry_rows(profile: Profile, year: int) -> Iterable[Sequence[Any]]:
    names = Industry.objects.in_bulk(profile.figures.industries)
    yield [
        *(_("Code"), _("Revision"), _("Industry"), _("Of this cluster"), _("People employed"), _("Share of employment")),
        *(_("Location quotient"), _("Year"), _("Compared with"), _("Source")),
    ]
    for one in profile.industries(year):
        industry = names[one.industry]
        numbers = (shown.cell(one.employment), shown.cell(one.share, 6), shown.cell(one.quotient, 4))
        known = (industry.code, industry.revision, bilingual.text(industry, "name"), _("Yes") if one.own else _("No"))
        yield [*known, *numbers, year, compared_with(profile, year), "; ".join(profile.figures.sources.get(year, ()))]


def compared_with(profile: Profile, year: int) -> str:
    """The denominators, in a word for a table."""
    return _("Totals on record") if profile.uses_totals(year) else _("Sums of what is on record")
