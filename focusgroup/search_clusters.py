"""What the portal's search finds of clusters and their analyses."""

from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from council import bilingual
from council.programmes import SearchHit, SearchSource
from focusgroup.models import Cluster, HybridCluster
from focusgroup.permissions.clusters import visible_analyses

NAMES = ("name_ko", "name_en", "description_ko", "description_en")
OF_CLUSTERS = (*NAMES, "industries__code", "industries__name_ko", "industries__name_en", "regions__name_ko", "regions__name_en")
OF_ANALYSES = ("title_ko", "title_en", "finding_ko", "finding_en", "source")
WORDS_SHOWN = 30


def _matching(rows: QuerySet[Any], words: str, columns: tuple[str, ...]) -> QuerySet[Any]:
    """Rows in which every word stands somewhere, each once."""
    conditions = [reduce(or_, [Q(**{f"{column}__icontains": word}) for column in columns]) for word in words.split()]
    return rows.filter(reduce(and_, conditions)).distinct() if conditions else rows.none()


def _clusters(words: str, user: Any, now: datetime, limit: int) -> list[SearchHit]:
    found: list[Any] = list(_matching(Cluster.objects.all(), words, OF_CLUSTERS)[: limit + 1])
    found += _matching(HybridCluster.objects.all(), words, NAMES)[: limit + 1 - len(found)]
    return [
        SearchHit(
            title=bilingual.text(one, "name"),
            url=one.get_absolute_url(),
            text=Truncator(bilingual.text(one, "description")).words(WORDS_SHOWN),
            meta=one.get_stage_display() if isinstance(one, HybridCluster) else "",
            language=bilingual.text_language(one, "name"),
        )
        for one in found
    ]


def _analyses(words: str, user: Any, now: datetime, limit: int) -> list[SearchHit]:
    found = _matching(visible_analyses(user, now), words, OF_ANALYSES)[: limit + 1]
    return [
        SearchHit(
            title=bilingual.text(one, "title"),
            url=one.get_absolute_url(),
            text=Truncator(bilingual.text(one, "finding")).words(WORDS_SHOWN),
            meta=str(one.year),
            language=bilingual.text_language(one, "title"),
        )
        for one in found
    ]


CLUSTERS = SearchSource(slug="clusters", name=_("Clusters"), search=_clusters, icon="diagram-3", order=40)
ANALYSES = SearchSource(slug="cluster-analyses", name=_("Analyses of clusters"), search=_analyses, icon="graph-up", order=45)
