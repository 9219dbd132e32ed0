"""Staff's screens of shared technology information: to look at, to hide, close and settle; what was written is its authors'."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from council.members.validators import validate_paragraphs
from forums.admin.base import ForumsAdmin
from forums.models import Post, PostReport, PostRevision, Tag, Topic, TopicMove
from forums.models.topics import LONGEST_REASON
from forums.services import topics as services
from forums.services.errors import ForumsError

Verb = TopicMove.Verb


class ReadOnly(ForumsAdmin):
    """What is looked at here and made elsewhere."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class WhyForm(forms.Form):
    reason = forms.CharField(
        label=_("Why (the authors read it)"),
        max_length=LONGEST_REASON,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )


def with_reason(
    model_admin: Any, request: HttpRequest, rows: QuerySet[Any], name: str, title: Any, do: Callable[[Any, str], Any]
) -> HttpResponse | None:
    """An action that asks why once, then does `do(row, reason)` with each row; refused ones are counted and said."""
    form = WhyForm(request.POST if "sure" in request.POST else None)
    if not (form.is_bound and form.is_valid()):
        context = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": title,
            "rows": rows,
            "form": form,
            "action": name,
            "back_url": reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_changelist"),
        }
        template = "admin/forums/topic/reason.html"
        return TemplateResponse(request, template, context, status=422 if form.is_bound else 200)
    done, refused = 0, 0
    for row in rows:
        try:
            do(row, form.cleaned_data["reason"])
            done += 1
        except ForumsError:
            refused += 1
    tell(request, done, refused)
    return None


def tell(request: HttpRequest, done: int, refused: int) -> None:
    """Say how many it was done with."""
    if done:
        messages.success(request, ngettext("Done with %(n)s.", "Done with %(n)s.", done) % {"n": done})
    if refused:
        text = ngettext("%(n)s is not in a state for it, and stays.", "%(n)s are not in a state for it, and stay.", refused)
        messages.warning(request, text % {"n": refused})


@admin.register(Tag)
class TagAdmin(ForumsAdmin, SimpleHistoryAdmin):
    list_display = ("__str__", "kind", "name_ko", "name_en", "slug")
    list_filter = ("kind",)
    search_fields = ("name_ko", "name_en", "slug")
    prepopulated_fields = {"slug": ("name_en",)}
    fields = ("kind", ("name_ko", "name_en"), "slug")


class MoveInline(ReadOnly, admin.TabularInline):
    """What was done with it."""

    model = TopicMove
    extra = 0
    fields = readonly_fields = ("verb", "post", "at", "by", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("post", "by", "topic")


@admin.register(Topic)
class TopicAdmin(ForumsAdmin, SimpleHistoryAdmin):
    list_display = ("title", "forum", "kind", "state", "author", "replies", "is_pinned", "last_at", "page")
    list_filter = ("forum", "kind", "state", "is_pinned", "tags__kind")
    list_select_related = ("forum__body", "author__user")
    search_fields = ("title",)
    date_hierarchy = "created_at"
    ordering = ("-last_at", "-pk")
    list_per_page = 50
    filter_horizontal = ("tags",)
    inlines = (MoveInline,)
    actions = ("hide_selected", "show_selected", "close_selected", "reopen_selected")
    readonly_fields = ("title", "forum", "kind", "language", "author", "state", "created_at", "last_at", "replies", "page")
    fields = ("title", "forum", ("kind", "language"), "author", "state", "tags", ("created_at", "last_at"), "replies", "page")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(deleted_at=None)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # Topics are begun on the forum's own pages.
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description=_("page"))
    def page(self, obj: Topic) -> str:
        return format_html('<a href="{}">{}</a>', obj.get_absolute_url(), _("Look at it"))

    def _moderated(self, request: HttpRequest, rows: QuerySet[Topic], verb: str) -> HttpResponse | None:
        def do(topic: Topic, reason: str) -> None:
            services.moderate(topic=topic, verb=verb, by=request.user, reason=reason, now=timezone.now())

        title = services.MODERATION[verb].name
        name = {"hide": "hide_selected", "close": "close_selected"}[verb]
        return with_reason(self, request, rows, name, title, do)

    @admin.action(description=_("Hide, with a reason"))
    def hide_selected(self, request: HttpRequest, queryset: QuerySet[Topic]) -> HttpResponse | None:
        return self._moderated(request, queryset, Verb.HIDE)

    @admin.action(description=_("Close, with a reason"))
    def close_selected(self, request: HttpRequest, queryset: QuerySet[Topic]) -> HttpResponse | None:
        return self._moderated(request, queryset, Verb.CLOSE)

    @admin.action(description=_("Show again"))
    def show_selected(self, request: HttpRequest, queryset: QuerySet[Topic]) -> None:
        self._undone(request, queryset, Verb.UNHIDE)

    @admin.action(description=_("Open again"))
    def reopen_selected(self, request: HttpRequest, queryset: QuerySet[Topic]) -> None:
        self._undone(request, queryset, Verb.REOPEN)

    def _undone(self, request: HttpRequest, rows: QuerySet[Topic], verb: str) -> None:
        done, refused = 0, 0
        for topic in rows:
            try:
                services.moderate(topic=topic, verb=verb, by=request.user, now=timezone.now())
                done += 1
            except ForumsError:
                refused += 1
        tell(request, done, refused)


class RevisionInline(ReadOnly, admin.TabularInline):
    """What the post said before."""

    model = PostRevision
    extra = 0
    fields = readonly_fields = ("version", "replaced_at", "by", "title", "text")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("by", "post")


class ReportedFilter(admin.SimpleListFilter):
    """Posts that somebody reported and nobody has looked at."""

    title = _("reports")
    parameter_name = "reported"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Reported, not settled"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        waiting = PostReport.objects.filter(post=OuterRef("pk"), settled_at=None)
        return queryset.filter(Exists(waiting)) if self.value() == "1" else queryset


@admin.register(Post)
class PostAdmin(ReadOnly, admin.ModelAdmin):
    """Posts, to look at and to hide: what they say is their authors'."""

    list_display = ("__str__", "forum", "author", "language", "created_at", "edited_at", "hidden_at", "withdrawn_at", "page")
    list_filter = (ReportedFilter, "forum", "language", ("hidden_at", admin.EmptyFieldListFilter), "has_files")
    list_select_related = ("forum__body", "author__user", "topic__forum__body")
    search_fields = ("title", "text")
    date_hierarchy = "created_at"
    ordering = ("-pk",)
    list_per_page = 50
    show_full_result_count = False
    inlines = (RevisionInline,)
    actions = ("hide_selected", "show_selected")
    fields = ("title", "number", "author", "text", "language", "created_at", "edited_at", "hidden_at", "withdrawn_at", "page")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(deleted_at=None, topic__deleted_at=None)

    @admin.display(description=_("page"))
    def page(self, obj: Post) -> str:
        return format_html('<a href="{}">{}</a>', obj.get_absolute_url(), _("Look at it"))

    @admin.action(description=_("Hide, with a reason"))
    def hide_selected(self, request: HttpRequest, queryset: QuerySet[Post]) -> HttpResponse | None:
        def do(post: Post, reason: str) -> None:
            services.moderate(topic=post.topic, post=post, verb=Verb.HIDE, by=request.user, reason=reason, now=timezone.now())

        return with_reason(self, request, queryset, "hide_selected", _("Hide the posts"), do)

    @admin.action(description=_("Show again"))
    def show_selected(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        done, refused = 0, 0
        for post in queryset:
            try:
                services.moderate(topic=post.topic, post=post, verb=Verb.UNHIDE, by=request.user, now=timezone.now())
                done += 1
            except ForumsError:
                refused += 1
        tell(request, done, refused)


class WaitingFilter(admin.SimpleListFilter):
    title = _("settled")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Not yet")), ("0", _("Settled"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in ("0", "1"):
            return queryset.filter(settled_at__isnull=self.value() == "1")
        return queryset


@admin.register(PostReport)
class PostReportAdmin(ReadOnly, admin.ModelAdmin):
    """What readers reported."""

    list_display = ("post", "forum", "member", "reason", "at", "settled_at", "page")
    list_display_links = ("post",)
    list_filter = (WaitingFilter, "post__forum")
    list_select_related = ("post__forum__body", "post__topic__forum__body", "member__user")
    search_fields = ("post__title", "reason")
    ordering = ("settled_at", "-at")
    list_per_page = 50
    actions = ("settle_selected", "hide_posts")
    fields = ("post", "member", "reason", "at", "settled_at", "settled_by", "page")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(post__deleted_at=None, post__topic__deleted_at=None)

    @admin.display(description=_("forum"))
    def forum(self, obj: PostReport) -> str:
        return str(obj.post.forum)

    @admin.display(description=_("page"))
    def page(self, obj: PostReport) -> str:
        return format_html('<a href="{}">{}</a>', obj.post.get_absolute_url(), _("Look at the post"))

    @admin.action(description=_("Settle without hiding anything"))
    def settle_selected(self, request: HttpRequest, queryset: QuerySet[PostReport]) -> None:
        done, refused = 0, 0
        for report in queryset:
            try:
                services.settle_reports(post=report.post, by=request.user, now=timezone.now())
                done += 1
            except ForumsError:
                refused += 1
        tell(request, done, refused)

    @admin.action(description=_("Hide the posts, with a reason"))
    def hide_posts(self, request: HttpRequest, queryset: QuerySet[PostReport]) -> HttpResponse | None:
        def do(report: PostReport, reason: str) -> None:
            services.moderate(
                topic=report.post.topic,
                post=report.post,
                verb=Verb.HIDE,
                by=request.user,
                reason=reason,
                now=timezone.now(),
            )

        return with_reason(self, request, queryset, "hide_posts", _("Hide the posts"), do)
