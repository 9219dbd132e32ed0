"""How measured numbers are written: in the reader's language, and “n/a” for one that cannot be said."""

from math import isnan

from django.utils.formats import number_format
from django.utils.translation import gettext


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
