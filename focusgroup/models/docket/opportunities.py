from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.members.validators import validate_one_line, validate_paragraphs


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    def waiting(self) -> OpportunityQuerySet:
        """What nobody has taken up, parked or dropped."""
        return self.filter(state=Opportunity.State.OPEN)


class Opportunity(models.Model):
    """Something that may become a proposal: discovery comes before it (design, “The docket”)."""

    class Kind(models.TextChoices):
        STATISTIC = "statistic", _("A statistic that moved")
        FUNDING = "funding", _("A funding call")
        REQUEST = "request", _("A company’s request")
        OBSTACLE = "obstacle", _("An obstacle told at an event")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        TAKEN_UP = "taken-up", _("Taken up by the group")
        PARKED = "parked", _("Parked")
        DROPPED = "dropped", _("Dropped")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title_ko = models.CharField(_("title (Korean)"), max_length=200, blank=True, validators=[validate_one_line])
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True, validators=[validate_one_line])
    text_ko = models.TextField(_("what was noticed (Korean)"), max_length=4000, blank=True, validators=[validate_paragraphs])
    text_en = models.TextField(_("what was noticed (English)"), max_length=4000, blank=True, validators=[validate_paragraphs])
    url = models.URLField(_("source on the web"), blank=True)
    closes_on = models.DateField(_("open until"), null=True, blank=True, help_text=_("The last day of a call, if it has one."))
    clusters = models.ManyToManyField(
        "focusgroup.Cluster", blank=True, related_name="opportunities", verbose_name=_("clusters")
    )
    organisation = models.ForeignKey(
        "members.Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation that asks"),
    )
    noticed_at = models.DateTimeField(_("noticed"), editable=False)
    noticed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    # What another programme calls it: handed on twice it is one.
    seed_key = models.CharField(_("key of its origin"), max_length=100, blank=True, editable=False)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    word = models.CharField(_("why"), max_length=500, blank=True, editable=False)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    proposal = models.ForeignKey(
        "focusgroup.Proposal",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="opportunities",
        verbose_name=_("proposal that came of it"),
        editable=False,
    )

    objects = OpportunityQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ["-noticed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["seed_key"], condition=~Q(seed_key=""), name="opportunity_seeded_once"),
            models.CheckConstraint(
                condition=~Q(title_ko="") | ~Q(title_en=""),
                name="opportunity_has_a_title",
                violation_error_message=_("Give it a title in Korean or in English."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None) | (~Q(state="open") & ~Q(word="") & Q(settled_at__isnull=False)),
                name="opportunity_settled_with_a_word",
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "title")

    def get_absolute_url(self) -> str:
        return reverse("focusgroup:opportunity-detail", args=[self.pk])
