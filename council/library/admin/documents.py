from typing import Any

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from council import programmes
from council.events.admin.base import CleanLines
from council.events.admin.events import ProgrammeFilter
from council.events.models import Event
from council.library import services
from council.library.forms import DocumentForm
from council.library.models import Document, DocumentReader, DocumentVersion
from council.library.novelty import FIELDS as NOVELTY
from council.library.permissions import not_for_staff, owner_facts
from council.staff import coordinates
from council.staff.admin import ProgrammeScopedAdmin


class ReaderInline(ProgrammeScopedAdmin, admin.TabularInline):
    model = DocumentReader
    programme_field = "document__programme"
    extra = 0
    fields = ("member",)
    autocomplete_fields = ("member",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[DocumentReader]:
        return super().get_queryset(request).select_related("member__user", "member__organisation")


class VersionInline(ProgrammeScopedAdmin, admin.TabularInline):
    """What was uploaded: to read and to take, never to change."""

    model = DocumentVersion
    programme_field = "document__programme"
    extra = 0
    fields = ("number", "download", "shown_state", "shown_size", "uploaded_at", "uploaded_by", "taken")
    readonly_fields = fields
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[DocumentVersion]:
        versions = super().get_queryset(request).select_related("document", "uploaded_by")
        return versions.annotate(downloads_count=Count("downloads"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("file"))
    def download(self, obj: DocumentVersion) -> str:
        if obj.state != DocumentVersion.State.READY:
            return obj.name
        url = reverse("library:version-download", args=[obj.document.key, obj.number])
        return format_html('<a href="{}">{}</a>', url, obj.name)

    @admin.display(description=_("state"))
    def shown_state(self, obj: DocumentVersion) -> str:
        if obj.finding:
            return f"{obj.get_state_display()}: {obj.finding}"
        return str(obj.get_state_display())

    @admin.display(description=_("file size"))
    def shown_size(self, obj: DocumentVersion) -> str:
        return filesizeformat(obj.size)

    @admin.display(description=_("downloads"))
    def taken(self, obj: DocumentVersion) -> int:
        return obj.downloads_count  # type: ignore[attr-defined]  # annotated above


@admin.register(Document)
class DocumentAdmin(CleanLines, ProgrammeScopedAdmin, SimpleHistoryAdmin):
    form = DocumentForm
    brought_in_elsewhere = _("A document needs its file, so a table brings none in: add each on its own page.")
    list_display = ("__str__", "event", "classification", "nda", "file_name", "downloads", "is_published")
    list_filter = (ProgrammeFilter, "classification", ("agreement", EmptyFieldListFilter), "is_published")
    list_select_related = ("event", "current")
    search_fields = ("title_ko", "title_en", "event__title_ko", "event__title_en", "current__name")
    autocomplete_fields = ("event", "body", "excluded_organisations")
    ordering = ("-created_at", "-pk")
    list_per_page = 50
    inlines = (ReaderInline, VersionInline)
    readonly_fields = ("belongs_to",)
    actions = None
    change_form_template = "admin/library/document/change_form.html"
    fieldsets = (
        (None, {"fields": (("title_ko", "title_en"), "file", "programme", ("event", "body"), "agenda_item")}),
        (
            _("Who may open it"),
            {"fields": ("classification", ("agreement", "is_marked"), "excluded_organisations", "is_published")},
        ),
        (_("Before it is published"), {"fields": NOVELTY}),
        (_("Texts"), {"fields": (("description_ko", "description_en"),), "classes": ("collapse",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        documents: QuerySet[Document] = super().get_queryset(request).exclude(not_for_staff())
        return documents.annotate(downloads_count=Count("versions__downloads"))

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return lookup in (
            "event__id__exact",
            "agreement__id__exact",
            "versions__state__exact",
            "versions__scanned_at__isnull",
        ) or super().lookup_allowed(lookup, value, request)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What is added from the page of an event belongs to its programme."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        given = request.GET.get("event", "")
        event = Event.objects.filter(pk=given).first() if given.isdecimal() else None
        if event is not None and coordinates(request.user, event.programme):
            initial |= {"event": event.pk, "programme": event.programme, "body": event.body_id}
        return initial

    def get_fieldsets(self, request: HttpRequest, obj: Document | None = None) -> Any:
        """What a document of a programme's own thing belongs to is shown in the place of event and body."""
        found = super().get_fieldsets(request, obj)
        if not programmes.novelty_guards.all():
            found = tuple(part for part in found if part[1]["fields"] != NOVELTY)
        if obj is None or not obj.owner_kind:
            return found
        first = (None, {"fields": (("title_ko", "title_en"), "file", "programme", "belongs_to")})
        return (first, *found[1:])

    def get_form(self, request: HttpRequest, obj: Document | None = None, change: bool = False, **kwargs: Any) -> Any:
        """The form asks whoever is at work about novelty."""
        made: Any = super().get_form(request, obj, change, **kwargs)

        class AskingForm(made):
            def __init__(self, *args: Any, **given: Any) -> None:
                super().__init__(*args, **given)
                self.ask(request.user, timezone.now())

        return AskingForm

    def get_inlines(self, request: HttpRequest, obj: Document | None) -> tuple[Any, ...]:
        return self.inlines if obj else (ReaderInline,)

    def save_model(self, request: HttpRequest, obj: Document, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        upload = form.cleaned_data.get("file")
        if upload:
            by: Any = request.user
            services.add_version(document=obj, upload=upload, by=by, now=timezone.now())
        url = reverse("admin:library_document_change", args=[obj.pk])
        form.declare(kind="document", key=str(obj.pk), by=request.user, now=timezone.now(), label=str(obj), url=url)

    def delete_model(self, request: HttpRequest, obj: Document) -> None:
        services.delete_document(document=obj)

    @admin.display(description=_("file"), ordering="current__name")
    def file_name(self, obj: Document) -> str:
        return obj.current.name if obj.current else "–"

    @admin.display(description=_("NDA"), ordering="agreement", boolean=True)
    def nda(self, obj: Document) -> bool:
        return obj.agreement_id is not None

    @admin.display(description=_("belongs to"))
    def belongs_to(self, obj: Document) -> str:
        facts = owner_facts(obj)
        return format_html('<a href="{}">{}</a>', facts.url, facts.label) if facts else "–"

    @admin.display(description=_("downloads"), ordering="downloads_count")
    def downloads(self, obj: Document) -> str:
        url = f"{reverse('admin:library_download_changelist')}?version__document__id__exact={obj.pk}"
        return format_html('<a href="{}">{}</a>', url, obj.downloads_count)  # type: ignore[attr-defined]  # annotated above
