from __future__ import annotations

from datetime import date, datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
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
        """Places whose term holds on `today` (both ends included), whether the tick has moved their state already or not.

        It asks nothing of the person: `sitting` does."""
        return self.filter(
            Q(state__in=Membership.SEATED),
            Q(starts_on=None) | Q(starts_on__lte=today),
            Q(ends_on=None) | Q(ends_on__gte=today),
        )

    def sitting(self, now: datetime) -> MembershipQuerySet:
        """Places in force of people who have members' access at `now`: who really sits in a body."""
        from council.members.models.people import Member

        return self.in_force(timezone.localdate(now)).filter(member__in=Member.objects.with_access(now).values("pk"))

    def over(self, today: date) -> MembershipQuerySet:
        """Places whose term is over, and whose state does not say so yet."""
        return self.filter(state__in=Membership.SEATED, ends_on__lt=today)

    def to_begin(self, today: date) -> MembershipQuerySet:
        """Appointments whose term has begun, and whose state does not say so yet."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=today), state=Membership.State.APPOINTED)


class Term(Func):
    """The days of a term as PostgreSQL has them, both ends included; an open end has no bound."""

    function = "DATERANGE"
    output_field = DateRangeField()

    def __init__(self) -> None:
        super().__init__(F("starts_on"), F("ends_on"), RangeBoundary(inclusive_lower=True, inclusive_upper=True))


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
        APPOINTED = "appointed", _("Appointed, the term is to begin")
        ACTIVE = "active", _("Active")
        EXPIRED = "expired", _("Expired")
        RESIGNED = "resigned", _("Resigned")
        DISMISSED = "dismissed", _("Dismissed")

    LIVE = (State.NOMINATED, State.APPLIED, State.ACTIVE)
    # Given: effective on the days of the term.
    SEATED = (State.APPOINTED, State.ACTIVE)
    # What still has a future.
    OPEN = (*LIVE, State.APPOINTED)

    member = models.ForeignKey("members.Member", models.CASCADE, related_name="memberships", verbose_name=_("member"))
    body = models.ForeignKey(Body, models.CASCADE, related_name="memberships", verbose_name=_("body"))
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.ACTIVE)
    starts_on = models.DateField(_("term begins"), null=True, blank=True)
    ends_on = models.DateField(_("term ends"), null=True, blank=True)
    # The organisation's seat that this person takes; None for one who sits for himself.
    seat = models.ForeignKey(
        "members.Seat",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="holders",
        verbose_name=_("seat of an organisation"),
    )

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
            # A next term can be given ahead; on no day does a person hold two places in a body.
            ExclusionConstraint(
                name="membership_terms_do_not_overlap",
                expressions=[
                    ("member", RangeOperators.EQUAL),
                    ("body", RangeOperators.EQUAL),
                    (Term(), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["appointed", "active"]),
                violation_error_message=_("This person has a place in this body on some of these days already."),
            ),
            # One colleague takes a seat, and one is named for it.
            models.UniqueConstraint(
                fields=["seat"], condition=Q(seat__isnull=False, state="nominated"), name="membership_one_nominee_a_seat"
            ),
            ExclusionConstraint(
                name="membership_seat_held_by_one",
                expressions=[("seat", RangeOperators.EQUAL), (Term(), RangeOperators.OVERLAPS)],
                condition=Q(state__in=["appointed", "active"], seat__isnull=False),
                violation_error_message=_("Somebody else holds this seat on some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.body}"

    def clean(self) -> None:
        super().clean()
        # Before the database is asked about the days of a term that are none.
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The term must end after it begins.")})
        if self.state == self.State.APPOINTED and self.starts_on is None:
            raise ValidationError({"starts_on": _("Say on which day the term begins.")})

    def overlaps(self, other: Membership) -> bool:
        """Whether the terms of both have a day in common."""
        return (self.starts_on or date.min) <= (other.ends_on or date.max) and (other.starts_on or date.min) <= (
            self.ends_on or date.max
        )

    @property
    def is_open(self) -> bool:
        """Whether this place still has a future: held, given ahead, or waiting for a decision."""
        return self.state in self.OPEN
