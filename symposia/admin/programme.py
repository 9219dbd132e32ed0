"""Staff's screens of programmes: to find and to look; the plan is written on its own page, which every row leads to."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from council import when
from symposia.admin.base import SymposiaAdmin
from symposia.models import Paper, Proceedings, ProgrammeVersion, Session, Symposium, Talk, TalkSpeaker


class LookedAt(SymposiaAdmin):
    """What is looked at here and made elsewhere."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _link(symposium: Symposium, name: str, text: Any) -> str:
    return format_html('<a href="{}">{}</a>', reverse(f"symposia:{name}", args=[symposium.event.slug]), text)


@admin.register(Session)
class SessionAdmin(LookedAt, admin.ModelAdmin):
    list_display = ("__str__", "symposium", "kind", "begins", "room", "track", "capacity", "is_dropped", "plan")
    list_filter = ("symposium", "kind", "is_dropped", "track")
    list_select_related = ("symposium__event", "room", "track")
    search_fields = ("title_ko", "title_en", "symposium__event__title_ko", "symposium__event__title_en")
    ordering = ("-starts_at", "pk")
    list_per_page = 50

    @admin.display(description=_("begins"), ordering="starts_at")
    def begins(self, obj: Session) -> str:
        return when.moment(obj.starts_at, obj.symposium.event.time_zone)

    @admin.display(description=_("its page"))
    def plan(self, obj: Session) -> str:
        return _link(obj.symposium, "plan", _("Plan of the programme"))


class TalkSpeakerInline(LookedAt, admin.TabularInline):
    model = TalkSpeaker
    fields = ("speaker", "position", "presents")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("speaker")


@admin.register(Talk)
class TalkAdmin(LookedAt, admin.ModelAdmin):
    list_display = ("number", "__str__", "symposium", "session", "begins", "in_proceedings", "is_dropped", "plan")
    list_display_links = ("__str__",)
    list_filter = ("symposium", ("session", admin.EmptyFieldListFilter), "in_proceedings", "is_dropped")
    list_select_related = ("symposium__event", "session")
    search_fields = ("title_ko", "title_en", "keywords", "authors__speaker__name_ko", "authors__speaker__name_en")
    ordering = ("-symposium", "number")
    list_per_page = 50
    inlines = (TalkSpeakerInline,)

    @admin.display(description=_("begins"), ordering="starts_at")
    def begins(self, obj: Talk) -> str:
        return when.moment(obj.starts_at, obj.symposium.event.time_zone) if obj.starts_at else "–"

    @admin.display(description=_("its page"))
    def plan(self, obj: Talk) -> str:
        return _link(obj.symposium, "plan", _("Plan of the programme"))


@admin.register(ProgrammeVersion)
class ProgrammeVersionAdmin(LookedAt, admin.ModelAdmin):
    list_display = ("symposium", "number", "published", "by", "note", "page")
    list_filter = ("symposium",)
    list_select_related = ("symposium__event", "by__member")
    search_fields = ("symposium__event__title_ko", "symposium__event__title_en", "note")
    list_per_page = 50

    @admin.display(description=_("published"), ordering="published_at")
    def published(self, obj: ProgrammeVersion) -> str:
        return when.moment(obj.published_at, obj.symposium.event.time_zone)

    @admin.display(description=_("its page"))
    def page(self, obj: ProgrammeVersion) -> str:
        url = reverse("symposia:plan-version", args=[obj.symposium.event.slug, obj.number])
        return format_html('<a href="{}">{}</a>', url, _("The version"))


class PaperInline(LookedAt, admin.TabularInline):
    model = Paper
    fields = ("position", "number", "title_ko", "title_en")
    extra = 0


@admin.register(Proceedings)
class ProceedingsAdmin(LookedAt, admin.ModelAdmin):
    list_display = ("__str__", "editors_ko", "isbn", "released", "page")
    list_select_related = ("symposium__event",)
    search_fields = ("symposium__event__title_ko", "symposium__event__title_en", "editors_ko", "editors_en", "isbn")
    inlines = (PaperInline,)
    list_per_page = 50

    @admin.display(description=_("released"), ordering="released_at")
    def released(self, obj: Proceedings) -> str:
        return when.moment(obj.released_at, obj.symposium.event.time_zone) if obj.released_at else "–"

    @admin.display(description=_("its page"))
    def page(self, obj: Proceedings) -> str:
        return _link(obj.symposium, "proceedings", _("Proceedings"))
