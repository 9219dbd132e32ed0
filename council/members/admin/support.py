"""Seeing the portal as a member, to help: the page that asks why, and the log of who did, when, as whom."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import admin, messages
from django.db.models import DateTimeField, Model, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from council.members.models import Member, SupportStep
from council.members.permissions import can_be_seen_as, can_see_as
from council.members.services import support
from council.members.staff_search import StaffSearch, support_steps_with
from council.members.support import SESSION_KEY
from council.members.validators import validate_paragraphs
from council.staff.admin import SecretariatAdmin


class SupportReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Why? It goes on record, and the person can read it in a copy of the data"),
        max_length=500,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )


def see_as_page(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, and lead into the portal as the member. 404 for who may not, and for one who is not to be seen as."""
    member: Member | None = model_admin.get_object(request, str(pk))
    actor: Any = request.user
    if member is None or not can_see_as(actor) or not can_be_seen_as(member):
        raise Http404
    form = SupportReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        before: support.Visit | None = getattr(request, "support", None)
        if before is not None:
            # One at a time: the next begins where the last one ends.
            support.end_visit(visit=before, now=timezone.now())
        ip = get_adapter().get_client_ip(request) or None
        reason = form.cleaned_data["reason"]
        visit = support.begin_visit(actor=actor, member=member, reason=reason, ip=ip, now=timezone.now())
        request.session[SESSION_KEY] = str(visit.key)
        messages.success(request, gettext("You see the portal as %(name)s now.") % {"name": member.display_name()})
        return redirect("portal:my")
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": gettext("See the portal as %(name)s") % {"name": member},
        "member": member,
        "form": form,
        "minutes": int(support.DURATION.total_seconds() // 60),
        "back_url": reverse("admin:members_member_change", args=[pk]),
    }
    return TemplateResponse(request, "admin/members/member/see_as.html", context)


ENDED_AT = Subquery(
    SupportStep.objects.filter(visit=OuterRef("visit"), step__in=[SupportStep.Step.ENDED, SupportStep.Step.EXPIRED])
    .order_by()
    .values("at")[:1],
    output_field=DateTimeField(),
)


@admin.register(SupportStep)
class SupportStepAdmin(StaffSearch, SecretariatAdmin, admin.ModelAdmin):
    """The log, to be read: visits, and what was refused meanwhile."""

    rows_with = staticmethod(support_steps_with)

    list_display = ("at", "step", "actor_shown", "member_shown", "reason", "ended", "path", "ip")
    list_filter = ("step", "at")
    list_select_related = ("actor", "member__user")
    list_per_page = 50
    search_fields = ("actor__email", "member__user__email", "reason", "path")
    actions = None
    fields = ("at", "step", "actor_shown", "member_link", "reason", "ended", "path", "ip", "visit")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(ended_at=ENDED_AT)

    @admin.display(description=_("who"), ordering="actor__email")
    def actor_shown(self, row: SupportStep) -> str:
        return str(row.actor) if row.actor else gettext("log-in %(number)s, deleted") % {"number": row.actor_id}

    @admin.display(description=_("as whom"))
    def member_shown(self, row: SupportStep) -> str:
        return str(row.member) if row.member else "–"

    @admin.display(description=_("as whom"))
    def member_link(self, row: SupportStep) -> str:
        if row.member is None:
            return "–"
        return format_html('<a href="{}">{}</a>', reverse("admin:members_member_change", args=[row.member_id]), row.member)

    @admin.display(description=_("until"), ordering="ended_at")
    def ended(self, row: Any) -> Any:
        if row.step != SupportStep.Step.BEGUN:
            return None
        # One that nobody ended was over by itself.
        return row.ended_at or row.at + support.DURATION

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # the database would refuse it, too
