from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from council.members.models import Member
from council.members.validators import validate_paragraphs
from focusgroup.models.docket.proposals import Proposal


class Review(models.Model):
    """What one of two reviewers thinks of a proposal, due on a day."""

    class Recommendation(models.TextChoices):
        ADOPT = "adopt", _("Adopt")
        CHANGES = "changes", _("Adopt with changes")
        DEFER = "defer", _("Defer")
        DECLINE = "decline", _("Do not adopt")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="reviews", verbose_name=_("proposal"))
    reviewer = models.ForeignKey(Member, models.PROTECT, related_name="proposal_reviews", verbose_name=_("reviewer"))
    due_on = models.DateField(_("due on"))
    assigned_at = models.DateTimeField(_("assigned"))
    recommendation = models.CharField(_("recommendation"), max_length=10, choices=Recommendation, blank=True)
    text = models.TextField(_("review"), max_length=8000, blank=True, validators=[validate_paragraphs])
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["assigned_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "reviewer"], name="review_once_a_reviewer"),
            models.CheckConstraint(
                condition=Q(submitted_at=None, recommendation="")
                | (Q(submitted_at__isnull=False) & ~Q(recommendation="") & ~Q(text="")),
                name="review_submitted_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} · {self.reviewer}"


class CommentRound(models.Model):
    """The time in which members of the group comment on a proposal."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="rounds", verbose_name=_("proposal"))
    # Who is asked: those who sit in it.
    body = models.ForeignKey("members.Body", models.PROTECT, related_name="+", verbose_name=_("body"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))

    class Meta:
        verbose_name = _("comment round")
        verbose_name_plural = _("comment rounds")
        ordering = ["opens_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="comment_round_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} · {self.closes_at:%Y-%m-%d}"

    def is_open(self, now: datetime) -> bool:
        """Whether members comment at `now`."""
        return self.opens_at <= now < self.closes_at


class Comment(models.Model):
    """What a member of the group says in a round. It stays as it was said."""

    round = models.ForeignKey(CommentRound, models.CASCADE, related_name="comments", verbose_name=_("comment round"))
    member = models.ForeignKey(Member, models.PROTECT, related_name="proposal_comments", verbose_name=_("member"))
    text = models.TextField(_("comment"), max_length=4000, validators=[validate_paragraphs])
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "member", "text"], name="comment_once")]

    def __str__(self) -> str:
        return f"{self.member}: {self.text[:40]}"
