"""What a clearer is prompted with: risky words, and which companies at the table compete. A human decides."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from council.events.models import Registration
from council.members.models import Organisation
from forums.models import Meeting, RiskTerm

DIGITS = 3


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; `term` is the risky term that it is, or None."""

    text: str
    term: RiskTerm | None = None


def marked(text: str, terms: Sequence[RiskTerm]) -> list[Piece]:
    """`text` cut into pieces, risky words apart. English words begin at a word's beginning (“price” finds “prices”, not
    “enterprise”), Korean ones are found anywhere, because particles and compounds join them."""
    patterns: dict[str, RiskTerm] = {}
    words = []
    for term in terms:
        if term.word_ko.strip():
            patterns[term.word_ko.strip().casefold()] = term
            words.append((term.word_ko.strip(), re.escape(term.word_ko.strip())))
        if term.word_en.strip():
            patterns[term.word_en.strip().casefold()] = term
            words.append((term.word_en.strip(), rf"\b{re.escape(term.word_en.strip())}\w*"))
    if not words or not text:
        return [Piece(text)] if text else []
    words.sort(key=lambda pair: -len(pair[0]))
    found = re.compile("|".join(pattern for _word, pattern in words), re.IGNORECASE)
    pieces, end = [], 0
    for match in found.finditer(text):
        if match.start() > end:
            pieces.append(Piece(text[end : match.start()]))
        pieces.append(Piece(match.group(), _term_of(match.group().casefold(), patterns)))
        end = match.end()
    if end < len(text):
        pieces.append(Piece(text[end:]))
    return pieces


def _term_of(word: str, patterns: dict[str, RiskTerm]) -> RiskTerm | None:
    for length in range(len(word), 0, -1):
        if word[:length] in patterns:
            return patterns[word[:length]]
    return None


def is_risky(pieces: Iterable[Piece]) -> bool:
    """Whether any of `pieces` is a risky word."""
    return any(piece.term is not None for piece in pieces)


@dataclass(frozen=True)
class Competitors:
    """Companies that come and whose industry is the same by its first digits. `is_coarse`: fewer than three are on record of
    one of them at least, so that it is a guess."""

    code: str
    organisations: list[Organisation] = field(default_factory=list)
    is_coarse: bool = False


def digits_of(code: str) -> str:
    """The digits of a KSIC code, without its section's letter, as far as they are compared."""
    return "".join(char for char in code if char.isdigit())[:DIGITS]


def competitors(meeting: Meeting) -> list[Competitors]:
    """Which companies among those who come share the first three digits of their KSIC code. Two queries."""
    people = Registration.objects.live().filter(event=meeting.pk, member__organisation__industry__isnull=False)
    coming = Organisation.objects.filter(pk__in=people.values("member__organisation"), kind=Organisation.Kind.COMPANY)
    by_code: dict[tuple[int, str], list[Organisation]] = {}
    for one in coming.select_related("industry").order_by("name_ko", "pk"):
        assert one.industry is not None  # noqa: S101 - asked for above
        by_code.setdefault((one.industry.revision, digits_of(one.industry.code)), []).append(one)
    found = []
    for (revision, code), own in sorted(by_code.items(), key=lambda pair: pair[0]):
        is_coarse = len(code) < DIGITS
        if is_coarse and code:
            # Of a division alone it is not known whether it is the same group as a finer one of that division.
            finer = [o for (r, c), more in by_code.items() if r == revision and c != code and c.startswith(code) for o in more]
            own = [*own, *finer]
        if code and len(own) > 1:
            found.append(Competitors(code, own, is_coarse))
    return found
