"""The list of cases, a case, and what it is about."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from council.members.access_log import shows
from forums import clock_panels
from forums.forms.rights import CaseFilterForm, CaseForm, ChangeCaseForm, NewCaseForm, owning_companies
from forums.models import IPCase
from forums.origins import Origins
from forums.permissions.rights import companies_of, is_ip_desk, may_begin, visible_cases
from forums.rights_panels import declared_count, waiting_for
from forums.services.rights.beginning import about_of, begin_case, change_case
from forums.views.rights.detail import case_context
from forums.views.rights.pages import METHODS, attempt, bound, confidential, form_page, own_case, require

PAGE_SIZE = 30


@never_cache
@require_safe
def ip_case_list(request: HttpRequest) -> HttpResponse:
    """The reader's own cases, and how one begins. For everybody: what everybody may know stands here, too."""
    now = timezone.now()
    filters = CaseFilterForm(request.GET)
    mine = visible_cases(request.user, now)
    found = filters.apply(mine).order_by("-state_at", "-pk").prefetch_related("owners__organisation", "filings")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    has_any = bool(page.object_list) or (filters.is_active and mine.exists())
    context = {
        "page": page,
        "filters": filters,
        "has_any": has_any,
        "may_begin": may_begin(request.user, now),
        "is_desk": is_ip_desk(request.user, now),
        "declared": declared_count(request.user, now),
        "waiting": waiting_for(request.user, now) if has_any else [],
    }
    return render(request, "forums/rights/list.html", context)


@confidential
@require_http_methods(METHODS)
def ip_case_new(request: HttpRequest) -> HttpResponse:
    """Begin a case: who sits in a forum for a company that will own a part, and the IP desk."""
    now = timezone.now()
    require(may_begin(request.user, now))
    own = companies_of(request.user, now).first()
    companies = owning_companies(now, [own.pk] if own else [])
    form = NewCaseForm(bound(request), companies=companies, own=own, places=Origins(request.user, now))

    def begin() -> Any:
        form.instance.key = form.cleaned_data["key"] or uuid.uuid4()
        return begin_case(
            case=form.instance,
            parts=form.parts,
            is_agreed=not form.cleaned_data["is_equal"],
            inventors=form.names(),
            by=request.user,
            now=now,
        )

    if form.is_bound and form.is_valid():
        before = visible_cases(request.user, now).filter(key=form.cleaned_data["key"]).first()
        if before is not None:
            return redirect(before.page_url())
        if own and not is_ip_desk(request.user, now) and own not in [company for company, _share in form.parts]:
            form.add_error("company_1", _("Your own company must be among the owners."))
        elif made := _once(form, begin, request.user, now):
            messages.success(request, _("The case has begun. The IP desk names the contacts of the other owners."))
            return redirect(made.page_url())
    text = _("Only the named contacts of its owners, its attorney and the IP desk will see it.")
    return form_page(request, form, title=_("Begin a joint IP case"), submit=_("Begin it"), text=text)


def _once(form: NewCaseForm, begin: Callable[[], Any], user: Any, now: datetime) -> Any:
    """The case that `begin` makes; the one that the same form made at the same moment, where it was sent twice."""
    try:
        return attempt(form, begin)
    except IntegrityError:
        made = visible_cases(user, now).filter(key=form.cleaned_data["key"]).first()
        if made is None:
            raise
        return made


@confidential
@require_safe
def ip_case(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One case: all of it, for everybody who may see it."""
    case, part, now = own_case(request, key)
    context = {**case_context(case, part, request.user, now), **clock_panels.case_context(case, now)}
    shows(request, [contact for owner in context["owners"] for contact in owner["contacts"]], context["inventors"])
    return render(request, "forums/rights/detail.html", context)


@confidential
@require_http_methods(METHODS)
def ip_case_edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Change what a case is about; once it is filed, attorney and IP desk alone."""
    case, part, now = own_case(request, key)
    require(case.is_unfiled or part.is_office)
    before = IPCase.objects.get(pk=case.pk)
    seen = about_of(before)
    form = ChangeCaseForm(bound(request), instance=case, places=Origins(request.user, now, case), initial={"seen": seen})

    def change() -> Any:
        data = form.cleaned_data
        return change_case(case=form.instance, inventors=form.names(), by=request.user, now=now, seen=data["seen"])

    if form.is_bound and form.is_valid() and attempt(form, change):
        messages.success(request, _("Saved."))
        return redirect(case.page_url())
    if form.is_bound:
        if form.data.get("seen") != seen:
            form.say_what_is_kept(CaseForm(instance=before, places=Origins(request.user, now, before)))
        # What is sent next is sent knowing how it is now.
        form.data = {**form.data.dict(), "seen": seen}  # type: ignore[attr-defined]  # of a request
    return form_page(request, form, title=_("Change what it is about"), submit=_("Save"), case=before)
