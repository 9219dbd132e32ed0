"""What was destroyed because its time was over."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from council import personal_data
from council.members.models import RetentionRun
from council.staff.admin import SecretariatAdmin


@admin.register(RetentionRun)
class RetentionRunAdmin(SecretariatAdmin, admin.ModelAdmin):
    list_display = ("at", "what", "kept_for", "destroyed", "failed")
    list_filter = ("failed", "at")
    list_per_page = 50
    search_fields = ("rule",)
    actions = None
    fields = list_display
    readonly_fields = fields

    @admin.display(description=_("what"), ordering="rule")
    def what(self, run: RetentionRun) -> Any:
        rule = personal_data.retention_rules.find(run.rule)
        return rule.label if rule else run.rule

    @admin.display(description=_("kept for"))
    def kept_for(self, run: RetentionRun) -> Any:
        rule = personal_data.retention_rules.find(run.rule)
        return rule.period if rule else "–"

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
