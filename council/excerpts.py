"""Words of a search in the texts that it found: a piece of text around them, and the words marked. Imports nothing of ours."""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

LENGTH = 180
# How much of an excerpt stands before the first word that was found.
BEFORE = 60
# What Markdown is made of and nobody reads: pictures, the addresses of links, marks.
_PICTURES = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINKS = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"^\s*(?:#{1,6}|>|[-+*]|\d+\.)\s+|[*`|]+|~~|(?<!\w)_+|_+(?!\w)", re.MULTILINE)


def plain(text: str) -> str:
    """Markdown as words on one line."""
    text = _LINKS.sub(r"\1", _PICTURES.sub(" ", text))
    return " ".join(unicodedata.normalize("NFC", _MARKS.sub(" ", text)).split())


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    # Longer words first, so that they are marked whole; hyphens do not count, as in the searches.
    found = ["-?".join(re.escape(letter) for letter in word) for word in sorted(set(words), key=len, reverse=True) if word]
    return re.compile("|".join(found), re.IGNORECASE) if found else None


def excerpt(text: str, words: Sequence[str]) -> str:
    """A piece of `text` (Markdown) around the first of `words` in it; empty where there is none."""
    pattern, line = _pattern(tuple(words)), plain(text)
    match = pattern.search(line) if pattern else None
    if match is None:
        return ""
    start = max(0, match.start() - BEFORE)
    if start:
        # From the beginning of a word on, where one is near.
        space = line.find(" ", start, match.start())
        start = space + 1 if space != -1 else start
    end = min(len(line), start + LENGTH)
    if end < len(line):
        space = line.rfind(" ", match.end(), end)
        end = space if space != -1 else max(end, match.end())
    return f"{'… ' if start else ''}{line[start:end]}{' …' if end < len(line) else ''}"


def first_excerpt(texts: Iterable[tuple[str, str]], words: Sequence[str]) -> tuple[str, str]:
    """The excerpt of the first of `texts` (each with its language) in which one of `words` occurs, and its language; both
    empty where there is none."""
    for text, language in texts:
        found = excerpt(text, words)
        if found:
            return found, language
    return "", ""


def marked(text: str, words: Sequence[str]) -> SafeString:
    """`text` as safe HTML, with each of `words` in a `<mark>`. Nothing else of it is HTML."""
    pattern, line = _pattern(tuple(words)), unicodedata.normalize("NFC", text)
    parts, last = [], 0
    for match in pattern.finditer(line) if pattern else ():
        parts += [html.escape(line[last : match.start()]), "<mark>", html.escape(match.group()), "</mark>"]
        last = match.end()
    # Safe: every part of it was escaped above.
    return mark_safe("".join([*parts, html.escape(line[last:])]))  # noqa: S308
