"""What was rendered already, kept in this process's memory under a key that names all it was made of.

A key holds the versions of the rows that were shown, the language and the minute. A row that changes has another version, so
what is kept is never older than the database; the minute bounds everything else. Nothing that belongs to one reader is kept:
no log-in, no message, no form token. Imports nothing of ours.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.db.models import CharField, Func
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import get_language

T = TypeVar("T")
# Room for about eight megabytes of pages and as much of their parts in each process.
PAGES_KEPT, PARTS_KEPT = 200, 4000
LONGEST_PAGE = 400_000


class Kept(Generic[T]):
    """At most `size` things, the ones that were of use last; safe among threads."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._things: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> T | None:
        """What is kept under `key`, or None."""
        with self._lock:
            found = self._things.get(key)
            if found is not None:
                self._things.move_to_end(key)
            return found

    def put(self, key: Hashable, thing: T) -> None:
        """Keep `thing`; the one that nobody asked for the longest goes."""
        with self._lock:
            self._things[key] = thing
            self._things.move_to_end(key)
            while len(self._things) > self.size:
                self._things.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._things.clear()


class RowVersion(Func):
    """PostgreSQL's own version of a row (`xmin`, `ctid`), as an annotation: `RowVersion(F("slug"))` for the row itself (any
    column of it that is no key), `RowVersion(F("venue__name_ko"))` for one that it points at. Every change of a row makes
    another version, whoever made it and however, so no code has to remember to forget what was kept under the old one."""

    output_field = CharField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> tuple[str, tuple[str | int, ...]]:
        column: Any = self.source_expressions[0]
        alias = compiler.quote_name_unless_alias(column.alias)
        return f"({alias}.xmin::text || {alias}.ctid::text)", ()


_pages: Kept[tuple[bytes, str]] = Kept(PAGES_KEPT)
_parts: Kept[SafeString] = Kept(PARTS_KEPT)


def clear() -> None:
    """Forget everything (tests begin with nothing)."""
    _pages.clear()
    _parts.clear()


def minute(now: datetime) -> int:
    """The minute that `now` is in: what is shown of the time changes when it does."""
    return int(now.timestamp()) // 60


def visitors_page(
    request: HttpRequest, *, now: datetime, version: Callable[[], Hashable | None], render: Callable[[], HttpResponse]
) -> HttpResponse:
    """The page that `render()` gives, for a visitor from memory where it was made before from the same.

    `version()` is asked first and names everything that a visitor's page shows beside its address, the language and the minute;
    None: it cannot be said, so it is rendered. A reader with a session or a message waiting always gets his own page."""
    if settings.DEBUG or not is_visitor(request):
        return render()
    named = version()
    if named is None:
        return render()
    key = (request.get_full_path(), get_language(), minute(now), named)
    kept = _pages.get(key)
    if kept is None:
        response = render()
        if _is_for_everybody(request, response):
            _pages.put(key, (response.content, response["Content-Type"]))
    else:
        response = HttpResponse(kept[0], content_type=kept[1])
    patch_vary_headers(response, ["Cookie"])
    return response


def part(key: Hashable, *, now: datetime, render: Callable[[], SafeString]) -> SafeString:
    """The part of a page that `render()` gives, from memory where it was made before under the same key, language and minute.
    It must be the same for every reader."""
    full = (key, get_language(), minute(now))
    kept = None if settings.DEBUG else _parts.get(full)
    if kept is None:
        kept = render()
        _parts.put(full, kept)
    return kept


def is_visitor(request: HttpRequest) -> bool:
    """Whether nothing in the request can belong to one reader alone: no session, no message that waits."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES and CookieStorage.cookie_name not in request.COOKIES


def _is_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the rendered page holds nothing of this reader and is worth keeping: a form token, a message, a cookie."""
    return (
        response.status_code == 200
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not len(get_messages(request))
        and request.session.is_empty()
        and len(response.content) <= LONGEST_PAGE
    )
