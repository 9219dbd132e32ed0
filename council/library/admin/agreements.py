"""Confidentiality agreements: their words, and who accepted them."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from council.events.admin.base import CleanLines
from council.events.admin.events import ProgrammeFilter
from council.library import services
from council.library.admin.ledger import ToReadAdmin
from council.library.forms import AgreementForm
from council.library.models import Acceptance, Agreement, AgreementVersion, Document
from council.library.staff_search import acceptances_with
from council.members.staff_search import StaffSearch
from council.staff.admin import ProgrammeScopedAdmin


def acceptances_url(lookup: str, key: int | None) -> str:
    """The list of acceptances, narrowed to an agreement or one of its versions."""
    return f"{reverse('admin:library_acceptance_changelist')}?{lookup}={key}"


class AgreementVersionInline(ProgrammeScopedAdmin, admin.StackedInline):
    """What was published: to read, never to change."""

    model = AgreementVersion
    programme_field = "agreement__programme"
    extra = 0
    can_delete = False
    fields = ("published_at", "published_by", "text_ko", "text_en", "accepted")
    readonly_fields = fields
    classes = ("collapse",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgreementVersion]:
        versions = super().get_queryset(request).select_related("agreement", "published_by")
        return versions.annotate(accepted_count=Count("acceptances", filter=Q(acceptances__is_confidential=False)))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("accepted by"))
    def accepted(self, obj: AgreementVersion) -> str:
        count = obj.accepted_count  # type: ignore[attr-defined]  # annotated above
        return format_html('<a href="{}">{}</a>', acceptances_url("version__id__exact", obj.pk), count)


@admin.register(Agreement)
class AgreementAdmin(CleanLines, ProgrammeScopedAdmin, SimpleHistoryAdmin):
    form = AgreementForm
    list_display = ("__str__", "programme", "number", "published_at", "accepted", "documents")
    list_filter = (ProgrammeFilter,)
    list_select_related = ("current",)
    search_fields = ("title_ko", "title_en")
    ordering = ("programme", "title_ko", "pk")
    inlines = (AgreementVersionInline,)
    actions = None
    fieldsets = (
        (None, {"fields": (("title_ko", "title_en"), "programme")}),
        (_("Words that are accepted"), {"fields": ("text_ko", "text_en")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agreement]:
        agreements: QuerySet[Agreement] = super().get_queryset(request)
        told = Acceptance.objects.filter(version=OuterRef("current"), is_confidential=False)
        now_accepted = told.order_by().values("version")
        documents = Document.objects.filter(agreement=OuterRef("pk")).order_by().values("agreement")
        return agreements.annotate(
            accepted_count=Coalesce(Subquery(now_accepted.annotate(count=Count("pk")).values("count")), 0),
            documents_count=Coalesce(Subquery(documents.annotate(count=Count("pk")).values("count")), 0),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Agreement | None = None) -> tuple[str, ...]:
        # Its documents are of the same programme.
        return ("programme",) if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Agreement | None) -> tuple[Any, ...]:
        return self.inlines if obj else ()

    def save_model(self, request: HttpRequest, obj: Agreement, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        by: Any = request.user
        texts = {name: form.cleaned_data[name] for name in ("text_ko", "text_en")}
        if services.publish_agreement(agreement=obj, by=by, now=timezone.now(), **texts) and change:
            self.message_user(
                request, _("The new words are published. Everybody is asked to accept them before the next reading.")
            )

    @admin.display(description=_("version"))
    def number(self, obj: Agreement) -> str:
        return str(obj.current.number) if obj.current else "–"

    @admin.display(description=_("published"), ordering="current__published_at")
    def published_at(self, obj: Agreement) -> Any:
        return obj.current.published_at if obj.current else None

    @admin.display(description=_("accepted by"), ordering="accepted_count")
    def accepted(self, obj: Agreement) -> str:
        count = obj.accepted_count  # type: ignore[attr-defined]  # annotated above
        return format_html('<a href="{}">{}</a>', acceptances_url("version__agreement__id__exact", obj.pk), count)

    @admin.display(description=_("documents"), ordering="documents_count")
    def documents(self, obj: Agreement) -> str:
        url = f"{reverse('admin:library_document_changelist')}?agreement__id__exact={obj.pk}"
        return format_html('<a href="{}">{}</a>', url, obj.documents_count)  # type: ignore[attr-defined]  # annotated above


@admin.register(Acceptance)
class AcceptanceAdmin(StaffSearch, ToReadAdmin):
    """Who accepted which version, when: to read."""

    rows_with = staticmethod(acceptances_with)
    programme_field = "version__agreement__programme"
    list_display = ("accepted_at", "name", "user", "agreement", "number", "is_current", "language")
    list_filter = ("accepted_at",)
    list_select_related = ("user", "version__agreement")
    search_fields = ("name", "user__email", "version__agreement__title_ko", "version__agreement__title_en")
    fields = ("accepted_at", "name", "user", "agreement", "number", "language")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Acceptance]:
        acceptances: QuerySet[Acceptance] = super().get_queryset(request)
        return acceptances if request.user.is_superuser else acceptances.filter(is_confidential=False)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        allowed = ("version__agreement__id__exact", "version__id__exact")
        return lookup in allowed or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("confidentiality agreement"), ordering="version__agreement__title_ko")
    def agreement(self, obj: Acceptance) -> str:
        return str(obj.version.agreement)

    @admin.display(description=_("version"), ordering="version__number")
    def number(self, obj: Acceptance) -> int:
        return obj.version.number

    @admin.display(description=_("still valid"), boolean=True)
    def is_current(self, obj: Acceptance) -> bool:
        return obj.version_id == obj.version.agreement.current_id
