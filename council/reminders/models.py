from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.models import HistoricalRecords

from council import bilingual, programmes
from council.events.models import Event, Registration

EVENT_SOURCE = "event"
# A year of days or hours, and of grace: more is a slip, and far more is no time at all for the planner.
MOST, LONGEST_GRACE = 366, 366 * 24 * 60
TEXTS = ("subject_ko", "subject_en", "text_ko", "text_en")


class Rule(models.Model):
    """When a reminder falls due, for whom, and what it says: of one event, a programme's or all events, or of what a deadline
    source of the registry owes people."""

    class Offset(models.TextChoices):
        DAYS_BEFORE = "days-before", _("Days before, at a time of day")
        HOURS_BEFORE = "hours-before", _("Hours before")
        DAYS_AFTER = "days-after", _("Days after the end, at a time of day")
        HOURS_AFTER = "hours-after", _("Hours after the end")

    class Attendance(models.TextChoices):
        ATTENDED = "attended", _("Those who came")
        ABSENT = "absent", _("Those who did not come")

    IN_DAYS = (Offset.DAYS_BEFORE, Offset.DAYS_AFTER)
    AFTER = (Offset.DAYS_AFTER, Offset.HOURS_AFTER)

    # What it reminds of: events, or the slug of a deadline source.
    source = models.SlugField(_("reminds of"), max_length=40, default=EVENT_SOURCE)
    event = models.ForeignKey(
        "events.Event", models.CASCADE, null=True, blank=True, related_name="reminder_rules", verbose_name=_("event")
    )
    # A slug of the registry; empty, with no event: a default for every programme.
    programme = models.SlugField(_("programme"), max_length=30, blank=True)
    # The stable name of a default; a programme's or event's rule with the same name replaces it.
    name = models.SlugField(_("name"), max_length=40)
    offset = models.CharField(_("when"), max_length=15, choices=Offset)
    amount = models.PositiveSmallIntegerField(_("how many"), validators=[MaxValueValidator(MOST)])
    at_time = models.TimeField(_("time of day"), null=True, blank=True, help_text=_("In the event's time zone."))
    # Empty: events of every format.
    formats = models.CharField(
        _("formats"), max_length=60, blank=True, help_text=_("Separated by commas; empty: every format.")
    )
    # For whom. Empty: the confirmed.
    states = models.CharField(_("registrations"), max_length=60, blank=True)
    role = models.CharField(_("role"), max_length=30, blank=True, help_text=_("Only those registered in this role."))
    attendance = models.CharField(_("attendance"), max_length=10, choices=Attendance, blank=True)
    body = models.ForeignKey(
        "members.Body",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("members of"),
        help_text=_("Only those who sit in this body."),
    )
    # What it says; empty: the standard text.
    subject_ko = models.CharField(_("subject (Korean)"), max_length=200, blank=True)
    subject_en = models.CharField(_("subject (English)"), max_length=200, blank=True)
    text_ko = models.TextField(_("text (Korean)"), max_length=4000, blank=True)
    text_en = models.TextField(_("text (English)"), max_length=4000, blank=True)
    grace_minutes = models.PositiveIntegerField(
        _("grace in minutes"),
        validators=[MaxValueValidator(LONGEST_GRACE)],
        help_text=_("What is overdue by more is recorded as missed and not sent."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        ordering = ["source", "programme", "event_id", "offset", "-amount"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "event", "programme", "name"], name="rule_name_once_a_place", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(event=None) | Q(programme=""), name="rule_of_an_event_or_a_programme"),
            models.CheckConstraint(
                condition=~Q(offset__in=["days-before", "days-after"]) | Q(at_time__isnull=False),
                name="rule_in_days_has_a_time",
                violation_error_message=_("Give the time of day."),
            ),
            models.CheckConstraint(
                condition=Q(attendance="") | Q(offset__in=["days-after", "hours-after"]),
                name="rule_about_attendance_is_after",
                violation_error_message=_("Who came is known after the event only."),
            ),
            models.CheckConstraint(
                condition=Q(source="event") | Q(event=None, programme=""), name="rule_of_a_deadline_has_no_event"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        unknown = set(self.format_list()) - set(Event.Format.values)
        if unknown:
            raise ValidationError({"formats": _("Unknown: %(formats)s.") % {"formats": ", ".join(sorted(unknown))}})

    def format_list(self) -> list[str]:
        """The formats of events that it is for; none for all."""
        return [part.strip() for part in self.formats.split(",") if part.strip()]

    def state_list(self) -> list[str]:
        """The states of the registrations that it is for."""
        return [part.strip() for part in self.states.split(",") if part.strip()] or [str(Registration.State.CONFIRMED)]

    def is_for_format(self, event_format: str) -> bool:
        return not self.formats or event_format in self.format_list()

    @property
    def is_after(self) -> bool:
        """Whether it falls due after the end."""
        return self.offset in self.AFTER

    @property
    def has_own_text(self) -> bool:
        return any(getattr(self, name) for name in TEXTS)

    def describe(self) -> str:
        """When it falls due, in words."""
        time = self.at_time.strftime("%H:%M") if self.at_time else "?"
        if self.offset == self.Offset.DAYS_BEFORE:
            text = ngettext("%(count)d day before, at %(time)s", "%(count)d days before, at %(time)s", self.amount)
        elif self.offset == self.Offset.DAYS_AFTER:
            text = ngettext(
                "%(count)d day after the end, at %(time)s", "%(count)d days after the end, at %(time)s", self.amount
            )
        elif self.offset == self.Offset.HOURS_AFTER:
            text = ngettext("%(count)d hour after the end", "%(count)d hours after the end", self.amount)
        else:
            text = ngettext("%(count)d hour before", "%(count)d hours before", self.amount)
        return text % {"count": self.amount, "time": time}

    def describe_audience(self) -> str:
        """For whom it is, in words."""
        if self.source != EVENT_SOURCE:
            source = programmes.deadline_sources.find(self.source)
            return str(source.name) if source else self.source
        labels: dict[str, Any] = dict(Registration.State.choices)
        parts = [str(labels.get(state, state)) for state in self.state_list()]
        if self.role:
            parts.append(str(_("role: %(role)s") % {"role": self.role}))
        if self.attendance:
            parts.append(str(self.get_attendance_display()))
        if self.body is not None:
            parts.append(bilingual.text(self.body, "name"))
        return " · ".join(parts)


class Reminder(models.Model):
    """The ledger: what a rule owed a person about one schedule of one thing. Unique, so nobody is reminded twice."""

    class State(models.TextChoices):
        # Its message is in the outbox, which says what became of it.
        QUEUED = "queued", _("Written")
        # Overdue by more than its grace, or overtaken by a later reminder.
        MISSED = "missed", _("Missed")
        # The event was moved before it was sent.
        SUPERSEDED = "superseded", _("Superseded")
        # The same reminder was sent before the event was moved or the rule replaced, and the time was not later.
        COVERED = "covered", _("Already reminded")
        # The recipient switched reminders off.
        OPTED_OUT = "opted-out", _("Switched off")

    # What kind of thing is reminded of (`event`, or a deadline source), and its key there.
    source = models.SlugField(_("source"), max_length=40)
    subject = models.CharField(_("subject"), max_length=60)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders", verbose_name=_("recipient")
    )
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="reminders", verbose_name=_("rule"))
    # An event's; of a deadline its day (20271231), so that one that is moved is another.
    schedule_version = models.PositiveIntegerField(_("schedule version"))
    due_at = models.DateTimeField(_("due"))
    state = models.CharField(_("state"), max_length=10, choices=State)
    message = models.OneToOneField(
        "messaging.Message", models.SET_NULL, null=True, blank=True, related_name="reminder", verbose_name=_("message")
    )
    created_at = models.DateTimeField(_("planned"), db_default=Now())

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminder ledger")
        ordering = ["-due_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "subject", "recipient", "rule", "schedule_version"], name="reminder_once"
            ),
        ]
        indexes = [models.Index(fields=["-due_at", "-id"], name="reminder_newest")]

    def __str__(self) -> str:
        return f"{self.source} {self.subject} · {self.recipient}"
