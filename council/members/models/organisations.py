from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.members.business_number import normalise_business_number, validate_business_number
from council.members.validators import validate_one_line, validate_paragraphs


class Industry(models.Model):
    """An industry of the Korean Standard Industrial Classification; a code means nothing without its revision."""

    code = models.CharField(_("code"), max_length=8)
    revision = models.PositiveSmallIntegerField(_("revision"), default=11)
    name_ko = models.CharField(_("name (Korean)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
        ordering = ["revision", "code"]
        constraints = [models.UniqueConstraint(fields=["revision", "code"], name="industry_code_once_a_revision")]

    def __str__(self) -> str:
        return f"{self.code} {bilingual.text(self, 'name')}"


class Region(models.Model):
    """A city or county of the province, or another province."""

    code = models.SlugField(_("code"), unique=True)
    name_ko = models.CharField(_("name (Korean)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    def __str__(self) -> str:
        return bilingual.text(self, "name")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def listed(self) -> OrganisationQuerySet:
        """What members see: consultation agencies are engaged in confidence, and others can be kept off the list."""
        return self.filter(is_listed=True).exclude(kind=Organisation.Kind.AGENCY)

    def without_contact(self, now: datetime) -> OrganisationQuerySet:
        """Organisations that have seats in bodies, and nobody who may say at `now` who takes them."""
        from council.members.models.posts import Contact, Seat

        seats = Seat.objects.standing(timezone.localdate(now)).filter(organisation=models.OuterRef("pk"))
        contacts = Contact.objects.able(now).filter(organisation=models.OuterRef("pk"))
        return self.filter(models.Exists(seats) & ~models.Exists(contacts))

    def looking_like(self, name: str) -> OrganisationQuerySet:
        """Organisations whose Korean or English name contains `name`; exact ones first."""
        exact = Q(name_ko__iexact=name) | Q(name_en__iexact=name)
        return (
            self.filter(Q(name_ko__icontains=name) | Q(name_en__icontains=name))
            .annotate(is_exact=models.Case(models.When(exact, then=1), default=0))
            .order_by("-is_exact", "name_ko", "pk")
        )


class Organisation(models.Model):
    """A company, university, institute, office, investor, supplier or agency that people belong to."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("Company")
        UNIVERSITY = "university", _("University")
        INSTITUTE = "institute", _("Research institute")
        GOVERNMENT = "government", _("Government")
        INVESTOR = "investor", _("Investor")
        SUPPLIER = "supplier", _("Supplier")
        AGENCY = "agency", _("Consultation agency")

    class Size(models.TextChoices):
        MICRO = "micro", _("Micro (under 10)")
        SMALL = "small", _("Small (10–49)")
        MEDIUM = "medium", _("Medium (50–299)")
        LARGE = "large", _("Large (300 and more)")

    name_ko = models.CharField(_("name (Korean)"), max_length=200, validators=[validate_one_line])
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True, validators=[validate_one_line])
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    industry = models.ForeignKey(Industry, models.PROTECT, null=True, blank=True, verbose_name=_("industry (KSIC)"))
    size = models.CharField(_("size"), max_length=10, choices=Size, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=_("region"))
    business_number = models.CharField(
        _("business registration number"),
        max_length=12,
        blank=True,
        validators=[validate_business_number],
        help_text=_("XXX-XX-XXXXX. Organisations abroad have none."),
    )
    website = models.URLField(_("website"), blank=True)
    # Stored under a random name; made harmless, replaced by another, never changed.
    logo = models.FileField(_("logo"), max_length=200, blank=True, editable=False)
    about_ko = models.TextField(_("about it (Korean)"), max_length=1000, blank=True, validators=[validate_paragraphs])
    about_en = models.TextField(_("about it (English)"), max_length=1000, blank=True, validators=[validate_paragraphs])
    # What its pages are addressed by: nobody counts through them.
    key = models.UUIDField(_("key"), default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    is_listed = models.BooleanField(
        _("shown to members"), default=True, help_text=_("Among the organisations. Consultation agencies never are.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name_ko", "pk"]
        indexes = [models.Index(fields=["name_ko", "id"], name="organisation_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["business_number"], condition=~Q(business_number=""), name="organisation_business_number_once"
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "name")

    def get_absolute_url(self) -> str:
        return reverse("members:organisation-detail", args=[self.key])

    @property
    def logo_url(self) -> str:
        """Where members see its logo; empty where it has none. Another logo has another address."""
        return reverse("members:organisation-logo", args=[self.key, Path(self.logo.name or "").stem]) if self.logo else ""

    def clean(self) -> None:
        super().clean()
        self.business_number = normalise_business_number(self.business_number)
