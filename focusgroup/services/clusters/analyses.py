"""The paper of an analysis: a document of the library that whoever may read the analysis may open."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from council import bilingual
from council.library.models import Document
from council.library.services import add_version, delete_document
from council.programmes import OwnerFacts
from focusgroup.group import SLUG
from focusgroup.models import ClusterAnalysis

OWNER = "cluster-analysis"


@transaction.atomic
def attach_paper(*, analysis: ClusterAnalysis, upload: Any, by: Any, now: datetime) -> Document:
    """Keep `upload` (a Django file) as the paper of `analysis`, or as the next version of the one that it has.

    Raises `council.library.content.RefusedFileError`."""
    held = ClusterAnalysis.objects.select_for_update(of=("self",)).select_related("paper").get(pk=analysis.pk)
    paper = held.paper
    if paper is None:
        paper = Document.objects.create(
            programme=SLUG,
            title_ko=held.title_ko,
            title_en=held.title_en,
            classification=Document.Classification.OWNER,
            owner_kind=OWNER,
            owner_key=str(held.pk),
        )
        held.paper = analysis.paper = paper
        held._history_user = by  # type: ignore[attr-defined]  # read by the history
        held.save(update_fields=["paper"])
    add_version(document=paper, upload=upload, by=by, now=now)
    return paper


@transaction.atomic
def delete_analysis(*, analysis: ClusterAnalysis, by: Any) -> None:
    """Delete `analysis` with its paper."""
    paper = analysis.paper
    analysis._history_user = by  # type: ignore[attr-defined]  # read by the history
    analysis.delete()
    if paper is not None:
        delete_document(document=paper)


@transaction.atomic
def set_published(*, analyses: Iterable[ClusterAnalysis], published: bool, by: Any) -> int:
    """Show `analyses` to everybody, or keep them for the Focus Group. Returns how many changed."""
    changed = 0
    for analysis in analyses:
        if analysis.is_published != published:
            analysis.is_published = published
            analysis._history_user = by  # type: ignore[attr-defined]  # read by the history
            analysis.save(update_fields=["is_published"])
            changed += 1
    return changed


def owner_facts(keys: Sequence[str]) -> dict[str, OwnerFacts]:
    """What the analyses of papers are called and where they are, by key."""
    found = ClusterAnalysis.objects.filter(pk__in=[int(key) for key in keys if key.isdecimal()])
    return {str(one.pk): OwnerFacts(label=bilingual.text(one, "title"), url=one.get_absolute_url()) for one in found}
