"""Whether what reviewers read names an author, where the review is blind."""

import logging
import re
from collections.abc import Iterable, Iterator
from io import BytesIO

from pypdf import PdfReader

from council.bilingual import HANGUL
from symposia.models import CoAuthor

# So much of a file is read; a paper is shorter.
MOST_PAGES, MOST_CHARACTERS = 60, 400_000
SHORTEST_HANGUL = 3

logger = logging.getLogger(__name__)


def telling_words(authors: Iterable[CoAuthor]) -> list[str]:
    """What would tell who `authors` are: their names, as written and as their profiles have them, and their addresses."""
    found: dict[str, None] = {}
    for author in authors:
        names = [author.name_ko, author.name_en, author.email]
        if author.member is not None:
            person = author.member
            names += [
                f"{person.family_name}{person.given_name}",
                f"{person.family_name_en} {person.given_name_en}",
                person.user.email,
            ]
        for name in names:
            word = " ".join(name.split())
            if len(word) > 1:
                found[word] = None
    return list(found)


def _pattern(word: str) -> re.Pattern[str]:
    """A name wherever it stands: in any case, Latin parts in either order, with any space or none between Hangul syllables; as
    words of their own, but for Hangul of three syllables and more, which particles follow."""
    if HANGUL.search(word):
        body = r"\s*".join(re.escape(one) for one in word if not one.isspace())
        is_long = sum(1 for one in word if not one.isspace()) >= SHORTEST_HANGUL
        return re.compile(body if is_long else rf"(?<!\w){body}(?!\w)")
    parts = [re.escape(part) for part in word.split()]
    orders = [r"[\s,.]+".join(parts)]
    if len(parts) > 1:
        orders.append(r"[\s,.]+".join([*parts[1:], parts[0]]))
        orders.append(r"[\s,.]+".join([parts[-1], *parts[:-1]]))
    return re.compile(rf"(?<!\w)(?:{'|'.join(dict.fromkeys(orders))})(?!\w)", re.IGNORECASE)


def found_in(text: str, words: Iterable[str]) -> list[str]:
    """Those of `words` that stand in `text`."""
    return [word for word in words if _pattern(word).search(text)]


def pages_of(content: bytes) -> Iterator[str]:
    """The text of a PDF, page by page; nothing of what cannot be read."""
    left = MOST_CHARACTERS
    try:
        for page in PdfReader(BytesIO(content), strict=False).pages[:MOST_PAGES]:
            text = page.extract_text()[:left]
            left -= len(text)
            yield text
            if left <= 0:
                return
    except Exception as error:
        # A PDF breaks in any way there is; what it shows is the desk's to look at then.
        logger.info("The text of a PDF could not be read: %s", error)
