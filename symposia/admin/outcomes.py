"""What symposia leave behind, for staff to look at; it is written on the symposium's own pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from council import bilingual
from symposia.admin.offers import LookedAt
from symposia.models import CEOTalk, FollowUp, NetworkAction, Obstacle


class ListOnly(LookedAt):
    """Mixin: a list whose rows lead to the symposium's page."""

    list_display_links: Any = None
    list_per_page = 50
    actions: Any = None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("page"))
    def page(self, row: Any) -> str:
        url = reverse("symposia:outcome-list", args=[row.symposium.event.slug])
        return format_html('<a href="{}">{}</a>', url, gettext("Look at it"))


@admin.register(CEOTalk)
class CEOTalkAdmin(ListOnly, SimpleHistoryAdmin):
    list_display = ("__str__", "symposium", "speaker", "company", "stage", "attribution", "plan_talk", "page")
    list_filter = ("stage", "attribution", ("symposium", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("symposium__event", "speaker__user", "plan_talk")
    search_fields = ("title_ko", "title_en", "company_ko", "company_en", "speaker__family_name", "speaker__given_name")

    @admin.display(description=_("company"))
    def company(self, row: CEOTalk) -> str:
        return bilingual.text(row, "company")


@admin.register(Obstacle)
class ObstacleAdmin(ListOnly, SimpleHistoryAdmin):
    list_display = ("__str__", "symposium", "stage", "kind", "raised_by", "recorded_at", "resolved_at", "seeded_at", "page")
    list_filter = ("stage", "kind", ("symposium", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("symposium__event",)
    search_fields = ("text_ko", "text_en", "raised_by")


@admin.register(NetworkAction)
class NetworkActionAdmin(ListOnly, SimpleHistoryAdmin):
    list_display = ("__str__", "symposium", "agenda_item", "owner", "due_on", "state", "report", "page")
    list_filter = ("state", ("symposium", admin.RelatedOnlyFieldListFilter), ("agenda_item", admin.EmptyFieldListFilter))
    list_select_related = ("symposium__event", "agenda_item", "owner__user")
    search_fields = ("title_ko", "title_en", "owner__family_name", "owner__given_name")
    date_hierarchy = "due_on"


class AnsweredFilter(admin.SimpleListFilter):
    """Who told something, and who did not in time."""

    title = _("reply")
    parameter_name = "answered"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Replied")), ("missing", _("Non-reply")), ("waiting", _("Asked, with time left"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        today = timezone.localdate()
        if self.value() == "yes":
            return queryset.exclude(outcome="")
        if self.value() == "missing":
            return queryset.filter(outcome="", answer_by__lt=today)
        if self.value() == "waiting":
            return queryset.filter(outcome="", asked_on__lte=today, answer_by__gte=today)
        return queryset


@admin.register(FollowUp)
class FollowUpAdmin(ListOnly, admin.ModelAdmin):
    """Whom one asks what came of a contact. It does not say which technology it was about: whose an offer is the desk has on
    its own pages, as `desk_offers` says."""

    list_display = (
        "member",
        "other",
        "contact",
        "symposium",
        "days",
        "asked_on",
        "answer_by",
        "outcome",
        "amount",
        "answered_at",
    )
    list_filter = (
        AnsweredFilter,
        ("meeting", admin.EmptyFieldListFilter),
        "days",
        "outcome",
        ("symposium", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("symposium__event", "member__user", "other__user")
    search_fields = ("member__family_name", "member__given_name", "other__family_name", "other__given_name")
    date_hierarchy = "asked_on"
    fields = readonly_fields = (*list_display, "text")

    @admin.display(description=_("kind of contact"))
    def contact(self, row: FollowUp) -> str:
        return str(row.contact_name)
