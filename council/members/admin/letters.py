"""Who wrote to whom through the directory. The words are nobody's but theirs, until one of them shows them."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from council.members.models import DirectoryLetter
from council.members.staff_search import StaffSearch, letters_with
from council.staff.admin import SecretariatAdmin


@admin.register(DirectoryLetter)
class DirectoryLetterAdmin(StaffSearch, SecretariatAdmin, admin.ModelAdmin):
    rows_with = staticmethod(letters_with)
    list_display = ("sent_at", "sender", "recipient", "is_reported")
    list_filter = (("reported_at", admin.EmptyFieldListFilter), "sent_at")
    list_select_related = ("sender__user", "recipient__user")
    list_per_page = 50
    search_fields = ("sender__user__email", "recipient__user__email", "sender__family_name", "sender__family_name_en")
    actions = None
    fields = ("sent_at", "sender", "recipient", "reported_at", "shown_subject", "shown_text")
    readonly_fields = fields

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return lookup == "reported_at__isnull" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("reported"), boolean=True, ordering="reported_at")
    def is_reported(self, letter: DirectoryLetter) -> bool:
        return letter.reported_at is not None

    @admin.display(description=_("subject"))
    def shown_subject(self, letter: DirectoryLetter) -> str:
        return letter.subject if letter.reported_at else gettext("Shown only when a letter is reported.")

    @admin.display(description=_("text"))
    def shown_text(self, letter: DirectoryLetter) -> str:
        return letter.text if letter.reported_at else gettext("Shown only when a letter is reported.")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
