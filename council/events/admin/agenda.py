from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from council.events.admin.base import EventInline
from council.events.models import AgendaItem, AgendaRegistration


class AgendaItemForm(forms.ModelForm):
    """An item of the agenda. Places that are taken are not taken away by a smaller number. (The event's own form holds the row
    of the event while this one is checked and saved.)"""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        item = self.instance
        if item.pk is None:
            return cleaned
        capacity, is_cancelled = cleaned.get("capacity"), cleaned.get("is_cancelled")
        if capacity is not None and capacity < item.taken and not is_cancelled:
            text = ngettext(
                "%(taken)d place is taken already; the number cannot be lower.",
                "%(taken)d places are taken already; the number cannot be lower.",
                item.taken,
            )
            self.add_error("capacity", text % {"taken": item.taken})
        if not cleaned.get("needs_registration") and AgendaRegistration.objects.live().filter(item=item).exists():
            self.add_error("needs_registration", _("People have chosen this. To drop it, tick “does not take place”."))
        return cleaned


class AgendaInline(EventInline, admin.StackedInline):
    model = AgendaItem
    form = AgendaItemForm
    extra = 0
    fields = (
        ("starts_at", "ends_at", "room"),
        ("title_ko", "title_en"),
        ("abstract_ko", "abstract_en"),
        "speakers",
        ("needs_registration", "capacity", "is_cancelled"),
    )
    autocomplete_fields = ("speakers",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgendaItem]:
        return super().get_queryset(request).prefetch_related("speakers")
