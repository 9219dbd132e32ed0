from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from council.portal.landing import landing_context
from focusgroup.models import Cluster, HybridCluster, Proposal
from focusgroup.services.docket.results import results
from focusgroup.services.roster import balance

PROPOSALS_SHOWN = 3


def home(request: HttpRequest) -> HttpResponse:
    """What the programme does, what is on, and what came of it."""
    now = timezone.now()
    context = landing_context("focus-group", request.user, now) | at_work(now)
    return render(request, "focusgroup/home.html", context)


def at_work(now: datetime) -> dict[str, Any]:
    """What everybody may know of the group's work at `now`, in a constant number of queries."""
    return {
        "results": results(now),
        "adopted": list(Proposal.objects.public()[:PROPOSALS_SHOWN]),
        "clusters": Cluster.objects.count(),
        "hybrids": HybridCluster.objects.count(),
        "balance": balance(now),
    }
