"""Content in Korean and English: plain `…_ko` / `…_en` columns and one accessor. Imports nothing of ours."""

from typing import Any

from django.utils.translation import get_language


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
