"""The bridge finder: clusters that are near each other by measure, and have no tie: hybrid clusters to bring about early."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isnan
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from council import bilingual
from council.members.models import Member
from council.messaging.links import absolute_url
from focusgroup import shown
from focusgroup.models import Cluster, HybridCluster, Proposal
from focusgroup.services.clusters.figures import Figures
from focusgroup.services.clusters.relatedness import Pair, Relatedness, between_clusters
from focusgroup.services.clusters.ties import Tie, ties_between
from focusgroup.services.docket import draft_proposal

# Ties of so long are looked for.
LOOKED_BACK = timedelta(days=3 * 365)
# Related from here on, by either measure; readers may ask for another.
USUALLY_RELATED = 0.5
LONGEST_TITLE = 200


@dataclass(frozen=True)
class Bridge:
    """Two clusters: how near, what ties them, and the hybrid clusters that have both as parents."""

    first: Cluster
    second: Cluster
    pair: Pair
    ties: Sequence[Tie]
    hybrids: Sequence[HybridCluster]

    def is_related(self, least: float) -> bool:
        """Whether φ or the cosine is at least `least`; each speaks for itself."""
        return any(not isnan(value) and value >= least for value in (self.pair.proximity, self.pair.cosine))

    @property
    def is_missing(self) -> bool:
        """Whether nothing ties the two yet."""
        return not self.ties and not self.hybrids


@dataclass(frozen=True)
class BridgesFound:
    """All pairs of clusters in one year, and the measures that they come from."""

    related: Relatedness
    bridges: Sequence[Bridge]
    since: datetime

    def missing(self, least: float) -> list[Bridge]:
        """Related pairs without a tie, the nearest first: by the larger of φ, then of the cosine."""
        found = [one for one in self.bridges if one.is_related(least) and one.is_missing]
        return sorted(found, key=_nearness)

    def others(self, least: float) -> list[Bridge]:
        """The rest, in the same order."""
        missing = {id(one) for one in self.missing(least)}
        return sorted((one for one in self.bridges if id(one) not in missing), key=_nearness)


def find_bridges(figures: Figures, year: int, now: datetime, *, for_secretariat: bool) -> BridgesFound:
    """Every pair of clusters in `year`, with its ties of the last three years. A constant number of queries."""
    clusters = list(Cluster.objects.prefetch_related("industries", "regions"))
    related = between_clusters(figures, clusters, year)
    since = now - LOOKED_BACK
    ties = ties_between(clusters, since, now, for_secretariat=for_secretariat)
    hybrids = list(HybridCluster.objects.prefetch_related("parents"))
    parents = [{parent.pk for parent in hybrid.parents.all()} for hybrid in hybrids]
    bridges = [
        Bridge(
            clusters[pair.first],
            clusters[pair.second],
            pair,
            ties.get((pair.first, pair.second), []),
            [
                hybrid
                for hybrid, keys in zip(hybrids, parents, strict=True)
                if {clusters[pair.first].pk, clusters[pair.second].pk} <= keys
            ],
        )
        for pair in related.pairs()
    ]
    return BridgesFound(related, bridges, since)


@transaction.atomic
def propose_linkage(
    *, bridge: Bridge, year: int, sources: Sequence[str], author: Member, now: datetime
) -> tuple[Proposal, bool]:
    """A draft of `author` to link the two clusters, with the measures as its evidence; and whether it is new: whoever asks
    again gets the draft that he has. Whoever asks has checked that the author sits in the group and may write."""
    Member.objects.select_for_update().get(pk=author.pk)
    own = Proposal.objects.filter(author=author, kind=Proposal.Kind.LINKAGE, state=Proposal.State.DRAFT)
    known = own.filter(clusters=bridge.first).filter(clusters=bridge.second).order_by("pk").first()
    if known is not None:
        return known, False
    plan = linkage_plan(
        bridge, year, sources, absolute_url("focusgroup:cluster-relatedness", author.language) + f"?year={year}"
    )
    return draft_proposal(author=author, kind=Proposal.Kind.LINKAGE, now=now, **plan), True


def linkage_plan(bridge: Bridge, year: int, sources: Sequence[str], url: str) -> dict[str, Any]:
    """What a proposal to link the two clusters starts with, in both languages: titles, problem, and the measures as evidence,
    with year, source and comparison population. `url`: the page of the measures."""
    words: dict[str, Any] = {"clusters": [bridge.first, bridge.second], "evidence": [_evidence(bridge, year, sources, url)]}
    for language in ("ko", "en"):
        with translation.override(language):
            names = {
                "first": bilingual.text(bridge.first, "name"),
                "second": bilingual.text(bridge.second, "name"),
            }
            words[f"title_{language}"] = (_("Linkage of “%(first)s” and “%(second)s”") % names)[:LONGEST_TITLE]
            words[f"problem_{language}"] = (
                _(
                    "“%(first)s” and “%(second)s” grow in the same places, and yet nothing ties their companies: no shared "
                    "meeting, no project. What is to bring them together?"
                )
                % names
            )
    return words


def _evidence(bridge: Bridge, year: int, sources: Sequence[str], url: str) -> dict[str, Any]:
    pair = bridge.pair
    data = {
        "year": year,
        "clusters": [bridge.first.slug, bridge.second.slug],
        "proximity": shown.plain(pair.proximity),
        "cosine": shown.plain(pair.cosine),
        "present": list(pair.present),
        "regions_compared": pair.compared,
        "ties": {tie.slug: tie.count for tie in bridge.ties if not tie.for_secretariat},
        "sources": list(sources),
    }
    found: dict[str, Any] = {"url": url, "data": data}
    texts = []
    for language in ("ko", "en"):
        with translation.override(language):
            found[f"label_{language}"] = _("Measured relatedness, %(year)s") % {"year": year}
            texts.append(
                _(
                    "Proximity φ %(proximity)s, cosine of the location quotients %(cosine)s. Of %(regions)s regions compared, "
                    "the first is specialised in %(one)s, the second in %(other)s, both in %(both)s. Source: %(sources)s, "
                    "data of %(year)s."
                )
                % {
                    "proximity": shown.ratio(pair.proximity),
                    "cosine": shown.ratio(pair.cosine),
                    "regions": pair.compared,
                    "one": pair.present[0],
                    "other": pair.present[1],
                    "both": pair.present[2],
                    "sources": "; ".join(sources),
                    "year": year,
                }
            )
    found["text"] = "\n\n".join(texts)
    return found


def _nearness(bridge: Bridge) -> tuple[float, float, str]:
    """Nearest first; what cannot be said last."""
    proximity, cosine = bridge.pair.proximity, bridge.pair.cosine
    return (-proximity if not isnan(proximity) else 1.0, -cosine if not isnan(cosine) else 1.0, bridge.first.slug)
