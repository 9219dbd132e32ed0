from django.contrib import admin

from council.events.admin.base import AnyCoordinatorAdmin, CleanLines
from council.events.models import Speaker, Venue


@admin.register(Venue)
class VenueAdmin(AnyCoordinatorAdmin, CleanLines, admin.ModelAdmin):
    list_display = ("__str__", "address_ko", "rooms")
    search_fields = ("name_ko", "name_en", "address_ko", "address_en")


@admin.register(Speaker)
class SpeakerAdmin(AnyCoordinatorAdmin, CleanLines, admin.ModelAdmin):
    list_display = ("__str__", "affiliation_ko", "member")
    list_select_related = ("member__user",)
    autocomplete_fields = ("member",)
    search_fields = ("name_ko", "name_en", "affiliation_ko", "affiliation_en")
