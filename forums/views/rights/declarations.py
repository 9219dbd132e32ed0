"""What people declared of what they published: unfiled inventions that belong to no case, for the IP desk."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums.forms.rights import DeclarationForm
from forums.models import IPCase, NoveltyDeclaration
from forums.models.rights import UNFILED
from forums.permissions.rights import is_ip_desk
from forums.services.clock.explaining import CONFIRM
from forums.services.rights.declaring import last_day, settle_declaration
from forums.views.rights.pages import METHODS, attempt, bound, confidential, list_trail, require

PAGE_SIZE = 30


@confidential
@require_safe
def declaration_list(request: HttpRequest) -> HttpResponse:
    """Those that wait, the oldest first, then what was settled lately."""
    require(is_ip_desk(request.user, timezone.now()))
    rows = NoveltyDeclaration.objects.select_related("by__member", "case")
    waiting = rows.waiting().order_by("at", "pk")
    page = Paginator(waiting, PAGE_SIZE).get_page(request.GET.get("page"))
    settled = rows.exclude(settled_at=None).order_by("-settled_at", "-pk")[:PAGE_SIZE]
    context = {"page": page, "settled": settled, "trail": list_trail()}
    return render(request, "forums/rights/declarations.html", context)


@confidential
@require_http_methods(METHODS)
def declaration(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: what was published, when it was shown, how long it can be filed; and which case it belongs to."""
    now = timezone.now()
    require(is_ip_desk(request.user, now))
    found = get_object_or_404(NoveltyDeclaration.objects.select_related("by__member", "case"), pk=pk)
    require(found.answer != NoveltyDeclaration.Answer.NO)
    cases = IPCase.objects.filter(state__in=UNFILED).order_by("-state_at", "-pk")
    form = DeclarationForm(bound(request), cases=cases)

    def settle() -> Any:
        return settle_declaration(declaration=found, by=request.user, now=now, **form.cleaned_data)

    if form.is_bound and form.is_valid() and attempt(form, settle, "case"):
        messages.success(request, _("Settled."))
        return redirect("forums:ip-declaration-list")
    trail = [*list_trail(), (_("Declared inventions"), reverse("forums:ip-declaration-list"))]
    context = {
        "declaration": found,
        "last_day": last_day(found),
        "is_waiting": found.case_id is None and found.settled_at is None,
        "form": form,
        "trail": trail,
        "confirm": CONFIRM,
    }
    return render(request, "forums/rights/declaration.html", context, status=422 if form.is_bound else 200)
