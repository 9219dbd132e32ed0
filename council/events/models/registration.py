from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.events.models.attendance import Attendance
from council.members.models import Member

# What someone comes as: the kind of person that the secretariat has checked, or what staff say.
ROLES = [*Member.Kind.choices, ("speaker", _("Speaker")), ("organiser", _("Organiser"))]


class Question(models.Model):
    """What an event asks those who register. A retired question stays for the answers that were given."""

    class Kind(models.TextChoices):
        LINE = "line", _("One line")
        TEXT = "text", _("Several lines")
        NUMBER = "number", _("Number")
        YES_NO = "yes-no", _("Yes or no")
        CHOICE = "choice", _("One of several")
        CHOICES = "choices", _("Several of several")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="questions", verbose_name=_("event"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.LINE)
    label_ko = models.CharField(_("question (Korean)"), max_length=300)
    label_en = models.CharField(_("question (English)"), max_length=300)
    options_ko = models.TextField(_("options (Korean)"), blank=True, help_text=_("One a line."))
    options_en = models.TextField(_("options (English)"), blank=True, help_text=_("One a line, in the same order."))
    required = models.BooleanField(_("required"), default=False)
    retired = models.BooleanField(_("retired"), default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return bilingual.text(self, "label")

    def clean(self) -> None:
        korean, english = self.options_ko.split("\n"), self.options_en.split("\n")
        if self.kind in (self.Kind.CHOICE, self.Kind.CHOICES):
            if not self.options_ko.strip():
                raise ValidationError({"options_ko": _("Give the options, one a line.")})
            if self.options_en.strip() and len(korean) != len(english):
                raise ValidationError({"options_en": _("Give as many options as in Korean, in the same order.")})


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def live(self) -> RegistrationQuerySet:
        """Registrations that stand: waiting for approval, for a seat, or with one."""
        return self.filter(state__in=Registration.LIVE)

    def offered(self) -> RegistrationQuerySet:
        """Seats that wait for an answer, the one that ends first at the head."""
        return self.filter(state=Registration.State.OFFERED).order_by("offer_ends_at", "pk")

    def seated(self) -> RegistrationQuerySet:
        """Registrations that hold a seat."""
        return self.filter(state__in=Registration.SEATED)

    def waiting(self) -> RegistrationQuerySet:
        """The waiting list, first come first."""
        return self.filter(state=Registration.State.WAITLISTED).order_by("queued_at", "pk")

    def at_the_time_of(self, event: Any) -> RegistrationQuerySet:
        """Registrations for other published events that overlap with `event` (each with its event)."""
        others = self.filter(event__starts_at__lt=event.ends_at, event__ends_at__gt=event.starts_at).exclude(event=event)
        return (
            others.filter(event__state="published").select_related("event", "member__user").order_by("event__starts_at", "pk")
        )

    def with_position(self) -> RegistrationQuerySet:
        """Each with `position`: its place on the waiting list, 1 for the head (of use for the waitlisted only)."""
        ahead = (
            Registration.objects.filter(event=OuterRef("event"), state=Registration.State.WAITLISTED)
            .filter(Q(queued_at__lt=OuterRef("queued_at")) | Q(queued_at=OuterRef("queued_at"), pk__lte=OuterRef("pk")))
            .order_by()
            .values("event")
            .annotate(count=Count("pk"))
            .values("count")
        )
        return self.annotate(position=Coalesce(Subquery(ahead), 0))

    def with_arrival(self) -> RegistrationQuerySet:
        """Each with `has_come`: whether a door has checked the person in, on whichever day of the event."""
        return self.annotate(has_come=Exists(Attendance.objects.present().filter(registration=OuterRef("pk"))))

    def asked_afterwards(self) -> RegistrationQuerySet:
        """Whom the survey of an event that is over asks: of those with a seat whoever was checked in; where a door checked
        nobody in, that says nothing, and everybody is asked who was not excused."""
        recorded = Attendance.objects.present().filter(event=OuterRef("event"))
        own = Attendance.objects.in_force().filter(registration=OuterRef("pk"))
        came, excused = Exists(own.filter(kind="present")), Exists(own.filter(kind="excused"))
        return self.filter(came | ~Exists(recorded) & ~excused, state=Registration.State.CONFIRMED)


class Registration(models.Model):
    """One member's registration for one event, from asking to its end. A new attempt after an end is a new row."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for approval")
        CONFIRMED = "confirmed", _("Confirmed")
        WAITLISTED = "waitlisted", _("On the waiting list")
        OFFERED = "offered", _("Seat offered")
        DECLINED = "declined", _("Declined")
        CANCELLED = "cancelled", _("Cancelled")

    class Reason(models.TextChoices):
        """Why a registration ended."""

        SELF = "self", _("By the person")
        STAFF = "staff", _("By staff")
        REGRETS = "regrets", _("Regrets")
        REFUSED = "refused", _("Offer declined by the person")
        EXPIRED = "expired", _("Offer expired")
        TRANSFER = "transfer", _("Handed to a colleague")
        EVENT = "event", _("The event was cancelled")
        ELIGIBILITY = "ineligible", _("No longer eligible")
        MERGED = "merged", _("Joined with another registration of the same person")

    LIVE = (State.PENDING, State.CONFIRMED, State.WAITLISTED, State.OFFERED)
    SEATED = (State.CONFIRMED, State.OFFERED)

    # Deleting an event or a member would take seats away unseen: an event is cancelled, a member is erased by a service.
    event = models.ForeignKey("events.Event", models.PROTECT, related_name="registrations", verbose_name=_("event"))
    member = models.ForeignKey("members.Member", models.PROTECT, related_name="registrations", verbose_name=_("member"))
    state = models.CharField(_("state"), max_length=10, choices=State)
    reason = models.CharField(_("why it ended"), max_length=10, choices=Reason, blank=True)
    note = models.CharField(_("note to the person"), max_length=500, blank=True)
    role = models.CharField(_("role"), max_length=30, blank=True, choices=ROLES)
    # The database's clock, taken under the event's lock: the order of the queue.
    queued_at = models.DateTimeField(_("came"), db_default=Now())
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # Until when an offered seat can be accepted, and the secret of the link that accepts it.
    offer_ends_at = models.DateTimeField(_("offer ends"), null=True, blank=True)
    offer_token = models.UUIDField(_("token of the offer"), null=True, unique=True, editable=False)
    # The registration of the colleague who handed this seat over.
    handed_over_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="handed_over_to",
        verbose_name=_("handed over by"),
    )
    # Stands for the seat in calendars, on the door, in links.
    code = models.UUIDField(_("seat code"), default=uuid.uuid4, unique=True, editable=False)
    # The form's own token: the same form sent twice is answered twice with the same registration.
    token = models.UUIDField(_("form token"), null=True, unique=True, editable=False)
    # [{"question": pk, "version": n, "label_ko": …, "label_en": …, "value": …}], as answered.
    answers: Any = models.JSONField(_("answers"), default=list, blank=True)
    # RFC 5545 SEQUENCE of this person's calendar entry beyond the event's own.
    sequence = models.PositiveIntegerField(_("calendar sequence"), default=0, editable=False)

    objects = RegistrationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["queued_at", "pk"]
        indexes = [
            models.Index(fields=["event", "state", "queued_at", "id"], name="registration_queue"),
            models.Index(fields=["member", "state"], name="registration_of_member"),
            models.Index(fields=["offer_ends_at"], condition=Q(state="offered"), name="registration_offers"),
            models.Index(fields=["-queued_at", "-id"], name="registration_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "member"],
                condition=Q(state__in=["pending", "confirmed", "waitlisted", "offered"]),
                name="registration_one_live_a_member",
                violation_error_message=_("This person is already registered."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "confirmed", "waitlisted", "offered"]) | Q(ended_at__isnull=False),
                name="registration_ended_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False), name="registration_confirmed_has_its_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offer_ends_at__isnull=False, offer_token__isnull=False),
                name="registration_offered_has_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.event}"

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    def is_on_offer(self, now: datetime) -> bool:
        """Whether the offered seat can be accepted at `now`."""
        return self.state == self.State.OFFERED and self.offer_ends_at is not None and now < self.offer_ends_at
