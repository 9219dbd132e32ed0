"""Citations of papers: as a line, for BibTeX, for RIS. Pure text, whatever stands in a title.

BibTeX: the entry types and fields of btxdoc (O. Patashnik, 1988); biber and current TeX read UTF-8. RIS: the tags of Research
Information Systems' format, as Zotero, EndNote and RefWorks read them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# What TeX takes for itself, each as it is printed.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True)
class Name:
    """An author's name: family and given where they are known apart (a member), else the whole."""

    whole: str
    family: str = ""
    given: str = ""

    @property
    def inverted(self) -> str:
        """“Kim, Garam”; the whole name where its parts are not known."""
        return f"{self.family}, {self.given}" if self.family and self.given else self.whole


@dataclass(frozen=True)
class Citation:
    """What is cited: a paper of proceedings."""

    key: str
    title: str
    authors: Sequence[Name]
    book: str
    presented_on: date
    url: str
    publisher: str
    place: str = ""
    editors: str = ""
    isbn: str = ""
    keywords: str = ""
    abstract: str = ""
    language: str = ""


def _line(text: str) -> str:
    """On one line, without what ends a line anywhere."""
    return re.sub(r"\s+", " ", "".join(char if char.isprintable() else " " for char in text)).strip()


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in _line(text))


def _editors(citation: Citation) -> list[str]:
    """Each editor for himself: the formats take what stands behind a comma for a given name."""
    return [one.strip() for one in re.split("[,;]", citation.editors) if one.strip()]


def bibtex(citation: Citation) -> str:
    """An `@inproceedings` entry. Titles are braced twice, so that styles leave their capitals alone."""
    # A name without known parts is braced, or BibTeX takes its last word for the family name.
    authors = [
        f"{_tex(one.family)}, {_tex(one.given)}" if one.family and one.given else f"{{{_tex(one.whole)}}}"
        for one in citation.authors
    ]
    fields = {
        "author": " and ".join(authors),
        "title": f"{{{_tex(citation.title)}}}",
        "booktitle": f"{{{_tex(citation.book)}}}",
        "editor": " and ".join(f"{{{_tex(one)}}}" for one in _editors(citation)),
        "year": str(citation.presented_on.year),
        "month": citation.presented_on.strftime("%m").lstrip("0"),
        "publisher": f"{{{_tex(citation.publisher)}}}",
        "venue": _tex(citation.place),
        "isbn": _tex(citation.isbn),
        "keywords": _tex(citation.keywords),
        "abstract": _tex(citation.abstract),
        "langid": {"ko": "korean", "en": "english"}.get(citation.language, ""),
        # An address is taken as it stands.
        "url": citation.url,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@inproceedings{{{citation.key},\n{lines}\n}}\n"


def ris(citation: Citation) -> str:
    """A record of the type CPAPER, its lines ended as the format says."""
    day = citation.presented_on
    rows = [
        ("TY", "CPAPER"),
        ("ID", citation.key),
        *(("AU", one.inverted) for one in citation.authors),
        ("TI", citation.title),
        ("T2", citation.book),
        *(("ED", one) for one in _editors(citation)),
        ("PY", str(day.year)),
        ("DA", day.strftime("%Y/%m/%d")),
        ("CY", citation.place),
        ("PB", citation.publisher),
        ("SN", citation.isbn),
        *(("KW", word) for word in citation.keywords.split(",")),
        ("AB", citation.abstract),
        ("LA", citation.language),
        ("UR", citation.url),
    ]
    lines = [f"{tag}  - {_line(value)}" for tag, value in rows if _line(value)]
    return "".join(f"{line}\r\n" for line in [*lines, "ER  - "])


def line(citation: Citation) -> str:
    """As one cites it in a text: authors (year): title. In: book. address"""
    authors = ", ".join(one.whole for one in citation.authors)
    head = f"{authors} ({citation.presented_on.year})" if authors else str(citation.presented_on.year)
    return _line(f"{head}: {citation.title}. {citation.book}. {citation.publisher}. {citation.url}")
