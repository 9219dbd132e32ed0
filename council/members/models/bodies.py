from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.members.validators import validate_one_line


class Body(models.Model):
    """One thing that people belong to: the Focus Group, a forum, a task force, a symposium's committee."""

    class Kind(models.TextChoices):
        GROUP = "group", _("Group")
        FORUM = "forum", _("Forum")
        TASK_FORCE = "task-force", _("Task force")
        COMMITTEE = "committee", _("Committee")

    # A slug of the registry (`council.programmes`); forms offer its choices.
    programme = models.SlugField(_("programme"), max_length=30)
    slug = models.SlugField(_("address"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name_ko = models.CharField(_("name (Korean)"), max_length=200, validators=[validate_one_line])
    name_en = models.CharField(_("name (English)"), max_length=200, validators=[validate_one_line])
    description_ko = models.TextField(_("description (Korean)"), blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["programme", "name_ko"]

    def __str__(self) -> str:
        return bilingual.text(self, "name")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, today: date) -> MembershipQuerySet:
        """Active memberships whose term holds on `today` (both ends included)."""
        return self.filter(
            Q(state=Membership.State.ACTIVE),
            Q(starts_on=None) | Q(starts_on__lte=today),
            Q(ends_on=None) | Q(ends_on__gte=today),
        )


class Membership(models.Model):
    """A person's place in a body, with role and term. History is kept: an ended one stays, a new term is a new row."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("Chair")
        VICE_CHAIR = "vice-chair", _("Vice-chair")
        SECRETARY = "secretary", _("Secretary")
        MEMBER = "member", _("Member")
        OBSERVER = "observer", _("Observer")
        DELEGATE = "delegate", _("Delegate")

    class State(models.TextChoices):
        NOMINATED = "nominated", _("Nominated")
        APPLIED = "applied", _("Applied")
        ACTIVE = "active", _("Active")
        EXPIRED = "expired", _("Expired")
        RESIGNED = "resigned", _("Resigned")
        DISMISSED = "dismissed", _("Dismissed")

    LIVE = (State.NOMINATED, State.APPLIED, State.ACTIVE)

    member = models.ForeignKey("members.Member", models.CASCADE, related_name="memberships", verbose_name=_("member"))
    body = models.ForeignKey(Body, models.CASCADE, related_name="memberships", verbose_name=_("body"))
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.ACTIVE)
    starts_on = models.DateField(_("term begins"), null=True, blank=True)
    ends_on = models.DateField(_("term ends"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["body", "role", "member"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "body"],
                condition=Q(state__in=["nominated", "applied", "active"]),
                name="membership_one_live_a_body",
                violation_error_message=_("This person already has a place in this body."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_begins",
                violation_error_message=_("The term must end after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.body}"
