"""Staff's screens of calls: what is called for and who reviews is set here; contributions and reviews are looked at, and worked
with on the desk's pages. Who of the staff reviews a contribution blind does not see it here either."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from symposia.admin.base import SymposiaAdmin
from symposia.models import (
    Call,
    CallKind,
    CallQuestion,
    CoAuthor,
    Decision,
    DeclaredConflict,
    Review,
    Reviewer,
    Submission,
    SubmissionMove,
)
from symposia.models.calls.reviewing import BUSINESS_SCORES, SCORES
from symposia.permissions.calls import desk_submissions


class ReadOnly(SymposiaAdmin):
    """What is looked at here and made elsewhere."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class CallKindInline(SymposiaAdmin, admin.StackedInline):
    model = CallKind
    extra = 0
    fields = (("kind", "needs_file", "asks_trl"), ("guidance_ko", "guidance_en"))


class CallQuestionInline(SymposiaAdmin, admin.StackedInline):
    model = CallQuestion
    extra = 0
    fields = (
        ("position", "kind", "of_kind"),
        ("label_ko", "label_en"),
        ("options_ko", "options_en"),
        ("required", "for_reviewers", "retired"),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # Answers name their question: it is retired.
        return False


@admin.register(Call)
class CallAdmin(SymposiaAdmin, SimpleHistoryAdmin):
    list_display = ("__str__", "is_published", "opens_at", "closes_at", "is_blind", "reviews_due_on", "page")
    list_filter = ("is_published", "is_blind")
    list_select_related = ("symposium__event",)
    search_fields = ("symposium__event__title_ko", "symposium__event__title_en", "symposium__event__slug")
    inlines = (CallKindInline, CallQuestionInline)
    history_parts = ((CallKind, "call"), (CallQuestion, "call"))
    readonly_fields = ("page",)
    fieldsets = (
        (None, {"fields": ("symposium", "is_published", ("opens_at", "closes_at"), ("text_ko", "text_en"), "page")}),
        (_("Limits"), {"fields": (("most_each", "most_authors", "most_characters"), "confirm_days")}),
        (_("Review"), {"fields": ("is_blind", ("reviews_each", "most_reviews"), "reviews_due_on")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.readonly_fields if obj is None else (*self.readonly_fields, "symposium")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # What was handed in hangs on it; it is closed, or not shown.
        return False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is CallQuestion and formset.has_changed():
            call = form.instance
            call.questions_version += 1
            call.save(update_fields=["questions_version"])

    @admin.display(description=_("page"))
    def page(self, obj: Call) -> str:
        if obj.pk is None:
            return "–"
        address = reverse("symposia:call-desk", args=[obj.symposium.event.slug])
        return format_html('<a href="{}">{}</a>', address, _("Work on the call"))


@admin.register(Reviewer)
class ReviewerAdmin(SymposiaAdmin, SimpleHistoryAdmin):
    list_display = ("member", "call", "keywords", "most", "is_available")
    list_filter = ("call", "is_available")
    list_select_related = ("member__user", "call__symposium__event")
    search_fields = (
        "member__family_name",
        "member__given_name",
        "member__family_name_en",
        "member__given_name_en",
        "keywords",
    )
    autocomplete_fields = ("member",)
    fields = ("call", "member", "keywords", "most", "is_available")
    list_per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("call", "member")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # Reviews stay with who wrote them: he gets no more.
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.added_at = timezone.now()
        super().save_model(request, obj, form, change)


class CoAuthorInline(ReadOnly, admin.TabularInline):
    model = CoAuthor
    extra = 0
    fields = readonly_fields = ("position", "name_ko", "name_en", "affiliation_ko", "affiliation_en", "member", "is_presenter")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("member__user")


class DecisionInline(ReadOnly, admin.TabularInline):
    model = Decision
    extra = 0
    fields = readonly_fields = ("outcome", "text_ko", "text_en", "at", "by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("by", "submission")


class MoveInline(ReadOnly, admin.TabularInline):
    model = SubmissionMove
    extra = 0
    fields = readonly_fields = ("verb", "before", "after", "at", "by", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("by", "submission")


@admin.register(Submission)
class SubmissionAdmin(ReadOnly, SimpleHistoryAdmin):
    list_display = ("ref", "name", "kind", "state", "submitter", "submitted_at", "confirm_by", "page")
    list_display_links = ("ref", "name")
    list_filter = ("symposium", "state", "kind", "is_poster")
    list_select_related = ("symposium__event", "submitter__user")
    search_fields = ("number", "title_ko", "title_en", "keywords", "authors__name_ko", "authors__name_en")
    ordering = ("-symposium", "number")
    list_per_page = 50
    inlines = (CoAuthorInline, DecisionInline, MoveInline)
    # Those that are no fields of a form, for the page of a former version.
    readonly_fields = ("ref", "state", "is_poster", "novelty", "submitted_at", "confirm_by", "page")
    fields = (
        ("symposium", "ref"),
        ("kind", "state", "is_poster"),
        ("title_ko", "title_en"),
        ("abstract_ko", "abstract_en"),
        "keywords",
        ("trl", "novelty"),
        ("submitter", "submitted_at", "confirm_by"),
        "page",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_queryset(request)
        return found.filter(pk__in=desk_submissions(request.user, timezone.now()).order_by().values("pk"))

    @admin.display(description=_("number"), ordering="number")
    def ref(self, obj: Submission) -> str:
        return obj.ref

    @admin.display(description=_("title"))
    def name(self, obj: Submission) -> str:
        return str(obj).removeprefix(obj.ref).strip()

    @admin.display(description=_("page"))
    def page(self, obj: Submission) -> str:
        address = reverse("symposia:desk-submission", args=[obj.symposium.event.slug, obj.key])
        return format_html('<a href="{}">{}</a>', address, _("Work on it"))


class LateFilter(admin.SimpleListFilter):
    title = _("late")
    parameter_name = "late"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Late"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "1":
            return queryset
        waiting = Review.objects.waiting().filter(due_on__lt=timezone.localdate())
        return queryset.filter(pk__in=waiting.order_by().values("pk"))


@admin.register(Review)
class ReviewAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("submission", "reviewer", "due_on", "sent_at", "submitted_at", "recommendation", "returned_at")
    list_filter = (LateFilter, "reviewer__call", "recommendation")
    list_select_related = ("submission", "reviewer__member__user")
    search_fields = ("submission__title_ko", "submission__title_en", "reviewer__member__family_name")
    ordering = ("-assigned_at", "-pk")
    list_per_page = 50
    fields = (
        ("submission", "reviewer"),
        ("due_on", "sent_at", "submitted_at"),
        ("returned_at", "return_reason"),
        SCORES,
        BUSINESS_SCORES,
        "recommendation",
        "comment",
        "inner",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_queryset(request)
        return found.filter(submission__in=desk_submissions(request.user, timezone.now()).order_by().values("pk"))


@admin.register(DeclaredConflict)
class DeclaredConflictAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("submission", "member", "nature", "note", "at")
    list_filter = ("submission__symposium", "nature")
    list_select_related = ("submission", "member__user")
    search_fields = ("submission__title_ko", "submission__title_en", "member__family_name", "note")
    list_per_page = 50
    fields = ("submission", "member", "nature", "note", "at", "by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_queryset(request)
        return found.filter(submission__in=desk_submissions(request.user, timezone.now()).order_by().values("pk"))
