from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from council import programmes
from council.members.models import Body, Membership
from council.staff import coordinated_programmes
from council.staff.admin import ProgrammeScopedAdmin

LIVE = Q(memberships__state__in=[state.value for state in Membership.LIVE])


class ProgrammeFilter(admin.SimpleListFilter):
    """The programmes that the staff member coordinates."""

    title = _("programme")
    parameter_name = "programme"
    lookup = "programme"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        mine = coordinated_programmes(request.user)
        return [choice for choice in programmes.choices() if choice[0] in mine]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.lookup: self.value()}) if self.value() else queryset


class BodyProgrammeFilter(ProgrammeFilter):
    lookup = "body__programme"


class BodyMembershipInline(ProgrammeScopedAdmin, admin.TabularInline):
    """The people of a body."""

    model = Membership
    programme_field = "body__programme"
    fields = ("member", "role", "state", "starts_on", "ends_on")
    autocomplete_fields = ("member",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("member__user", "member__organisation", "body")


@admin.register(Body)
class BodyAdmin(ProgrammeScopedAdmin, SimpleHistoryAdmin):
    list_display = ("name_ko", "name_en", "programme_name", "kind", "people_count")
    list_display_links = ("name_ko", "name_en")
    list_filter = (ProgrammeFilter, "kind")
    search_fields = ("name_ko", "name_en", "slug")
    prepopulated_fields = {"slug": ("name_en",)}
    inlines = (BodyMembershipInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(people_count=Count("memberships", filter=LIVE))

    @admin.display(description=_("programme"), ordering="programme")
    def programme_name(self, body: Body) -> Any:
        programme = programmes.find(body.programme)
        return programme.name if programme else body.programme

    @admin.display(description=_("people"), ordering="people_count")
    def people_count(self, body: Any) -> int:
        return int(body.people_count)


@admin.register(Membership)
class MembershipAdmin(ProgrammeScopedAdmin, SimpleHistoryAdmin):
    """The rosters of one's own programmes."""

    programme_field = "body__programme"
    list_display = ("member", "body", "role", "state", "starts_on", "ends_on")
    list_filter = (BodyProgrammeFilter, "state", "role")
    list_select_related = ("member__user", "body")
    list_per_page = 50
    search_fields = (
        "member__family_name",
        "member__given_name",
        "member__family_name_en",
        "member__given_name_en",
        "member__user__email",
        "body__name_ko",
        "body__name_en",
    )
    autocomplete_fields = ("member", "body")
    date_hierarchy = "starts_on"
