"""Invitations in the administration: for staff who are in the invitation team, and for nobody else, coordinators included."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet, URLField
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from council.staff.admin import OneProgrammeAdmin
from focusgroup.group import SLUG
from focusgroup.models import (
    AgencyEngagement,
    DataItem,
    InvitationPlan,
    InvitationProposal,
    InvitationTarget,
    InvitationTeamMember,
    TargetMove,
    Touch,
)
from focusgroup.models.invitations.deliverables import oldest_fresh
from focusgroup.permissions.invitations import is_team, team_members
from focusgroup.services.invitations import Verb, save_target


class TeamAdmin(OneProgrammeAdmin):
    """Mixin for a `ModelAdmin` (or inline) of what is the invitation team's alone. Nothing of it is deleted."""

    programme = SLUG

    def _may(self, request: HttpRequest) -> bool:
        # Asked by each model on each page.
        if not hasattr(request, "_is_invitation_team"):
            answer = bool(request.user.is_staff) and is_team(request.user, timezone.now())
            request._is_invitation_team = answer  # type: ignore[attr-defined]  # ours
        found: bool = request._is_invitation_team  # type: ignore[attr-defined]
        return found

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ToRead(TeamAdmin):
    """What pages of the portal write, and the administration shows."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class MoveInline(ToRead, admin.TabularInline):
    model = TargetMove
    readonly_fields = ("what",)
    fields = ("at", "what", "from_stage", "to_stage", "to_standing", "reason", "by")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("by__member", "target")

    @admin.display(description=_("move"))
    def what(self, move: TargetMove) -> str:
        return str(Verb(move.verb).label)


class TouchInline(ToRead, admin.TabularInline):
    model = Touch
    fields = ("on", "kind", "note", "by")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("by__member", "target")


@admin.register(InvitationTarget)
class InvitationTargetAdmin(TeamAdmin, admin.ModelAdmin):
    """Targets with what happened. Stages are moved on the pages of the portal, where the gates are explained."""

    list_display = ["name_en", "name_ko", "stage", "standing", "origin", "hq_country", "owner", "next_action_on", "page"]
    list_display_links = ["name_en", "name_ko"]
    table_fields = [
        "name_en",
        "name_ko",
        "stage",
        "standing",
        "lost_reason",
        "kind",
        "origin",
        "hq_country",
        "owner",
        "next_action",
        "next_action_on",
    ]
    list_filter = ["stage", "standing", "origin", "kind", "hq_country", "next_action_on"]
    search_fields = ["name_en", "name_ko", "field_en", "field_ko"]
    list_select_related = ["owner__user"]
    filter_horizontal = ["clusters"]
    readonly_fields = ["stage", "standing", "lost_reason", "organisation", "moved_at", "page"]
    inlines = [MoveInline, TouchInline]
    actions = None

    @admin.display(description=_("page"))
    def page(self, target: InvitationTarget) -> str:
        if target.pk is None:
            return "–"
        return format_html('<a href="{}">{}</a>', target.page_url(), target.reference)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "owner":
            kwargs["queryset"] = team_members(timezone.now())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: InvitationTarget, form: Any, change: bool) -> None:
        save_target(target=obj, by=request.user, now=timezone.now())


class FreshFilter(admin.SimpleListFilter):
    """Data by age."""

    title = _("age")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("fresh", _("Fresh")), ("old", _("Too old"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        oldest = oldest_fresh(timezone.localdate())
        if self.value() == "fresh":
            return queryset.filter(dated_on__gte=oldest)
        return queryset.filter(dated_on__lt=oldest) if self.value() == "old" else queryset


class OfTarget(ToRead):
    """Mixin: what belongs to a target, with its name in the list, which the team alone sees."""

    target_path = "target"

    @admin.display(description=_("invitation target"))
    def target_name(self, obj: Any) -> str:
        for part in self.target_path.split("__"):
            obj = getattr(obj, part)
        return format_html('<a href="{}">{}</a>', obj.page_url(), obj.name)


@admin.register(DataItem)
class DataItemAdmin(OfTarget, admin.ModelAdmin):
    target_path = "pack__target"
    list_display = ["title", "target_name", "source", "dated_on", "licence"]
    list_filter = [FreshFilter, "dated_on"]
    search_fields = ["title", "source"]
    list_select_related = ["pack__target"]
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


@admin.register(InvitationPlan)
class InvitationPlanAdmin(OfTarget, admin.ModelAdmin):
    list_display = ["number", "target_name", "written_at", "approved_at", "approved_as"]
    list_filter = ["approved_at"]
    search_fields = ["text"]
    list_select_related = ["target"]


@admin.register(InvitationProposal)
class InvitationProposalAdmin(OfTarget, admin.ModelAdmin):
    list_display = ["title", "target_name", "number", "language", "written_at", "approved_at", "approved_as"]
    list_filter = ["language", "approved_at"]
    search_fields = ["title", "text"]
    list_select_related = ["target"]


@admin.register(AgencyEngagement)
class AgencyEngagementAdmin(ToRead, admin.ModelAdmin):
    """Engagements, to read: agencies are engaged on the pages of the portal."""

    list_display = ["agency", "contact", "starts_on", "ends_on", "nda_from", "nda_until", "ended_at", "page"]
    list_filter = ["starts_on", "ends_on", "nda_until", "ended_at"]
    search_fields = ["agency__name_ko", "agency__name_en", "scope", "deliverables"]
    list_select_related = ["agency", "contact__user"]
    readonly_fields = ["page"]

    @admin.display(description=_("page"))
    def page(self, engagement: AgencyEngagement) -> str:
        url = reverse("focusgroup:invitation-engagement", args=[engagement.key])
        return format_html('<a href="{}">{}</a>', url, engagement)


@admin.register(InvitationTeamMember)
class InvitationTeamMemberAdmin(OneProgrammeAdmin, admin.ModelAdmin):
    """Who is in the team: a superuser alone says so, because it opens every name."""

    programme = SLUG
    list_display = ["member", "since", "until"]
    list_filter = ["since", "until"]
    search_fields = ["member__family_name", "member__given_name", "member__family_name_en", "member__user__email"]
    list_select_related = ["member__user"]
    autocomplete_fields = ["member"]

    def _may(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)
