from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.members.validators import validate_one_line, validate_paragraphs
from focusgroup.models.clusters import Cluster
from focusgroup.models.statistics import FIRST_YEAR, LAST_YEAR


class ClusterAnalysisQuerySet(models.QuerySet["ClusterAnalysis"]):
    def published(self) -> ClusterAnalysisQuerySet:
        """Those for everybody; the others are for the body alone (`permissions.clusters.visible_analyses`)."""
        return self.filter(is_published=True)


class ClusterAnalysis(models.Model):
    """What somebody found out about clusters, how, and what it does not say."""

    class Level(models.TextChoices):
        MACRO = "macro", _("Macro: the economy")
        MESO = "meso", _("Meso: industries and their links")
        MICRO = "micro", _("Micro: companies")

    class Technique(models.TextChoices):
        QUOTIENT = "lq", _("Location quotient")
        INPUT_OUTPUT = "input-output", _("Input–output analysis")
        SHIFT_SHARE = "shift-share", _("Shift–share analysis")
        NETWORK = "network", _("Network analysis")
        SURVEY = "survey", _("Survey")
        CASE = "case-study", _("Case study")
        OTHER = "other", _("Another technique")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title_ko = models.CharField(_("title (Korean)"), max_length=200, validators=[validate_one_line])
    title_en = models.CharField(_("title (English)"), max_length=200, validators=[validate_one_line])
    clusters = models.ManyToManyField(Cluster, related_name="analyses", verbose_name=_("clusters"))
    level = models.CharField(_("level"), max_length=6, choices=Level)
    technique = models.CharField(_("technique"), max_length=12, choices=Technique)
    year = models.PositiveSmallIntegerField(
        _("year of the data"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    finding_ko = models.TextField(_("finding (Korean)"), max_length=4000, validators=[validate_paragraphs])
    finding_en = models.TextField(_("finding (English)"), max_length=4000, validators=[validate_paragraphs])
    limits_ko = models.TextField(_("limits (Korean)"), max_length=2000, validators=[validate_paragraphs])
    limits_en = models.TextField(_("limits (English)"), max_length=2000, validators=[validate_paragraphs])
    source = models.CharField(_("source of the data"), max_length=300, validators=[validate_one_line])
    # A document of the library that belongs to this row: who may read the analysis opens it.
    paper = models.OneToOneField(
        "library.Document",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("attached paper"),
    )
    is_published = models.BooleanField(
        _("published for everybody"), default=False, help_text=_("For everybody. Otherwise for the Focus Group alone.")
    )

    objects = ClusterAnalysisQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("analysis of clusters")
        verbose_name_plural = _("analyses of clusters")
        ordering = ["-year", "-pk"]

    def __str__(self) -> str:
        return bilingual.text(self, "title")

    def get_absolute_url(self) -> str:
        return reverse("focusgroup:analysis-detail", args=[self.slug])
