"""The web processes' entry."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from council.config.interpreter import collect_seldom, with_room
from council.config.mode import settings_module

collect_seldom()

os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module(os.environ))
# Only web processes share their connections among threads.
os.environ.setdefault("DB_POOL", "1")

from django.core.wsgi import get_wsgi_application

_site = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The site, with room for its calls."""
    return with_room(_site, environ, start_response)
