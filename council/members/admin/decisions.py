"""Confirming what becomes of a member: one person or many, each decision on a page that says what follows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext

from council.members import services
from council.members.models import Member
from council.members.validators import validate_paragraphs

# How many names the page of a bulk decision lists.
NAMES_SHOWN = 20


@dataclass(frozen=True)
class Verb:
    """A decision: its service, its words, whether it needs a reason."""

    slug: str
    title: Any
    consequence: Any
    button: Any
    done: Any
    needs_reason: bool
    is_dangerous: bool
    act: Callable[..., Member]


VERBS = {
    verb.slug: verb
    for verb in (
        Verb(
            "approve",
            gettext_lazy("Approve the application"),
            gettext_lazy(
                "The person becomes a member until the end of next year and is told so by e-mail. A note is for the file only."
            ),
            gettext_lazy("Approve"),
            gettext_lazy("%(name)s is now a member."),
            False,
            False,
            services.approve_application,
        ),
        Verb(
            "decline",
            gettext_lazy("Decline the application"),
            gettext_lazy("The person is told by e-mail, with the reason as you write it, and may apply again."),
            gettext_lazy("Decline"),
            gettext_lazy("The application of %(name)s is declined."),
            True,
            True,
            services.decline_application,
        ),
        Verb(
            "suspend",
            gettext_lazy("Suspend the membership"),
            gettext_lazy("The person loses members’ access at once and is told so by e-mail, with the reason as you write it."),
            gettext_lazy("Suspend"),
            gettext_lazy("The membership of %(name)s is suspended."),
            True,
            True,
            services.suspend_member,
        ),
        Verb(
            "reinstate",
            gettext_lazy("Reinstate the membership"),
            gettext_lazy(
                "The person has members’ access again and is told so; a term that is over runs to the end of next year."
            ),
            gettext_lazy("Reinstate"),
            gettext_lazy("%(name)s is a member again."),
            False,
            False,
            services.reinstate_member,
        ),
        Verb(
            "renew",
            gettext_lazy("Renew the membership"),
            gettext_lazy(
                "The membership runs to the end of the year after the one in which it would end, and the person is told so by "
                "e-mail. Possible from 60 days before the end until the days of grace are over. A note is for the file only."
            ),
            gettext_lazy("Renew it"),
            gettext_lazy("The membership of %(name)s is renewed."),
            False,
            False,
            services.renew_membership,
        ),
        Verb(
            "withdraw",
            gettext_lazy("End at the person’s wish"),
            gettext_lazy(
                "The application or membership ends, places in bodies with it. The person is told, and may apply again."
            ),
            gettext_lazy("End"),
            gettext_lazy("%(name)s has withdrawn."),
            False,
            True,
            services.withdraw_member,
        ),
    )
}


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason


def verbs_for(member: Member) -> list[Verb]:
    """The decisions that are possible now."""
    return [verb for verb in VERBS.values() if is_possible(member, verb.slug)]


def is_possible(member: Member, slug: str) -> bool:
    """Whether the decision can be made now. Renewing leads to no other state: it asks the days."""
    return member.can_renew(_now()) if slug == "renew" else services.may(member, slug)


def decide_one(model_admin: Any, request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Confirm one decision about one person. 404 for who may not decide, for an unknown person or decision."""
    verb = VERBS.get(slug)
    member: Member | None = model_admin.get_object(request, str(pk))
    if verb is None or member is None or not model_admin.has_change_permission(request, member):
        raise Http404
    back = reverse("admin:members_member_change", args=[pk])
    if not is_possible(member, slug):
        _say_too_late(request, member)
        return redirect(back)
    form = ReasonForm(request.POST if request.method == "POST" else None, needs_reason=verb.needs_reason)
    if request.method == "POST" and form.is_valid():
        try:
            verb.act(member=member, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])
        except services.MemberStateError as error:
            _say_too_late(request, error.member)
        except services.ApplicationIncompleteError:
            messages.error(request, gettext("An external person cannot become a member: change the kind first."))
        else:
            model_admin.log_change(request, member, str(verb.title))
            messages.success(request, verb.done % {"name": member.display_name()})
        return redirect(back)
    return _page(model_admin, request, verb, form, [member], total=1, back=back, is_action=False)


def decide_many(model_admin: Any, request: HttpRequest, queryset: QuerySet[Any], slug: str) -> HttpResponse | None:
    """Confirm one decision about many people. None leads back to the list."""
    verb = VERBS[slug]
    is_confirmed = "confirmed" in request.POST
    form = ReasonForm(request.POST if is_confirmed else None, needs_reason=verb.needs_reason)
    if is_confirmed and form.is_valid():
        bulk = BULK[slug]
        members = queryset.order_by("applied_at", "pk")
        result = bulk(members=members, by=request.user, now=_now(), reason=form.cleaned_data["reason"])
        for member in result.done:
            model_admin.log_change(request, member, str(verb.title))
        _say_result(request, slug, result)
        return None
    selected = list(queryset.order_by("applied_at", "pk")[:NAMES_SHOWN])
    back = reverse("admin:members_member_changelist")
    return _page(model_admin, request, verb, form, selected, total=queryset.count(), back=back, is_action=True)


BULK: dict[str, Callable[..., services.BulkResult]] = {
    "approve": services.approve_applications,
    "decline": services.decline_applications,
    "renew": services.renew_memberships,
}


def _now() -> datetime:
    return timezone.now()


def _page(
    model_admin: Any,
    request: HttpRequest,
    verb: Verb,
    form: ReasonForm,
    members: Iterable[Member],
    *,
    total: int,
    back: str,
    is_action: bool,
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.model._meta,
        "title": verb.title,
        "verb": verb,
        "form": form,
        "members": members,
        "total": total,
        "back_url": back,
        "is_action": is_action,
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
        "action_checkbox_name": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/members/member/decide.html", context)


def _say_too_late(request: HttpRequest, member: Member) -> None:
    messages.warning(
        request,
        gettext("Nothing was changed: %(name)s is “%(state)s” by now. Someone else may have been faster.")
        % {"name": member.display_name(), "state": member.get_state_display()},
    )


def _say_result(request: HttpRequest, slug: str, result: services.BulkResult) -> None:
    done, skipped = len(result.done), len(result.skipped)
    texts = {
        "approve": lambda: ngettext("%(count)d application approved.", "%(count)d applications approved.", done),
        "decline": lambda: ngettext("%(count)d application declined.", "%(count)d applications declined.", done),
        "renew": lambda: ngettext(
            "%(count)d membership is renewed, and its holder is told.",
            "%(count)d memberships are renewed, and their holders are told.",
            done,
        ),
    }
    if done:
        messages.success(request, texts[slug]() % {"count": done})
    if skipped and slug == "renew":
        text = ngettext(
            "%(count)d person was left as is: not due, no member, or renewed already.",
            "%(count)d people were left as they are: not due, no members, or renewed already.",
            skipped,
        )
        messages.warning(request, text % {"count": skipped})
    elif skipped:
        text = ngettext(
            "%(count)d person was left as is: no application is waiting.",
            "%(count)d people were left as they are: no application is waiting.",
            skipped,
        )
        messages.warning(request, text % {"count": skipped})
