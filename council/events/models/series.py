from __future__ import annotations

from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.events.models.event import Event, validate_event_slug, validate_zone
from council.events.recurrence import FIRST_DAY, LAST_DAY, RuleError, check_rule

MAX_HORIZON_DAYS = 400
WITHIN_REASON = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
MAX_DAYS = 14


def validate_rule(value: str) -> None:
    """Raise `ValidationError` for what is no rule that a series may have."""
    try:
        check_rule(value)
    except RuleError as error:
        raise ValidationError(str(error)) from None


class Series(models.Model):
    """Meetings that recur by a rule in wall-clock time, and what each of them is made of.

    The events themselves are made ahead by `services.series`; `Occurrence` says which date of the rule became which event."""

    class Holidays(models.TextChoices):
        SKIP = "skip", _("leave the meeting out")
        MOVE = "move", _("move it to the next working day")
        KEEP = "keep", _("hold it all the same")

    # A slug of the registry (`council.programmes`); forms offer its choices.
    programme = models.SlugField(_("programme"), max_length=30)
    slug = models.SlugField(
        _("address"),
        max_length=60,
        unique=True,
        validators=[validate_event_slug],
        help_text=_("Each event's address is this with its date."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Event.Kind, default=Event.Kind.MEETING)
    title_ko = models.CharField(_("title (Korean)"), max_length=300)
    title_en = models.CharField(_("title (English)"), max_length=300)
    summary_ko = models.CharField(_("summary (Korean)"), max_length=500, blank=True)
    summary_en = models.CharField(_("summary (English)"), max_length=500, blank=True)
    description_ko = models.TextField(_("description (Korean)"), blank=True, help_text=_("Markdown"))
    description_en = models.TextField(_("description (English)"), blank=True, help_text=_("Markdown"))

    starts_on = models.DateField(_("first date"), validators=WITHIN_REASON)
    last_on = models.DateField(
        _("last date"), null=True, blank=True, validators=WITHIN_REASON, help_text=_("Empty: until further notice.")
    )
    # RFC 5545 RRULE without UNTIL and COUNT: the last date has its own column.
    rule = models.CharField(_("rule"), max_length=200, validators=[validate_rule])
    all_day = models.BooleanField(_("all day"), default=False, help_text=_("Whole days: the times of day do not count."))
    starts_time = models.TimeField(_("begins at"), default=time(14))
    ends_time = models.TimeField(_("ends at"), default=time(16))
    days = models.PositiveSmallIntegerField(
        _("days"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_DAYS)],
        help_text=_("How many days each meeting lasts."),
    )
    time_zone = models.CharField(_("time zone"), max_length=50, default="Asia/Seoul", validators=[validate_zone])
    holidays = models.CharField(_("on a public holiday"), max_length=5, choices=Holidays, default=Holidays.SKIP)
    horizon_days = models.PositiveSmallIntegerField(
        _("days ahead"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_HORIZON_DAYS)],
        help_text=_("Events are made this many days ahead."),
    )
    publishes = models.BooleanField(
        _("publish by itself"), default=True, help_text=_("Otherwise each event stays a draft until it is published.")
    )
    is_active = models.BooleanField(_("in use"), default=True, help_text=_("Otherwise nothing is made or changed."))

    format = models.CharField(_("format"), max_length=10, choices=Event.Format, default=Event.Format.IN_PERSON)
    venue = models.ForeignKey("events.Venue", models.PROTECT, null=True, blank=True, verbose_name=_("venue"))
    room = models.CharField(_("room"), max_length=100, blank=True)
    online_link = models.URLField(_("online link"), blank=True, help_text=_("Shown to the confirmed only."))
    contact_name = models.CharField(_("contact"), max_length=100, blank=True)
    contact_email = models.EmailField(_("contact's e-mail"), blank=True)
    contact_phone = models.CharField(_("contact's phone"), max_length=30, blank=True)
    body = models.ForeignKey(
        "members.Body", models.PROTECT, null=True, blank=True, related_name="series", verbose_name=_("body")
    )
    audience = models.CharField(_("audience"), max_length=10, choices=Event.Audience, default=Event.Audience.PUBLIC)
    mode = models.CharField(_("registration"), max_length=10, choices=Event.Mode, default=Event.Mode.OPEN)
    opens_days = models.PositiveSmallIntegerField(
        _("registration opens, days before"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("At 09:00. Empty: at once."),
    )
    closes_days = models.PositiveSmallIntegerField(
        _("registration closes, days before"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("At 18:00. Empty: when the event begins."),
    )
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True, help_text=_("Empty: no limit."))
    has_waiting_list = models.BooleanField(_("waiting list"), default=True)
    # Agenda, questions and whatever else an event has and a series does not name are taken over from here.
    pattern = models.ForeignKey(
        "events.Event",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("pattern"),
        help_text=_("An event whose agenda and questions each new one takes over."),
    )
    # The series that this one continues with other rules or texts.
    follows = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="followed_by", editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["programme", "title_ko", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on=None) | Q(last_on__gte=models.F("starts_on")),
                name="series_ends_after_it_begins",
                violation_error_message=_("The last date must not be before the first."),
            ),
            models.CheckConstraint(
                condition=Q(all_day=True) | Q(days__gt=1) | Q(ends_time__gt=models.F("starts_time")),
                name="series_event_ends_after_it_begins",
                violation_error_message=_("The event must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(opens_days=None) | Q(closes_days=None) | Q(opens_days__gte=models.F("closes_days")),
                name="series_registration_closes_after_it_opens",
                violation_error_message=_("Registration must close after it opens."),
            ),
            models.CheckConstraint(
                condition=~Q(audience="body") | Q(body__isnull=False),
                name="series_for_a_body_names_it",
                violation_error_message=_("Choose the body whose members may attend."),
            ),
            models.CheckConstraint(
                condition=~Q(mode="standing") | Q(body__isnull=False),
                name="series_standing_names_its_body",
                violation_error_message=_("Standing registration needs a body."),
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "title")

    @property
    def begins_at(self) -> time:
        """The time of day at which each meeting begins: midnight for whole days."""
        return time() if self.all_day else self.starts_time

    def is_over(self, today: date) -> bool:
        """Whether no date is ahead."""
        return self.last_on is not None and self.last_on < today


class Occurrence(models.Model):
    """A date of a series that became an event, once. Without an event: staff removed it, and it is not made again."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="occurrences", verbose_name=_("series"))
    # The date that the rule gave, before a holiday moved it.
    original_date = models.DateField(_("date of the rule"))
    event = models.OneToOneField("events.Event", models.SET_NULL, null=True, related_name="occurrence", verbose_name=_("event"))
    # What the series wrote into the event last: an event that differs was changed alone, and the series lets it be.
    written: Any = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("date of a series")
        verbose_name_plural = _("dates of series")
        ordering = ["original_date", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "original_date"], name="occurrence_once_a_date"),
        ]

    def __str__(self) -> str:
        return f"{self.series} · {self.original_date}"
