"""Clusters, hybrid clusters, figures and analyses."""

import factory
from django.db import transaction
from factory.django import DjangoModelFactory

from council.members.models import Industry, Region
from focusgroup.models import Cluster, ClusterAnalysis, HybridCluster, IndustryStatistic, Milestone
from tests.factories import NOW, MemberFactory


def industry(code: str) -> Industry:
    return Industry.objects.get(revision=11, code=code)


def region(code: str) -> Region:
    return Region.objects.get(code=code)


class ClusterFactory(DjangoModelFactory):
    """A cluster of `codes` in `places`."""

    class Meta:
        model = Cluster
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"cluster-{n}")
    name_ko = factory.Sequence(lambda n: f"클러스터 {n}")
    name_en = factory.Sequence(lambda n: f"Cluster {n}")

    @factory.post_generation
    def codes(self, create, extracted, **kwargs):
        self.industries.set([industry(code) for code in extracted or ["C30"]])

    @factory.post_generation
    def places(self, create, extracted, **kwargs):
        self.regions.set([region(code) for code in extracted or ["gyeongsan"]])


class HybridClusterFactory(DjangoModelFactory):
    """A hybrid cluster of `parents`, two new ones by default."""

    class Meta:
        model = HybridCluster
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"hybrid-{n}")
    name_ko = factory.Sequence(lambda n: f"하이브리드 {n}")
    name_en = factory.Sequence(lambda n: f"Hybrid {n}")
    owner = factory.SubFactory(MemberFactory)

    @classmethod
    def _generate(cls, strategy, params):
        # The database counts the parents when the transaction ends: in a browser's test that is each statement.
        with transaction.atomic():
            return super()._generate(strategy, params)

    @factory.post_generation
    def parents(self, create, extracted, **kwargs):
        self.parents.set(extracted or [ClusterFactory(), ClusterFactory(codes=["C24"], places=["pohang"])])


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    hybrid = factory.SubFactory(HybridClusterFactory)
    title_ko = factory.Sequence(lambda n: f"이정표 {n}")
    title_en = factory.Sequence(lambda n: f"Milestone {n}")
    due_on = NOW.date()


class ClusterAnalysisFactory(DjangoModelFactory):
    class Meta:
        model = ClusterAnalysis
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"analysis-{n}")
    title_ko = factory.Sequence(lambda n: f"분석 {n}")
    title_en = factory.Sequence(lambda n: f"Analysis {n}")
    level = "meso"
    technique = "lq"
    year = 2025
    finding_ko = "몰려 있습니다."
    finding_en = "They gather."
    limits_ko = "종사자 수만 보았습니다."
    limits_en = "People employed alone."
    source = "Office"
    is_published = True

    @factory.post_generation
    def clusters(self, create, extracted, **kwargs):
        self.clusters.set(extracted or [])


def statistic(place: str, code: str, year: int, employment: int, **more) -> IndustryStatistic:
    """A figure; no place: the country, no code: all industries."""
    return IndustryStatistic.objects.create(
        region=region(place) if place else None,
        industry=industry(code) if code else None,
        year=year,
        employment=employment,
        **{"source": "Office", **more},
    )
