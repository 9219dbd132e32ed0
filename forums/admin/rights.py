"""Joint IP cases in the administration: for staff at the IP desk, and for nobody else, coordinators of the forums included.
Cases are worked on at the pages of the portal; here they are found, counted and read."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from forums.admin.base import ForumsAdmin
from forums.models import (
    CaseContact,
    CaseEvent,
    CaseMove,
    CoOwner,
    CoOwnerConsent,
    Cost,
    Filing,
    Inventor,
    IPCase,
    IPDeskMember,
    RightUse,
)
from forums.permissions.rights import is_ip_desk


class DeskAdmin(ForumsAdmin):
    """Mixin for a `ModelAdmin` (or inline) of what is the IP desk's alone, to read."""

    def _may(self, request: HttpRequest) -> bool:
        # Asked by each model on each page.
        if not hasattr(request, "_is_ip_desk"):
            request._is_ip_desk = bool(request.user.is_staff) and is_ip_desk(request.user, timezone.now())  # type: ignore[attr-defined]  # ours
        found: bool = request._is_ip_desk  # type: ignore[attr-defined]
        return found

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class PartInline(DeskAdmin, admin.TabularInline):
    """Rows of a case."""

    extra = 0
    related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("case", *self.related)


class OwnerInline(PartInline):
    model = CoOwner
    fields = ("position", "organisation", "numerator", "denominator")
    related = ("organisation",)


class ContactInline(PartInline):
    model = CaseContact
    fields = ("organisation", "member", "since", "ended_at")
    related = ("organisation", "member__user")


class ConsentInline(PartInline):
    model = CoOwnerConsent
    fields = ("organisation", "act", "name", "given_at", "on_paper", "withdrawn_at", "voided_at")
    related = ("organisation",)


class InventorInline(PartInline):
    model = Inventor
    fields = ("position", "name")


class FilingInline(PartInline):
    model = Filing
    fields = ("kind", "country", "number", "on")


class EventInline(PartInline):
    model = CaseEvent
    fields = ("on", "kind", "number", "note", "corrected_at", "correction")


class MoveInline(PartInline):
    model = CaseMove
    fields = ("at", "verb", "before", "after", "reason", "by")
    related = ("by__member",)


class OfCase(DeskAdmin):
    """Mixin: what belongs to a case, with the case's title in the list, which the desk alone sees."""

    @admin.display(description=_("joint IP case"))
    def case_title(self, obj: Any) -> str:
        return format_html('<a href="{}">{}</a>', obj.case.page_url(), obj.case.title)


@admin.register(IPCase)
class IPCaseAdmin(DeskAdmin, admin.ModelAdmin):
    list_display = ("title_ko", "title_en", "right", "state", "state_at", "owners_count", "attorney", "page")
    list_display_links = ("title_ko", "title_en")
    list_filter = (
        "right",
        "state",
        ("forum", admin.RelatedOnlyFieldListFilter),
        ("industry", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("title_ko", "title_en", "summary_ko", "summary_en", "filings__number", "classification")
    list_select_related = ("attorney__user",)
    date_hierarchy = "created_at"
    inlines = (
        OwnerInline,
        ContactInline,
        ConsentInline,
        InventorInline,
        FilingInline,
        EventInline,
        MoveInline,
    )
    fields = (
        "page",
        "right",
        ("title_ko", "title_en"),
        ("summary_ko", "summary_en"),
        "industry",
        "classification",
        "forum",
        ("origin_meeting", "origin_topic"),
        "origin",
        "attorney",
        ("state", "state_at"),
        "created_at",
    )
    readonly_fields = ("page", "state", "state_at", "created_at")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[IPCase]:
        cases: QuerySet[IPCase] = super().get_queryset(request)
        return cases.annotate(owners_number=Count("owners", distinct=True))

    @admin.display(description=_("owners"), ordering="owners_number")
    def owners_count(self, case: IPCase) -> int:
        return case.owners_number  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=_("page"))
    def page(self, case: IPCase) -> str:
        return format_html('<a href="{}">{}</a>', case.page_url(), case.reference)


@admin.register(Filing)
class FilingAdmin(OfCase, admin.ModelAdmin):
    list_display = ("number", "kind", "country", "on", "case_title")
    list_filter = ("kind", "country", "on")
    search_fields = ("number", "case__title_ko", "case__title_en")
    list_select_related = ("case",)
    actions = None


@admin.register(Cost)
class CostAdmin(OfCase, admin.ModelAdmin):
    list_display = ("on", "what", "amount_krw", "paid_by", "struck_at", "case_title")
    list_filter = ("on", "struck_at")
    search_fields = ("what", "case__title_ko", "case__title_en", "paid_by__name_ko", "paid_by__name_en")
    list_select_related = ("case", "paid_by")
    actions = None


@admin.register(RightUse)
class RightUseAdmin(OfCase, admin.ModelAdmin):
    list_display = ("year", "kind", "what", "amount_krw", "organisation", "case_title")
    list_filter = ("kind", "year")
    search_fields = ("what", "case__title_ko", "case__title_en", "organisation__name_ko", "organisation__name_en")
    list_select_related = ("case", "organisation")
    actions = None


@admin.register(IPDeskMember)
class IPDeskMemberAdmin(ForumsAdmin, admin.ModelAdmin):
    """Who works at the IP desk: a superuser alone says so, because it opens every case."""

    list_display = ("member", "since", "until")
    list_filter = ("since", "until")
    search_fields = ("member__family_name", "member__given_name", "member__family_name_en", "member__user__email")
    list_select_related = ("member__user",)
    autocomplete_fields = ("member",)

    def _may(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)
