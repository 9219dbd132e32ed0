"""Other people's HTML in the administration: in a frame that may do nothing."""

from collections.abc import Callable
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp, csp_replace
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin

# What is inside may draw itself, and no more: no script, no form, no request, an origin of its own.
SANDBOX = {
    "sandbox": True,
    "default-src": [NONE],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": [SELF],
}


def framed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For the view (a method) whose answer stands in the frame."""
    decorated: Any = method_decorator([csp(SANDBOX), xframe_options_sameorigin])(view)
    return decorated


def framing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For the page (a method) that holds the frame."""
    decorated: Any = method_decorator(csp_replace({"frame-src": [SELF]}))(view)
    return decorated
