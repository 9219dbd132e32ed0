"""Middleware of the site as a whole."""

import re

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

# A path segment that looks like a token: long, with a digit or a colon in it, and no words joined by hyphens.
SECRET = re.compile(r"(?<=/)(?=[^/]*[\d:])(?![^/]*-[a-z]+-)[\w:=-]{20,}(?=/|\.|$)")


class RequestLogMiddleware(RequestMiddleware):
    """A line for each request, with an id that every line logged meanwhile carries; without query and without secrets."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {SECRET.sub('…', request.path)}"
