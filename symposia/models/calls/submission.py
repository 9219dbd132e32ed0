from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.members.models import Member, Skill
from council.members.validators import validate_one_line, validate_paragraphs
from council.programmes import NoveltyAnswer
from symposia.models.calls.call import Kind
from symposia.models.symposium import Symposium

NOVELTY = [
    (NoveltyAnswer.NO.value, _("Shows no invention that nobody has filed yet")),
    (NoveltyAnswer.YES.value, _("Shows an invention that nobody has filed yet")),
    (NoveltyAnswer.SHOWN.value, _("Shows one that was shown in public before")),
]


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def handed_in(self) -> SubmissionQuerySet:
        """What has a number: everything but drafts."""
        return self.filter(number__isnull=False)

    def live(self) -> SubmissionQuerySet:
        """What stands: a draft too, nothing declined or withdrawn."""
        return self.exclude(state__in=[Submission.State.DECLINED, Submission.State.WITHDRAWN])

    def accepted(self) -> SubmissionQuerySet:
        """What the programme may hold: accepted, as a poster too, whether confirmed yet or not."""
        return self.filter(state__in=Submission.ACCEPTED)

    def of(self, member: Member) -> SubmissionQuerySet:
        """Those of an author: what he began, and what was handed in with his name."""
        named = CoAuthor.objects.filter(member=member).values("submission")
        return self.filter(Q(submitter=member) | Q(pk__in=named, number__isnull=False))


class Submission(models.Model):
    """A contribution to a symposium, from the draft to what became of it."""

    Kind = Kind

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        UNDER_REVIEW = "under-review", _("Under review")
        ACCEPTED = "accepted", _("Accepted as a talk")
        ACCEPTED_POSTER = "accepted-poster", _("Accepted as a poster")
        WAITLISTED = "waitlisted", _("On the waiting list")
        DECLINED = "declined", _("Not accepted")
        CONFIRMED = "confirmed", _("Confirmed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    # Nothing was decided yet.
    UNDECIDED = (State.SUBMITTED, State.UNDER_REVIEW)
    # What the programme may hold.
    ACCEPTED = (State.ACCEPTED, State.ACCEPTED_POSTER, State.CONFIRMED)
    # Its authors are asked whether they come.
    ASKED = (State.ACCEPTED, State.ACCEPTED_POSTER)
    # Authors may still take it back.
    WITHDRAWABLE = (*UNDECIDED, State.WAITLISTED, *ACCEPTED)

    # What its pages are addressed by: nobody counts or guesses them.
    key = models.UUIDField(_("key"), default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    symposium = models.ForeignKey(Symposium, models.PROTECT, related_name="submissions", verbose_name=_("symposium"))
    # Given when it is handed in: what reviewers know it by.
    number = models.PositiveIntegerField(_("number"), null=True, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    submitter = models.ForeignKey(Member, models.PROTECT, related_name="symposium_submissions", verbose_name=_("handed in by"))
    title_ko = models.CharField(_("title (Korean)"), max_length=200, blank=True, validators=[validate_one_line])
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True, validators=[validate_one_line])
    abstract_ko = models.TextField(_("abstract (Korean)"), max_length=8000, blank=True, validators=[validate_paragraphs])
    abstract_en = models.TextField(_("abstract (English)"), max_length=8000, blank=True, validators=[validate_paragraphs])
    keywords = models.CharField(
        _("keywords"), max_length=300, blank=True, validators=[validate_one_line], help_text=_("Separated by commas.")
    )
    subjects = models.ManyToManyField(
        Skill, blank=True, related_name="+", verbose_name=_("subjects"), help_text=_("Reviewers are found by them.")
    )
    trl = models.PositiveSmallIntegerField(
        _("technology readiness level (TRL)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text=_("1 (basic principle) to 9 (proven in use)."),
    )
    # A technology proposal may carry the offer that says the same to businesspeople without a name.
    offer = models.ForeignKey(
        "symposia.TechOffer",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("technology offer"),
    )
    # Snapshots of what was answered, as an event's registration keeps them.
    answers: Any = models.JSONField(_("answers"), default=list, blank=True, editable=False)
    novelty = models.CharField(_("novelty"), max_length=8, choices=NOVELTY, blank=True, editable=False)

    state = models.CharField(_("state"), max_length=16, choices=State, default=State.DRAFT, editable=False)
    # Whether it was accepted as a poster: known of a confirmed one, too.
    is_poster = models.BooleanField(_("poster"), default=False, editable=False)
    created_at = models.DateTimeField(_("begun"), editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    state_at = models.DateTimeField(_("in this state since"), editable=False)
    confirm_by = models.DateField(_("to be confirmed by"), null=True, blank=True, editable=False)

    objects = SubmissionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["symposium", "number", "pk"]
        indexes = [models.Index(fields=["symposium", "state", "number"], name="submission_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["symposium", "number"], name="submission_number_once"),
            models.CheckConstraint(
                condition=~Q(title_ko="") | ~Q(title_en=""),
                name="submission_has_a_title",
                violation_error_message=_("Give it a title in Korean or in English."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", number=None, submitted_at=None)
                | (~Q(state="draft") & Q(number__isnull=False, submitted_at__isnull=False)),
                name="submission_handed_in_has_a_number",
            ),
            models.CheckConstraint(condition=Q(trl=None) | Q(trl__range=(1, 9)), name="submission_trl_is_one_to_nine"),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "accepted-poster"]) | Q(confirm_by__isnull=False),
                name="submission_accepted_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        title = bilingual.text(self, "title")
        return f"{self.ref} {title}" if self.number else title

    def get_absolute_url(self) -> str:
        return reverse("symposia:submission-detail", args=[self.symposium.event.slug, self.key])

    @property
    def ref(self) -> str:
        """“S-012”: what it is called where its authors are not named; "" for a draft."""
        return f"S-{self.number:03}" if self.number else ""

    @property
    def is_accepted(self) -> bool:
        return self.state in self.ACCEPTED

    @property
    def keyword_list(self) -> list[str]:
        """The keywords one by one."""
        return [word.strip() for word in self.keywords.split(",") if word.strip()]


class CoAuthor(models.Model):
    """One of the authors of a submission, the submitter among them, in their order: by name, and the member where it is one."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="authors", verbose_name=_("submission"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    member = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="symposium_authorships", verbose_name=_("member")
    )
    name_ko = models.CharField(_("name (Korean)"), max_length=100, blank=True, validators=[validate_one_line])
    name_en = models.CharField(_("name (English)"), max_length=100, blank=True, validators=[validate_one_line])
    affiliation_ko = models.CharField(_("affiliation (Korean)"), max_length=200, blank=True, validators=[validate_one_line])
    affiliation_en = models.CharField(_("affiliation (English)"), max_length=200, blank=True, validators=[validate_one_line])
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    # Whose reviewers are not asked: the member's own, or what staff know of a guest's.
    organisation = models.ForeignKey(
        "members.Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="symposium_authors",
        verbose_name=_("organisation"),
    )
    is_presenter = models.BooleanField(_("presents"), default=False)

    class Meta:
        verbose_name = _("author of a submission")
        verbose_name_plural = _("authors of a submission")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "member"],
                name="co_author_once",
                violation_error_message=_("This person is among the authors already."),
            ),
            models.CheckConstraint(
                condition=~Q(name_ko="") | ~Q(name_en=""),
                name="co_author_has_a_name",
                violation_error_message=_("Give the name in Korean or in English."),
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "name")


class SubmissionMove(models.Model):
    """One step of a submission: who, when, why. Rows are added alone."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="moves", verbose_name=_("submission"))
    verb = models.CharField(_("step"), max_length=20)
    before = models.CharField(_("state before"), max_length=16, choices=Submission.State)
    after = models.CharField(_("state after"), max_length=16, choices=Submission.State)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    reason = models.TextField(_("why"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("step of a submission")
        verbose_name_plural = _("steps of submissions")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.submission} → {self.get_after_display()}"
