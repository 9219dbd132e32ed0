"""The same page in the other language."""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.urls import translate_url


def in_language(url: str, language: str) -> str:
    """`url` (a path with its query) in `language`. An address that no view answers gets or loses its prefix all the same, so
    that the switch works on a “not found” page, too. The result is a path, never `//host/…`, which would lead away."""
    url = "/" + url.lstrip("/")
    translated = translate_url(url, language)
    if translated != url:
        return translated
    parts = urlsplit(url)
    path = parts.path
    for code, _name in settings.LANGUAGES:
        if path == f"/{code}" or path.startswith(f"/{code}/"):
            path = path[len(code) + 1 :] or "/"
            break
    if language != settings.LANGUAGE_CODE:
        path = f"/{language}{path}"
    return urlunsplit(("", "", "/" + path.lstrip("/"), parts.query, parts.fragment))
