from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from council.events.admin.base import AnyCoordinatorAdmin, CleanLines, member_field
from council.events.models import Speaker, Venue


@admin.register(Venue)
class VenueAdmin(AnyCoordinatorAdmin, CleanLines, admin.ModelAdmin[Venue]):
    list_display = ("__str__", "address_ko", "rooms")
    search_fields = ("name_ko", "name_en", "address_ko", "address_en")


@admin.register(Speaker)
class SpeakerAdmin(AnyCoordinatorAdmin, CleanLines, admin.ModelAdmin[Speaker]):
    list_display = ("__str__", "affiliation_ko", "member")
    list_select_related = ("member__user",)
    search_fields = ("name_ko", "name_en", "affiliation_ko", "affiliation_en")

    def formfield_for_foreignkey(self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "member":
            return member_field(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
