"""Conflicts of interest, declared by members or noted by the secretariat."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from council.members import services
from council.members.models import Interest
from council.staff.admin import SecretariatAdmin


class StandingFilter(admin.SimpleListFilter):
    """In force, or over."""

    title = _("in force")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("now", _("Yes")), ("over", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        held = Q(pk__in=Interest.objects.in_force(timezone.localdate()).values("pk"))
        return {"now": queryset.filter(held), "over": queryset.filter(~held)}.get(self.value() or "", queryset)


@admin.register(Interest)
class InterestAdmin(SecretariatAdmin, SimpleHistoryAdmin):
    list_display = ("member", "organisation", "nature", "since", "until", "declared_at", "late")
    list_filter = (StandingFilter, "nature", "declared_at")
    list_select_related = ("member__user", "organisation")
    list_per_page = 50
    show_full_result_count = False
    search_fields = (
        "member__family_name",
        "member__given_name",
        "member__family_name_en",
        "member__user__email",
        "organisation__name_ko",
        "organisation__name_en",
    )
    autocomplete_fields = ("member", "organisation")
    fields = ("member", "organisation", "nature", "note", ("since", "until"), "declared_at")
    readonly_fields = ("declared_at",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # Whose it is, and to whom, does not change: that is another one.
        return ("declared_at", "member", "organisation") if obj else ("declared_at",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.declared_at = timezone.now()
        super().save_model(request, obj, form, change)

    @admin.display(description=_("days late"))
    def late(self, interest: Interest) -> str:
        return str(services.days_late(interest) or "–")
