"""The programme as it is being planned: nobody but desk and chairs sees these rows. What is published are copies of them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.members.validators import validate_one_line

# Talks without a length of their own last so long.
DEFAULT_MINUTES = 20
LONGEST_TALK = 480


class SessionQuerySet(models.QuerySet["Session"]):
    def planned(self) -> SessionQuerySet:
        """Those that are to take place."""
        return self.filter(is_dropped=False)


class Session(models.Model):
    """A session of the plan: in one room (or in all of them) at one time; it holds talks. Once the plan is published, an item
    of the event's agenda stands for it."""

    class Kind(models.TextChoices):
        RESULT = "result", _("Research results")
        NETWORK = "network", _("Network discussion")
        TECHNOLOGY = "technology", _("Technology proposals")
        CEO = "ceo", _("CEO talk")
        MATCHMAKING = "matchmaking", _("One-to-one meetings")
        BREAK = "break", _("Break")

    # Nobody talks there.
    WITHOUT_TALKS = (Kind.MATCHMAKING, Kind.BREAK)

    symposium = models.ForeignKey("symposia.Symposium", models.CASCADE, related_name="sessions", verbose_name=_("symposium"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.RESULT)
    track = models.ForeignKey(
        "symposia.Track", models.SET_NULL, null=True, blank=True, related_name="sessions", verbose_name=_("track")
    )
    room = models.ForeignKey(
        "symposia.Room",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("room"),
        help_text=_("Empty: wherever people are, like a break."),
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    title_ko = models.CharField(_("title (Korean)"), max_length=200, blank=True, validators=[validate_one_line])
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True, validators=[validate_one_line])
    abstract_ko = models.TextField(_("about (Korean)"), blank=True)
    abstract_en = models.TextField(_("about (English)"), blank=True)
    needs_registration = models.BooleanField(
        _("people sign up for it"),
        default=False,
        help_text=_("Those with a seat at the symposium choose it; everything else is for everybody."),
    )
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Empty: no limit.")
    )
    # What stands for it in the event's agenda, once it has been published.
    agenda_item = models.OneToOneField(
        "events.AgendaItem",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="session",
        editable=False,
        verbose_name=_("agenda item"),
    )
    is_dropped = models.BooleanField(_("taken out of the plan"), default=False, editable=False)
    # Counts the changes: a form that somebody filled in before another's change is refused.
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)

    objects = SessionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("session of the plan")
        verbose_name_plural = _("sessions of the plan")
        ordering = ["starts_at", "ends_at", "pk"]
        indexes = [models.Index(fields=["symposium", "starts_at"], name="session_of_the_plan")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_it_begins",
                violation_error_message=_("It must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(needs_registration=True) | Q(capacity=None),
                name="session_places_are_for_those_who_sign_up",
                violation_error_message=_("Places are counted only where people sign up."),
            ),
            models.CheckConstraint(
                condition=~Q(title_ko="") | ~Q(title_en=""),
                name="session_has_a_title",
                violation_error_message=_("Give it a title in Korean or in English."),
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "title")

    @property
    def holds_talks(self) -> bool:
        return self.kind not in self.WITHOUT_TALKS

    def clean(self) -> None:
        super().clean()
        belongs: Any = (self.room, self.track)
        if any(one is not None and one.symposium_id != self.symposium_id for one in belongs):
            raise ValidationError(_("Room and track are the symposium’s own."))


class TalkQuerySet(models.QuerySet["Talk"]):
    def planned(self) -> TalkQuerySet:
        """Those that are to be given, placed or not."""
        return self.filter(is_dropped=False)


class Talk(models.Model):
    """A talk of the plan: placed in a session, or still without a place."""

    symposium = models.ForeignKey("symposia.Symposium", models.CASCADE, related_name="talks", verbose_name=_("symposium"))
    # Its address for good, in programme and proceedings: counted per symposium and never given twice.
    number = models.PositiveIntegerField(_("number"), editable=False)
    session = models.ForeignKey(
        Session, models.RESTRICT, null=True, blank=True, related_name="talks", verbose_name=_("session")
    )
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=DEFAULT_MINUTES, validators=[MinValueValidator(5), MaxValueValidator(LONGEST_TALK)]
    )
    title_ko = models.CharField(_("title (Korean)"), max_length=200, blank=True, validators=[validate_one_line])
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True, validators=[validate_one_line])
    abstract_ko = models.TextField(_("abstract (Korean)"), blank=True)
    abstract_en = models.TextField(_("abstract (English)"), blank=True)
    keywords = models.CharField(
        _("keywords"), max_length=300, blank=True, validators=[validate_one_line], help_text=_("Separated by commas.")
    )
    # What it came of, where it was handed in to a call.
    submission = models.OneToOneField(
        "symposia.Submission",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="talk",
        editable=False,
        verbose_name=_("submission"),
    )
    in_proceedings = models.BooleanField(_("goes into the proceedings"), default=True)
    is_dropped = models.BooleanField(_("taken out of the plan"), default=False, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)

    objects = TalkQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("talk of the plan")
        verbose_name_plural = _("talks of the plan")
        ordering = ["starts_at", "number"]
        constraints = [
            models.UniqueConstraint(fields=["symposium", "number"], name="talk_number_once_a_symposium"),
            models.CheckConstraint(
                condition=Q(session=None, starts_at=None, ends_at=None)
                | Q(session__isnull=False, starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="talk_with_a_session_has_its_time",
            ),
            models.CheckConstraint(condition=Q(is_dropped=False) | Q(session=None), name="talk_taken_out_has_no_session"),
            models.CheckConstraint(condition=~Q(title_ko="") | ~Q(title_en=""), name="talk_has_a_title"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=LONGEST_TALK), name="talk_lasts_minutes_to_hours"),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "title")


class TalkSpeaker(models.Model):
    """Somebody of a talk, in the order of the paper's authors. Who presents must be there at its time."""

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="authors", verbose_name=_("talk"))
    speaker = models.ForeignKey("events.Speaker", models.PROTECT, related_name="talks", verbose_name=_("speaker"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    presents = models.BooleanField(_("presents"), default=True)

    class Meta:
        verbose_name = _("author of a talk")
        verbose_name_plural = _("authors of talks")
        ordering = ["talk", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["talk", "speaker"], name="talk_speaker_once")]

    def __str__(self) -> str:
        return str(self.speaker)
