"""What the screens share: lines without line breaks, asking before acting."""

from typing import Any

from django import forms
from django.contrib.admin import helpers
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from council.events.fields import LineField
from council.events.shown_agenda import sealed_events
from council.staff import coordinated_programmes, is_secretariat
from council.staff.admin import CarefulPickers, HistoryPages, ProgrammeScopedAdmin
from council.staff.exporting import TablePages


class CleanLines:
    """Mixin: text of one line loses control characters and line breaks, whatever was pasted."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if type(db_field) is models.CharField and not db_field.choices and "form_class" not in kwargs:
            kwargs["form_class"] = LineField
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]


class EventInline(CleanLines, ProgrammeScopedAdmin):
    """Mixin for what belongs to an event: its staff may do everything with it."""

    programme_field = "event__programme"


class NoSealedRows(TablePages):
    """Mixin for a list of people at events: files of it leave out events of which nothing that goes out names anybody.
    `event_column` leads from a row to its event."""

    event_column = "event"

    def taken_along(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return super().taken_along(rows).exclude(**{f"{self.event_column}__in": sealed_events().values("pk")})


class AnyCoordinatorAdmin(HistoryPages, TablePages, CarefulPickers):
    """Mixin for what all programmes share (venues, speakers): their staff add and change it, the secretariat removes it."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(coordinated_programmes(request.user))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(coordinated_programmes(request.user))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(coordinated_programmes(request.user))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(coordinated_programmes(request.user))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_secretariat(request.user)


class ReasonForm(forms.Form):
    """A reason that the people concerned are told."""

    reason = LineField(label=_("Reason, told to the people concerned"), max_length=500, required=False)


def confirm(
    model_admin: Any,
    request: HttpRequest,
    queryset: QuerySet[Any],
    *,
    action: str,
    title: Any,
    text: Any,
    button: Any,
    with_reason: bool = True,
) -> TemplateResponse | dict[str, str]:
    """Ask before an action that cannot be undone: the page that asks, or, once answered, what was answered."""
    form = ReasonForm(request.POST if "confirmed" in request.POST else None)
    if form.is_bound and form.is_valid():
        return {"reason": form.cleaned_data["reason"]}
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "text": text,
        "button": button,
        "action": action,
        "form": form if with_reason else None,
        "objects": list(queryset[:100]),
        "selected": [str(pk) for pk in queryset.values_list("pk", flat=True)],
        "checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        "opts": model_admin.model._meta,
    }
    return TemplateResponse(request, "admin/events/confirm.html", context)
