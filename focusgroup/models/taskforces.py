from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.members.models import Body, Member, Membership, Organisation, Skill
from council.members.validators import validate_one_line, validate_paragraphs


class TaskForceQuerySet(models.QuerySet["TaskForce"]):
    def over(self, today: date) -> TaskForceQuerySet:
        """Task forces whose end has passed on `today`, and whose state does not say so yet."""
        return self.exclude(state=TaskForce.State.DISSOLVED).filter(ends_on__lt=today)

    def dissolved(self, today: date) -> TaskForceQuerySet:
        """Those that are over on `today`, by their state or by the clock."""
        return self.filter(Q(state=TaskForce.State.DISSOLVED) | Q(ends_on__lt=today))

    def with_people(self) -> TaskForceQuerySet:
        """With the body and the lead."""
        return self.select_related("body", "lead__user", "lead__organisation")

    def of(self, member: Member, today: date) -> TaskForceQuerySet:
        """Those that `member` leads, sits in on `today`, or sat in until they ended."""
        places = Membership.objects.in_force(today).filter(member=member).values("body")
        stayed = Membership.objects.filter(member=member, state__in=(*Membership.SEATED, Membership.State.EXPIRED))
        to_the_end = stayed.filter(body=OuterRef("pk"), ends_on=OuterRef("ends_on"), starts_on__lte=today)
        return self.filter(Q(lead=member) | Q(body__in=places) | Q(Exists(to_the_end)))


class TaskForce(models.Model):
    """A body with a mandate and an end. Its places are the body's; the composer proposes who takes them."""

    class State(models.TextChoices):
        FORMING = "forming", _("Forming")
        ACTIVE = "active", _("Active")
        DISSOLVED = "dissolved", _("Dissolved")

    body = models.OneToOneField(Body, models.PROTECT, primary_key=True, related_name="task_force", verbose_name=_("task force"))
    mandate_ko = models.TextField(_("mandate (Korean)"), max_length=4000, validators=[validate_paragraphs])
    mandate_en = models.TextField(_("mandate (English)"), max_length=4000, blank=True, validators=[validate_paragraphs])
    lead = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="led_task_forces", verbose_name=_("lead")
    )
    starts_on = models.DateField(_("begins"))
    ends_on = models.DateField(
        _("ends"), help_text=_("Its last day: it dissolves when the day is over, unless a decision extends it.")
    )
    size = models.PositiveSmallIntegerField(
        _("people at most"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("The lead is one of them."),
    )
    # Who has a tie to one of these cannot be in the team.
    organisations = models.ManyToManyField(
        Organisation,
        blank=True,
        related_name="+",
        verbose_name=_("organisations concerned"),
        help_text=_("Whoever belongs to one of them, or has declared a tie to it, cannot be in the team."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.FORMING)
    dissolved_at = models.DateTimeField(_("dissolved"), null=True, blank=True, editable=False)

    objects = TaskForceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("task force")
        verbose_name_plural = _("task forces")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="taskforce_ends_after_it_begins",
                violation_error_message=_("It must end after it begins."),
            ),
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=30), name="taskforce_size_1_to_30"),
            models.CheckConstraint(
                condition=Q(state="dissolved", dissolved_at__isnull=False) | (~Q(state="dissolved") & Q(dissolved_at=None)),
                name="taskforce_dissolved_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self.body, "name")

    def get_absolute_url(self) -> str:
        return reverse("focusgroup:taskforce-detail", args=[self.body.slug])

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("It must end after it begins.")})

    def standing(self, today: date) -> TaskForce.State:
        """The state on `today`: it is dissolved once its last day is over, whether the tick has said so already or not."""
        return self.State.DISSOLVED if self.ends_on < today else self.State(self.state)


class SkillNeed(models.Model):
    """A skill that a task force needs: how much it weighs, and the level from which on it is covered wholly."""

    task_force = models.ForeignKey(TaskForce, models.CASCADE, related_name="skill_needs", verbose_name=_("task force"))
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", verbose_name=_("skill"))
    weight = models.PositiveSmallIntegerField(
        _("weight"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("1 (helps) to 10 (decides)"),
    )
    minimum = models.PositiveSmallIntegerField(
        _("minimum level"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("1 (knows) to 5 (leads)"),
    )

    class Meta:
        verbose_name = _("skill needed")
        verbose_name_plural = _("skills needed")
        ordering = ["-weight", "skill__name_en", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task_force", "skill"],
                name="taskforce_skill_once",
                violation_error_message=_("This skill is on the list already."),
            ),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=10), name="taskforce_skill_weight_1_to_10"),
            models.CheckConstraint(condition=Q(minimum__gte=1, minimum__lte=5), name="taskforce_skill_minimum_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.skill} {self.minimum}"


class RoleNeed(models.Model):
    """A mandatory role: no team without so many people of this kind."""

    task_force = models.ForeignKey(TaskForce, models.CASCADE, related_name="role_needs", verbose_name=_("task force"))
    kind = models.CharField(
        _("kind of person"), max_length=20, choices=[one for one in Member.Kind.choices if one[0] != Member.Kind.EXTERNAL]
    )
    least = models.PositiveSmallIntegerField(_("at least"), default=1, validators=[MinValueValidator(1), MaxValueValidator(30)])

    class Meta:
        verbose_name = _("mandatory role")
        verbose_name_plural = _("mandatory roles")
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task_force", "kind"],
                name="taskforce_role_once",
                violation_error_message=_("This role is on the list already."),
            ),
            models.CheckConstraint(condition=Q(least__gte=1, least__lte=30), name="taskforce_role_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.least}"


class Unavailability(models.Model):
    """Somebody who cannot be in this task force's team: he said so, or has too much to do."""

    task_force = models.ForeignKey(TaskForce, models.CASCADE, related_name="unavailable", verbose_name=_("task force"))
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", verbose_name=_("member"))
    reason = models.CharField(_("reason"), max_length=200, validators=[validate_one_line])

    class Meta:
        verbose_name = _("unavailable person")
        verbose_name_plural = _("unavailable people")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task_force", "member"],
                name="taskforce_unavailable_once",
                violation_error_message=_("This person is on the list already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.member)


class TaskForceStep(models.Model):
    """What became of a task force: who, when, why. Never changed."""

    class Verb(models.TextChoices):
        FORMED = "formed", _("Formed")
        COMPOSED = "composed", _("Team proposed")
        ACCEPTED = "accepted", _("Team accepted")
        OVERRIDDEN = "overridden", _("Another team chosen")
        EXTENDED = "extended", _("Extended")
        DISSOLVED = "dissolved", _("Dissolved")

    task_force = models.ForeignKey(TaskForce, models.PROTECT, related_name="steps", verbose_name=_("task force"))
    verb = models.CharField(_("step"), max_length=10, choices=Verb)
    at = models.DateTimeField(_("when"))
    # None: the clock.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    reason = models.TextField(_("reason"), blank=True)
    # The last day that holds from then on.
    ends_on = models.DateField(_("ends"), null=True, blank=True)

    class Meta:
        verbose_name = _("step of a task force")
        verbose_name_plural = _("steps of a task force")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["task_force"], condition=Q(verb="dissolved"), name="taskforce_dissolved_once"),
            models.CheckConstraint(
                condition=~Q(verb__in=["overridden", "extended"]) | ~Q(reason=""), name="taskforce_step_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_force} · {self.get_verb_display()}"


class Composition(models.Model):
    """A team that the composer proposed, with everything that it was asked, and what the lead made of it. Written twice, never
    changed (a trigger of the database refuses it): proposed, then accepted or overridden. People stand in it by their keys."""

    task_force = models.ForeignKey(TaskForce, models.PROTECT, related_name="compositions", verbose_name=_("task force"))
    number = models.PositiveIntegerField(_("number"))
    # `composing.snapshot`: needs, roles, size, candidates with their levels, who was excluded and why.
    given: Any = models.JSONField(_("what it was asked"))
    proposed: Any = models.JSONField(_("proposed team"))
    # In 60th parts of the weights (`solver.coverage`).
    covered = models.PositiveIntegerField(_("coverage of the proposed team"))
    possible = models.PositiveIntegerField(_("full coverage"))
    made_at = models.DateTimeField(_("proposed"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    accepted: Any = models.JSONField(_("accepted team"), null=True, blank=True)
    accepted_covered = models.PositiveIntegerField(_("coverage of the accepted team"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who accepted it")
    )

    class Meta:
        verbose_name = _("composition of a team")
        verbose_name_plural = _("compositions of teams")
        ordering = ["task_force", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["task_force", "number"], name="composition_number_once"),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True, accepted_at=None, accepted_covered=None)
                | Q(accepted__isnull=False, accepted_at__isnull=False, accepted_covered__isnull=False),
                name="composition_accepted_with_its_time",
            ),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True) | Q(accepted=F("proposed")) | ~Q(reason=""),
                name="composition_overridden_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_force} · {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("focusgroup:composition-detail", args=[self.task_force.body.slug, self.number])

    @property
    def is_overridden(self) -> bool:
        """Whether the lead chose another team than was proposed."""
        return self.accepted is not None and self.accepted != self.proposed
