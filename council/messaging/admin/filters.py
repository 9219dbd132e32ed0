from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from council import programmes
from council.messaging.models import Message


class KindFilter(admin.SimpleListFilter):
    """By kind, from the registry: no question to the table."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind.slug, kind.name) for kind in programmes.message_kinds.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


def kind_name(slug: str) -> str:
    """A kind's name; its slug where nobody registers it any more."""
    kind = programmes.message_kinds.find(slug)
    return str(kind.name) if kind else slug
