"""Every address that the URL resolver knows, by its view's name."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, namespace: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, route, inner)
        else:
            yield (f"{namespace}{pattern.name}" if pattern.name else f"(unnamed) {route}"), route


def named_urls() -> dict[str, list[str]]:
    """View name → its routes."""
    found: dict[str, list[str]] = {}
    # The prefix of the active language is part of a route; English has none.
    with translation.override("en"):
        for name, route in _walk(get_resolver().url_patterns, "", ""):
            found.setdefault(name, []).append(route)
    return found
