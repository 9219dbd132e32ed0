"""How near clusters are to each other: the map for everybody, the bridge finder for the body."""

from collections.abc import Iterable, Sequence
from math import isnan
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from council import bilingual
from council.members.models import Industry
from council.staff import is_secretariat
from council.tables import table_response
from focusgroup import shown
from focusgroup.models import Cluster
from focusgroup.permissions.clusters import require_inside
from focusgroup.permissions.docket import may_write
from focusgroup.permissions.group import get_place_or_404, is_desk, is_inside
from focusgroup.services.clusters.bridges import USUALLY_RELATED, Bridge, BridgesFound, find_bridges, propose_linkage
from focusgroup.services.clusters.figures import Figures, current_figures
from focusgroup.services.clusters.formulas import Numbers
from focusgroup.services.clusters.relatedness import Relatedness, between_clusters, between_industries
from focusgroup.views.cluster_profile import year_of

CLUSTERS, INDUSTRIES = "clusters", "industries"
LEASTS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@require_safe
def relatedness_map(request: HttpRequest) -> HttpResponse:
    """φ and cosine between all clusters, or (`of=industries`) between their industries, in `year`; two tables side by side."""
    figures, of = current_figures(), _of(request)
    context: dict[str, Any] = {"of": of, "is_inside": is_inside(request.user, timezone.now()), "tabs": _tabs(of)}
    if figures.years:
        year = year_of(request, figures.years, figures.years[-1])
        related = _related(figures, of, year)
        names = [_short(name) for name in related.names]
        context |= {
            "year": year,
            "years": figures.years,
            "names": names,
            "maps": _maps(related, names),
            "source": _source(figures, year),
            "finding": _finding(related, names),
        }
    return render(request, "focusgroup/clusters/relatedness.html", context)


@require_safe
def relatedness_table(request: HttpRequest) -> HttpResponse:
    """The same as a file: a row for each pair."""
    figures, of = current_figures(), _of(request)
    if not figures.years:
        raise Http404
    year = year_of(request, figures.years, figures.years[-1])
    related = _related(figures, of, year)
    return table_response("csv", f"relatedness-{of}-{year}", of, _pair_rows(related, figures, year))


@never_cache
@login_required
@require_safe
def bridge_list(request: HttpRequest) -> HttpResponse:
    """Related pairs of clusters that nothing ties, for the body and its staff; `least` and `year` narrow it."""
    now = timezone.now()
    require_inside(request.user, now)
    figures, least = current_figures(), _least(request)
    context: dict[str, Any] = {
        "least": least,
        "leasts": [(one, one == least) for one in LEASTS],
        "is_desk": is_desk(request.user),
    }
    if figures.years:
        year = year_of(request, figures.years, figures.years[-1])
        found = find_bridges(figures, year, now, for_secretariat=is_secretariat(request.user))
        context |= {
            "year": year,
            "years": figures.years,
            "missing": found.missing(least),
            "others": found.others(least),
            "since": found.since,
            "source": _source(figures, year),
            "can_write": may_write(request.user, now),
        }
    return render(request, "focusgroup/clusters/bridge_list.html", context)


@login_required
@require_POST
def bridge_propose(request: HttpRequest, first: str, second: str) -> HttpResponse:
    """Begin a proposal to link two clusters that nothing ties, for those who may write one; its evidence comes along."""
    now = timezone.now()
    place = get_place_or_404(request.user, now)
    figures = current_figures()
    if not may_write(request.user, now) or not figures.years:
        raise Http404
    year = year_of(request, figures.years, figures.years[-1])
    found = find_bridges(figures, year, now, for_secretariat=is_secretariat(request.user))
    bridge = next((one for one in found.bridges if (one.first.slug, one.second.slug) == (first, second)), None)
    if bridge is None:
        raise Http404
    if not bridge.is_missing:
        messages.info(request, _("Something ties these two by now. Look again, and propose what is still missing."))
        return redirect("focusgroup:cluster-bridges")
    proposal, is_new = propose_linkage(
        bridge=bridge, year=year, sources=figures.sources.get(year, ()), author=place.member, now=now
    )
    if is_new:
        messages.success(request, _("The draft is kept, with the measures as its evidence. Say what is to be done."))
    else:
        messages.info(request, _("You have begun this proposal already: here it is."))
    return redirect("focusgroup:proposal-edit", proposal.ref)


@never_cache
@login_required
@require_safe
def bridge_table(request: HttpRequest) -> HttpResponse:
    """The pairs with their measures and ties, as a file."""
    now = timezone.now()
    require_inside(request.user, now)
    figures = current_figures()
    if not figures.years:
        raise Http404
    year = year_of(request, figures.years, figures.years[-1])
    found = find_bridges(figures, year, now, for_secretariat=is_secretariat(request.user))
    return table_response("csv", f"bridges-{year}", "bridges", _bridge_rows(found, _least(request), figures, year))


def _of(request: HttpRequest) -> str:
    return INDUSTRIES if request.GET.get("of") == INDUSTRIES else CLUSTERS


def _least(request: HttpRequest) -> float:
    given = request.GET.get("least", "")
    return next((one for one in LEASTS if str(one) == given), USUALLY_RELATED)


def _tabs(of: str) -> list[dict[str, Any]]:
    return [
        {"label": _("Clusters"), "href": "?of=clusters", "current": of == CLUSTERS},
        {"label": _("Industries"), "href": "?of=industries", "current": of == INDUSTRIES},
    ]


def _related(figures: Figures, of: str, year: int) -> Relatedness:
    """Between all clusters, or between the industries of clusters that have figures."""
    if of == CLUSTERS:
        return between_clusters(figures, list(Cluster.objects.prefetch_related("industries")), year)
    industries = (
        Industry.objects.filter(clusters__isnull=False, pk__in=figures.industries).distinct().order_by("revision", "code")
    )
    return between_industries(figures, list(industries), year)


def _short(row: Any) -> dict[str, str]:
    is_industry = isinstance(row, Industry)
    return {
        "text": bilingual.text(row, "name"),
        "lang": bilingual.text_language(row, "name"),
        "code": row.code if is_industry else "",
        "url": "" if is_industry else row.get_absolute_url(),
    }


def _maps(related: Relatedness, names: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {"id": "proximity", "title": _("Proximity φ"), "rows": _heat(related.proximity, names)},
        {"id": "cosine", "title": _("Cosine of the location quotients"), "rows": _heat(related.cosine, names)},
    ]


def _heat(values: Numbers, names: Sequence[Any]) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Rows of (name, cells of (text, how strong)); a thing beside itself is said by a dash."""
    return [
        (name, [("–", "own") if row == column else _cell(float(values[row, column])) for column in range(len(names))])
        for row, name in enumerate(names)
    ]


def _cell(value: float) -> tuple[str, str]:
    step = 1 if isnan(value) else 1 + sum(value >= least for least in (0.25, 0.5, 0.75))
    return shown.ratio(value), str(step)


def _finding(related: Relatedness, names: Sequence[Any]) -> str:
    known = [pair for pair in related.pairs() if not isnan(pair.proximity)]
    if not known:
        return _("No proximity can be said for %(year)s") % {"year": related.year}
    nearest = max(known, key=lambda pair: pair.proximity)
    words = {
        "first": names[nearest.first]["text"],
        "second": names[nearest.second]["text"],
        "value": shown.ratio(nearest.proximity),
    }
    return _("Nearest by φ: %(first)s and %(second)s (%(value)s)") % words


def _source(figures: Figures, year: int) -> str:
    line = _("Source: %(sources)s · data of %(year)s · compared over the %(regions)s regions on record")
    sources = shown.sources(figures.sources.get(year, ()))
    return shown.sentence(line, sources=sources, year=year, regions=len(figures.regions))


def _pair_rows(related: Relatedness, figures: Figures, year: int) -> Iterable[Sequence[Any]]:
    names = [str(name) for name in related.names]
    yield [
        *(
            _("First of the pair"),
            _("Second of the pair"),
            _("Proximity φ"),
            _("Cosine of the location quotients"),
            _("Specialised in the first"),
        ),
        *(_("Specialised in the second"), _("Specialised in both"), _("Regions compared"), _("Year"), _("Source")),
    ]
    for pair in related.pairs():
        measures = (shown.cell(pair.proximity, 4), shown.cell(pair.cosine, 4))
        source = "; ".join(figures.sources.get(year, ()))
        yield [names[pair.first], names[pair.second], *measures, *pair.present, pair.compared, year, source]


def _bridge_rows(found: BridgesFound, least: float, figures: Figures, year: int) -> Iterable[Sequence[Any]]:
    yield [
        *(
            _("First of the pair"),
            _("Second of the pair"),
            _("Proximity φ"),
            _("Cosine of the location quotients"),
            _("Ties"),
            _("Hybrid clusters"),
        ),
        *(_("Related without a tie"), _("Year"), _("Source")),
    ]
    missing = found.missing(least)
    for bridge in [*missing, *found.others(least)]:
        yield _bridge_row(bridge, year, "; ".join(figures.sources.get(year, ())), is_missing=bridge in missing)


def _bridge_row(bridge: Bridge, year: int, source: str, *, is_missing: bool) -> list[Any]:
    ties = "; ".join(f"{tie.name}: {tie.count}" for tie in bridge.ties)
    hybrids = "; ".join(str(hybrid) for hybrid in bridge.hybrids)
    measures = (shown.cell(bridge.pair.proximity, 4), shown.cell(bridge.pair.cosine, 4))
    return [str(bridge.first), str(bridge.second), *measures, ties, hybrids, _("Yes") if is_missing else _("No"), year, source]
