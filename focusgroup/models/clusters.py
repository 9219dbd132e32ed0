from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.members.models import Industry, Region
from council.members.validators import validate_one_line, validate_paragraphs


class Cluster(models.Model):
    """An industrial cluster: industries (KSIC) in some places of the region."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
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
