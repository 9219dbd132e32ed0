from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.members.models import Industry, Member, Region
from council.members.validators import validate_one_line, validate_paragraphs

# Words that stand in the place of a cluster's address.
PATH_WORDS = frozenset({"analyses", "bridges", "hybrids", "relatedness", "statistics"})


def validate_no_path_word(value: str) -> None:
    """Raise `ValidationError` for a word that is the address of another page."""
    if value in PATH_WORDS:
        raise ValidationError(_("This word is the address of another page: choose another one."), code="path_word")


class Cluster(models.Model):
    """An industrial cluster: industries (KSIC) in some places of the region."""

    slug = models.SlugField(_("address"), max_length=80, unique=True, validators=[validate_no_path_word])
    name_ko = models.CharField(_("name (Korean)"), max_length=200, validators=[validate_one_line])
    name_en = models.CharField(_("name (English)"), max_length=200, validators=[validate_one_line])
    description_ko = models.TextField(_("description (Korean)"), max_length=4000, blank=True, validators=[validate_paragraphs])
    description_en = models.TextField(_("description (English)"), max_length=4000, blank=True, validators=[validate_paragraphs])
    industries = models.ManyToManyField(Industry, related_name="clusters", verbose_name=_("industries (KSIC)"))
    regions = models.ManyToManyField(Region, related_name="clusters", verbose_name=_("cities and counties"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering = ["name_ko", "pk"]

    def __str__(self) -> str:
        return bilingual.text(self, "name")

    def get_absolute_url(self) -> str:
        return reverse("focusgroup:cluster-detail", args=[self.slug])


class HybridCluster(models.Model):
    """Two or more clusters that become one: what the Focus Group works to bring about early.

    That there are two or more parents is kept by a deferred constraint trigger (migration `0002_rules`)."""

    class Stage(models.TextChoices):
        LATENT = "latent", _("Latent")
        EMERGING = "emerging", _("Emerging")
        ORGANISED = "organised", _("Organised")
        OPERATIONAL = "operational", _("Operational")
        MATURE = "mature", _("Mature")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name_ko = models.CharField(_("name (Korean)"), max_length=200, validators=[validate_one_line])
    name_en = models.CharField(_("name (English)"), max_length=200, validators=[validate_one_line])
    description_ko = models.TextField(_("description (Korean)"), max_length=4000, blank=True, validators=[validate_paragraphs])
    description_en = models.TextField(_("description (English)"), max_length=4000, blank=True, validators=[validate_paragraphs])
    parents = models.ManyToManyField(
        Cluster, related_name="hybrids", verbose_name=_("parent clusters"), help_text=_("Two or more.")
    )
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.LATENT)
    owner = models.ForeignKey(
        Member,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("responsible person"),
        help_text=_("Is reminded of milestones that have nobody of their own."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("hybrid cluster")
        verbose_name_plural = _("hybrid clusters")
        ordering = ["name_ko", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=["latent", "emerging", "organised", "operational", "mature"]),
                name="hybrid_cluster_stage_is_known",
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "name")

    def get_absolute_url(self) -> str:
        return reverse("focusgroup:hybrid-detail", args=[self.slug])


class StageMove(models.Model):
    """A hybrid cluster came to another stage: who saw it, when, and why."""

    hybrid = models.ForeignKey(
        HybridCluster, models.CASCADE, related_name="moves", verbose_name=_("hybrid cluster"), editable=False
    )
    before = models.CharField(_("stage before"), max_length=12, choices=HybridCluster.Stage, blank=True)
    after = models.CharField(_("stage after"), max_length=12, choices=HybridCluster.Stage)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    reason = models.CharField(_("why"), max_length=500, blank=True, validators=[validate_one_line])

    class Meta:
        verbose_name = _("change of stage")
        verbose_name_plural = _("changes of stage")
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(before=F("after")), name="stage_move_goes_somewhere")]

    def __str__(self) -> str:
        return f"{self.get_before_display()} → {self.get_after_display()}"


class Milestone(models.Model):
    """What has to be reached on the way to a hybrid cluster, until when, and when it was."""

    hybrid = models.ForeignKey(HybridCluster, models.CASCADE, related_name="milestones", verbose_name=_("hybrid cluster"))
    title_ko = models.CharField(_("title (Korean)"), max_length=200, validators=[validate_one_line])
    title_en = models.CharField(_("title (English)"), max_length=200, validators=[validate_one_line])
    due_on = models.DateField(_("due on"))
    achieved_on = models.DateField(_("achieved"), null=True, blank=True)
    owner = models.ForeignKey(
        Member,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible person"),
        help_text=_("Empty: the one who is responsible for the hybrid cluster."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], name="milestone_open", condition=Q(achieved_on=None))]

    def __str__(self) -> str:
        return bilingual.text(self, "title")

    def get_absolute_url(self) -> str:
        return f"{self.hybrid.get_absolute_url()}#milestone-{self.pk}"

    def days_late(self, today: date) -> int:
        """Days after its day that it was achieved, or that it is still missing `today`; negative: days early, or left."""
        return ((self.achieved_on or today) - self.due_on).days
