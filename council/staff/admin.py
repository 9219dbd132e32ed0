"""What a coordinator sees in the administration: only what belongs to his programmes. No model permissions are needed."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from council.staff import coordinated_programmes, is_secretariat


class ProgrammeScopedAdmin:
    """Mixin for a `ModelAdmin` (or inline) of things that belong to a programme, found by the look-up `programme_field`."""

    programme_field = "programme"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        queryset: QuerySet[Any] = super().get_queryset(request)
        if request.user.is_superuser:  # type: ignore[union-attr]
            return queryset
        return queryset.filter(**{f"{self.programme_field}__in": coordinated_programmes(request.user)})

    def _may(self, request: HttpRequest, obj: Model | None = None) -> bool:
        mine = coordinated_programmes(request.user)
        if obj is None or not mine:
            return bool(mine)
        value: Any = obj
        for part in self.programme_field.split("__"):
            value = getattr(value, part, None)
        return value in mine

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


class SecretariatAdmin:
    """Mixin for a `ModelAdmin` (or inline) of what is the secretariat's alone."""

    def _may(self, request: HttpRequest) -> bool:
        return is_secretariat(request.user)

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
