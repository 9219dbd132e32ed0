from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council.members.validators import validate_one_line
from focusgroup.models.invitations.targets import InvitationTarget

# Korean won: no sum of an investment is larger.
MOST_KRW = 10**16


class InvestmentFacts(models.Model):
    """What the rules of investment ask of a target (korea.md, “Investment”); what is not known is empty."""

    target = models.OneToOneField(
        InvitationTarget, models.CASCADE, primary_key=True, related_name="facts", verbose_name=_("invitation target")
    )
    investment_krw = models.PositiveBigIntegerField(
        _("foreign investment (KRW)"), null=True, blank=True, validators=[MaxValueValidator(MOST_KRW)]
    )
    voting_percent = models.DecimalField(
        _("foreign share of the voting stock (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    researchers = models.PositiveIntegerField(_("full-time researchers"), null=True, blank=True)
    hq_in_province = models.BooleanField(_("headquarters in Gyeongbuk"), null=True, blank=True)
    average_sales_krw = models.PositiveBigIntegerField(
        _("average sales of three years (KRW)"), null=True, blank=True, validators=[MaxValueValidator(MOST_KRW)]
    )
    regular_staff = models.PositiveIntegerField(_("regular staff"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("investment facts")
        verbose_name_plural = _("investment facts")
        constraints = [
            models.CheckConstraint(
                condition=Q(voting_percent=None) | Q(voting_percent__gte=0, voting_percent__lte=100),
                name="invitation_voting_percent_0_to_100",
            )
        ]

    def __str__(self) -> str:
        return str(self.target)


class InvitationResult(models.Model):
    """What an invitation is to bring, and, apart from it, what it has brought."""

    class Kind(models.TextChoices):
        PROJECTED = "projected", _("Projected")
        ACTUAL = "actual", _("Actual")

    target = models.ForeignKey(InvitationTarget, models.CASCADE, related_name="results", verbose_name=_("invitation target"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    as_of = models.DateField(_("as of"))
    capital_krw = models.PositiveBigIntegerField(
        _("capital (KRW)"), null=True, blank=True, validators=[MaxValueValidator(MOST_KRW)]
    )
    jobs = models.PositiveIntegerField(_("jobs"), null=True, blank=True)
    rd_staff = models.PositiveIntegerField(_("research staff"), null=True, blank=True)
    local_suppliers = models.PositiveIntegerField(_("local suppliers"), null=True, blank=True)
    source = models.CharField(_("source of the data"), max_length=300, blank=True, validators=[validate_one_line])

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("result of an invitation")
        verbose_name_plural = _("results of an invitation")
        ordering = ["-kind"]
        constraints = [models.UniqueConstraint(fields=["target", "kind"], name="invitation_result_once_a_kind")]

    def __str__(self) -> str:
        return f"{self.target} · {self.get_kind_display()}"
