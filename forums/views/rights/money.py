"""Costs and who bears them, and what a right is worth."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from council import bilingual
from council.tables import table_response
from forums.forms.rights import CostForm, ReasonForm, UseForm
from forums.models import Cost, IPCase, RightUse
from forums.permissions.rights import is_ip_desk
from forums.services.rights.money import add_cost, balances, strike_cost
from forums.services.rights.uses import record_use
from forums.views.rights.pages import (
    METHODS,
    attempt,
    bound,
    companies_for,
    confidential,
    form_page,
    list_trail,
    own_case,
    require,
)


@confidential
@require_http_methods(METHODS)
def ip_case_cost(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Enter what was paid: a contact for his company, attorney and IP desk for any owner."""
    case, part, now = own_case(request, key)
    form = CostForm(bound(request), companies=companies_for(case, part), initial={"on": timezone.localdate(now)})

    def add() -> Any:
        return add_cost(case=case, by=request.user, now=now, **form.cleaned_data)

    if form.is_bound and form.is_valid() and attempt(form, add):
        messages.success(request, _("Entered, and split by the shares."))
        return redirect(case.page_url())
    text = _("It is split by the shares as they are now, to the won.")
    return form_page(request, form, title=_("Enter a cost"), submit=_("Enter it"), case=case, text=text)


@confidential
@require_http_methods(METHODS)
def ip_case_cost_strike(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """Strike out a cost that was entered by mistake, with a reason."""
    case, part, now = own_case(request, key)
    cost = get_object_or_404(Cost.objects.standing().select_related("case"), case=case, pk=pk)
    require(part.is_office or cost.paid_by_id in part.companies)
    form = ReasonForm(bound(request))

    def strike() -> Any:
        return strike_cost(cost=cost, reason=form.cleaned_data["reason"], by=request.user, now=now)

    if form.is_bound and form.is_valid() and attempt(form, strike):
        messages.success(request, _("Struck out: it counts no more."))
        return redirect(case.page_url())
    title = _("Strike out: %(what)s") % {"what": cost.what}
    return form_page(request, form, title=title, submit=_("Strike it out"), case=case)


@confidential
@require_safe
def ip_case_statement(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Every cost with its parts, and the balance of each company, as a table for a spreadsheet."""
    case, _part, _now = own_case(request, key)
    standing = balances(case)
    companies = [balance.organisation for balance in standing]
    head = [_("Date"), _("What was paid for"), _("Paid by"), _("Amount in won"), *(str(company) for company in companies)]
    rows: list[list[Any]] = [head]
    costs = Cost.objects.standing().filter(case=case).select_related("paid_by").prefetch_related("parts")
    for cost in costs:
        parts = {part.organisation_id: part.amount_krw for part in cost.parts.all()}
        borne = [parts.get(company.pk, 0) for company in companies]
        rows.append([cost.on.isoformat(), cost.what, str(cost.paid_by), cost.amount_krw, *borne])
    for label, value in (
        (_("Borne"), [balance.borne for balance in standing]),
        (_("Paid"), [balance.paid for balance in standing]),
        (_("Owes (+) or is owed (−)"), [balance.due for balance in standing]),
    ):
        rows.append([label, "", "", "", *value])
    return table_response("csv", f"ip-case-{case.reference}-costs", case.reference, rows)


@confidential
@require_http_methods(METHODS)
def ip_case_use(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Record what the right was worth to an owner in a year."""
    case, part, now = own_case(request, key)
    form = UseForm(bound(request), companies=companies_for(case, part), now=now)

    def record() -> Any:
        return record_use(case=case, by=request.user, now=now, **form.cleaned_data)

    if form.is_bound and form.is_valid() and attempt(form, record):
        messages.success(request, _("Recorded."))
        return redirect(case.page_url())
    text = _("The council shows with the sums of all cases which rights it helped to create; never one case.")
    return form_page(request, form, title=_("Record what it is worth"), submit=_("Record it"), case=case, text=text)


@confidential
@require_safe
def ip_case_worth(request: HttpRequest) -> HttpResponse:
    """What joint rights were worth, by year: for the IP desk."""
    require(is_ip_desk(request.user, timezone.now()))
    kinds = RightUse.Kind
    rows = (
        RightUse.objects.order_by()
        .values("year")
        .annotate(
            cases=Count("case", distinct=True),
            products=Count("pk", filter=Q(kind=kinds.PRODUCT)),
            awards=Count("pk", filter=Q(kind=kinds.AWARD)),
            licences=Sum("amount_krw", filter=Q(kind=kinds.LICENCE), default=0),
            sales=Sum("amount_krw", filter=Q(kind=kinds.PRODUCT), default=0),
        )
        .order_by("-year")
    )
    sums = RightUse.objects.exclude(amount_krw=None).order_by().values("case").annotate(total=Sum("amount_krw"))
    best = list(sums.order_by("-total", "case")[:10])
    names = {case.pk: case for case in IPCase.objects.filter(pk__in=[row["case"] for row in best])}
    top = [(names[row["case"]], bilingual.text(names[row["case"]], "title"), row["total"]) for row in best]
    return render(request, "forums/rights/worth.html", {"rows": rows, "top": top, "trail": list_trail()})
