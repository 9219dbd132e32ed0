from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council.members.models import Body
from forums.group import SLUG

# What stands in addresses beside the forums' own: a forum could not be reached there.
PATH_WORDS = frozenset({"ip-cases"})


class Forum(models.Model):
    """A technology forum: a body whose seats companies hold, and the rules by which it meets."""

    class Cadence(models.TextChoices):
        MONTHLY = "monthly", _("Monthly")
        QUARTERLY = "quarterly", _("Quarterly")
        HALF_YEARLY = "half-yearly", _("Twice a year")

    body = models.OneToOneField(
        Body,
        models.CASCADE,
        primary_key=True,
        related_name="forum",
        limit_choices_to={"programme": SLUG, "kind": Body.Kind.FORUM.value},
        verbose_name=_("body"),
    )
    # The institute that leads it.
    host = models.ForeignKey(
        "members.Organisation", models.PROTECT, null=True, blank=True, related_name="forums_hosted", verbose_name=_("host")
    )
    field_ko = models.CharField(_("field (Korean)"), max_length=200)
    field_en = models.CharField(_("field (English)"), max_length=200)
    cadence = models.CharField(_("cadence"), max_length=12, choices=Cadence, default=Cadence.QUARTERLY)
    # Of the enrolled seats, at least so many per cent must be there; exactly: present * 100 > enrolled * quorum_percent,
    # “a majority” being 50 (재적 과반수).
    quorum_percent = models.PositiveSmallIntegerField(
        _("quorum, per cent"),
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text=_("More than this part of the enrolled seats must be present; 50 is a majority."),
    )
    seats_per_company = models.PositiveSmallIntegerField(
        _("seats per company"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    industries = models.ManyToManyField(
        "members.Industry", blank=True, related_name="+", verbose_name=_("industries"), help_text=_("Empty: any.")
    )

    history = HistoricalRecords(m2m_fields=[industries])

    class Meta:
        verbose_name = _("technology forum")
        verbose_name_plural = _("technology forums")
        ordering = ["body__name_ko"]
        constraints = [
            models.CheckConstraint(condition=Q(quorum_percent__range=(1, 99)), name="forum_quorum_is_a_part"),
            models.CheckConstraint(condition=Q(seats_per_company__range=(1, 20)), name="forum_seats_per_company_within_reason"),
        ]

    def __str__(self) -> str:
        return str(self.body)

    def get_absolute_url(self) -> str:
        return reverse("forums:forum-detail", args=[self.body.slug])

    def clean(self) -> None:
        """Raise `ValidationError` for a body that is no technology forum, or one whose address is taken by a page."""
        super().clean()
        if self.body_id is None:
            return
        if self.body.programme != SLUG or self.body.kind != Body.Kind.FORUM:
            raise ValidationError({"body": _("This body is no technology forum.")})
        if self.body.slug in PATH_WORDS:
            raise ValidationError({"body": _("A page of the portal has this address: give the body another one.")})
