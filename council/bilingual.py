"""Content in Korean and English: plain `…_ko` / `…_en` columns and one accessor. Imports nothing of ours."""

import re
from typing import Any

from django.utils.translation import get_language

HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
LATIN = re.compile(r"[A-Za-z]")


def pick(ko: str, en: str, language: str | None = None) -> str:
    """The text in `language` (default: the active one), or the other one where it is empty."""
    korean = (language or get_language() or "en").startswith("ko")
    return (ko or en) if korean else (en or ko)


def text(obj: Any, field: str, language: str | None = None) -> str:
    """`obj.<field>_ko` or `obj.<field>_en`, as `pick` chooses."""
    return pick(getattr(obj, f"{field}_ko"), getattr(obj, f"{field}_en"), language)


def text_language(obj: Any, field: str) -> str:
    """The language code of what `text` returns, for a `lang` attribute (WCAG 3.1.2)."""
    korean = (get_language() or "en").startswith("ko")
    if korean:
        return "ko" if getattr(obj, f"{field}_ko") else "en"
    return "en" if getattr(obj, f"{field}_en") else "ko"


def side(text: str, language: str | None = None) -> str:
    """One half of a field that says the same in both languages, “대강당 / Auditorium”: the one in `language` (default: the
    active one). Anything else as it is, two places in one language as well."""
    korean, slash, english = text.partition(" / ")
    if not slash or "/" in english or not HANGUL.search(korean) or HANGUL.search(english) or not LATIN.search(english):
        return text
    return pick(korean.strip(), english.strip(), language)


def language_of(text: str) -> str:
    """The language of what somebody typed into a field that does not ask for one: “ko” where there is Hangul, “en” where there
    are other letters, nothing where there are none."""
    if HANGUL.search(text):
        return "ko"
    return "en" if LATIN.search(text) else ""
