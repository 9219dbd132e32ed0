from __future__ import annotations

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council.members.models import Body
from council.members.validators import validate_paragraphs
from forums.group import SLUG

# What stands in addresses beside the forums' own: a forum could not be reached there.
PATH_WORDS = frozenset({"ip-cases"})


class Forum(models.Model):
    """A technology forum: a body whose seats companies hold, and the rules by which it meets."""

    class Cadence(models.TextChoices):
        MONTHLY = "monthly", _("Monthly")
        QUARTERLY = "quarterly", _("Quarterly")
        HALF_YEARLY = "half-yearly", _("Twice a year")

    body = models.OneToOneField(
        Body,
        models.CASCADE,
        primary_key=True,
        related_name="forum",
        limit_choices_to={"programme": SLUG, "kind": Body.Kind.FORUM.value},
        verbose_name=_("body"),
    )
    # The institute that leads it.
    host = models.ForeignKey(
        "members.Organisation", models.PROTECT, null=True, blank=True, related_name="forums_hosted", verbose_name=_("host")
    )
    field_ko = models.CharField(_("field (Korean)"), max_length=200)
    field_en = models.CharField(_("field (English)"), max_length=200)
    cadence = models.CharField(_("cadence"), max_length=12, choices=Cadence, default=Cadence.QUARTERLY)
    # Of the enrolled seats, at least so many per cent must be there; exactly: present * 100 > enrolled * quorum_percent,
    # “a majority” being 50 (재적 과반수).
    quorum_percent = models.PositiveSmallIntegerField(
        _("quorum, per cent"),
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text=_("More than this part of the enrolled seats must be present; 50 is a majority."),
    )
    seats_per_company = models.PositiveSmallIntegerField(
        _("seats per company"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    industries = models.ManyToManyField(
        "members.Industry", blank=True, related_name="+", verbose_name=_("industries"), help_text=_("Empty: any.")
    )

    history = HistoricalRecords(m2m_fields=[industries])

    class Meta:
        verbose_name = _("technology forum")
        verbose_name_plural = _("technology forums")
        ordering = ["body__name_ko"]
        constraints = [
            models.CheckConstraint(condition=Q(quorum_percent__range=(1, 99)), name="forum_quorum_is_a_part"),
            models.CheckConstraint(condition=Q(seats_per_company__range=(1, 20)), name="forum_seats_per_company_within_reason"),
        ]

    def __str__(self) -> str:
        return str(self.body)

    def get_absolute_url(self) -> str:
        return reverse("forums:forum-detail", args=[self.body.slug])

    def clean(self) -> None:
        """Raise `ValidationError` for a body that is no technology forum, or one whose address is taken by a page."""
        super().clean()
        if self.body_id is None:
            return
        if self.body.programme != SLUG or self.body.kind != Body.Kind.FORUM:
            raise ValidationError({"body": _("This body is no technology forum.")})
        if self.body.slug in PATH_WORDS:
            raise ValidationError({"body": _("A page of the portal has this address: give the body another one.")})


class SeatApplication(models.Model):
    """Somebody of a company asks for a seat in a forum. Decided by its chair or the secretariat, never by the applicant."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a decision")
        ACCEPTED = "accepted", _("Seat given")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    # In addresses, so that nobody can count or guess applications.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    forum = models.ForeignKey(Forum, models.CASCADE, related_name="applications", verbose_name=_("technology forum"))
    member = models.ForeignKey("members.Member", models.CASCADE, related_name="seat_applications", verbose_name=_("applicant"))
    # The company that he belonged to when he asked: the seat would be its.
    organisation = models.ForeignKey(
        "members.Organisation", models.CASCADE, related_name="seat_applications", verbose_name=_("company")
    )
    why = models.TextField(_("why"), max_length=2000, validators=[validate_paragraphs])
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    applied_at = models.DateTimeField(_("applied"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    # What came of it.
    place = models.ForeignKey(
        "members.Membership", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("place in the forum")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("application for a seat")
        verbose_name_plural = _("applications for seats")
        ordering = ["-applied_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["forum", "member"], condition=Q(state="waiting"), name="seat_application_one_waiting_a_forum"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "withdrawn"]) | Q(decided_at__isnull=False),
                name="seat_application_decided_has_its_time",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="seat_application_declined_says_why"),
        ]
        indexes = [models.Index(fields=["forum", "applied_at"], name="seat_application_waiting", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.member} · {self.forum}"

    def get_absolute_url(self) -> str:
        return reverse("forums:application-detail", args=[self.forum.body.slug, self.key])


class SeatApplicationMove(models.Model):
    """What became of an application: who, when, why. Never changed."""

    class Verb(models.TextChoices):
        APPLIED = "applied", _("Applied")
        ACCEPTED = "accepted", _("Seat given")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    application = models.ForeignKey(SeatApplication, models.CASCADE, related_name="moves", verbose_name=_("application"))
    verb = models.CharField(_("what"), max_length=10, choices=Verb)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("step of an application")
        verbose_name_plural = _("steps of an application")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.application} · {self.get_verb_display()}"


class Delegation(models.Model):
    """A colleague sits in for somebody who holds a company's seat: for one event, or for some days.

    The stand-in has a place of his own in the body for these days (role delegate, without the seat: it stays with its holder),
    so that events, papers and mails open as for everybody there. A quorum counts the seat once (`forums.quorum`)."""

    place = models.ForeignKey(
        "members.Membership", models.CASCADE, related_name="delegations", verbose_name=_("place of who is stood in for")
    )
    stand_in = models.OneToOneField(
        "members.Membership", models.CASCADE, related_name="delegation", verbose_name=_("place of the stand-in")
    )
    event = models.ForeignKey(
        "events.Event", models.CASCADE, null=True, blank=True, related_name="delegations", verbose_name=_("event")
    )
    named_at = models.DateTimeField(_("named"))
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("named by")
    )
    ended_at = models.DateTimeField(_("ended early"), null=True, blank=True)
    # The event's own when the stand-in was last told of its time; 0 without an event.
    schedule_version = models.PositiveIntegerField(_("schedule version"), default=0, editable=False)

    class Meta:
        verbose_name = _("stand-in")
        verbose_name_plural = _("stand-ins")
        ordering = ["-named_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(place=models.F("stand_in")), name="delegation_is_to_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.place.member} → {self.stand_in.member}"
