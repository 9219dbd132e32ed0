from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual, when
from council.events.models import Event
from council.members.models import Member
from council.members.validators import validate_one_line, validate_paragraphs
from symposia.models.symposium import Symposium

# What one sitting lasts, in minutes, unless staff say otherwise.
SLOT_MINUTES = 20
# So many people one may ask in a round: whoever asks everybody asks nobody.
MOST_REQUESTS = 15


class Moments(Func):
    """The time from `starts_at` to `ends_at`, the end not included."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()

    def __init__(self, start: str = "starts_at", end: str = "ends_at") -> None:
        super().__init__(F(start), F(end))


class MatchingRound(models.Model):
    """A round of 1:1 meetings at a symposium: draft → open (people ask one another) → closed (they do not any more)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open for requests")
        CLOSED = "closed", _("Closed for requests")

    symposium = models.ForeignKey(Symposium, models.PROTECT, related_name="matching_rounds", verbose_name=_("symposium"))
    name_ko = models.CharField(_("name (Korean)"), max_length=100, validators=[validate_one_line])
    name_en = models.CharField(_("name (English)"), max_length=100, validators=[validate_one_line])
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    requests_until = models.DateTimeField(
        _("requests until"), null=True, blank=True, help_text=_("Empty: until the round is closed by hand.")
    )
    slot_minutes = models.PositiveSmallIntegerField(
        _("minutes a meeting"), default=SLOT_MINUTES, validators=[MinValueValidator(5), MaxValueValidator(120)]
    )
    pause_minutes = models.PositiveSmallIntegerField(
        _("minutes between meetings"), default=0, validators=[MaxValueValidator(60)]
    )
    table_count = models.PositiveSmallIntegerField(
        _("tables"), default=10, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    room_ko = models.CharField(_("room (Korean)"), max_length=100, blank=True, validators=[validate_one_line])
    room_en = models.CharField(_("room (English)"), max_length=100, blank=True, validators=[validate_one_line])
    most_requests = models.PositiveSmallIntegerField(
        _("requests a person"), default=MOST_REQUESTS, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("round of 1:1 meetings")
        verbose_name_plural = _("rounds of 1:1 meetings")
        ordering = ["symposium", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slot_minutes__gte=5, table_count__gte=1, most_requests__gte=1),
                name="matching_round_has_numbers",
                violation_error_message=_("A meeting lasts five minutes at least, at one table at least."),
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "name")

    def get_absolute_url(self) -> str:
        return reverse("symposia:meeting-round", args=[self.symposium.event.slug, self.pk])

    def takes_answers(self, now: datetime) -> bool:
        """Whether people say when they are there and answer requests at `now`, also once it is closed: not after the symposium,
        nor where it is cancelled."""
        event = self.symposium.event
        return self.state != self.State.DRAFT and event.state == Event.State.PUBLISHED and not event.has_ended(now)

    def takes_requests(self, now: datetime) -> bool:
        """Whether people ask one another at `now`."""
        is_open = self.state == self.State.OPEN and (self.requests_until is None or now < self.requests_until)
        return is_open and self.takes_answers(now)


class MatchingWindow(models.Model):
    """Some hours of one day of a round; they are divided into slots."""

    round = models.ForeignKey(MatchingRound, models.CASCADE, related_name="windows", verbose_name=_("round"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        verbose_name = _("hours of meetings")
        verbose_name_plural = _("hours of meetings")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="matching_window_ends_after_it_begins",
                violation_error_message=_("It must end after it begins."),
            ),
            ExclusionConstraint(
                name="matching_windows_do_not_overlap",
                expressions=[("round", RangeOperators.EQUAL), (Moments(), RangeOperators.OVERLAPS)],
                violation_error_message=_("The hours of one round must not overlap."),
            ),
        ]

    def __str__(self) -> str:
        return when.span(self.starts_at, self.ends_at, self.round.symposium.event.time_zone)

    def clean(self) -> None:
        """Raise `ValidationError` for hours that are not within the symposium."""
        super().clean()
        if self.starts_at is None or self.ends_at is None or self.round.symposium_id is None:
            return
        event = self.round.symposium.event
        if self.starts_at < event.starts_at or self.ends_at > event.ends_at:
            raise ValidationError(_("The hours must lie within the days of the symposium."))


class MatchingSlot(models.Model):
    """One sitting of a round. Made of its windows (`services.matching.laying_out`)."""

    round = models.ForeignKey(MatchingRound, models.CASCADE, related_name="slots", verbose_name=_("round"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="matching_slot_ends_after_it_begins"),
            # No two at once; and what a meeting says of its slot is held to this row by the database.
            ExclusionConstraint(
                name="matching_slots_do_not_overlap",
                expressions=[("round", RangeOperators.EQUAL), (Moments(), RangeOperators.OVERLAPS)],
            ),
            models.UniqueConstraint(fields=["id", "round", "starts_at", "ends_at"], name="matching_slot_as_meetings_say_it"),
        ]

    def __str__(self) -> str:
        return when.span(self.starts_at, self.ends_at, self.round.symposium.event.time_zone)


class MatchingTable(models.Model):
    """A table of a round."""

    round = models.ForeignKey(MatchingRound, models.CASCADE, related_name="tables", verbose_name=_("round"))
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        verbose_name = _("table")
        verbose_name_plural = _("tables")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="matching_table_number_once"),
            models.UniqueConstraint(fields=["id", "round"], name="matching_table_as_meetings_say_it"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    def taking_part(self) -> AvailabilityQuerySet:
        """Who takes part, and has not left again."""
        return self.filter(left_at=None)


class Availability(models.Model):
    """That somebody takes part in a round: in which slots, and what others read of it. Leaving it stays a row."""

    round = models.ForeignKey(MatchingRound, models.PROTECT, related_name="people", verbose_name=_("round"))
    member = models.ForeignKey(Member, models.PROTECT, related_name="meeting_availability", verbose_name=_("member"))
    about = models.TextField(
        _("what I bring, and whom I look for"), max_length=600, blank=True, validators=[validate_paragraphs]
    )
    slots = models.ManyToManyField(MatchingSlot, blank=True, related_name="people", verbose_name=_("slots"))
    joined_at = models.DateTimeField(_("takes part since"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("availability")
        verbose_name_plural = _("availabilities")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "member"], name="availability_once_a_round")]

    def __str__(self) -> str:
        return f"{self.member} · {self.round}"
