"""What a coordinator sees in the administration: only what belongs to his programmes. No model permissions are needed."""

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.contrib.admin.utils import unquote
from django.core.paginator import Paginator
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import ForeignKey, ManyToManyField, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext
from psycopg.errors import DeadlockDetected, LockNotAvailable

from council import programmes
from council.staff import COUNCIL, coordinated_programmes, coordinates
from council.staff.exporting import TablePages
from council.staff.history import as_noted, history_of
from council.staff.widgets import CarefulAutocomplete, CarefulAutocompleteMultiple

if TYPE_CHECKING:
    _Base = BaseModelAdmin[Any]
else:
    _Base = object


HISTORY_SHOWN = 50


class CarefulPickers(_Base):
    """Mixin for a `ModelAdmin` or inline with `autocomplete_fields`: a key that makes no sense gets a message."""

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = CarefulAutocomplete(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = CarefulAutocompleteMultiple(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class HistoryPages(_Base):
    """Mixin for a `ModelAdmin`: the history of what one sees, field by field, instead of Django's and the library's.

    `history_parts`: other models with a history, and their foreign key to this one, that are told on the same page."""

    history_parts: tuple[tuple[type[Model], str], ...] = ()
    # Of a model without a history: the fields whose values the administration notes with a change. Never a secret.
    values_noted: tuple[str, ...] = ()

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Django's note of a change, with old and new of the fields that may be told."""
        message: Any = super().construct_change_message(request, form, formsets, add)  # type: ignore[misc]  # a ModelAdmin's
        told = [name for name in form.changed_data if name in self.values_noted]
        for part in message if told and not add else ():
            if "changed" in part and "object" not in part["changed"]:
                part["changed"]["values"] = [
                    [name, as_noted(form.initial.get(name)), as_noted(form.cleaned_data[name])] for name in told
                ]
        return message

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Who changed what, when. 404 for what is not there (any more), or is not one's own."""
        model_admin: Any = self
        obj = model_admin.get_object(request, unquote(object_id))
        if obj is None or not model_admin.has_view_or_change_permission(request, obj):
            raise Http404
        page = Paginator(history_of(obj, self.history_parts), HISTORY_SHOWN).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": gettext("History of %(name)s") % {"name": obj},
            "object": obj,
            "page": page,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/history.html", context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """The row as it once was. 404 unless one may see the row itself: its history does not outlive the right to see it.

        To be looked at only: the library would save what is posted here, past services and rights to change."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        model_admin: Any = self
        obj = model_admin.get_object(request, unquote(object_id))
        if obj is None or not model_admin.has_view_or_change_permission(request, obj):
            raise Http404
        answer: HttpResponse = super().history_form_view(  # type: ignore[misc]  # of the history's administration
            request, unquote(object_id), version_id, extra_context
        )
        return answer


def wait_briefly() -> None:
    """Wait for no lock of this transaction longer than `LOCK_TIMEOUT_MS`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{settings.LOCK_TIMEOUT_MS}ms"])


class _NotFoundMixin(HistoryPages, TablePages, CarefulPickers):
    """What one may not see, or what is not there, is the same 404."""

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404

    # Not where a change goes through a service that takes another row before this one, and reads this one anew.
    holds_row = True

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """What the database refuses after every check (a colleague was a moment faster) is said, not crashed into."""
        try:
            with transaction.atomic() if request.method == "POST" else nullcontext():
                if request.method == "POST" and object_id is not None and self.holds_row:
                    self._hold(request, object_id)
                return super().changeform_view(request, object_id, *args, **kwargs)  # type: ignore[misc]
        except IntegrityError:
            pass
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
                raise
        messages.error(
            request, gettext("Nothing was saved: someone saved the same thing at the same moment. Look, and try again.")
        )
        return redirect(request.get_full_path())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows of an inline that are changed with their page are held as the page's own."""
        rows: QuerySet[Any] = super().get_queryset(request)
        if isinstance(self, InlineModelAdmin) and request.method == "POST" and self.has_change_permission(request):
            return rows.select_for_update(no_key=True, of=("self",))
        return rows

    def _hold(self, request: HttpRequest, object_id: str) -> None:
        """Hold the row before it is read, until it is saved: a form saves all of its columns, and would put back what a
        service or a tick changed in between."""
        model_admin: Any = self
        found = model_admin.get_object(request, unquote(object_id))
        if found is not None and model_admin.has_change_permission(request, found):
            wait_briefly()
            self.model._base_manager.select_for_update(no_key=True).filter(pk=found.pk).first()


class ProgrammeScopedAdmin(_NotFoundMixin):
    """Mixin for a `ModelAdmin` (or inline) of things that belong to a programme, found by the look-up `programme_field`.

    An inline says with `parent_programme_field` where its parent keeps the programme; None for a parent that belongs to none.
    Foreign keys offer only what the staff member may see, where the other model's admin is scoped, too."""

    programme_field = "programme"
    parent_programme_field: str | None = "programme"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        queryset: QuerySet[Any] = super().get_queryset(request)
        if getattr(request.user, "is_superuser", False):
            return queryset
        return queryset.filter(**{f"{self.programme_field}__in": coordinated_programmes(request.user)})

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The programme itself is chosen among one's own."""
        if db_field.name == "programme":
            mine = coordinated_programmes(request.user)
            choices = [choice for choice in programmes.choices() if choice[0] in mine]
            return forms.ChoiceField(label=capfirst(db_field.verbose_name), choices=choices, help_text=db_field.help_text)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        related = self.admin_site._registry.get(db_field.remote_field.model)
        if isinstance(related, ProgrammeScopedAdmin) and "queryset" not in kwargs:
            kwargs["queryset"] = related.get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _programme_of(self, obj: Model) -> Any:
        path: str | None = self.programme_field
        if isinstance(self, InlineModelAdmin) and isinstance(obj, self.parent_model):
            path = self.parent_programme_field
        value: Any = obj
        for part in (path or "").split("__"):
            value = getattr(value, part, None) if part else None
        return value

    def _may(self, request: HttpRequest, obj: Model | None = None) -> bool:
        mine = coordinated_programmes(request.user)
        if obj is None or not mine:
            return bool(mine)
        if isinstance(self, InlineModelAdmin) and isinstance(obj, self.parent_model) and self.parent_programme_field is None:
            return True
        return self._programme_of(obj) in mine

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, obj)


class OneProgrammeAdmin(_NotFoundMixin):
    """Mixin for a `ModelAdmin` (or inline) of what belongs to the staff of one programme alone, named by `programme`."""

    programme: str

    def _may(self, request: HttpRequest) -> bool:
        return coordinates(request.user, self.programme)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)


class CoordinatorsMayPick:
    """Mixin for a `ModelAdmin` whose rows any coordinator may pick in an autocomplete field, though its pages are not his."""

    def has_autocomplete_permission(self, request: HttpRequest) -> bool:
        return bool(coordinated_programmes(request.user))


class SecretariatAdmin(OneProgrammeAdmin):
    """Mixin for a `ModelAdmin` (or inline) of what is the secretariat's alone."""

    programme = COUNCIL
