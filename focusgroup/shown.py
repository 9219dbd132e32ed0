"""How measured numbers are written: in the reader's language, and “n/a” for one that cannot be said."""

from collections.abc import Iterable
from math import isnan

from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from council import bilingual

# Between the Korean and the English name of one source: “전국사업체조사 / Census on Establishments”.
BETWEEN = " / "


def people(value: float) -> str:
    """A whole number with separators of thousands."""
    return gettext("n/a") if isnan(value) else number_format(round(value), 0, force_grouping=True)


def ratio(value: float, digits: int = 2) -> str:
    """A number with its decimals."""
    return gettext("n/a") if isnan(value) else number_format(round(value, digits), digits)


def percent(value: float, *, signed: bool = False) -> str:
    """A part as per cent with one decimal; `signed` for changes."""
    if isnan(value):
        return gettext("n/a")
    text = number_format(round(value * 100, 1) + 0.0, 1)
    return f"{'+' if signed and value > 0 and text != number_format(0, 1) else ''}{text} %"


def cell(value: float, digits: int | None = None) -> float | int | str:
    """A number for a spreadsheet: it stays one, rounded; “n/a” where there is none."""
    if isnan(value):
        return gettext("n/a")
    return round(value) if digits is None else round(value, digits)


def plain(value: float, digits: int = 4) -> float | None:
    """A number for a chart: null where there is none."""
    return None if isnan(value) else round(value, digits)


def source(text: str) -> SafeString:
    """Where a figure comes from, as it was typed; what of it is in another language than the page says so (WCAG 3.1.2)."""
    return format_html_join(BETWEEN, "{}", ((_in_its_language(part),) for part in text.split(BETWEEN)))


def sources(texts: Iterable[str]) -> SafeString:
    """Several sources in one line."""
    return format_html_join("; ", "{}", ((source(text),) for text in texts))


def sentence(translated: str, **parts: str | int) -> SafeString:
    """`translated` with its `%(name)s` filled in; parts that are HTML already stay so."""
    words = {name: conditional_escape(str(part) if isinstance(part, int) else part) for name, part in parts.items()}
    return mark_safe(conditional_escape(translated) % words)  # noqa: S308 - all of it is escaped here


def _in_its_language(part: str) -> str | SafeString:
    language = bilingual.language_of(part)
    is_foreign = bool(language) and not (get_language() or "en").startswith(language)
    return format_html('<span lang="{}">{}</span>', language, part) if is_foreign else part
