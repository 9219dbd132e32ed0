"""Clusters, their statistics, hybrid clusters and analyses of the demonstration."""

import random
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from council.members.models import Industry, Member, Region, User
from council.portal.demo.store import Store
from focusgroup.demo import clusters_data as data
from focusgroup.models import Cluster, ClusterAnalysis, HybridCluster, IndustryStatistic, Milestone, StageMove
from focusgroup.services.clusters.analyses import attach_paper


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many rows are new."""
    today = timezone.localdate(now)
    industries = {industry.code: industry for industry in Industry.objects.order_by("revision")}
    regions = {region.code: region for region in Region.objects.all()}
    new = _statistics(store, today, industries, regions)
    new += _clusters(store, industries, regions)
    new += _hybrids(store, today, now)
    return new + _analyses(store, today, now)


def _statistics(store: Store, today: date, industries: dict[str, Industry], regions: dict[str, Region]) -> int:
    """All figures of the demonstration, up to the year before `today`; once."""
    figures = _figures()
    missing = set(store.missing("industry-statistic", figures))
    first = today.year - data.YEARS
    wanted = {key: figures[key] for key in missing}
    # Staff may have brought in figures of the same years: those stay.
    there = set(IndustryStatistic.objects.filter(year__gte=first).values_list("region", "industry", "year"))
    rows: dict[str, IndustryStatistic] = {}
    for key, (region, industry, offset, employment, establishments) in sorted(wanted.items()):
        row = IndustryStatistic(
            region=regions[region] if region else None,
            industry=industries[industry] if industry else None,
            year=first + offset,
            employment=employment,
            establishments=establishments,
            source=data.SOURCE,
        )
        if (row.region_id, row.industry_id, row.year) not in there:
            rows[key] = row
    return len(store.add("industry-statistic", IndustryStatistic, rows))


@cache
def _figures() -> dict[str, tuple[str, str, int, int, int | None]]:
    """(region or "", industry or "", year from the first, people employed, establishments) by key; always the same."""
    draw = random.Random(data.SEED)  # noqa: S311  # made-up figures that are the same each time, no secret
    found: dict[str, tuple[str, str, int, int, int | None]] = {}
    for offset in range(data.YEARS):
        found[f"::{offset}"] = ("", "", offset, round(data.COUNTRY * data.GROWTH_OF_ALL**offset), None)
        for industry, (people, growth) in data.INDUSTRIES.items():
            found[f":{industry}:{offset}"] = ("", industry, offset, round(people * growth**offset), None)
        for region, (everybody, quotients) in data.REGIONS.items():
            all_of_it = round(everybody * data.GROWTH_OF_ALL**offset * draw.uniform(0.995, 1.005))
            found[f"{region}::{offset}"] = (region, "", offset, all_of_it, None)
            for industry, (people, growth) in data.INDUSTRIES.items():
                share = people / data.COUNTRY * quotients.get(industry, data.USUAL * draw.uniform(0.6, 1.4))
                employed = round(everybody * share * growth**offset * draw.uniform(0.97, 1.03))
                size = draw.uniform(14, 34)
                if (region, industry) not in data.WITHHELD:
                    found[f"{region}:{industry}:{offset}"] = (
                        region,
                        industry,
                        offset,
                        employed,
                        max(1, round(employed / size)),
                    )
    return found


def _clusters(store: Store, industries: dict[str, Industry], regions: dict[str, Region]) -> int:
    missing = set(store.missing("cluster", [row.slug for row in data.CLUSTERS]))
    rows = {row.slug: row for row in data.CLUSTERS if row.slug in missing}
    clusters = {slug: Cluster(slug=slug, **_names(row)) for slug, row in rows.items()}
    created = store.add("cluster", Cluster, clusters, natural="slug")
    of_industries, of_regions = Cluster.industries.through, Cluster.regions.through
    of_industries.objects.bulk_create(
        of_industries(cluster=cluster, industry=industries[code])
        for slug, cluster in created.items()
        for code in rows[slug].industries
    )
    of_regions.objects.bulk_create(
        of_regions(cluster=cluster, region=regions[code]) for slug, cluster in created.items() for code in rows[slug].regions
    )
    return len(created)


def _names(row: Any) -> dict[str, str]:
    return {
        "name_ko": row.name[0],
        "name_en": row.name[1],
        "description_ko": row.description[0],
        "description_en": row.description[1],
    }


def _hybrids(store: Store, today: date, now: datetime) -> int:
    clusters, people = store.rows("cluster", Cluster), _people(store)
    missing = set(store.missing("hybrid-cluster", [row.slug for row in data.HYBRIDS]))
    rows = {row.slug: row for row in data.HYBRIDS if row.slug in missing and all(parent in clusters for parent in row.parents)}
    hybrids = {
        slug: HybridCluster(slug=slug, stage=row.stages[-1][1], owner=people.get(row.owner), **_names(row))
        for slug, row in rows.items()
    }
    created = store.add("hybrid-cluster", HybridCluster, hybrids, natural="slug")
    of_parents = HybridCluster.parents.through
    of_parents.objects.bulk_create(
        of_parents(hybridcluster=hybrid, cluster=clusters[parent])
        for slug, hybrid in created.items()
        for parent in rows[slug].parents
    )
    moves, milestones = {}, {}
    for slug, hybrid in created.items():
        row = rows[slug]
        befores = ["", *(stage for _days, stage, _why in row.stages)]
        for before, (days, stage, why) in zip(befores, row.stages, strict=False):
            at = now + timedelta(days=days)
            moves[f"{slug}:{stage}"] = StageMove(hybrid=hybrid, before=before, after=stage, at=at, reason=why)
        for number, one in enumerate(row.milestones):
            milestones[f"{slug}:{number}"] = Milestone(
                hybrid=hybrid,
                title_ko=one.title[0],
                title_en=one.title[1],
                due_on=today + timedelta(days=one.due),
                achieved_on=None if one.achieved is None else today + timedelta(days=one.achieved),
                owner=people.get(one.owner),
            )
    store.add("hybrid-stage", StageMove, moves)
    store.add("hybrid-milestone", Milestone, milestones)
    return len(created)


def _people(store: Store) -> dict[str, Member]:
    users = store.rows("person", User)
    members = {member.user_id: member for member in Member.objects.filter(user__in=users.values())}
    return {key: members[user.pk] for key, user in users.items() if user.pk in members}


def _analyses(store: Store, today: date, now: datetime) -> int:
    clusters = store.rows("cluster", Cluster)
    missing = set(store.missing("cluster-analysis", [row.slug for row in data.ANALYSES]))
    rows = {row.slug: row for row in data.ANALYSES if row.slug in missing}
    analyses = {
        slug: ClusterAnalysis(
            slug=slug,
            title_ko=row.title[0],
            title_en=row.title[1],
            level=row.level,
            technique=row.technique,
            year=today.year - 1,
            finding_ko=row.finding[0],
            finding_en=row.finding[1],
            limits_ko=row.limits[0],
            limits_en=row.limits[1],
            source=row.source,
            is_published=row.is_published,
        )
        for slug, row in rows.items()
    }
    created = store.add("cluster-analysis", ClusterAnalysis, analyses, natural="slug")
    of_clusters = ClusterAnalysis.clusters.through
    of_clusters.objects.bulk_create(
        of_clusters(clusteranalysis=analysis, cluster=clusters[key])
        for slug, analysis in created.items()
        for key in rows[slug].clusters
        if key in clusters
    )
    for slug, analysis in created.items():
        if rows[slug].paper:
            name = f"{rows[slug].title[0]}.txt"
            upload = SimpleUploadedFile(name, rows[slug].paper.encode())
            attach_paper(analysis=analysis, upload=upload, by=None, now=now)
    return len(created)
