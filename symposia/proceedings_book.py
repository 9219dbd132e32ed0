"""The proceedings as one PDF with its table of contents: what the pages say, and the whole papers that everybody may open."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import manimgx_fonts_cjk
import typst
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.translation import gettext as _
from pypdf import PdfReader

from council import bilingual, when
from council.events.services.telling import place_text
from council.events.text import one_line, printable
from council.library.models import Document, DocumentVersion
from council.messaging.links import absolute_url
from symposia.models import Proceedings, TalkFile
from symposia.proceedings_papers import ShownPaper, by_session, read_papers
from symposia.services.programme.files import TALK

TEMPLATE = Path(__file__).parent / "typst" / "proceedings.typ"
FOLDER = "proceedings"
# A paper that is longer stands in the book with its abstract and its address.
MOST_PAGES = 60
# Nobody sets two books at one time.
_ONE_AT_A_TIME = Lock()


def book_data(
    proceedings: Proceedings, papers: Sequence[ShownPaper], files: Mapping[int, DocumentVersion], language: str
) -> dict[str, Any]:
    """Everything that the book says in `language`, ready to be set; `files`: the whole papers that are part of it, by talk."""
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
                    "papers": [_paper_data(one, files.get(one.row.talk_id), language) for one in own],
                }
                for first, own in by_session(papers)
            ],
        }


def _paper_data(paper: ShownPaper, file: DocumentVersion | None, language: str) -> dict[str, Any]:
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
        "file": file.sha256 if file is not None else "",
        "whole": _("“%(title)s”, page") % {"title": one_line(bilingual.text(row, "title"))},
    }


def whole_papers(proceedings: Proceedings) -> dict[int, DocumentVersion]:
    """The papers that were given as a PDF for everybody, by talk. One query."""
    files = TalkFile.objects.filter(
        kind=TalkFile.Kind.PAPER,
        talk__paper__proceedings=proceedings,
        document__owner_kind=TALK,
        document__classification=Document.Classification.PUBLIC,
        document__current__state=DocumentVersion.State.READY,
    )
    found = {one.talk_id: one.document.current for one in files.select_related("document__current").order_by("pk")}
    return {talk: version for talk, version in found.items() if version is not None and version.is_pdf}


def kept_book(proceedings: Proceedings, language: str) -> tuple[str, str]:
    """The stored file of the proceedings in `language`, and what changes with its content. It is made when it is asked for
    first, and again when anything that it says has changed; what was kept before goes then."""
    files = whole_papers(proceedings)
    data = json.dumps(book_data(proceedings, read_papers(proceedings), files, language), ensure_ascii=False, sort_keys=True)
    mark = sha256(data.encode() + TEMPLATE.read_bytes()).hexdigest()[:32]
    name = f"{FOLDER}/{proceedings.pk}-{language}-{mark}.pdf"
    if not default_storage.exists(name):
        with _ONE_AT_A_TIME:
            if not default_storage.exists(name):
                moment = int(proceedings.released_at.timestamp()) if proceedings.released_at else 0
                _keep(name, f"{proceedings.pk}-{language}-", _set(data, list(files.values()), moment))
    return name, mark


def _keep(name: str, begins: str, content: bytes) -> None:
    for old in default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else ():
        if old.startswith(begins):
            default_storage.delete(f"{FOLDER}/{old}")
    default_storage.save(name, ContentFile(content))


def _set(data: str, files: Sequence[DocumentVersion], moment: int) -> bytes:
    """The book, set by typst with an embedded Korean font (PDF/UA where no whole paper is part of it). A paper that cannot be
    set stays out, with all the others: each has its address."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / TEMPLATE.name).write_bytes(TEMPLATE.read_bytes())
        pages = {version.sha256: _lay_out(root, version) for version in files}
        fonts = Path(manimgx_fonts_cjk.__file__).parent
        compiler = typst.Compiler(str(root / TEMPLATE.name), root=folder, font_paths=[str(fonts)], ignore_system_fonts=True)
        none = json.dumps({})
        tries: list[tuple[str, dict[str, Any]]] = [(none, {"pdf_standards": ["ua-1"]}), (none, {})]
        if any(pages.values()):
            tries.insert(0, (json.dumps(pages), {}))
        return _first(compiler, data, tries, moment)


def _lay_out(root: Path, version: DocumentVersion) -> int:
    """Put a whole paper beside the template; returns how many pages of it the book takes: none of what cannot be read."""
    with default_storage.open(version.file.name or "") as stored:
        content: bytes = stored.read()
    try:
        count = len(PdfReader(BytesIO(content), strict=False).pages)
    except Exception:
        # A PDF breaks in any way there is.
        return 0
    (root / f"{version.sha256}.pdf").write_bytes(content)
    return count if count <= MOST_PAGES else 0


def _first(compiler: typst.Compiler, data: str, tries: Sequence[tuple[str, dict[str, Any]]], moment: int) -> bytes:
    """The first of `tries` that can be set: the standard refuses a character that the font has not, and the book is needed all
    the same."""
    for place, (pages, more) in enumerate(tries, start=1):
        try:
            made = compiler.compile(sys_inputs={"data": data, "pages": pages}, timestamp=moment, **more)
        except typst.TypstError:
            if place == len(tries):
                raise
            continue
        if isinstance(made, bytes):
            return made
    raise TypeError("Proceedings are one document.")
