from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.events.models import Event
from council.members.models import Body
from council.members.validators import validate_one_line
from symposia.group import SLUG

# A symposium lasts two days or three, in its own zone.
FEWEST_DAYS, MOST_DAYS = 2, 3
# Tones of the style sheet that tracks are told apart by, beside their names.
COLOURS = [(str(number), str(number)) for number in range(1, 7)]


def lasts_as_it_should(event: Event) -> bool:
    """Whether `event` lasts as long as a symposium does: two or three days in its own zone (symposia.md, “A symposium”)."""
    first, last = event.days()
    return FEWEST_DAYS <= (last - first).days + 1 <= MOST_DAYS


class Symposium(models.Model):
    """A symposium of researchers and businesspeople: an event of two or three days, and what belongs to it."""

    event = models.OneToOneField(
        Event,
        models.CASCADE,
        primary_key=True,
        related_name="symposium",
        limit_choices_to={"programme": SLUG},
        verbose_name=_("event"),
    )
    theme_ko = models.CharField(_("theme (Korean)"), max_length=200, blank=True, validators=[validate_one_line])
    theme_en = models.CharField(_("theme (English)"), max_length=200, blank=True, validators=[validate_one_line])
    # Its chair and vice-chairs see what is not published yet; who sits there is a membership like any other.
    committee = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="symposia",
        limit_choices_to={"programme": SLUG, "kind": Body.Kind.COMMITTEE.value},
        verbose_name=_("committee"),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("symposium")
        verbose_name_plural = _("symposia")
        ordering = ["-event__starts_at"]

    def __str__(self) -> str:
        return str(self.event)

    def get_absolute_url(self) -> str:
        return reverse("symposia:symposium-detail", args=[self.event.slug])

    @property
    def slug(self) -> str:
        return self.event.slug

    @property
    def days(self) -> int:
        """How many days it lasts, counted in its own zone."""
        return len(self.dates)

    @property
    def dates(self) -> list[date]:
        """Its days, in its own zone."""
        first, last = self.event.days()
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def clean(self) -> None:
        """Raise `ValidationError` for an event of another programme, of one day, or of more than three."""
        super().clean()
        if self.event_id is None:
            return
        if self.event.programme != SLUG:
            raise ValidationError({"event": _("This event belongs to another programme.")})
        if not lasts_as_it_should(self.event):
            raise ValidationError({"event": _("A symposium lasts two or three days.")})


class Room(models.Model):
    """A room of a symposium: sessions take place there, and a sign stands at its door."""

    symposium = models.ForeignKey(Symposium, models.CASCADE, related_name="rooms", verbose_name=_("symposium"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name_ko = models.CharField(_("name (Korean)"), max_length=45, validators=[validate_one_line])
    name_en = models.CharField(_("name (English)"), max_length=45, validators=[validate_one_line])
    place_ko = models.CharField(_("where it is (Korean)"), max_length=100, blank=True, validators=[validate_one_line])
    place_en = models.CharField(_("where it is (English)"), max_length=100, blank=True, validators=[validate_one_line])
    seats = models.PositiveIntegerField(
        _("seats"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Empty: no limit.")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["symposium", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["symposium", "name_ko"],
                name="room_of_a_symposium_once",
                violation_error_message=_("The symposium has a room of this name already."),
            ),
            models.UniqueConstraint(
                fields=["symposium", "name_en"],
                name="room_of_a_symposium_once_in_english",
                violation_error_message=_("The symposium has a room of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "name")

    @property
    def label(self) -> str:
        """The room as an event's agenda names it, in one field for both languages."""
        return self.name_ko if self.name_ko == self.name_en else f"{self.name_ko} / {self.name_en}"


class Track(models.Model):
    """A line of the programme through the days: what belongs together, and who answers for it."""

    symposium = models.ForeignKey(Symposium, models.CASCADE, related_name="tracks", verbose_name=_("symposium"))
    slug = models.SlugField(_("address"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title_ko = models.CharField(_("title (Korean)"), max_length=100, validators=[validate_one_line])
    title_en = models.CharField(_("title (English)"), max_length=100, validators=[validate_one_line])
    summary_ko = models.CharField(_("summary (Korean)"), max_length=300, blank=True, validators=[validate_one_line])
    summary_en = models.CharField(_("summary (English)"), max_length=300, blank=True, validators=[validate_one_line])
    colour = models.CharField(
        _("colour"), max_length=1, choices=COLOURS, default="1", validators=[RegexValidator(r"\A[1-6]\Z")]
    )
    chair = models.ForeignKey(
        "members.Member",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="tracks_chaired",
        verbose_name=_("chair of the track"),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ["symposium", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["symposium", "slug"],
                name="track_of_a_symposium_once",
                violation_error_message=_("The symposium has a track at this address already."),
            )
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "title")


class KeyDate(models.Model):
    """A day to keep in mind before a symposium, beside those that its own parts know of."""

    symposium = models.ForeignKey(Symposium, models.CASCADE, related_name="key_dates", verbose_name=_("symposium"))
    on = models.DateField(_("day"))
    label_ko = models.CharField(_("what (Korean)"), max_length=150, validators=[validate_one_line])
    label_en = models.CharField(_("what (English)"), max_length=150, validators=[validate_one_line])

    class Meta:
        verbose_name = _("key date")
        verbose_name_plural = _("key dates")
        ordering = ["symposium", "on", "pk"]

    def __str__(self) -> str:
        return bilingual.text(self, "label")


class Participation(models.Model):
    """What somebody said when registering for a symposium: as what he comes, on which days, and which sessions he wants."""

    class Role(models.TextChoices):
        RESEARCHER = "researcher", _("Researcher")
        COMPANY = "company", _("Company")
        CEO = "ceo", _("CEO")
        INVESTOR = "investor", _("Investor")
        PROVIDER = "provider", _("Provider (supplier)")
        GOVERNMENT = "government", _("Government")

    registration = models.OneToOneField(
        "events.Registration",
        models.CASCADE,
        primary_key=True,
        related_name="participation",
        verbose_name=_("registration"),
    )
    role = models.CharField(_("comes as"), max_length=10, choices=Role)
    days = ArrayField(models.DateField(), verbose_name=_("days"))
    # Keys of agenda items that somebody without a seat yet wants: chosen for him as soon as he has one.
    wanted = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=_("sessions wanted"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["registration"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["researcher", "company", "ceo", "investor", "provider", "government"]),
                name="participation_in_one_of_the_roles",
            ),
            models.CheckConstraint(condition=Q(days__len__range=(1, MOST_DAYS)), name="participation_on_a_day_at_least"),
        ]

    def __str__(self) -> str:
        return f"{self.registration} · {self.get_role_display()}"

    def clean(self) -> None:
        super().clean()
        known: Any = self.days or []
        if len(set(known)) != len(known):
            raise ValidationError({"days": _("Each day once.")})
