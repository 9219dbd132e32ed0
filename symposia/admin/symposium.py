"""Staff's screens of the symposia: what an event of ours is beside an event. Its days, seats and texts are the event's own."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from council import when
from council.events.models import Event
from council.members.models import Body
from symposia.admin.base import SymposiaAdmin
from symposia.group import SLUG
from symposia.models import KeyDate, Participation, Room, Symposium, Track
from symposia.services.outcomes import open_sessions
from symposia.symposium_panels import without_programme


class WaitingFilter(admin.SimpleListFilter):
    """What waits for the desk."""

    title = _("next step")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("programme", _("Nothing in the programme yet, within 30 days")),
            ("sessions", _("Technology sessions that are not closed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "programme":
            return queryset.filter(pk__in=without_programme(timezone.now()).values("pk"))
        if self.value() == "sessions":
            return queryset.filter(pk__in=open_sessions(timezone.now()).values("symposium"))
        return queryset


class RoomInline(SymposiaAdmin, admin.TabularInline):
    model = Room
    extra = 0
    fields = ("position", "name_ko", "name_en", "place_ko", "place_en", "seats")


class TrackInline(SymposiaAdmin, admin.StackedInline):
    model = Track
    extra = 0
    fields = (("position", "slug", "colour"), ("title_ko", "title_en"), ("summary_ko", "summary_en"), "chair")
    autocomplete_fields = ("chair",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("chair__user", "symposium__event")


class KeyDateInline(SymposiaAdmin, admin.TabularInline):
    model = KeyDate
    extra = 0
    fields = ("on", "label_ko", "label_en")


@admin.register(Symposium)
class SymposiumAdmin(SymposiaAdmin, SimpleHistoryAdmin):
    """Which events are symposia, with their committee, rooms, tracks and key dates."""

    list_display = ("__str__", "begins", "lasts", "state", "committee", "page")
    list_filter = (WaitingFilter, "event__state", "event__format")
    list_select_related = ("event", "committee")
    search_fields = ("event__title_ko", "event__title_en", "event__slug", "theme_ko", "theme_en")
    ordering = ("-event__starts_at", "-pk")
    list_per_page = 50
    inlines = (RoomInline, TrackInline, KeyDateInline)
    history_parts = ((Room, "symposium"), (Track, "symposium"))
    autocomplete_fields = ("event",)
    readonly_fields = ("page",)
    fieldsets = ((None, {"fields": ("event", ("theme_ko", "theme_en"), "committee", "page")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.readonly_fields if obj is None else (*self.readonly_fields, "event")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "event":
            kwargs["queryset"] = Event.objects.filter(programme=SLUG)
        if db_field.name == "committee":
            kwargs["queryset"] = Body.objects.filter(programme=SLUG, kind=Body.Kind.COMMITTEE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # What hangs on a symposium stays; its event is cancelled.
        return False

    @admin.display(description=_("begins"), ordering="event__starts_at")
    def begins(self, obj: Symposium) -> str:
        return when.moment(obj.event.starts_at, obj.event.time_zone)

    @admin.display(description=_("days"))
    def lasts(self, obj: Symposium) -> int:
        return obj.days

    @admin.display(description=_("state"), ordering="event__state")
    def state(self, obj: Symposium) -> str:
        return str(obj.event.get_state_display())

    @admin.display(description=_("page"))
    def page(self, obj: Symposium) -> str:
        return format_html('<a href="{}">{}</a>', obj.get_absolute_url(), _("Open its page")) if obj.pk else "–"


@admin.register(Participation)
class ParticipationAdmin(SymposiaAdmin, SimpleHistoryAdmin):
    """As what people come, and when: looked at here, for lists and files; people say it themselves."""

    list_display = ("person", "symposium", "role", "on", "state")
    list_filter = ("role", ("registration__event", admin.RelatedOnlyFieldListFilter), "registration__state")
    list_select_related = ("registration__event", "registration__member__user")
    search_fields = (
        "registration__member__family_name",
        "registration__member__given_name",
        "registration__member__user__email",
        "registration__event__title_ko",
        "registration__event__title_en",
    )
    ordering = ("-registration__event__starts_at", "-pk")
    list_per_page = 50
    fields = ("registration", "role", "days", "wanted")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description=_("person"))
    def person(self, obj: Participation) -> str:
        return obj.registration.member.display_name()

    @admin.display(description=_("symposium"), ordering="registration__event__starts_at")
    def symposium(self, obj: Participation) -> str:
        return str(obj.registration.event)

    @admin.display(description=_("days"))
    def on(self, obj: Participation) -> str:
        return ", ".join(when.day(day, year=False) for day in obj.days)

    @admin.display(description=_("state"), ordering="registration__state")
    def state(self, obj: Participation) -> str:
        return str(obj.registration.get_state_display())
