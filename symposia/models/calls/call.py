from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.events.models import Event, Question
from council.members.validators import validate_one_line, validate_paragraphs
from symposia.models.symposium import Symposium


class Kind(models.TextChoices):
    """What may be handed in."""

    RESULT = "result", _("Research result")
    PROPOSAL = "proposal", _("Technology proposal")
    CEO = "ceo", _("CEO talk")


class Call(models.Model):
    """A symposium calls for contributions: for what, from when until when, within which limits, how they are reviewed."""

    symposium = models.OneToOneField(Symposium, models.CASCADE, related_name="call", verbose_name=_("symposium"))
    text_ko = models.TextField(_("text (Korean)"), max_length=8000, blank=True, validators=[validate_paragraphs])
    text_en = models.TextField(_("text (English)"), max_length=8000, blank=True, validators=[validate_paragraphs])
    is_published = models.BooleanField(_("shown"), default=False, help_text=_("Otherwise staff of the programme alone see it."))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    is_blind = models.BooleanField(
        _("blind review"), default=True, help_text=_("Reviewers do not learn who the authors are, nor authors who reviewed.")
    )
    most_each = models.PositiveSmallIntegerField(
        _("submissions a person at most"), default=3, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    most_authors = models.PositiveSmallIntegerField(
        _("authors a submission at most"), default=10, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    most_characters = models.PositiveSmallIntegerField(
        _("characters of an abstract at most"), default=3000, validators=[MinValueValidator(200), MaxValueValidator(8000)]
    )
    reviews_each = models.PositiveSmallIntegerField(
        _("reviews a submission"), default=2, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    most_reviews = models.PositiveSmallIntegerField(
        _("reviews a reviewer at most"), default=8, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    reviews_due_on = models.DateField(_("reviews are due on"))
    confirm_days = models.PositiveSmallIntegerField(
        _("days to confirm"), default=14, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    # The last number given to a submission; its row is locked by who takes the next one.
    last_number = models.PositiveIntegerField(_("last number"), default=0, editable=False)
    # Rises with each change of the questions; answers keep the version that they answer.
    questions_version = models.PositiveIntegerField(_("version of the questions"), default=1, editable=False)

    history = HistoricalRecords(excluded_fields=["last_number"])

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-closes_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="call_closes_after_it_opens",
                violation_error_message=_("It must close after it opens."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.symposium)

    def get_absolute_url(self) -> str:
        return reverse("symposia:call-detail", args=[self.symposium.event.slug])

    def clean(self) -> None:
        """Raise `ValidationError` where reviews are due before the call closes."""
        super().clean()
        if None in (self.closes_at, self.reviews_due_on, self.symposium_id):
            return
        if self.reviews_due_on < self.closes_at.astimezone(self.symposium.event.zone).date():
            raise ValidationError({"reviews_due_on": _("Reviews cannot be due before the call closes.")})

    def is_open(self, now: datetime) -> bool:
        """Whether contributions are taken at `now`: from the moment it opens up to, but not at, the moment it closes; never for
        a symposium that is cancelled."""
        return self.is_published and self.opens_at <= now < self.closes_at and not self.is_off

    @property
    def is_off(self) -> bool:
        """Whether its symposium is cancelled."""
        return self.symposium.event.state == Event.State.CANCELLED

    def has_ceased(self, now: datetime) -> bool:
        """Whether its symposium is cancelled or over: nothing is reviewed, and nothing decided, any more."""
        return self.is_off or self.symposium.event.has_ended(now)

    def is_over(self, now: datetime) -> bool:
        """Whether nothing more is taken."""
        return now >= self.closes_at or self.is_off


class CallKind(models.Model):
    """A kind of contribution that a call asks for, and what belongs to it."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="kinds", verbose_name=_("call"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    guidance_ko = models.TextField(_("guidance (Korean)"), max_length=2000, blank=True, validators=[validate_paragraphs])
    guidance_en = models.TextField(_("guidance (English)"), max_length=2000, blank=True, validators=[validate_paragraphs])
    needs_file = models.BooleanField(_("a file is needed"), default=False)
    asks_trl = models.BooleanField(_("asks for the technology readiness level"), default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kind of contribution")
        verbose_name_plural = _("kinds of contributions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "kind"], name="call_kind_once", violation_error_message=_("This kind is there already.")
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class CallQuestion(models.Model):
    """What a call asks besides. A retired question stays for the answers that were given."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="questions", verbose_name=_("call"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    of_kind = models.CharField(
        _("of one kind alone"), max_length=8, choices=Kind, blank=True, help_text=_("Empty: of every contribution.")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Question.Kind, default=Question.Kind.LINE)
    label_ko = models.CharField(_("question (Korean)"), max_length=300, validators=[validate_one_line])
    label_en = models.CharField(_("question (English)"), max_length=300, validators=[validate_one_line])
    options_ko = models.TextField(_("options (Korean)"), blank=True, help_text=_("One a line."))
    options_en = models.TextField(_("options (English)"), blank=True, help_text=_("One a line, in the same order."))
    required = models.BooleanField(_("required"), default=False)
    for_reviewers = models.BooleanField(
        _("reviewers read the answers"), default=False, help_text=_("Not where an answer tells who the authors are.")
    )
    retired = models.BooleanField(_("retired"), default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("question of a call")
        verbose_name_plural = _("questions of a call")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return bilingual.text(self, "label")

    def clean(self) -> None:
        """Raise `ValidationError` where a choice has no options, or not the same number in both languages."""
        super().clean()
        if self.kind in (Question.Kind.CHOICE, Question.Kind.CHOICES):
            if not self.options_ko.strip():
                raise ValidationError({"options_ko": _("Give the options, one a line.")})
            if self.options_en.strip() and len(self.options_ko.split("\n")) != len(self.options_en.split("\n")):
                raise ValidationError({"options_en": _("Give as many options as in Korean, in the same order.")})
