from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from council.content import services, texts
from council.content.forms import ImageForm, TextsForm
from council.content.models import Image, NewsItem, Page
from council.events.admin.base import CleanLines
from council.staff.admin import SecretariatAdmin

PREVIEWED = [f"{name}_{code}" for name in ("title", "summary", "text") for code in ("ko", "en")]
LONGEST_PREVIEW = 200_000
MARKDOWN_HELP = _(
    "Texts are Markdown: ## heading, **bold**, - list, [words](https://…) link, | table |. HTML is shown as text. "
    "Write both languages; where one is empty, readers get the other. "
    "“Preview” below shows how it will look. Pictures: copy their line from the list of pictures. "
    "In the text, {{ members }}, {{ organisations }}, {{ bodies }}, {{ events-this-year }}, {{ next-event }}, "
    "{{ contact }}, {{ today }} and {{ year }} become what they say."
)


class TextsAdmin(SecretariatAdmin, SimpleHistoryAdmin):
    """Texts that one can look at before they are kept."""

    form = TextsForm
    change_form_template = "admin/content/text_form.html"

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        return [path("preview/", self.admin_site.admin_view(self.preview), name=name), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["preview_url"] = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_preview")
        return super().render_change_form(request, context, *args, **kwargs)

    def preview(self, request: HttpRequest) -> HttpResponse:
        """How what is written looks, in both languages, kept or not."""
        if not self.has_change_permission(request):
            raise Http404
        if request.method != "POST":
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        sent = {name: request.POST.get(name, "").replace("\x00", "")[:LONGEST_PREVIEW] for name in PREVIEWED}
        languages = [
            {
                "code": code,
                "name": name,
                "title": sent[f"title_{code}"],
                "summary": sent[f"summary_{code}"],
                "text": sent[f"text_{code}"],
                "problems": texts.problems(sent[f"text_{code}"]),
            }
            for code, name in (("ko", _("Korean")), ("en", _("English")))
        ]
        return render(request, "content/preview.html", {"languages": languages})


class NamedFieldsForm(forms.ModelForm):
    """A row of a list that is edited in place: each field has its name for those who do not see the column's heading."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = str(field.label)


@admin.register(Page)
class PageAdmin(TextsAdmin):
    list_display = ("title", "path", "position", "is_published", "publish_at", "updated_at")
    list_display_links = ("title",)
    list_editable = ("position", "is_published")
    list_filter = ("is_published",)
    search_fields = ("path", "title_ko", "title_en", "text_ko", "text_en")
    ordering = ("position", "path")
    fieldsets = (
        (None, {"fields": ("path", "position", ("is_published", "publish_at"))}),
        (_("Korean"), {"fields": ("title_ko", "text_ko"), "description": MARKDOWN_HELP}),
        (_("English"), {"fields": ("title_en", "text_en")}),
    )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Rows that are changed in the list are held until they are saved, as on their own page."""
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        with transaction.atomic():
            list(Page.objects.select_for_update(no_key=True).order_by("pk"))
            return super().changelist_view(request, extra_context)

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
class NewsItemAdmin(TextsAdmin):
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


@admin.register(Image)
class ImageAdmin(CleanLines, SecretariatAdmin, admin.ModelAdmin):
    form = ImageForm
    list_display = ("thumbnail", "shows", "markdown", "dimensions", "uploaded_at", "uploaded_by")
    list_display_links = ("shows",)
    list_select_related = ("uploaded_by",)
    list_per_page = 50
    search_fields = ("alt_ko", "alt_en", "key")
    actions = None
    readonly_fields = ("thumbnail", "markdown", "dimensions", "uploaded_at", "uploaded_by", "used_in")

    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None) -> Any:
        texts_of_it = (_("What it shows"), {"fields": ("alt_ko", "alt_en")})
        if obj is None:
            return ((None, {"fields": ("upload",)}), texts_of_it)
        return ((None, {"fields": self.readonly_fields}), texts_of_it)

    def get_form(self, request: HttpRequest, obj: Image | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj is not None:
            # The file stays what texts show.
            form.base_fields.pop("upload", None)
        return form

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        by: Any = request.user
        services.add_image(image=obj, upload=form.cleaned_data["upload"], by=by, now=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        services.delete_image(image=obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A picture that texts show stays."""
        deleted, counts, needed, protected = super().get_deleted_objects(objs, request)
        protected += [f"{use._meta.verbose_name}: {use}" for image in objs for use in services.uses_of(image)]
        return deleted, counts, needed, protected

    @admin.display(description=_("picture"))
    def thumbnail(self, obj: Image) -> str:
        return format_html('<img class="thumbnail" src="{}" alt="" loading="lazy">', obj.get_absolute_url())

    @admin.display(description=_("what it shows"))
    def shows(self, obj: Image) -> str:
        return str(obj)

    @admin.display(description=_("line for a text"))
    def markdown(self, obj: Image) -> str:
        return format_html("<code>{}</code>", obj.markdown)

    @admin.display(description=_("dimensions"))
    def dimensions(self, obj: Image) -> str:
        return f"{obj.width} × {obj.height}"

    @admin.display(description=_("shown in"))
    def used_in(self, obj: Image) -> str:
        uses = services.uses_of(obj)
        links = [format_html('<a href="{}">{}</a>', use.get_absolute_url(), use) for use in uses]
        return format_html_join(", ", "{}", ((link,) for link in links)) if links else "–"
