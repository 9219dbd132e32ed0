"""Staff's screens of the statutory clock: to read, for the IP desk alone. What is done about a deadline is done on its page."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from forums.admin.rights import DeskAdmin
from forums.models import Deadline, DeadlineAcknowledgement, DeadlineCorrection, DeadlineMove, NoveltyDeclaration
from forums.services.clock import law
from forums.services.clock.explaining import name_of, version_of


class _Inline(DeskAdmin, admin.TabularInline):
    extra = 0
    can_delete = False


class MoveInline(_Inline):
    model = DeadlineMove
    fields = ("at", "kind", "by", "before_on", "after_on", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeadlineMove]:
        return super().get_queryset(request).select_related("deadline__case", "by__member")


class CorrectionInline(_Inline):
    model = DeadlineCorrection
    fields = ("at", "due_on", "by", "reason", "ended_at", "ended_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeadlineCorrection]:
        return super().get_queryset(request).select_related("deadline__case", "by__member", "ended_by__member")


class AcknowledgementInline(_Inline):
    model = DeadlineAcknowledgement
    fields = ("at", "due_on", "by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeadlineAcknowledgement]:
        return super().get_queryset(request).select_related("deadline__case", "by__member")


class RuleFilter(admin.SimpleListFilter):
    title = _("Rule")
    parameter_name = "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(law.rule_names().items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Deadline]) -> QuerySet[Deadline]:
        return queryset.filter(rule=self.value()) if self.value() else queryset


@admin.register(Deadline)
class DeadlineAdmin(DeskAdmin, admin.ModelAdmin):
    actions = None
    list_display = ("due_on", "what", "case", "right", "outcome", "late_until", "version", "page")
    list_display_links = ("due_on",)
    list_filter = ("outcome", "is_ours", RuleFilter, "case__right")
    list_select_related = ("case",)
    date_hierarchy = "due_on"
    search_fields = ("case__title_ko", "case__title_en", "case__filings__number")
    ordering = ("due_on", "pk")
    list_per_page = 50
    inlines = (MoveInline, CorrectionInline, AcknowledgementInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Deadline]:
        return super().get_queryset(request).select_related("case", "event__case", "outcome_event__case")

    @admin.display(description=_("deadline"), ordering="rule")
    def what(self, obj: Deadline) -> str:
        return name_of(obj)

    @admin.display(description=_("version of the rule"), ordering="rule_version")
    def version(self, obj: Deadline) -> str:
        return version_of(obj)

    @admin.display(description=_("right"), ordering="case__right")
    def right(self, obj: Deadline) -> str:
        return str(obj.case.get_right_display())

    @admin.display(description=_("page"))
    def page(self, obj: Deadline) -> str:
        return format_html('<a href="{}">{}</a>', reverse("forums:ip-deadline", args=[obj.key]), _("How it was calculated"))


@admin.register(NoveltyDeclaration)
class NoveltyDeclarationAdmin(DeskAdmin, admin.ModelAdmin):
    actions = None
    list_display = ("at", "kind", "label", "answer", "shown_on", "case", "by", "settled_at")
    list_filter = ("answer", "kind", ("settled_at", EmptyFieldListFilter))
    list_select_related = ("case", "by__member")
    search_fields = ("subject", "label")
    date_hierarchy = "at"
    list_per_page = 50
