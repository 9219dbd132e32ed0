from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from council.members.models import Member
from council.members.validators import validate_one_line, validate_paragraphs
from symposia.models.calls.call import Call
from symposia.models.calls.submission import Submission

LOWEST, HIGHEST = 1, 5
SCALE = [MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]
# What every contribution is judged by, and what a technology proposal is judged by besides.
SCORES = ("quality", "novelty", "relevance")
BUSINESS_SCORES = ("market", "advantage", "readiness", "effort")


class Reviewer(models.Model):
    """Somebody who reviews for a call: what he knows, and how many at most. His skills are his profile's."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="reviewers", verbose_name=_("call"))
    member = models.ForeignKey(Member, models.PROTECT, related_name="reviewer_places", verbose_name=_("member"))
    keywords = models.CharField(
        _("keywords"),
        max_length=500,
        blank=True,
        validators=[validate_one_line],
        help_text=_("Besides the skills of the profile. Separated by commas."),
    )
    most = models.PositiveSmallIntegerField(
        _("reviews at most"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("Empty: as many as the call says."),
    )
    is_available = models.BooleanField(_("gets reviews"), default=True)
    added_at = models.DateTimeField(_("added"), editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        ordering = ["call", "member", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "member"],
                name="reviewer_once_a_call",
                violation_error_message=_("This person reviews for the call already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.member)

    @property
    def capacity(self) -> int:
        """How many reviews at most."""
        most: int = self.call.most_reviews if self.most is None else self.most
        return most if self.is_available else 0


class DeclaredConflict(models.Model):
    """A reviewer says, or staff note, that he cannot judge a submission. What ties him to organisations stands in his profile
    (`members.Interest`)."""

    class Nature(models.TextChoices):
        PERSON = "person", _("Knows an author well, or is related")
        WORK = "work", _("Worked on it, or works with an author")
        MONEY = "money", _("Has something to gain or lose by it")
        RIVAL = "rival", _("Works on the same thing in competition")
        OTHER = "other", _("Something else")

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="conflicts", verbose_name=_("submission"))
    member = models.ForeignKey(Member, models.CASCADE, related_name="review_conflicts", verbose_name=_("member"))
    nature = models.CharField(_("nature"), max_length=8, choices=Nature)
    note = models.CharField(_("note"), max_length=300, blank=True, validators=[validate_one_line])
    at = models.DateTimeField(_("when"), editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("declared conflict")
        verbose_name_plural = _("declared conflicts")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "member"],
                name="conflict_declared_once",
                violation_error_message=_("This conflict is declared already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission.ref} · {self.member}"


class ReviewQuerySet(models.QuerySet["Review"]):
    def standing(self) -> ReviewQuerySet:
        """Those that are, or will be, asked for: not given back."""
        return self.filter(returned_at=None)

    def sent(self) -> ReviewQuerySet:
        """Those that the reviewer knows of."""
        return self.standing().filter(sent_at__isnull=False)

    def waiting(self) -> ReviewQuerySet:
        """Those that the reviewer has yet to hand in, of what is under review."""
        return self.sent().filter(submitted_at=None, submission__state=Submission.State.UNDER_REVIEW)

    def handed_in(self) -> ReviewQuerySet:
        return self.standing().filter(submitted_at__isnull=False)


class Review(models.Model):
    """What a reviewer thinks of a submission. Planned by the desk, then sent to the reviewer, then handed in; or given back."""

    class Recommendation(models.TextChoices):
        ACCEPT = "accept", pgettext_lazy("review", "Accept")
        POSTER = "poster", _("Accept as a poster")
        DECLINE = "decline", _("Do not accept")

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="reviews", verbose_name=_("submission"))
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="reviews", verbose_name=_("reviewer"))
    due_on = models.DateField(_("due on"))
    assigned_at = models.DateTimeField(_("assigned"))
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("assigned by")
    )
    # Empty: planned, and nobody's but the desk's to know.
    sent_at = models.DateTimeField(_("sent to the reviewer"), null=True, blank=True)
    # The reviewer cannot judge it, or the desk took it back.
    returned_at = models.DateTimeField(_("given back"), null=True, blank=True)
    return_reason = models.CharField(_("why it was given back"), max_length=300, blank=True)

    quality = models.PositiveSmallIntegerField(_("quality"), null=True, blank=True, validators=SCALE)
    novelty = models.PositiveSmallIntegerField(_("novelty"), null=True, blank=True, validators=SCALE)
    relevance = models.PositiveSmallIntegerField(_("relevance to the symposium"), null=True, blank=True, validators=SCALE)
    market = models.PositiveSmallIntegerField(_("market"), null=True, blank=True, validators=SCALE)
    advantage = models.PositiveSmallIntegerField(_("advantage over what there is"), null=True, blank=True, validators=SCALE)
    readiness = models.PositiveSmallIntegerField(_("readiness"), null=True, blank=True, validators=SCALE)
    effort = models.PositiveSmallIntegerField(
        _("effort that is left"), null=True, blank=True, validators=SCALE, help_text=_("5: little is left to do.")
    )
    recommendation = models.CharField(
        pgettext_lazy("review", "recommendation"), max_length=8, choices=Recommendation, blank=True
    )
    comment = models.TextField(_("comment to the authors"), max_length=8000, blank=True, validators=[validate_paragraphs])
    inner = models.TextField(_("word to the secretariat alone"), max_length=4000, blank=True, validators=[validate_paragraphs])
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review of a submission")
        verbose_name_plural = _("reviews of submissions")
        ordering = ["assigned_at", "pk"]
        indexes = [models.Index(fields=["reviewer", "submitted_at"], name="submission_review_by_reviewer")]
        constraints = [
            models.UniqueConstraint(fields=["submission", "reviewer"], name="submission_review_once"),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__range": (LOWEST, HIGHEST)}), name=f"submission_review_{name}"
                )
                for name in (*SCORES, *BUSINESS_SCORES)
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None)
                | (
                    Q(sent_at__isnull=False, quality__isnull=False, novelty__isnull=False, relevance__isnull=False)
                    & ~Q(recommendation="")
                    & ~Q(comment="")
                ),
                name="submission_review_handed_in_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | (Q(submitted_at=None) & ~Q(return_reason="")),
                name="submission_review_given_back_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission.ref} · {self.reviewer}"

    def get_absolute_url(self) -> str:
        return reverse("symposia:review-write", args=[self.submission.symposium.event.slug, self.pk])

    @property
    def score_names(self) -> tuple[str, ...]:
        """What this one is judged by."""
        return (*SCORES, *BUSINESS_SCORES) if self.submission.kind == Submission.Kind.PROPOSAL else SCORES

    @property
    def mean(self) -> float | None:
        """The mean of the scores of one that is handed in."""
        given = [getattr(self, name) for name in self.score_names]
        return sum(given) / len(given) if self.submitted_at is not None else None

    def is_late(self, today: date) -> bool:
        """Whether it should have been handed in before `today`."""
        return self.submitted_at is None and self.returned_at is None and self.due_on < today
