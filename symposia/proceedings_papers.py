"""Proceedings as pages, citations and one PDF read them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any

import manimgx_fonts_cjk
import typst
from django.utils import translation
from django.utils.translation import gettext as _

from council import bilingual, when
from council.events.services.telling import place_text
from council.events.text import one_line, printable
from council.messaging.links import absolute_url
from symposia.citations import Citation, Name
from symposia.models import Paper, PaperAuthor, Proceedings

TEMPLATE = Path(__file__).parent / "typst" / "proceedings.typ"
# Threads of the web server share the compiler, which takes one document at a time.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class ShownPaper:
    """A paper with its authors in their order."""

    row: Paper
    authors: tuple[Any, ...]


def read_papers(proceedings: Proceedings) -> list[ShownPaper]:
    """The papers in their order. Two queries."""
    found: dict[int, list[Any]] = {}
    people = PaperAuthor.objects.filter(paper__proceedings=proceedings).select_related("speaker")
    for one in people.order_by("paper", "position", "pk"):
        found.setdefault(one.paper_id, []).append(one.speaker)
    papers = list(proceedings.papers.order_by("position", "pk"))
    for paper in papers:
        paper.proceedings = proceedings
    return [ShownPaper(paper, tuple(found.get(paper.pk, ()))) for paper in papers]


def by_session(papers: Sequence[ShownPaper]) -> list[tuple[Paper, list[ShownPaper]]]:
    """Papers that follow each other in one session, together; the first one names the session."""
    groups = groupby(papers, key=lambda one: (one.row.session_ko, one.row.session_en))
    return [(own[0].row, own) for _key, group in groups if (own := list(group))]


def name_of(speaker: Any, language: str) -> Name:
    """A speaker's name; “KIM Garam”, as members are written in English, has its family name in capitals."""
    whole = one_line(bilingual.text(speaker, "name", language))
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


@cache
def _compiler() -> typst.Compiler:
    """One for the process: it keeps the fonts."""
    fonts = Path(manimgx_fonts_cjk.__file__).parent
    return typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=[str(fonts)], ignore_system_fonts=True)


def proceedings_data(proceedings: Proceedings, papers: Sequence[ShownPaper], language: str) -> dict[str, Any]:
    """Everything that the book says in `language`, ready to be set."""
    event = proceedings.symposium.event
    with translation.override(language):
        return {
            "language": language,
            "heading": _("Proceedings"),
            "title": one_line(bilingual.text(event, "title")),
            "theme": one_line(bilingual.text(proceedings.symposium, "theme")),
            "when": when.span(event.starts_at, event.ends_at, event.time_zone, all_day=True),
            "place": place_text(event),
            "editors_label": _("Editors"),
            "editors": one_line(bilingual.text(proceedings, "editors")),
            "isbn": one_line(proceedings.isbn),
            "issuer": _("Gyeongbuk Exchange Council"),
            "preface_label": _("Preface"),
            "preface": printable(bilingual.text(proceedings, "preface")).strip(),
            "contents_label": _("Contents"),
            "keywords_label": _("Keywords"),
            "address": absolute_url("symposia:proceedings", language, event.slug),
            "sessions": [
                {
                    "title": one_line(bilingual.text(first, "session")),
                    "language": bilingual.text_language(first, "session"),
                    "papers": [_paper_data(one, language) for one in own],
                }
                for first, own in by_session(papers)
            ],
        }


def _paper_data(paper: ShownPaper, language: str) -> dict[str, Any]:
    row, event = paper.row, paper.row.proceedings.symposium.event
    return {
        "number": row.number,
        "title": one_line(bilingual.text(row, "title")),
        "title_language": bilingual.text_language(row, "title"),
        "authors": [
            [one_line(bilingual.text(one, "name")), one_line(bilingual.text(one, "affiliation"))] for one in paper.authors
        ],
        "abstract": [part.strip() for part in printable(bilingual.text(row, "abstract")).split("\n\n") if part.strip()],
        "language": bilingual.text_language(row, "abstract"),
        "keywords": one_line(row.keywords),
        "address": absolute_url("symposia:paper", language, event.slug, row.number),
    }


def proceedings_pdf(proceedings: Proceedings, language: str) -> bytes:
    """The proceedings as one PDF with its table of contents, set by typst with an embedded Korean font (PDF/UA)."""
    data = proceedings_data(proceedings, read_papers(proceedings), language)
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    moment = int(proceedings.released_at.timestamp()) if proceedings.released_at else 0
    with _ONE_AT_A_TIME:
        try:
            made = _compiler().compile(sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=moment)
        except typst.TypstError:
            # The standard refuses a character that the font has not. The book is needed all the same.
            made = _compiler().compile(sys_inputs=inputs, timestamp=moment)
    if not isinstance(made, bytes):
        raise TypeError(f"Proceedings are one document, not {len(made or [])}.")
    return made
