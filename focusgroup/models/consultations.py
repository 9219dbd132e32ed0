from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council.members.models import Member, Organisation, Skill
from council.members.validators import validate_one_line, validate_paragraphs


class Consultation(models.Model):
    """A question that a member asks for his organisation, and an expert answers."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        TRIAGED = "triaged", _("An expert is looked for")
        OFFERED = "offered", _("Offered to an expert")
        ACCEPTED = "accepted", _("An expert is at work")
        DECLINED = "declined", _("Declined by an expert, another is looked for")
        ADVISED = "advised", _("Advice given")
        CLOSED = "closed", _("Closed")

    # An expert has taken it on, or was asked to.
    WITH_EXPERT = (State.OFFERED, State.ACCEPTED)

    # In addresses, so that nobody can count or guess consultations.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    requester = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="consultations_asked", verbose_name=_("asked by")
    )
    # For whom: the organisation that the requester belonged to when he asked.
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, related_name="consultations", verbose_name=_("for the organisation")
    )
    title = models.CharField(_("title"), max_length=200, validators=[validate_one_line])
    question = models.TextField(_("question"), max_length=5000, validators=[validate_paragraphs])
    due_on = models.DateField(_("advice wanted by"), null=True, blank=True)
    # Others whom the matter concerns: who has a tie to one of them cannot advise.
    organisations = models.ManyToManyField(
        Organisation,
        blank=True,
        related_name="+",
        verbose_name=_("other organisations concerned"),
        help_text=_("Whoever belongs to one of them, or has declared a tie to it, is not offered this consultation."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(_("begun"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(submitted_at__isnull=False), name="consultation_submitted_has_its_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["offered", "accepted", "advised"]) | Q(due_on__isnull=False),
                name="consultation_offered_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("focusgroup:consultation-detail", args=[self.key])

    def is_overdue(self, today: date) -> bool:
        """Whether an expert has it, or was asked, and the day on which advice is wanted is over."""
        return self.state in self.WITH_EXPERT and self.due_on is not None and self.due_on < today

    def concerned(self) -> list[int]:
        """The keys of all organisations that a tie to would be a conflict."""
        keys = set(self.organisations.values_list("pk", flat=True))
        return sorted(keys | ({self.organisation_id} if self.organisation_id else set()))


class WantedSkill(models.Model):
    """A skill that the advice wants, and at which level."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="wanted_skills", verbose_name=_("consultation"))
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", verbose_name=_("skill"))
    level = models.PositiveSmallIntegerField(
        _("level"), default=3, validators=[MinValueValidator(1), MaxValueValidator(5)], help_text=_("1 (knows) to 5 (leads)")
    )

    class Meta:
        verbose_name = _("skill wanted")
        verbose_name_plural = _("skills wanted")
        ordering = ["-level", "skill__name_en", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "skill"],
                name="consultation_skill_once",
                violation_error_message=_("This skill is on the list already."),
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="consultation_skill_level_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.skill} {self.level}"


class Offer(models.Model):
    """A consultation in the hands of one expert, or what became of that."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted by the expert")
        DECLINED = "declined", _("Declined by the expert")
        WITHDRAWN = "withdrawn", _("Offer withdrawn")

    OPEN = (State.OFFERED, State.ACCEPTED)

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="offers", verbose_name=_("consultation"))
    expert = models.ForeignKey(Member, models.CASCADE, related_name="consultations_offered", verbose_name=_("expert"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField(_("offered"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    # The secretariat is told once of each expert that the advice is late, whatever ticks and retries there are.
    escalated_at = models.DateTimeField(_("secretariat told"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("offer of a consultation")
        verbose_name_plural = _("offers of consultations")
        ordering = ["offered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation"], condition=Q(state__in=["offered", "accepted"]), name="consultation_with_one_expert"
            ),
            models.UniqueConstraint(
                fields=["consultation", "expert"], condition=~Q(state="withdrawn"), name="consultation_offered_once_to_each"
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="consultation_offer_declined_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.consultation} · {self.expert}"


class Advice(models.Model):
    """What the expert advises, what the requester thinks of it, and what came of it after three months."""

    class Outcome(models.TextChoices):
        APPLIED = "applied", _("We did as advised")
        PARTLY = "partly", _("We did some of it")
        NOT_APPLIED = "not-applied", _("We did otherwise")
        OPEN = "open", _("It is too early to say")

    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="advice", verbose_name=_("consultation"))
    expert = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="advice_given", verbose_name=_("expert"))
    text = models.TextField(_("advice"), max_length=20000, validators=[validate_paragraphs])
    given_at = models.DateTimeField(_("advice given on"))
    rating = models.PositiveSmallIntegerField(
        _("rating"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    rating_note = models.TextField(_("about the advice"), max_length=2000, blank=True, validators=[validate_paragraphs])
    rated_at = models.DateTimeField(_("rated"), null=True, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=12, choices=Outcome, blank=True)
    outcome_text = models.TextField(_("in your words"), max_length=2000, blank=True, validators=[validate_paragraphs])
    outcome_at = models.DateTimeField(_("outcome told"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("advice")
        verbose_name_plural = _("advice")
        constraints = [
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="advice_rating_1_to_5"),
            models.CheckConstraint(
                condition=Q(rating=None, rated_at=None) | Q(rating__isnull=False, rated_at__isnull=False),
                name="advice_rated_with_its_time",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_at=None) | (~Q(outcome="") & Q(outcome_at__isnull=False)),
                name="advice_outcome_with_its_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.consultation)


class ConsultationStep(models.Model):
    """What became of a consultation: who, when, why. Never changed."""

    class Verb(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        TAKEN_BACK = "taken-back", _("Taken back by whoever asked it")
        TRIAGED = "triaged", _("Looked at: an expert is looked for")
        OFFERED = "offered", _("Offered to an expert")
        WITHDRAWN = "withdrawn", _("Offer withdrawn")
        ACCEPTED = "accepted", _("Accepted by the expert")
        DECLINED = "declined", _("Declined by the expert")
        ESCALATED = "escalated", _("Overdue: the secretariat was told")
        ADVISED = "advised", _("Advice given")
        RATED = "rated", _("Advice rated")
        OUTCOME = "outcome", _("What came of it was told")
        CLOSED = "closed", _("Closed")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="steps", verbose_name=_("consultation"))
    verb = models.CharField(_("step"), max_length=10, choices=Verb)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("step of a consultation")
        verbose_name_plural = _("steps of a consultation")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.consultation} · {self.get_verb_display()}"
