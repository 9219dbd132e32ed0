"""Who took what: the ledger, to read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from council import bilingual
from council.library.models import Download
from council.library.permissions import kinds_not_for_staff, not_for_staff
from council.library.staff_search import downloads_with
from council.members.staff_search import StaffSearch
from council.staff.admin import ProgrammeScopedAdmin


class ToReadAdmin(ProgrammeScopedAdmin, admin.ModelAdmin):
    """Mixin: a record, which nobody adds, changes or deletes here."""

    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Download)
class DownloadAdmin(StaffSearch, ToReadAdmin):
    """The ledger, to read; of documents that were deleted, too."""

    rows_with = staticmethod(downloads_with)
    list_display = ("at", "person", "document", "number")
    list_filter = ("at",)
    list_select_related = ("user",)
    search_fields = ("user__email", "title_ko", "title_en")
    fields = ("at", "person", "document", "number")
    readonly_fields = fields

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return lookup == "version__document__id__exact" or super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Download]:
        downloads: QuerySet[Download] = super().get_queryset(request)
        downloads = downloads.exclude(version=None, owner_kind__in=kinds_not_for_staff())
        return downloads.exclude(not_for_staff("version__document__"))

    @admin.display(description=_("reader"), ordering="user__email")
    def person(self, obj: Download) -> str:
        return str(obj.user) if obj.user else str(_("a visitor"))

    @admin.display(description=_("document"))
    def document(self, obj: Download) -> str:
        return bilingual.text(obj, "title")
