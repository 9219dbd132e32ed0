"""What the pages of the pipeline have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from focusgroup.services.errors import FocusGroupError, NotYours

View = Callable[..., HttpResponse]


def confidential(view: View) -> View:
    """A page that no cache keeps, for who is logged in."""
    guarded: View = never_cache(login_required(view))

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return guarded(request, *args, **kwargs)
        except NotYours:
            raise Http404 from None

    return page


def bound(request: HttpRequest) -> Any:
    """What was sent, for a form; None where nothing was."""
    return request.POST if request.method == "POST" else None


def attempt(form: BaseForm, verb: Callable[[], Any]) -> Any:
    """What `verb` returns; None where the rules refuse it, and then the form says why. Raises `NotYours`."""
    try:
        return verb() or True
    except NotYours:
        raise
    except FocusGroupError as refusal:
        form.add_error(None, str(refusal))
        return None


def form_page(
    request: HttpRequest, form: BaseForm, *, title: Any, submit: Any, back: str, trail: list[tuple[Any, str]], text: Any = ""
) -> HttpResponse:
    """A page with one form; refused input keeps what was typed."""
    context = {"form": form, "title": title, "submit": submit, "back": back, "trail": trail, "text": text}
    return render(request, "focusgroup/invitations/form.html", context, status=422 if form.is_bound else 200)
