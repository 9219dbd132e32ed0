"""Staff's screens of 1:1 meetings. Rounds are set up here; the rest is looked at here, and done on the desk's page."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from council import when
from symposia.admin.base import SymposiaAdmin
from symposia.models import MatchingMove, MatchingRound, MatchingWindow, Meeting, MeetingRequest, SolverRun
from symposia.services import matching as services
from symposia.services.errors import SymposiaError

PEOPLE = ("asker__user", "asked__user")
NAMES = ("family_name", "given_name", "family_name_en", "given_name_en", "user__email")


class LookedAt(SymposiaAdmin):
    """What is looked at here and made elsewhere."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class WindowInline(SymposiaAdmin, admin.TabularInline):
    model = MatchingWindow
    extra = 1


class MoveInline(LookedAt, admin.TabularInline):
    model = MatchingMove
    fields = ("moved_at", "verb", "before", "after", "by", "reason")
    readonly_fields = ("moved_at",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("by__member")

    @admin.display(description=_("when"))
    def moved_at(self, obj: MatchingMove) -> str:
        return when.moment(obj.at)


@admin.register(MatchingRound)
class MatchingRoundAdmin(SymposiaAdmin, SimpleHistoryAdmin):
    """Days, slots and tables of 1:1 meetings."""

    list_display = ("__str__", "symposium", "state", "slots_made", "table_count", "accepted", "page")
    list_filter = ("state", "symposium")
    list_select_related = ("symposium__event",)
    search_fields = ("name_ko", "name_en", "symposium__event__title_ko", "symposium__event__title_en")
    autocomplete_fields = ("symposium",)
    inlines = (WindowInline,)
    readonly_fields = ("state", "page")
    fieldsets = (
        (None, {"fields": ("symposium", ("name_ko", "name_en"), ("room_ko", "room_en"), ("state", "page"))}),
        (_("Times and tables"), {"fields": (("slot_minutes", "pause_minutes"), "table_count")}),
        (_("Requests"), {"fields": ("requests_until", "most_requests")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        accepted = Count("requests", filter=Q(requests__state=MeetingRequest.State.ACCEPTED), distinct=True)
        return super().get_queryset(request).annotate(_accepted=accepted, _slots=Count("slots", distinct=True))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "symposium") if obj is not None else self.readonly_fields

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # What people asked and answered stays on record; a round is closed.
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        try:
            slots, tables = services.lay_out(the_round=form.instance, by=request.user, now=timezone.now())
        except SymposiaError as error:
            messages.warning(request, str(error))
        else:
            told = _("The round has %(slots)d times and %(tables)d tables.")
            messages.info(request, str(told) % {"slots": slots, "tables": tables})

    @admin.display(description=_("times"))
    def slots_made(self, obj: Any) -> int:
        return int(obj._slots)

    @admin.display(description=_("requests accepted"))
    def accepted(self, obj: Any) -> int:
        return int(obj._accepted)

    @admin.display(description=_("its page"))
    def page(self, obj: MatchingRound) -> str:
        if obj.pk is None:
            return "–"
        url = reverse("symposia:meeting-desk", args=[obj.symposium.event.slug, obj.pk])
        return format_html('<a href="{}">{}</a>', url, _("Schedule, requests, tables"))


@admin.register(MeetingRequest)
class MeetingRequestAdmin(LookedAt, admin.ModelAdmin):
    """Who asked whom. What it is about stands on the request's page, as its reader may know it: it may tell an owner."""

    list_display = ("asker", "asked", "round", "state", "priority", "reply_priority", "asked_at")
    list_filter = ("state", "priority", "round")
    list_select_related = (*PEOPLE, "round")
    search_fields = tuple(f"{side}__{name}" for side in ("asker", "asked") for name in NAMES)
    date_hierarchy = "asked_at"
    list_per_page = 50
    fields = (*list_display, "state_at")
    inlines = (MoveInline,)


@admin.register(Meeting)
class MeetingAdmin(LookedAt, admin.ModelAdmin):
    """Who meets whom, where and when."""

    list_display = ("asker", "asked", "round", "begins", "table", "state", "is_pinned")
    list_filter = ("state", "is_pinned", "round")
    list_select_related = (*PEOPLE, "round__symposium__event", "table")
    search_fields = tuple(f"{side}__{name}" for side in ("asker", "asked") for name in NAMES)
    list_per_page = 50
    actions = ("record_held",)
    inlines = (MoveInline,)

    @admin.display(description=_("begins"), ordering="starts_at")
    def begins(self, obj: Meeting) -> str:
        return when.moment(obj.starts_at, obj.round.symposium.event.time_zone)

    @admin.action(description=_("They took place"))
    def record_held(self, request: HttpRequest, queryset: QuerySet[Meeting]) -> None:
        chosen: dict[int, list[int]] = {}
        for pk, round_id in queryset.order_by("round", "pk").values_list("pk", "round"):
            chosen.setdefault(round_id, []).append(pk)
        number = 0
        for the_round in MatchingRound.objects.filter(pk__in=chosen):
            try:
                number += services.record_held(
                    the_round=the_round, meetings=chosen[the_round.pk], by=request.user, now=timezone.now()
                )
            except SymposiaError as error:
                messages.error(request, str(error))
        text = ngettext("%(number)s meeting took place.", "%(number)s meetings took place.", number)
        messages.success(request, text % {"number": number})


@admin.register(SolverRun)
class SolverRunAdmin(LookedAt, admin.ModelAdmin):
    """How schedules were made."""

    list_display = ("round", "state", "requested_at", "by", "pairs", "placed", "bound", "gap", "seconds", "attempts")
    list_filter = ("state", "round")
    list_select_related = ("round", "by__member")
    fields = (*list_display, "started_at", "finished_at", "log")
