from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council.members.models.people import LANGUAGES
from council.members.validators import validate_one_line, validate_paragraphs
from focusgroup.models.invitations.targets import InvitationTarget

# Data older than this is not dispatched (focusgroup.md, “Invitation pipeline”).
FRESH_MONTHS = 12


def oldest_fresh(today: date) -> date:
    """The day of the oldest data that is fresh on `today`: twelve months ago still is."""
    return today - relativedelta(months=FRESH_MONTHS)


def fresh_until(day: date) -> date:
    """The last day on which data of `day` is fresh."""
    last = day + relativedelta(months=FRESH_MONTHS)
    # 29 February and the like: the last day from which twelve months lead back to `day` or later.
    while oldest_fresh(last + timedelta(days=1)) <= day:
        last += timedelta(days=1)
    return last


def _approval(name: str) -> list[models.CheckConstraint]:
    return [
        models.CheckConstraint(condition=Q(approved_at=None) | Q(approved_as__gt=""), name=f"{name}_approved_by_somebody"),
    ]


class InvitationPlan(models.Model):
    """Why and how a target is to be invited. Its words stay once they are approved; other words are the next plan."""

    target = models.ForeignKey(InvitationTarget, models.CASCADE, related_name="plans", verbose_name=_("invitation target"))
    number = models.PositiveSmallIntegerField(_("version"), editable=False)
    text = models.TextField(_("plan"), max_length=20_000, validators=[validate_paragraphs])
    written_at = models.DateTimeField(_("written"), editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name=_("written by")
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name=_("approved by")
    )
    # The name outlives the log-in.
    approved_as = models.CharField(_("approved as"), max_length=200, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("invitation plan")
        verbose_name_plural = _("invitation plans")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["target", "number"], name="invitation_plan_once"),
            *_approval("invitation_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.target} · {self.number}"


class DataPack(models.Model):
    """The collected data about a target and its field, each item with source, date and licence."""

    target = models.OneToOneField(
        InvitationTarget, models.CASCADE, primary_key=True, related_name="data_pack", verbose_name=_("invitation target")
    )
    created_at = models.DateTimeField(_("created"), editable=False)

    class Meta:
        verbose_name = _("data pack")
        verbose_name_plural = _("data packs")

    def __str__(self) -> str:
        return str(self.target)


class DataItem(models.Model):
    """One thing in a data pack."""

    pack = models.ForeignKey(DataPack, models.CASCADE, related_name="items", verbose_name=_("data pack"))
    title = models.CharField(_("title"), max_length=200, validators=[validate_one_line])
    source = models.CharField(_("source of the data"), max_length=300, validators=[validate_one_line])
    dated_on = models.DateField(_("date of the data"))
    licence = models.CharField(
        _("licence"),
        max_length=200,
        validators=[validate_one_line],
        help_text=_("What we may do with it: KOGL type 1, by contract …"),
    )
    url = models.URLField(_("address on the web"), blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True, validators=[validate_paragraphs])

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("item of a data pack")
        verbose_name_plural = _("items of a data pack")
        ordering = ["dated_on", "pk"]

    def __str__(self) -> str:
        return f"{self.pack} · {self.dated_on}"

    def is_fresh(self, today: date) -> bool:
        """Whether it is at most twelve months old on `today`."""
        return self.dated_on >= oldest_fresh(today)

    def as_it_is(self) -> dict[str, str]:
        """What a dispatch keeps of it."""
        return {
            "title": self.title,
            "source": self.source,
            "dated_on": self.dated_on.isoformat(),
            "licence": self.licence,
            "url": self.url,
            "note": self.note,
        }

    @property
    def fresh_until(self) -> date:
        """The last day on which it is fresh."""
        return fresh_until(self.dated_on)


class InvitationProposal(models.Model):
    """One version of what is proposed to a target, in one language. Its words stay once they are approved."""

    target = models.ForeignKey(InvitationTarget, models.CASCADE, related_name="proposals", verbose_name=_("invitation target"))
    number = models.PositiveSmallIntegerField(_("version"), editable=False)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="en")
    title = models.CharField(_("title"), max_length=200, validators=[validate_one_line])
    text = models.TextField(_("proposal"), max_length=40_000, validators=[validate_paragraphs])
    written_at = models.DateTimeField(_("written"), editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name=_("written by")
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name=_("approved by")
    )
    approved_as = models.CharField(_("approved as"), max_length=200, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("invitation proposal")
        verbose_name_plural = _("invitation proposals")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["target", "number"], name="invitation_proposal_once"),
            *_approval("invitation_proposal"),
        ]

    def __str__(self) -> str:
        return f"{self.target} · {self.number}"
