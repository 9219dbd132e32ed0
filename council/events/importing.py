"""Venues and speakers that are brought in as tables."""

from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy

from council.events.models import Speaker, Venue
from council.events.services import change_venue
from council.staff.importing import Table


class VenueTable(Table):
    """Venues: known by the Korean name."""

    explanation = gettext_lazy(
        "A venue that is there is found by its Korean name. Where its name or address changes, those who are registered "
        "there are told."
    )
    required = ("name_ko", "name_en")

    class Meta(Table.Manners):
        model = Venue
        fields = ("name_ko", "name_en", "address_ko", "address_en", "map_url", "rooms", "access_ko", "access_en")

    def known(self, row: dict[str, str]) -> Model | None:
        return Venue.objects.filter(name_ko=row["name_ko"]).order_by("pk").first()

    def save(self, instance: Any, *, is_new: bool, by: Any, now: datetime) -> None:
        change_venue(venue=instance, by=by, now=now)


class SpeakerTable(Table):
    """Guests who speak: known by name and affiliation in Korean. Members are linked on their page."""

    explanation = gettext_lazy("A speaker who is there is found by name and affiliation in Korean.")
    required = ("name_ko",)

    class Meta(Table.Manners):
        model = Speaker
        fields = ("name_ko", "name_en", "affiliation_ko", "affiliation_en", "bio_ko", "bio_en")

    def known(self, row: dict[str, str]) -> Model | None:
        return (
            Speaker.objects.filter(name_ko=row["name_ko"], affiliation_ko=row.get("affiliation_ko", "")).order_by("pk").first()
        )
