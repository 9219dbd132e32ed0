from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.models import HistoricalRecords

from council.events.models import Event


class Rule(models.Model):
    """When a reminder of an event falls due, and for which events: one event, a programme's, or all."""

    class Offset(models.TextChoices):
        DAYS_BEFORE = "days-before", _("Days before, at a time of day")
        HOURS_BEFORE = "hours-before", _("Hours before")

    event = models.ForeignKey(
        "events.Event", models.CASCADE, null=True, blank=True, related_name="reminder_rules", verbose_name=_("event")
    )
    # A slug of the registry; empty, with no event: a default for every programme.
    programme = models.SlugField(_("programme"), max_length=30, blank=True)
    # The stable name of a default; a programme's or event's rule with the same name replaces it.
    name = models.SlugField(_("name"), max_length=40)
    offset = models.CharField(_("when"), max_length=15, choices=Offset)
    amount = models.PositiveSmallIntegerField(_("how many"))
    at_time = models.TimeField(_("time of day"), null=True, blank=True, help_text=_("In the event's time zone."))
    # Empty: events of every format.
    formats = models.CharField(
        _("formats"), max_length=60, blank=True, help_text=_("Separated by commas; empty: every format.")
    )
    grace_minutes = models.PositiveIntegerField(
        _("grace in minutes"), help_text=_("What is overdue by more is recorded as missed and not sent.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        ordering = ["programme", "event_id", "offset", "-amount"]
        constraints = [
            models.UniqueConstraint(fields=["event", "programme", "name"], name="rule_name_once_a_place", nulls_distinct=False),
            models.CheckConstraint(condition=Q(event=None) | Q(programme=""), name="rule_of_an_event_or_a_programme"),
            models.CheckConstraint(
                condition=~Q(offset="days-before") | Q(at_time__isnull=False),
                name="rule_in_days_has_a_time",
                violation_error_message=_("Give the time of day."),
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

    def is_for_format(self, event_format: str) -> bool:
        return not self.formats or event_format in self.format_list()

    def describe(self) -> str:
        """When it falls due, in words."""
        if self.offset == self.Offset.DAYS_BEFORE:
            text = ngettext("%(count)d day before, at %(time)s", "%(count)d days before, at %(time)s", self.amount)
            return text % {"count": self.amount, "time": self.at_time.strftime("%H:%M") if self.at_time else "?"}
        return ngettext("%(count)d hour before", "%(count)d hours before", self.amount) % {"count": self.amount}


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

    # What kind of thing is reminded of (`event`; a programme's deadline source later), and its key there.
    source = models.SlugField(_("source"), max_length=40)
    subject = models.CharField(_("subject"), max_length=60)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders", verbose_name=_("recipient")
    )
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="reminders", verbose_name=_("rule"))
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
