from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.events.models.event import Event


class Survey(models.Model):
    """What those who were at an event are asked afterwards."""

    event = models.OneToOneField("events.Event", models.CASCADE, related_name="survey", verbose_name=_("event"))
    intro_ko = models.TextField(_("introduction (Korean)"), blank=True)
    intro_en = models.TextField(_("introduction (English)"), blank=True)
    is_anonymous = models.BooleanField(
        _("anonymous"),
        default=True,
        help_text=_("Nobody, staff included, sees who gave which answer. Fixed by the first answer."),
    )
    open_days = models.PositiveSmallIntegerField(
        _("open for days"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("It opens when the event ends, and closes so many days later."),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    invites = models.BooleanField(
        _("ask by e-mail"),
        default=True,
        help_text=_(
            "Those who were there are asked once, when the event has ended; where nobody was checked in, all who had a seat."
        ),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-event__starts_at", "pk"]

    def __str__(self) -> str:
        return str(self.event)

    def clean(self) -> None:
        if self.pk and self.responses.exists():
            was = Survey.objects.filter(pk=self.pk).values_list("is_anonymous", flat=True).first()
            if was != self.is_anonymous:
                raise ValidationError({"is_anonymous": _("There are answers already: this stays as it was promised.")})

    def closes_at(self) -> datetime:
        """When it takes no more answers."""
        return self.event.ends_at + timedelta(days=self.open_days)

    def is_open(self, now: datetime) -> bool:
        """Whether it takes answers at `now`."""
        held = self.event.state in (Event.State.PUBLISHED, Event.State.COMPLETED)
        return self.is_active and held and self.event.ends_at <= now < self.closes_at()


class SurveyQuestion(models.Model):
    """One question of a survey. A retired one stays for the answers that were given."""

    class Kind(models.TextChoices):
        RATING = "rating", _("Rating from 1 to 5")
        YES_NO = "yes-no", _("Yes or no")
        CHOICE = "choice", _("One of several")
        CHOICES = "choices", _("Several of several")
        NUMBER = "number", _("Number")
        LINE = "line", _("One line")
        TEXT = "text", _("Several lines")

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions", verbose_name=_("survey"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.RATING)
    label_ko = models.CharField(_("question (Korean)"), max_length=300)
    label_en = models.CharField(_("question (English)"), max_length=300)
    options_ko = models.TextField(_("options (Korean)"), blank=True, help_text=_("One a line."))
    options_en = models.TextField(_("options (English)"), blank=True, help_text=_("One a line, in the same order."))
    required = models.BooleanField(_("required"), default=False)
    retired = models.BooleanField(_("retired"), default=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return bilingual.text(self, "label")

    def clean(self) -> None:
        if self.kind not in (self.Kind.CHOICE, self.Kind.CHOICES):
            return
        korean = [line for line in self.options_ko.splitlines() if line.strip()]
        english = [line for line in self.options_en.splitlines() if line.strip()]
        if not korean:
            raise ValidationError({"options_ko": _("Give the options, one a line.")})
        if english and len(korean) != len(english):
            raise ValidationError({"options_en": _("Give as many options as in Korean, in the same order.")})


class SurveyParticipation(models.Model):
    """That somebody has answered: so that nobody does twice. It does not say what, and not when."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="participations", verbose_name=_("survey"))
    member = models.ForeignKey("members.Member", models.CASCADE, related_name="survey_participations", verbose_name=_("member"))

    class Meta:
        verbose_name = _("participation in a survey")
        verbose_name_plural = _("participations in surveys")
        constraints = [models.UniqueConstraint(fields=["survey", "member"], name="survey_answered_once")]

    def __str__(self) -> str:
        return f"{self.member} · {self.survey}"


class SurveyResponse(models.Model):
    """One person's answers. Of an anonymous survey nothing leads from here to the person: no member, a random key, and the day
    alone instead of the moment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="responses", verbose_name=_("survey"))
    member = models.ForeignKey(
        "members.Member", models.SET_NULL, null=True, related_name="survey_responses", verbose_name=_("member")
    )
    answered_on = models.DateField(_("answered on"))
    # [{"question": pk, "label_ko": …, "label_en": …, "value": …, "value_en": …}], as answered.
    answers: Any = models.JSONField(_("answers"), default=list)

    class Meta:
        verbose_name = _("answer to a survey")
        verbose_name_plural = _("answers to surveys")
        ordering = ["answered_on", "id"]

    def __str__(self) -> str:
        return f"{self.survey} · {self.answered_on}"
