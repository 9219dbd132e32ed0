"""What only the pages of events need; the rest is in `{% load council %}`."""

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def ordinal_place(place: int) -> str:
    """“1st”, “2nd” in English; the bare number in Korean, where the sentence around it has the counter."""
    if (get_language() or "en").startswith("ko"):
        return str(place)
    suffix = "th" if 11 <= place % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{suffix}"
