"""What the pages of joint IP cases have in common."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from council.members.models import Organisation
from forums.models import IPCase
from forums.permissions.rights import Part, get_case_or_404, part_in
from forums.services.errors import ForumsError, NotYours

METHODS = ["GET", "HEAD", "POST"]
View = Callable[..., HttpResponse]


def confidential(view: View) -> View:
    """A page that no cache keeps, for who is logged in. What is not the reader's to do is a 404."""
    guarded: View = never_cache(login_required(view))

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return guarded(request, *args, **kwargs)
        except NotYours:
            raise Http404 from None

    return page


def own_case(request: HttpRequest, key: uuid.UUID) -> tuple[IPCase, Part, Any]:
    """The case that the reader may see, what he is in it, and now. Raises `Http404`."""
    now = timezone.now()
    case = get_case_or_404(request.user, key, now)
    return case, part_in(request.user, case, now), now


def require(condition: bool) -> None:
    """Raise `Http404` where `condition` does not hold: it is not this reader's to do."""
    if not condition:
        raise Http404


def bound(request: HttpRequest) -> Any:
    """What was sent, for a form; None where nothing was."""
    return request.POST if request.method == "POST" else None


def attempt(form: BaseForm, verb: Callable[[], Any], field: str | None = None) -> Any:
    """What `verb` returns; None where the rules refuse it, and then the form says why. Raises `NotYours`."""
    try:
        return verb() or True
    except NotYours:
        raise
    except ForumsError as refusal:
        name = refusal.field if refusal.field in form.fields else field
        form.add_error(name if name in form.fields else None, str(refusal))
        return None


def list_trail() -> list[tuple[Any, str]]:
    """The steps of the trail down to the list."""
    return [(_("Joint IP cases"), reverse("forums:ip-case-list"))]


def case_trail(case: IPCase) -> list[tuple[Any, str]]:
    """The steps of the trail down to a case."""
    return [*list_trail(), (case.title, case.page_url())]


def form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    title: Any,
    submit: Any,
    case: IPCase | None = None,
    text: Any = "",
    **more: Any,
) -> HttpResponse:
    """A page with one form; refused input keeps what was typed."""
    trail = case_trail(case) if case else list_trail()
    context = {"form": form, "title": title, "submit": submit, "back": trail[-1][1], "trail": trail, "text": text, **more}
    return render(request, "forums/rights/form.html", context, status=422 if form.is_bound else 200)


def companies_for(case: IPCase, part: Part) -> Any:
    """The owners for whom somebody with this part acts: attorney and IP desk for all."""
    owners = Organisation.objects.filter(ip_shares__case=case).order_by("ip_shares__position", "pk")
    return owners if part.is_office else owners.filter(pk__in=part.companies)
