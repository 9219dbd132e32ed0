from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from council.content import services
from council.content.models import NewsItem, Page
from council.staff.admin import SecretariatAdmin

MARKDOWN_HELP = _(
    "Texts are Markdown: ## heading, **bold**, - list, [words](https://…) link, | table |. HTML is shown as text. "
    "Write both languages; where one is empty, readers get the other."
)


class NamedFieldsForm(forms.ModelForm):
    """A row of a list that is edited in place: each field has its name for those who do not see the column's heading."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = str(field.label)


@admin.register(Page)
class PageAdmin(SecretariatAdmin, SimpleHistoryAdmin):
    list_display = ("title", "path", "position", "is_published", "updated_at")
    list_display_links = ("title",)
    list_editable = ("position", "is_published")
    list_filter = ("is_published",)
    search_fields = ("path", "title_ko", "title_en", "text_ko", "text_en")
    ordering = ("position", "path")
    fieldsets = (
        (None, {"fields": ("path", "position", "is_published")}),
        (_("Korean"), {"fields": ("title_ko", "text_ko"), "description": MARKDOWN_HELP}),
        (_("English"), {"fields": ("title_en", "text_en")}),
    )

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, form=NamedFieldsForm, **kwargs)

    @admin.display(description=_("title"))
    def title(self, obj: Page) -> str:
        return str(obj)


class PublicationFilter(admin.SimpleListFilter):
    """Drafts, scheduled and published news."""

    title = _("publication")
    parameter_name = "publication"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("draft", _("Draft")), ("scheduled", _("Scheduled")), ("published", _("Published"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[NewsItem]) -> QuerySet[NewsItem]:
        now = timezone.now()
        conditions: dict[str | None, dict[str, Any]] = {
            "draft": {"published_at": None},
            "scheduled": {"published_at__gt": now},
            "published": {"published_at__lte": now},
        }
        return queryset.filter(**conditions.get(self.value(), {}))


@admin.register(NewsItem)
class NewsItemAdmin(SecretariatAdmin, SimpleHistoryAdmin):
    list_display = ("title", "publication", "published_at")
    list_filter = (PublicationFilter, "published_at")
    date_hierarchy = "published_at"
    search_fields = ("slug", "title_ko", "title_en", "summary_ko", "summary_en", "text_ko", "text_en")
    prepopulated_fields = {"slug": ("title_en",)}
    actions = ("publish_now", "withdraw")
    fieldsets = (
        (None, {"fields": ("published_at",)}),
        (_("Korean"), {"fields": ("title_ko", "summary_ko", "text_ko"), "description": MARKDOWN_HELP}),
        (_("English"), {"fields": ("title_en", "slug", "summary_en", "text_en")}),
    )

    @admin.display(description=_("title"))
    def title(self, obj: NewsItem) -> str:
        return str(obj)

    @admin.display(description=_("publication"))
    def publication(self, obj: NewsItem) -> str:
        if obj.published_at is None:
            return str(_("Draft"))
        return str(_("Published") if obj.is_published(timezone.now()) else _("Scheduled"))

    @admin.action(description=_("Publish now"), permissions=["change"])
    def publish_now(self, request: HttpRequest, queryset: QuerySet[NewsItem]) -> None:
        count = services.publish_news(items=queryset, now=timezone.now())
        text = ngettext("%(count)d news item is published now.", "%(count)d news items are published now.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("Withdraw: back to draft"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[NewsItem]) -> None:
        count = services.withdraw_news(items=queryset)
        text = ngettext("%(count)d news item is a draft again.", "%(count)d news items are drafts again.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)
