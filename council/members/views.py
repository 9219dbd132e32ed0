"""Joining, one's own profile."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council.members import directory, services
from council.members.forms import (
    ApplicationConsentForm,
    ApplicationOrganisationForm,
    ApplicationPersonForm,
    ApplicationReasonForm,
    ProfileForm,
)
from council.members.models import Member
from council.members.services.applications import missing_fields

STEPS = ("members:join-person", "members:join-organisation", "members:join-reason", "members:join-check")


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def own_member(request: HttpRequest) -> Member:
    """The member of the log-in, as the clock has it: one whose grace is over has expired, whether the tick has come or not."""
    member = services.ensure_member(request.user, language=_language())
    now = timezone.now()
    if member.state == Member.State.ACTIVE and not member.has_access(now):
        return services.expire_membership(member=member, now=now)
    return member


def _steps(current: str) -> list[dict[str, Any]]:
    labels = (_("You"), _("Organisation"), _("Your reasons"), _("Check and send"))
    position = STEPS.index(current)
    states = ["done"] * position + ["current"] + ["todo"] * (len(STEPS) - position - 1)
    return [
        {"label": label, "state": state, "href": reverse(name) if state == "done" else ""}
        for name, label, state in zip(STEPS, labels, states, strict=True)
    ]


def _sent_already(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Your application cannot be changed now. This is where it stands."))
    return redirect("members:join")


@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """What membership is, and where one's own application stands."""
    if not request.user.is_authenticated:
        return render(request, "members/join.html", {"signup_next": request.path})
    member = own_member(request)
    context = {
        "member": member,
        "can_apply": services.may(member, "submit"),
        "can_withdraw": member.state == Member.State.APPLIED,
        "has_begun": member.state == Member.State.DRAFT and bool(member.kind or member.job_title),
    }
    return render(request, "members/join_status.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_person(request: HttpRequest) -> HttpResponse:
    """Step 1: who you are."""
    member = own_member(request)
    if not services.may(member, "submit"):
        return _sent_already(request)
    form = ApplicationPersonForm(request.POST if request.method == "POST" else None, instance=member)
    if request.method == "POST" and form.is_valid():
        return _keep(request, member, form.cleaned_data, then=STEPS[1])
    return _step_page(request, form, STEPS[0], _("About you"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_organisation(request: HttpRequest) -> HttpResponse:
    """Step 2: the organisation and one's place in it."""
    member = own_member(request)
    if not services.may(member, "submit"):
        return _sent_already(request)
    form = ApplicationOrganisationForm(request.POST if request.method == "POST" else None, instance=member)
    if request.method == "POST" and form.is_valid():
        return _keep(request, member, form.values(), then=STEPS[2])
    return _step_page(request, form, STEPS[1], _("Your organisation"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_reason(request: HttpRequest) -> HttpResponse:
    """Step 3: why one wants to join."""
    member = own_member(request)
    if not services.may(member, "submit"):
        return _sent_already(request)
    form = ApplicationReasonForm(request.POST if request.method == "POST" else None, instance=member)
    if request.method == "POST" and form.is_valid():
        return _keep(request, member, form.cleaned_data, then=STEPS[3])
    return _step_page(request, form, STEPS[2], _("Why you want to join"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_check(request: HttpRequest) -> HttpResponse:
    """Step 4: everything at a glance, the consents, and sending."""
    member = own_member(request)
    if member.state == Member.State.APPLIED:
        # A double click, the back button, a second browser: it is sent.
        return redirect("members:join")
    if not services.may(member, "submit"):
        return _sent_already(request)
    form = ApplicationConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.submit_application(member=member, now=timezone.now(), agreed=form.agreed(), language=_language())
        except services.MemberStateError:
            return _sent_already(request)
        except services.ApplicationIncompleteError:
            messages.error(request, _("Something is still missing: see below."))
        else:
            messages.success(request, _("Your application is sent."))
            return redirect("members:join")
    context = {
        "member": member,
        "form": form,
        "missing": _missing_steps(member),
        "steps": _steps(STEPS[3]),
        "back_url": reverse(STEPS[2]),
    }
    return render(request, "members/join_check.html", context)


@login_required
@require_POST
def join_withdraw(request: HttpRequest) -> HttpResponse:
    """Take an application back. Twice is once."""
    member = own_member(request)
    if member.state != Member.State.APPLIED:
        return redirect("members:join")
    try:
        services.withdraw_member(member=member, by=request.user, now=timezone.now())
    except services.MemberStateError:
        return _sent_already(request)
    messages.success(request, _("Your application is withdrawn."))
    return redirect("members:join")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """One's own name, job, telephone, language and skills."""
    member = own_member(request)
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=member)
    if request.method == "POST" and form.is_valid():
        services.save_profile(member=member, values=form.values(), skills=form.cleaned_data.get("skills"))
        messages.success(request, _("Your profile is saved."))
        return redirect("members:profile")
    has_access = member.has_access(timezone.now())
    context = {
        "form": form,
        "member": member,
        "has_access": has_access,
        "photo_url": directory.photo_url(member) if has_access else "",
    }
    return render(request, "members/profile.html", context)


def _keep(request: HttpRequest, member: Member, values: dict[str, Any], *, then: str) -> HttpResponse:
    try:
        services.save_application_draft(member=member, values=values)
    except services.MemberStateError:
        return _sent_already(request)
    if "leave" in request.POST:
        messages.success(request, _("Your draft is kept. Come back whenever you like."))
        return redirect("members:join")
    return redirect(then)


def _step_page(request: HttpRequest, form: Any, step: str, title: str) -> HttpResponse:
    position = STEPS.index(step)
    context = {
        "form": form,
        "title": title,
        "steps": _steps(step),
        "back_url": reverse(STEPS[position - 1]) if position else reverse("members:join"),
    }
    return render(request, "members/join_step.html", context)


def _missing_steps(member: Member) -> list[dict[str, str]]:
    missing = set(missing_fields(member))
    by_step = (
        (STEPS[0], {"family_name", "given_name", "kind"}, _("your name and what you do")),
        (STEPS[1], {"organisation_name", "job_title"}, _("your organisation and job title")),
        (STEPS[2], {"motivation"}, _("why you want to join")),
    )
    return [{"url": reverse(step), "label": label} for step, names, label in by_step if names & missing]
