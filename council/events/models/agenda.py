from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual

# What a calendar must be told of when it changes.
SCHEDULED = ("starts_at", "ends_at", "room", "is_cancelled")


class Venue(models.Model):
    """A place where events are held."""

    name_ko = models.CharField(_("name (Korean)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200)
    address_ko = models.CharField(_("address (Korean)"), max_length=300, blank=True)
    address_en = models.CharField(_("address (English)"), max_length=300, blank=True)
    map_url = models.URLField(_("map link"), blank=True)
    rooms = models.CharField(_("rooms"), max_length=300, blank=True, help_text=_("Separated by commas."))
    access_ko = models.TextField(_("how to get there (Korean)"), blank=True)
    access_en = models.TextField(_("how to get there (English)"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["name_ko"]

    def __str__(self) -> str:
        return bilingual.text(self, "name")


class Speaker(models.Model):
    """Someone who speaks at events: a member, or a guest by name."""

    member = models.ForeignKey(
        "members.Member", models.SET_NULL, null=True, blank=True, related_name="speaker_entries", verbose_name=_("member")
    )
    name_ko = models.CharField(_("name (Korean)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100, blank=True)
    affiliation_ko = models.CharField(_("affiliation (Korean)"), max_length=200, blank=True)
    affiliation_en = models.CharField(_("affiliation (English)"), max_length=200, blank=True)
    bio_ko = models.TextField(_("about (Korean)"), blank=True)
    bio_en = models.TextField(_("about (English)"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["name_ko"]

    def __str__(self) -> str:
        return bilingual.text(self, "name")


class AgendaItem(models.Model):
    """A part of an event's programme: a talk, a session, a break."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="agenda", verbose_name=_("event"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    abstract_ko = models.TextField(_("abstract (Korean)"), blank=True)
    abstract_en = models.TextField(_("abstract (English)"), blank=True)
    room = models.CharField(_("room"), max_length=100, blank=True)
    # RFC 5545 SEQUENCE of the item's own calendar entry, beyond its event's.
    sequence = models.PositiveIntegerField(_("calendar sequence"), default=0, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    speakers = models.ManyToManyField(Speaker, blank=True, related_name="agenda_items", verbose_name=_("speakers"))
    needs_registration = models.BooleanField(
        _("people sign up for it"),
        default=False,
        help_text=_("Those with a seat at the event choose it; everything else is for everybody."),
    )
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True, help_text=_("Empty: no limit."))
    is_cancelled = models.BooleanField(
        _("does not take place"), default=False, help_text=_("Those who chose it are told, and their places end.")
    )
    # Places held. Changed under the row lock of the event, together with `AgendaRegistration`.
    taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)

    history = HistoricalRecords(excluded_fields=["taken", "updated_at"])

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["starts_at", "room", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="agenda_item_ends_after_it_begins",
                violation_error_message=_("It must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(taken__lte=F("capacity")),
                name="agenda_item_places_never_exceed_capacity",
                violation_error_message=_("More places are taken than this."),
            ),
            models.CheckConstraint(
                condition=Q(needs_registration=True) | Q(taken=0, capacity=None),
                name="agenda_item_places_are_for_those_who_sign_up",
                violation_error_message=_("Places are counted only where people sign up."),
            ),
        ]

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any, **kwargs: Any) -> AgendaItem:
        """Remembers when and where it was, so that a change of these raises `sequence`."""
        item = super().from_db(db, field_names, values, **kwargs)
        item._was = {name: item.__dict__[name] for name in SCHEDULED if name in item.__dict__}
        return item

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; calendars are told of another time or room by a higher `sequence`. An item that is there already keeps its
        counter of places, unless `update_fields` names it: the services change it."""
        if not self._state.adding and not args and not kwargs.get("force_insert") and kwargs.get("update_fields") is None:
            kept = {"taken", "id", *self.get_deferred_fields()}
            kwargs["update_fields"] = [field.name for field in self._meta.concrete_fields if field.attname not in kept]
        was = getattr(self, "_was", {})
        if any(getattr(self, name) != value for name, value in was.items()):
            self.sequence += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "sequence", "updated_at"}
        super().save(*args, **kwargs)
        self._was = {name: getattr(self, name) for name in SCHEDULED}

    def __str__(self) -> str:
        return bilingual.text(self, "title")

    @property
    def places_left(self) -> int | None:
        """Places that nobody holds; None where there is no limit."""
        return None if self.capacity is None else self.capacity - self.taken

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.taken >= self.capacity

    def has_begun(self, now: datetime) -> bool:
        return self.starts_at <= now

    def can_be_chosen(self, now: datetime) -> bool:
        """Whether it takes choices at `now`, as far as the item itself is concerned (a full one has a waiting list)."""
        return self.needs_registration and not self.is_cancelled and not self.has_begun(now)

    def overlaps(self, other: AgendaItem) -> bool:
        """Whether nobody can attend both from beginning to end. What begins when the other ends does not overlap."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at
