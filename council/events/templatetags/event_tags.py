"""What only the pages of events need; the rest is in `{% load council %}`."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from council.events import seat_codes

register = template.Library()


@register.filter
def ordinal_place(place: int) -> str:
    """“1st”, “2nd” in English; the bare number in Korean, where the sentence around it has the counter."""
    if (get_language() or "en").startswith("ko"):
        return str(place)
    suffix = "th" if 11 <= place % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{suffix}"


@register.filter
def short_code(registration: Any) -> str:
    """The code of a registration's seat as people type it: “7K3M-Q2XD”."""
    return seat_codes.short_code(registration.code)


@register.simple_tag
def qr_code(registration: Any) -> SafeString:
    """The QR code of a registration's seat (with its event) as SVG; the words beside it say what it is."""
    return mark_safe(seat_codes.svg_of(seat_codes.address(registration)))  # noqa: S308 - SVG of our own making
