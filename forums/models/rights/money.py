from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from council.members.models import Organisation
from council.members.validators import validate_one_line, validate_paragraphs
from forums.models.rights.cases import IPCase


class CostQuerySet(models.QuerySet["Cost"]):
    def standing(self) -> CostQuerySet:
        """Costs that count: not struck out."""
        return self.filter(struck_at=None)


class Cost(models.Model):
    """What a case cost on a day, and which of its owners paid. Its parts are kept as they were split then: a later change of
    shares leaves them alone."""

    case = models.ForeignKey(IPCase, models.CASCADE, related_name="costs", verbose_name=_("joint IP case"))
    what = models.CharField(_("what for"), max_length=200, validators=[validate_one_line])
    amount_krw = models.PositiveBigIntegerField(_("amount in won"), validators=[MinValueValidator(1)])
    paid_by = models.ForeignKey(Organisation, models.PROTECT, related_name="ip_costs_paid", verbose_name=_("paid by"))
    on = models.DateField(_("date"))
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by")
    )
    struck_at = models.DateTimeField(_("struck out"), null=True, blank=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("struck out by")
    )
    struck_reason = models.TextField(_("why it was struck out"), max_length=1000, blank=True, validators=[validate_paragraphs])

    objects = CostQuerySet.as_manager()

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_krw__range=(1, 10**12)), name="ip_cost_within_reason"),
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_reason="") | (Q(struck_at__isnull=False) & ~Q(struck_reason="")),
                name="ip_cost_struck_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.on}"


class CostShare(models.Model):
    """The part of a cost that one owner bears. A deferred trigger of the database holds the parts to the cost, to the won."""

    cost = models.ForeignKey(Cost, models.CASCADE, related_name="parts", verbose_name=_("cost"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="ip_cost_parts", verbose_name=_("company"))
    amount_krw = models.PositiveBigIntegerField(_("amount in won"))

    class Meta:
        verbose_name = _("part of a cost")
        verbose_name_plural = _("parts of costs")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["cost", "organisation"], name="ip_cost_part_once")]

    def __str__(self) -> str:
        return f"{self.cost} · {self.amount_krw}"
