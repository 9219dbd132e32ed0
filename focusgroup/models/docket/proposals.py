from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from council import bilingual
from council.members.models import Member
from council.members.validators import validate_one_line, validate_paragraphs

PREFIX = "FG"
LARGEST_BUDGET = 10**15


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def public(self) -> ProposalQuerySet:
        """What everybody may know of: adopted and what came of it; invitations never."""
        return self.filter(state__in=Proposal.PUBLIC).exclude(kind=Proposal.Kind.INVITATION)

    def visible_to(self, member: Member | None, *, is_inside: bool) -> ProposalQuerySet:
        """What a reader may know of: the public what is public; who is inside the group, and its desk, everything that was
        handed in; an author, and who carries it, their own. A draft is its author's alone."""
        allowed = Q(pk__in=Proposal.objects.public().values("pk"))
        if is_inside:
            allowed |= Q(number__isnull=False)
        if member is not None:
            allowed |= Q(author=member) | (Q(owner=member) & Q(number__isnull=False))
        return self.filter(allowed)

    def submitted(self) -> ProposalQuerySet:
        """What has a number."""
        return self.filter(number__isnull=False)


class Proposal(models.Model):
    """What the Focus Group proposes, under one number from the draft to what became of it (design, “The docket”)."""

    class Kind(models.TextChoices):
        PROJECT = "project", _("Project")
        POLICY = "policy", _("Policy")
        LINKAGE = "linkage", _("Inter-industry linkage")
        INVITATION = "invitation", _("Invitation to the region")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        SCREENING = "screening", _("Screening")
        RETURNED = "returned", _("Returned")
        UNDER_REVIEW = "under-review", _("Under review")
        ON_AGENDA = "on-agenda", _("On the agenda")
        ADOPTED = "adopted", _("Adopted")
        ADOPTED_WITH_CHANGES = "adopted-with-changes", _("Adopted with changes")
        DEFERRED = "deferred", _("Deferred")
        DECLINED = "declined", pgettext_lazy("proposal", "Declined")
        FORWARDED = "forwarded", _("Forwarded")
        ANSWERED = "answered", _("Answered")
        IMPLEMENTING = "implementing", _("Implementing")
        CLOSED = "closed", _("Closed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    PUBLIC = (
        State.ADOPTED,
        State.ADOPTED_WITH_CHANGES,
        State.FORWARDED,
        State.ANSWERED,
        State.IMPLEMENTING,
        State.CLOSED,
    )
    # Nothing was settled yet.
    UNDECIDED = (
        State.DRAFT,
        State.SUBMITTED,
        State.SCREENING,
        State.RETURNED,
        State.UNDER_REVIEW,
        State.ON_AGENDA,
        State.DEFERRED,
    )
    # The author writes.
    WRITABLE = (State.DRAFT, State.RETURNED)

    # What its pages are addressed by before it has a number.
    key = models.UUIDField(_("key"), default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    # “FG-2026-014”: yearly, without gaps or duplicates, given when it is submitted first.
    number = models.CharField(_("number"), max_length=20, null=True, unique=True, editable=False)  # noqa: DJ001 - none until submitted, and unique
    year = models.PositiveSmallIntegerField(_("year"), null=True, editable=False)
    serial = models.PositiveIntegerField(_("number in its year"), null=True, editable=False)

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title_ko = models.CharField(_("title (Korean)"), max_length=200, blank=True, validators=[validate_one_line])
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True, validators=[validate_one_line])
    problem_ko = models.TextField(_("problem (Korean)"), max_length=8000, blank=True, validators=[validate_paragraphs])
    problem_en = models.TextField(_("problem (English)"), max_length=8000, blank=True, validators=[validate_paragraphs])
    plan_ko = models.TextField(_("what is proposed (Korean)"), max_length=8000, blank=True, validators=[validate_paragraphs])
    plan_en = models.TextField(_("what is proposed (English)"), max_length=8000, blank=True, validators=[validate_paragraphs])
    clusters = models.ManyToManyField("focusgroup.Cluster", blank=True, related_name="proposals", verbose_name=_("clusters"))
    budget_krw = models.PositiveBigIntegerField(
        _("budget in won"), null=True, blank=True, validators=[MaxValueValidator(LARGEST_BUDGET)]
    )
    authority_ko = models.CharField(
        _("authority addressed (Korean)"), max_length=200, blank=True, validators=[validate_one_line]
    )
    authority_en = models.CharField(
        _("authority addressed (English)"), max_length=200, blank=True, validators=[validate_one_line]
    )
    organisations = models.ManyToManyField(
        "members.Organisation",
        blank=True,
        related_name="proposals",
        verbose_name=_("organisations concerned"),
        help_text=_("Whoever belongs to one of them, or has declared a tie to it, neither reviews nor votes."),
    )
    author = models.ForeignKey(Member, models.PROTECT, related_name="proposals", verbose_name=_("author"))
    owner = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_proposals",
        verbose_name=_("owner"),
        help_text=_("Who carries it through; without one, the author."),
    )

    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT, editable=False)
    created_at = models.DateTimeField(_("begun"), editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    state_at = models.DateTimeField(_("in this state since"), editable=False)
    reply_due_on = models.DateField(_("reply expected by"), null=True, blank=True, editable=False)

    objects = ProposalQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = [F("year").desc(nulls_first=True), F("serial").desc(nulls_first=True), "-pk"]
        indexes = [models.Index(fields=["state", "-year", "-serial"], name="proposal_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="proposal_serial_once_a_year"),
            models.CheckConstraint(
                condition=Q(number=None, year=None, serial=None, submitted_at=None)
                | Q(number__isnull=False, year__isnull=False, serial__isnull=False, submitted_at__isnull=False),
                name="proposal_number_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=False) | Q(state__in=["draft", "withdrawn"]),
                name="proposal_submitted_has_a_number",
            ),
            models.CheckConstraint(condition=Q(number=None) | ~Q(state="draft"), name="proposal_draft_has_no_number"),
            models.CheckConstraint(
                condition=~Q(title_ko="") | ~Q(title_en=""),
                name="proposal_has_a_title",
                violation_error_message=_("Give it a title in Korean or in English."),
            ),
        ]

    def __str__(self) -> str:
        title = bilingual.text(self, "title")
        return f"{self.number} {title}" if self.number else title

    @property
    def ref(self) -> str:
        """What its addresses name it by: the number, or the key of a draft."""
        return self.number or str(self.key)

    def get_absolute_url(self) -> str:
        return reverse("focusgroup:proposal-detail", args=[self.ref])

    @property
    def is_public(self) -> bool:
        """Whether everybody may know of it."""
        return self.state in self.PUBLIC and self.kind != self.Kind.INVITATION

    @property
    def carrier(self) -> Member:
        """Who carries it through."""
        return self.owner or self.author

    def is_of(self, member: Member | None) -> bool:
        """Whether `member` wrote it."""
        return member is not None and self.author_id == member.pk


class NumberCounter(models.Model):
    """The last number that was given in a year. Its row is locked by who takes the next one."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    last = models.PositiveIntegerField(_("last number"))

    class Meta:
        verbose_name = _("counter of numbers")
        verbose_name_plural = _("counters of numbers")

    def __str__(self) -> str:
        return f"{PREFIX}-{self.year}-{self.last:03}"


class Evidence(models.Model):
    """What a proposal rests on: a figure, a study, a letter. Nothing is submitted without."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="evidence", verbose_name=_("proposal"))
    label_ko = models.CharField(_("evidence (Korean)"), max_length=200, blank=True, validators=[validate_one_line])
    label_en = models.CharField(_("evidence (English)"), max_length=200, blank=True, validators=[validate_one_line])
    text = models.TextField(_("what it tells"), max_length=4000, blank=True, validators=[validate_paragraphs])
    url = models.URLField(_("source on the web"), blank=True, max_length=500)
    # Figures that a measurement of ours brought along.
    data: Any = models.JSONField(_("figures"), default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(label_ko="") | ~Q(label_en=""),
                name="evidence_has_a_label",
                violation_error_message=_("Name the evidence in Korean or in English."),
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "label")


class ProposalMove(models.Model):
    """One move of a proposal: who, when, why. Rows are added alone."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="moves", verbose_name=_("proposal"))
    verb = models.CharField(_("move"), max_length=20)
    before = models.CharField(_("state before"), max_length=20, choices=Proposal.State)
    after = models.CharField(_("state after"), max_length=20, choices=Proposal.State)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    reason = models.TextField(_("why"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("move of a proposal")
        verbose_name_plural = _("moves of proposals")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.proposal} → {self.get_after_display()}"
