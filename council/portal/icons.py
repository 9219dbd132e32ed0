"""Bootstrap icons, drawn into the page: the sprite as a whole would weigh more than the rest of a page together."""

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SPRITE = "vendor/bootstrap-icons/bootstrap-icons.svg"
SYMBOL = re.compile(r'<symbol[^>]*?viewBox="([^"]+)"[^>]*?id="([^"]+)"[^>]*>(.*?)</symbol>', re.DOTALL)


@cache
def sprite() -> dict[str, tuple[str, str]]:
    """View box and drawing by name; empty where the assets have not been built."""
    path = finders.find(SPRITE)
    if not isinstance(path, str):
        return {}
    text = Path(path).read_text(encoding="utf-8")
    return {name: (view_box, drawing) for view_box, name, drawing in SYMBOL.findall(text)}


def icon(name: str, css_class: str = "") -> SafeString:
    """The icon as an inline SVG, hidden from assistive technology: the words beside it say the same. An unknown one keeps its
    place empty (a test finds it)."""
    view_box, drawing = sprite().get(name, ("0 0 16 16", ""))
    return format_html(
        '<svg class="icon{}" viewBox="{}" fill="currentColor" aria-hidden="true" focusable="false">{}</svg>',
        f" {css_class}" if css_class else "",
        view_box,
        mark_safe(drawing),  # noqa: S308 - from the sprite that we install, never from input
    )
