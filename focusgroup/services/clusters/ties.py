"""Ties between organisations that really exist: the source “shared meetings”, and all sources counted between clusters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy

from council import programmes
from council.events.shown_agenda import sealed_events
from council.members.models import Organisation
from focusgroup.models import Cluster, Project, Proposal

# At a larger event nobody meets everybody: having been there is no tie.
MOST_AT_A_MEETING = 40
SHARED_MEETINGS = """
WITH came AS (
    SELECT DISTINCT attendance.event_id AS event, member.organisation_id AS organisation
      FROM events_attendance attendance
      JOIN events_event event ON event.id = attendance.event_id
      JOIN events_registration registration ON registration.id = attendance.registration_id
      JOIN members_member member ON member.id = registration.member_id
     WHERE attendance.undone_at IS NULL AND attendance.kind = 'present' AND member.organisation_id IS NOT NULL
       AND event.state <> 'cancelled' AND event.ends_at > %(since)s AND event.starts_at <= %(now)s
       AND NOT event.id = ANY(%(sealed)s)
), met AS (
    SELECT event FROM came GROUP BY event HAVING count(*) BETWEEN 2 AND %(most)s
)
SELECT one.organisation, other.organisation, count(*)
  FROM met JOIN came one USING (event) JOIN came other USING (event)
 WHERE one.organisation < other.organisation
 GROUP BY 1, 2
"""
OrganisationPair = tuple[int, int]
ClusterPair = tuple[int, int]


@dataclass(frozen=True)
class Tie:
    """Ties of one source between two clusters: between how many pairs of organisations, and how many in all."""

    slug: str
    name: Any
    pairs: int
    count: int
    for_secretariat: bool


def shared_meetings(since: datetime, now: datetime) -> dict[OrganisationPair, int]:
    """How many meetings both organisations of a pair sent somebody to. Events of more than 40 organisations do not count, nor
    do those of which a programme tells nobody who was there (the Chatham House Rule): not even as a number, for anybody."""
    sealed = list(sealed_events().values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(SHARED_MEETINGS, {"since": since, "now": now, "most": MOST_AT_A_MEETING, "sealed": sealed})
        return {(one, other): count for one, other, count in cursor.fetchall()}


def organisations_of(clusters: Sequence[Cluster]) -> dict[int, set[int]]:
    """By organisation the places (in the list) of the `clusters` (prefetched) that it belongs to: in one of its regions, with
    an industry that is one of the cluster's or a part of one. Those that are not listed are left out."""
    found: dict[int, set[int]] = defaultdict(set)
    regions = {region.pk for cluster in clusters for region in cluster.regions.all()}
    rows = Organisation.objects.listed().filter(region__in=regions, industry__isnull=False)
    for pk, region, revision, code in rows.values_list("pk", "region", "industry__revision", "industry__code"):
        for place, cluster in enumerate(clusters):
            is_there = any(one.pk == region for one in cluster.regions.all())
            if is_there and any(one.revision == revision and code.startswith(one.code) for one in cluster.industries.all()):
                found[pk].add(place)
    return found


def ties_between(
    clusters: Sequence[Cluster], since: datetime, now: datetime, *, for_secretariat: bool
) -> dict[ClusterPair, list[Tie]]:
    """By pair of places in `clusters`: the ties of every source since `since`, those with none left out. What is the
    secretariat's alone is neither counted nor named for anybody else."""
    members = organisations_of(clusters)
    found: dict[ClusterPair, list[Tie]] = defaultdict(list)
    for pair, count in _projects(clusters, members).items():
        found[pair].append(Tie("projects", gettext_lazy("Projects"), 0, count, for_secretariat=False))
    for source in programmes.tie_sources.all():
        if source.for_secretariat and not for_secretariat:
            continue
        for pair, (pairs, count) in _by_clusters(source.counts(since, now), members).items():
            found[pair].append(Tie(source.slug, source.name, pairs, count, source.for_secretariat))
    return found


def _projects(clusters: Sequence[Cluster], members: Mapping[int, set[int]]) -> dict[ClusterPair, int]:
    """By pair of clusters the projects of both: their proposal names both, or organisations of both are in them. Projects that
    were stopped are no tie; what concerns invitations is told nowhere."""
    place_of = {cluster.pk: place for place, cluster in enumerate(clusters)}
    projects = Project.objects.exclude(status=Project.Status.STOPPED).exclude(proposal__kind=Proposal.Kind.INVITATION)
    found: dict[ClusterPair, int] = defaultdict(int)
    for project in projects.select_related("proposal").prefetch_related("proposal__clusters", "proposal__organisations"):
        named = {place_of[cluster.pk] for cluster in project.proposal.clusters.all() if cluster.pk in place_of}
        organisations = {project.lead_id, *(one.pk for one in project.proposal.organisations.all())}
        there = named.union(*(members.get(pk, set()) for pk in organisations if len(members.get(pk, set())) == 1))
        for pair in combinations(sorted(there), 2):
            found[pair] += 1
    return found


def _by_clusters(counts: Mapping[OrganisationPair, int], members: Mapping[int, set[int]]) -> dict[ClusterPair, tuple[int, int]]:
    """(pairs of organisations, ties) by pair of clusters. A tie of an organisation that is in both is one within each."""
    sums: dict[ClusterPair, tuple[int, int]] = {}
    for (one, other), count in counts.items():
        here, there = members.get(one, set()), members.get(other, set())
        pairs = {(min(a, b), max(a, b)) for a in here for b in there if a != b and not (a in there and b in here)}
        for pair in pairs:
            before = sums.get(pair, (0, 0))
            sums[pair] = (before[0] + 1, before[1] + count)
    return sums
