from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery, URLField
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from council.members.models import Industry, Member, Organisation, Region, Skill
from council.staff.admin import CoordinatorsMayPick, SecretariatAdmin

# Counted for the rows of the page alone.
PEOPLE = Coalesce(
    Subquery(
        Member.objects.filter(organisation=OuterRef("pk"))
        .order_by()
        .values("organisation")
        .annotate(number=Count("pk"))
        .values("number")
    ),
    0,
)


@admin.register(Organisation)
class OrganisationAdmin(CoordinatorsMayPick, SecretariatAdmin, SimpleHistoryAdmin):
    list_display = ("name_ko", "name_en", "kind", "industry", "region", "business_number", "people_count")
    list_display_links = ("name_ko", "name_en")
    list_filter = ("kind", "size", "region")
    list_select_related = ("industry", "region")
    list_per_page = 50
    search_fields = ("name_ko", "name_en", "business_number")
    autocomplete_fields = ("industry", "region")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        queryset: QuerySet[Organisation] = super().get_queryset(request)
        return queryset.annotate(people_count=PEOPLE)

    @admin.display(description=_("people"), ordering="people_count")
    def people_count(self, organisation: Any) -> int:
        return int(organisation.people_count)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # An organisation with people is merged or kept, never deleted under them.
        may = super().has_delete_permission(request, obj)
        return may and not (isinstance(obj, Organisation) and obj.people.exists())


@admin.register(Industry)
class IndustryAdmin(CoordinatorsMayPick, SecretariatAdmin, admin.ModelAdmin):
    list_display = ("code", "revision", "name_ko", "name_en")
    search_fields = ("code", "name_ko", "name_en")


@admin.register(Region)
class RegionAdmin(CoordinatorsMayPick, SecretariatAdmin, admin.ModelAdmin):
    list_display = ("code", "name_ko", "name_en")
    search_fields = ("code", "name_ko", "name_en")


@admin.register(Skill)
class SkillAdmin(CoordinatorsMayPick, SecretariatAdmin, admin.ModelAdmin):
    list_display = ("name_ko", "name_en")
    search_fields = ("name_ko", "name_en")
