"""One's own conflicts of interest: declared, ended, and taken back where mistyped."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from council.members import services
from council.members.interest_forms import EndInterestForm, InterestForm
from council.members.permissions import get_active_member_or_404, get_own_interest_or_404


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def interests(request: HttpRequest) -> HttpResponse:
    """What one has declared, and the form for more."""
    now = timezone.now()
    member = get_active_member_or_404(request.user, now)
    form = InterestForm(request.POST if request.method == "POST" else None, member=member)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        interest = services.declare_interest(
            member=member,
            organisation=data["organisation"],
            nature=data["nature"],
            words=data["words"],
            since=data["since"],
            until=data["until"],
            by=request.user,
            now=now,
        )
        text = _("Declared: %(organisation)s. You take no part in what concerns it.")
        messages.success(request, text % {"organisation": interest.organisation})
        return redirect("members:interests")
    declared = [
        {"interest": one, "is_over": services.is_over(one, now), "can_remove": services.can_remove(one, now)}
        for one in member.interests.select_related("organisation")
    ]
    context = {
        "form": form,
        "member": member,
        "current": [row for row in declared if not row["is_over"]],
        "over": [row for row in declared if row["is_over"]],
    }
    return render(request, "members/interests.html", context, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def interest_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say on which day a tie ends."""
    now = timezone.now()
    get_active_member_or_404(request.user, now)
    interest = get_own_interest_or_404(request.user, pk)
    if services.is_over(interest, now):
        messages.info(request, _("This has ended already."))
        return redirect("members:interests")
    first, today = services.first_end(interest), timezone.localdate(now)
    form = EndInterestForm(request.POST if request.method == "POST" else None, first=first, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_interest(interest=interest, on=form.cleaned_data["until"], by=request.user, now=now)
        except services.InterestEndedError:
            messages.info(request, _("This has ended already."))
        else:
            messages.success(request, _("Noted. It excludes you until that day is over."))
        return redirect("members:interests")
    context = {"form": form, "interest": interest, "can_remove": services.can_remove(interest, now)}
    return render(request, "members/interest_end.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def interest_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was mistyped."""
    now = timezone.now()
    get_active_member_or_404(request.user, now)
    interest = get_own_interest_or_404(request.user, pk)
    try:
        services.remove_interest(interest=interest, by=request.user, now=now)
    except services.InterestStandsError:
        messages.error(request, _("After a day it stays on record: end it, or ask the secretariat."))
    else:
        messages.success(request, _("Taken back."))
    return redirect("members:interests")
