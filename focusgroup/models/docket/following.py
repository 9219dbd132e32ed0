from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.members.models import Member
from council.members.validators import validate_one_line, validate_paragraphs
from focusgroup.models.docket.deciding import Decision
from focusgroup.models.docket.proposals import Proposal


class AuthorityReply(models.Model):
    """What the authority answered to a proposal that was forwarded to it."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        PARTLY = "partly", _("Partly accepted")
        REJECTED = "rejected", _("Rejected")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="replies", verbose_name=_("proposal"))
    outcome = models.CharField(_("reply"), max_length=10, choices=Outcome)
    text_ko = models.TextField(_("text of the reply (Korean)"), max_length=8000, blank=True, validators=[validate_paragraphs])
    text_en = models.TextField(_("text of the reply (English)"), max_length=8000, blank=True, validators=[validate_paragraphs])
    replied_on = models.DateField(_("replied on"))
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("reply of an authority")
        verbose_name_plural = _("replies of authorities")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text_ko="") | ~Q(text_en=""), name="reply_has_its_text"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} · {self.get_outcome_display()}"


class ActionQuerySet(models.QuerySet["Action"]):
    def pending(self) -> ActionQuerySet:
        """What is still to be done."""
        return self.filter(done_at=None)


class Action(models.Model):
    """What somebody does about a proposal by a day."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="actions", verbose_name=_("proposal"))
    title_ko = models.CharField(_("what (Korean)"), max_length=300, blank=True, validators=[validate_one_line])
    title_en = models.CharField(_("what (English)"), max_length=300, blank=True, validators=[validate_one_line])
    owner = models.ForeignKey(Member, models.PROTECT, related_name="proposal_actions", verbose_name=_("owner"))
    due_on = models.DateField(_("due on"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)
    note = models.CharField(_("what came of it"), max_length=500, blank=True, validators=[validate_one_line])

    objects = ActionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("follow-up action")
        verbose_name_plural = _("actions")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_ko="") | ~Q(title_en=""),
                name="action_has_a_title",
                violation_error_message=_("Say in Korean or in English what is to be done."),
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "title")

    def is_late(self, today: date) -> bool:
        """Whether its day is over and it is not done."""
        return self.done_at is None and self.due_on < today


class Project(models.Model):
    """What an adopted proposal became: always to be traced to the proposal and its decision."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        APPLIED = "applied", _("Funding applied for")
        RUNNING = "running", _("Running")
        COMPLETED = "completed", _("Project completed")
        STOPPED = "stopped", _("Stopped")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="projects", verbose_name=_("proposal"))
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="projects", verbose_name=_("decision"))
    name_ko = models.CharField(_("name (Korean)"), max_length=200, blank=True, validators=[validate_one_line])
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True, validators=[validate_one_line])
    funding_ko = models.CharField(_("funding programme (Korean)"), max_length=200, blank=True, validators=[validate_one_line])
    funding_en = models.CharField(_("funding programme (English)"), max_length=200, blank=True, validators=[validate_one_line])
    lead = models.ForeignKey(
        "members.Organisation", models.PROTECT, related_name="focus_projects", verbose_name=_("lead organisation")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    funds_krw = models.PositiveBigIntegerField(_("funds in won"), null=True, blank=True)
    outcome_ko = models.TextField(_("outcome (Korean)"), max_length=4000, blank=True, validators=[validate_paragraphs])
    outcome_en = models.TextField(_("outcome (English)"), max_length=4000, blank=True, validators=[validate_paragraphs])

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_ko="") | ~Q(name_en=""),
                name="project_has_a_name",
                violation_error_message=_("Give it a name in Korean or in English."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_it_starts",
                violation_error_message=_("It must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "name")
