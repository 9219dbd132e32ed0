"""Who was there: what the doors record, and the certificates that rest on it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def in_force(self) -> AttendanceQuerySet:
        """What was not undone."""
        return self.filter(undone_at=None)

    def present(self) -> AttendanceQuerySet:
        """People who came, not undone."""
        return self.in_force().filter(kind=Attendance.Kind.PRESENT)

    def at(self, day: date, item_id: int | None) -> AttendanceQuerySet:
        """What was recorded for one day, or for one agenda item of it."""
        return self.filter(day=day, agenda_item=item_id)


class Attendance(models.Model):
    """One record of a door: a registered person or a walk-in, on one day of the event or in one item of its agenda.

    Nothing is deleted: what was wrong is undone, with who and when."""

    class Kind(models.TextChoices):
        PRESENT = "present", _("Present")
        EXCUSED = "excused", _("Excused")

    event = models.ForeignKey("events.Event", models.PROTECT, related_name="attendances", verbose_name=_("event"))
    registration = models.ForeignKey(
        "events.Registration",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name=_("registration"),
    )
    # A walk-in without a registration, as written at the door.
    name = models.CharField(_("name"), max_length=100, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    day = models.DateField(_("day"), help_text=_("In the event’s time zone."))
    agenda_item = models.ForeignKey(
        "events.AgendaItem",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name=_("agenda item"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PRESENT)
    note = models.CharField(_("note"), max_length=300, blank=True)
    door = models.CharField(_("door"), max_length=40, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    # The form's own token: a walk-in sent twice is one.
    token = models.UUIDField(_("form token"), null=True, unique=True, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance record")
        verbose_name_plural = _("attendance records")
        ordering = ["-recorded_at", "-pk"]
        indexes = [
            models.Index(fields=["event", "day", "agenda_item"], name="attendance_of_slot"),
            models.Index(fields=["-recorded_at", "-id"], name="attendance_newest"),
        ]
        constraints = [
            # Two doors that scan one code at once record one.
            models.UniqueConstraint(
                fields=["registration", "day", "agenda_item"],
                condition=Q(undone_at=None, registration__isnull=False),
                nulls_distinct=False,
                name="attendance_once_a_slot",
            ),
            models.CheckConstraint(
                condition=Q(registration__isnull=False, name="") | (Q(registration=None) & ~Q(name="")),
                name="attendance_of_a_registration_or_a_name",
            ),
            models.CheckConstraint(
                condition=Q(kind="present") | Q(kind="excused", registration__isnull=False),
                name="attendance_excused_was_registered",
            ),
            models.CheckConstraint(
                condition=Q(undone_by=None) | Q(undone_at__isnull=False), name="attendance_undone_has_its_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who} · {self.day}"

    @property
    def who(self) -> str:
        """The person's name in the reader's language."""
        return self.name if self.registration is None else str(self.registration.member)

    @property
    def is_in_force(self) -> bool:
        return self.undone_at is None


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def valid(self) -> CertificateQuerySet:
        """Certificates that were not withdrawn. (Whether their holder's attendance stands is `services.is_valid`'s.)"""
        return self.filter(withdrawn_at=None)


class Certificate(models.Model):
    """A certificate of attendance: what was certified, in the words of the day it was issued, and its public code."""

    registration = models.ForeignKey(
        "events.Registration", models.PROTECT, related_name="certificates", verbose_name=_("registration")
    )
    # 80 random bits, so that nobody finds one by trying.
    code = models.CharField(_("verification code"), max_length=16, unique=True, editable=False)
    issued_at = models.DateTimeField(_("issued"))
    # As the holder was called then: a new name on the profile makes no other's certificate of it.
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    organisation_ko = models.CharField(_("organisation (Korean)"), max_length=200, blank=True)
    organisation_en = models.CharField(_("organisation (English)"), max_length=200, blank=True)
    shows_name = models.BooleanField(_("the full name is shown to whoever verifies"), default=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("withdrawn by")
    )
    withdrawn_reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = CertificateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("certificate of attendance")
        verbose_name_plural = _("certificates of attendance")
        ordering = ["-issued_at", "-pk"]
        indexes = [models.Index(fields=["-issued_at", "-id"], name="certificate_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(withdrawn_at=None), name="certificate_one_valid_a_registration"
            ),
        ]

    def __str__(self) -> str:
        return f"{bilingual.text(self, 'name')} · {self.code}"
