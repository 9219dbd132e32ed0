from __future__ import annotations

import uuid
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council.members.models import Industry, Region
from council.members.validators import validate_one_line

FIRST_YEAR, LAST_YEAR = 1980, 2100
MOST_PEOPLE = 100_000_000


class IndustryStatistic(models.Model):
    """People employed in an industry of a region in one year.

    No region: the whole country. No industry: all industries together. These rows are the denominators of a location
    quotient. Every statement that changes the table gives `StatisticsVersion` a new word (a trigger)."""

    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="statistics",
        verbose_name=_("region"),
        help_text=_("Empty: the whole country."),
    )
    industry = models.ForeignKey(
        Industry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="statistics",
        verbose_name=_("industry (KSIC)"),
        help_text=_("Empty: all industries together."),
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)])
    employment = models.PositiveIntegerField(_("people employed"), validators=[MaxValueValidator(MOST_PEOPLE)])
    establishments = models.PositiveIntegerField(
        _("establishments"), null=True, blank=True, validators=[MaxValueValidator(MOST_PEOPLE)]
    )
    source = models.CharField(_("source of the data"), max_length=200, validators=[validate_one_line])

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("employment figure")
        verbose_name_plural = _("employment figures")
        ordering = ["-year", "region", "industry"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "region", "industry"],
                nulls_distinct=False,
                name="industry_statistic_once",
                violation_error_message=_("There is a figure of this region, industry and year."),
            ),
            models.CheckConstraint(condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="industry_statistic_of_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.where} · {self.what} · {self.year}"

    @property
    def where(self) -> Any:
        """The region, or the words for the whole country."""
        return self.region or gettext("Whole country")

    @property
    def what(self) -> Any:
        """The industry, or the words for all of them."""
        return self.industry or gettext("All industries")


class StatisticsVersion(models.Model):
    """One row: a word that no other state of the statistics ever had. What is computed from them is kept under it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    key = models.UUIDField(_("version"), default=uuid.uuid4)

    class Meta:
        verbose_name = _("version of the statistics")
        verbose_name_plural = _("versions of the statistics")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="statistics_version_is_one_row")]

    def __str__(self) -> str:
        return str(self.key)
