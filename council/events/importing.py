"""Venues, speakers and drafts of events that are brought in as tables."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import DateTimeField
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields

from council.events.models import Event, Speaker, Venue
from council.events.services import change_venue
from council.events.text import one_line
from council.members.models import Body
from council.staff import coordinated_programmes
from council.staff.importing import ChoiceWidget, FormWidget, KeyWidget, Table, WholeNumber, YesNoWidget


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


class EventTable(Table):
    """Drafts of events of the reader's programmes. An event that is there is changed on its page, where staff see whom it
    concerns, never by a file."""

    explanation = gettext_lazy(
        "Each row becomes a draft, which is published on its page. The programme is written by its address (forums), the body "
        "by the last part of its link, the venue by its Korean name, times as 2026-11-30 14:00 in Seoul. Without an address, "
        "the event gets one from its English title. An event that is there already is a bad row: it is changed on its page."
    )
    required = ("programme", "title_ko", "title_en", "starts_at", "ends_at")
    comes_again = False
    one_programme_each = True
    kind = fields.Field("kind", "kind", ChoiceWidget(Event.Kind.choices), default=Event.Kind.MEETING)
    starts_at = fields.Field("starts_at", "starts_at", FormWidget(DateTimeField()))
    ends_at = fields.Field("ends_at", "ends_at", FormWidget(DateTimeField()))
    all_day = fields.Field("all_day", "all_day", YesNoWidget(), default=False)
    format = fields.Field("format", "format", ChoiceWidget(Event.Format.choices), default=Event.Format.IN_PERSON)
    venue = fields.Field("venue", "venue", KeyWidget(Venue, "name_ko"))
    body = fields.Field("body", "body", KeyWidget(Body, "slug"))
    audience = fields.Field("audience", "audience", ChoiceWidget(Event.Audience.choices), default=Event.Audience.PUBLIC)
    mode = fields.Field("mode", "mode", ChoiceWidget(Event.Mode.choices), default=Event.Mode.OPEN)
    opens_at = fields.Field("opens_at", "opens_at", FormWidget(DateTimeField()))
    closes_at = fields.Field("closes_at", "closes_at", FormWidget(DateTimeField()))
    capacity = fields.Field("capacity", "capacity", WholeNumber())
    has_waiting_list = fields.Field("has_waiting_list", "has_waiting_list", YesNoWidget(), default=True)

    class Meta(Table.Manners):
        model = Event
        fields = (
            *(
                "programme",
                "slug",
                "kind",
                "title_ko",
                "title_en",
                "starts_at",
                "ends_at",
                "all_day",
                "format",
                "venue",
                "room",
            ),
            *("online_link", "body", "audience", "mode", "opens_at", "closes_at", "capacity", "has_waiting_list"),
            *("summary_ko", "summary_en", "description_ko", "description_en"),
            *("contact_name", "contact_email", "contact_phone"),
        )

    def known(self, row: dict[str, str]) -> Model | None:
        mine = coordinated_programmes(self.by)
        if row["programme"] not in mine:
            words = {"value": row["programme"], "choices": ", ".join(sorted(mine))}
            raise ValidationError(_("“%(value)s” is none of: %(choices)s") % words)
        if row.get("body") and not Body.objects.filter(slug=row["body"], programme__in=mine).exists():
            words = {"what": str(capfirst(str(Body._meta.verbose_name))), "value": row["body"]}
            raise ValidationError(_("%(what)s: there is none with “%(value)s”.") % words)
        if Event.objects.filter(slug=self._slug(row)).exists():
            raise ValidationError(_("An event with the address “%(slug)s” exists.") % {"slug": self._slug(row)})
        return None

    def _slug(self, row: dict[str, str]) -> str:
        return row.get("slug") or slugify(row["title_en"])[:80]

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        instance.slug = self._slug(row)

    def import_field(self, field: Any, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        if field.column_name == "slug":
            return
        super().import_field(field, instance, row, is_m2m, **kwargs)
        if field.column_name in LINES:
            setattr(instance, field.attribute, one_line(getattr(instance, field.attribute)))

    @classmethod
    def columns_kept(cls) -> list[str]:
        return []


# What the administration's form makes one line.
LINES = ("title_ko", "title_en", "summary_ko", "summary_en", "room", "contact_name", "contact_phone")
