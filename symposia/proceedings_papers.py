"""Proceedings as pages and citations read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import translation
from django.utils.translation import gettext as _

from council import bilingual
from council.events.services.telling import place_text
from council.events.text import one_line
from council.messaging.links import absolute_url
from symposia.citations import Citation, Name
from symposia.models import Paper, PaperAuthor, Proceedings


@dataclass(frozen=True)
class ShownPaper:
    """A paper with its authors in their order."""

    row: Paper
    authors: tuple[PaperAuthor, ...]


def read_papers(proceedings: Proceedings) -> list[ShownPaper]:
    """The papers in their order. Two queries."""
    found: dict[int, list[PaperAuthor]] = {}
    people = PaperAuthor.objects.filter(paper__proceedings=proceedings)
    for one in people.order_by("paper", "position", "pk"):
        found.setdefault(one.paper_id, []).append(one)
    papers = list(proceedings.papers.order_by("position", "pk"))
    for paper in papers:
        paper.proceedings = proceedings
    return [ShownPaper(paper, tuple(found.get(paper.pk, ()))) for paper in papers]


def by_session(papers: Sequence[ShownPaper]) -> list[tuple[Paper, list[ShownPaper]]]:
    """Papers that follow each other in one session, together; the first one names the session."""
    groups = groupby(papers, key=lambda one: (one.row.session_ko, one.row.session_en))
    return [(own[0].row, own) for _key, group in groups if (own := list(group))]


def name_of(author: PaperAuthor, language: str) -> Name:
    """An author's name; “KIM Garam”, as members are written in English, has its family name in capitals."""
    whole = one_line(bilingual.text(author, "name", language))
    words = whole.split(" ")
    capitals = [word for word in words if word.isupper() and len(word) > 1 and word.isascii()]
    is_apart = len(capitals) == 1 and len(words) > 1 and words[0] == capitals[0]
    return Name(whole, words[0], " ".join(words[1:])) if is_apart else Name(whole)


def citation_of(paper: ShownPaper, language: str) -> Citation:
    """What is cited of `paper` (with its proceedings, symposium and event) by a reader of `language`."""
    proceedings, event = paper.row.proceedings, paper.row.proceedings.symposium.event
    with translation.override(language):
        place = place_text(event)
        return Citation(
            key=f"{event.slug}-{paper.row.number}",
            title=bilingual.text(paper.row, "title"),
            authors=[name_of(one, language) for one in paper.authors],
            book=_("Proceedings of “%(title)s”") % {"title": one_line(bilingual.text(event, "title"))},
            presented_on=paper.row.presented_at.astimezone(event.zone).date(),
            url=absolute_url("symposia:paper", language, event.slug, paper.row.number),
            publisher=_("Gyeongbuk Exchange Council"),
            place=place,
            editors=bilingual.text(proceedings, "editors"),
            isbn=proceedings.isbn,
            keywords=paper.row.keywords,
            abstract=bilingual.text(paper.row, "abstract"),
            language=bilingual.text_language(paper.row, "title"),
        )
