"""Who sees what of clusters: clusters, hybrid clusters and published analyses are public, the rest is the body's."""

from datetime import datetime
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.http import Http404

from focusgroup.models import Cluster, ClusterAnalysis, HybridCluster
from focusgroup.permissions.group import is_inside


def get_cluster_or_404(slug: str) -> Cluster:
    """The cluster with this address, with its industries and regions. Raises `Http404`."""
    found = Cluster.objects.prefetch_related("industries", "regions").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def get_hybrid_or_404(slug: str) -> HybridCluster:
    """The hybrid cluster with this address, with its parents. Raises `Http404`."""
    found = HybridCluster.objects.prefetch_related("parents").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def visible_analyses(user: Any, now: datetime) -> QuerySet[ClusterAnalysis]:
    """Analyses for `user` at `now`: the published ones for everybody, all of them for the body and its staff."""
    analyses = ClusterAnalysis.objects.all()
    return analyses if is_inside(user, now) else analyses.published()


def readable_analyses(user: Any, now: datetime) -> Any:
    """Their keys as text: whose papers `user` may open."""
    return visible_analyses(user, now).order_by().annotate(key=Cast("pk", CharField())).values("key")


def get_analysis_or_404(user: Any, slug: str, now: datetime) -> ClusterAnalysis:
    """The analysis with this address that `user` may read, with its clusters. Raises `Http404`."""
    found = visible_analyses(user, now).select_related("paper__current").prefetch_related("clusters").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def require_inside(user: Any, now: datetime) -> None:
    """Raise `Http404` for who neither sits in the Focus Group nor works for it."""
    if not is_inside(user, now):
        raise Http404
