"""Pages about clusters, hybrid clusters and what was found out about them."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from council.library.permissions import visible_documents
from focusgroup.models import Cluster, ClusterAnalysis, HybridCluster
from focusgroup.permissions.clusters import get_analysis_or_404, get_hybrid_or_404, visible_analyses
from focusgroup.permissions.group import is_inside
from focusgroup.services.clusters.hybrids import STAGES


@require_safe
def cluster_list(request: HttpRequest) -> HttpResponse:
    """Every cluster and every hybrid cluster."""
    now = timezone.now()
    context = {
        "clusters": Cluster.objects.prefetch_related("industries", "regions"),
        "hybrids": HybridCluster.objects.prefetch_related("parents"),
        "analyses": visible_analyses(request.user, now).prefetch_related("clusters")[:3],
        "is_inside": is_inside(request.user, now),
    }
    return render(request, "focusgroup/clusters/cluster_list.html", context)


@require_safe
def hybrid_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One hybrid cluster: its parents, its stage, its milestones."""
    now = timezone.now()
    hybrid = get_hybrid_or_404(slug)
    today, place = timezone.localdate(now), STAGES.index(hybrid.stage)
    milestones = [
        {"milestone": milestone, "days": milestone.days_late(today), "count": abs(milestone.days_late(today))}
        for milestone in hybrid.milestones.select_related("owner__user")
    ]
    steps = [
        {"label": label, "state": "done" if number < place else "current" if number == place else "todo"}
        for number, label in enumerate(HybridCluster.Stage.labels)
    ]
    context = {
        "hybrid": hybrid,
        "milestones": milestones,
        "moves": hybrid.moves.all(),
        "steps": steps,
        "is_inside": is_inside(request.user, now),
    }
    return render(request, "focusgroup/clusters/hybrid_detail.html", context)


@require_safe
def analysis_list(request: HttpRequest) -> HttpResponse:
    """What was found out about clusters, by level; `level` narrows it."""
    now = timezone.now()
    analyses = visible_analyses(request.user, now)
    levels = dict(analyses.order_by().values_list("level").annotate(number=Count("pk")))
    chosen = request.GET.get("level", "")
    if chosen in ClusterAnalysis.Level.values:
        analyses = analyses.filter(level=chosen)
    else:
        chosen = ""
    tabs = [
        {"label": label, "href": f"?level={level}", "current": level == chosen, "count": levels.get(level, 0)}
        for level, label in ClusterAnalysis.Level.choices
    ]
    context = {
        "analyses": analyses.prefetch_related("clusters"),
        "tabs": tabs,
        "total": sum(levels.values()),
        "chosen": chosen,
    }
    return render(request, "focusgroup/clusters/analysis_list.html", context)


@require_safe
def analysis_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One analysis: what was found, how, and what it does not say."""
    now = timezone.now()
    analysis = get_analysis_or_404(request.user, slug, now)
    paper = None
    if analysis.paper is not None:
        papers = visible_documents(request.user, now, kinds=[analysis.paper.owner_kind])
        paper = papers.filter(pk=analysis.paper.pk).select_related("current").first()
    context = {"analysis": analysis, "paper": paper}
    return render(request, "focusgroup/clusters/analysis_detail.html", context)
