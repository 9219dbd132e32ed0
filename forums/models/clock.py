from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from council.events.models.feeds import new_token
from council.members.models import Member
from council.members.validators import validate_paragraphs

# Of the answers to the question of novelty: it shows something that nobody has filed.
UNFILED_ANSWERS = ("yes", "shown")


class DeadlineState(models.TextChoices):
    """Where a deadline stands on a day. Late: it can be kept with a surcharge; restorable: a right that was lost can be
    restored; over: a day that is only told, or a chance that nobody had to take, has passed."""

    OPEN = "open", _("open")
    LATE = "late", _("late, with a surcharge")
    RESTORABLE = "restorable", _("lost, can be restored")
    MISSED = "missed", _("period missed")
    OVER = "over", _("over")
    MET = "met", _("met")
    NOT_NEEDED = "not-needed", _("not needed")


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def pending(self) -> DeadlineQuerySet:
        """Neither met nor made needless."""
        return self.filter(outcome="")

    def owed(self) -> DeadlineQuerySet:
        """Pending ones at which a company must act or lose something."""
        return self.pending().filter(is_ours=True, is_optional=False)

    def overdue(self, day: date) -> DeadlineQuerySet:
        """Owed, and the day before which one had to act has passed on `day`."""
        return self.owed().filter(due_on__lt=day)


class Deadline(models.Model):
    """A date of a case that a rule of the statutory clock counted from an event. Which version of the rule counted it stays
    with it; a change of law leaves it alone. Nobody but the clock changes it (`services/clock/`): people correct, settle,
    acknowledge, and that is kept beside it."""

    class Outcome(models.TextChoices):
        MET = "met", _("met")
        NOT_NEEDED = "not-needed", _("not needed")

    key = models.UUIDField(_("key"), default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    case = models.ForeignKey("forums.IPCase", models.CASCADE, related_name="deadlines", verbose_name=_("joint IP case"))
    event = models.ForeignKey("forums.CaseEvent", models.CASCADE, related_name="deadlines", verbose_name=_("what happened"))
    rule = models.CharField(_("rule"), max_length=30)
    rule_version = models.CharField(_("version of the rule"), max_length=30)
    # The year of the right that an annuity is for; 0 for everything else.
    serial = models.PositiveSmallIntegerField(_("year of the right"), default=0)
    counted_from = models.DateField(_("counted from"))
    extension = models.PositiveSmallIntegerField(_("extended by"), default=0)
    raw_end = models.DateField(_("end as counted"))
    calculated_on = models.DateField(_("calculated date"))
    # The date that holds: the calculated one, or what somebody corrected it to.
    due_on = models.DateField(_("due date"))
    late_until = models.DateField(_("with a surcharge until"), null=True, blank=True)
    restorable_until = models.DateField(_("restoration until"), null=True, blank=True)
    is_ours = models.BooleanField(_("somebody must act"), default=True)
    is_optional = models.BooleanField(_("a chance, no duty"), default=False)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    outcome_on = models.DateField(_("outcome on"), null=True, blank=True)
    # What brought the outcome about: an event, or somebody who says so.
    outcome_event = models.ForeignKey(
        "forums.CaseEvent", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("because of")
    )
    is_settled = models.BooleanField(_("settled by somebody"), default=False)
    # The days off that the end rolled over, as [[day, Korean, English], …]: what was known when it was counted.
    passed = models.JSONField(_("days off in between"), default=list, blank=True)
    computed_at = models.DateTimeField(_("calculated at"))
    changed_at = models.DateTimeField(_("changed at"))
    # Of its entry in calendars (RFC 5545).
    sequence = models.PositiveIntegerField(_("sequence"), default=0)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline of a joint IP case")
        verbose_name_plural = _("deadlines of joint IP cases")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on"], name="ip_deadline_pending", condition=Q(outcome="")),
            models.Index(fields=["late_until"], name="ip_deadline_late", condition=Q(outcome="", late_until__isnull=False)),
            models.Index(
                fields=["restorable_until"],
                name="ip_deadline_restorable",
                condition=Q(outcome="", restorable_until__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "rule", "serial"], name="ip_deadline_counted_once"),
            models.CheckConstraint(condition=Q(calculated_on__gte=F("raw_end")), name="ip_deadline_rolls_forward"),
            models.CheckConstraint(
                condition=Q(restorable_until=None) | Q(restorable_until__gte=F("late_until")),
                name="ip_deadline_stages_in_order",
            ),
            models.CheckConstraint(condition=Q(outcome__in=["", "met", "not-needed"]), name="ip_deadline_outcome_is_known"),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_event=None, outcome_on=None, is_settled=False) | ~Q(outcome=""),
                name="ip_deadline_pending_has_no_outcome",
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(case)s, deadline %(number)s") % {"case": self.case, "number": self.pk}

    def state_on(self, day: date) -> DeadlineState:
        """Where it stands on `day`, which still counts."""
        if self.outcome:
            return DeadlineState(self.outcome)
        if day <= self.due_on:
            return DeadlineState.OPEN
        if not self.is_ours or self.is_optional:
            return DeadlineState.OVER
        if self.late_until is not None and day <= self.late_until:
            return DeadlineState.LATE
        if self.restorable_until is not None and day <= self.restorable_until:
            return DeadlineState.RESTORABLE
        return DeadlineState.MISSED


class DeadlineMove(models.Model):
    """What became of a deadline: who, when, why, and which date held before and after. Never changed."""

    class Kind(models.TextChoices):
        COUNTED = "counted", _("Calculated")
        RECOUNTED = "recounted", _("Calculated anew")
        MET = "met", _("Met")
        NOT_NEEDED = "not-needed", _("Not needed")
        REOPENED = "reopened", _("Opened again")
        CORRECTED = "corrected", _("Corrected by hand")
        CORRECTION_ENDED = "correction-ended", _("Correction taken back")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="moves", verbose_name=_("deadline"))
    kind = models.CharField(_("what"), max_length=16, choices=Kind)
    before_on = models.DateField(_("due before"), null=True, blank=True)
    after_on = models.DateField(_("due after"))
    at = models.DateTimeField(_("when"))
    # Nobody: the clock itself.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    reason = models.TextField(_("why"), max_length=1000, blank=True, validators=[validate_paragraphs])

    class Meta:
        verbose_name = _("move of a deadline")
        verbose_name_plural = _("moves of deadlines")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.deadline} · {self.get_kind_display()}"


class DeadlineCorrection(models.Model):
    """A date that the attorney or the IP desk set by hand, with the reason. The latest that is not taken back holds; counting
    anew never touches it."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="corrections", verbose_name=_("deadline"))
    due_on = models.DateField(_("due date"))
    reason = models.TextField(_("why"), max_length=1000, validators=[validate_paragraphs])
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    ended_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("taken back by")
    )

    class Meta:
        verbose_name = _("correction of a deadline")
        verbose_name_plural = _("corrections of deadlines")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["deadline"], condition=Q(ended_at=None), name="ip_deadline_one_correction_holds"),
            models.CheckConstraint(condition=~Q(reason=""), name="ip_deadline_correction_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.deadline} · {self.due_on}"


class DeadlineAcknowledgement(models.Model):
    """Somebody knows that a deadline is overdue and takes it on: the daily reminders of that date end for everybody."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="acknowledgements", verbose_name=_("deadline"))
    due_on = models.DateField(_("due date"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("acknowledgement of an overdue deadline")
        verbose_name_plural = _("acknowledgements of overdue deadlines")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["deadline", "due_on"], name="ip_deadline_acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.deadline} · {self.due_on}"


class DeadlineFeed(models.Model):
    """The secret address of somebody's calendar of deadlines. Whoever has it reads the calendar, so it can be renewed and taken
    away; what stands in it is what its owner may see when it is asked."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="deadline_feed", verbose_name=_("member"))
    token = models.CharField(_("secret"), max_length=64, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField(_("made"))
    read_at = models.DateTimeField(_("last read"), null=True, blank=True)

    class Meta:
        verbose_name = _("address of a calendar of deadlines")
        verbose_name_plural = _("addresses of calendars of deadlines")

    def __str__(self) -> str:
        return str(self.member)


class NoveltyDeclarationQuerySet(models.QuerySet["NoveltyDeclaration"]):
    def waiting(self) -> NoveltyDeclarationQuerySet:
        """Unfiled inventions of which nobody knows a case: the IP desk's to look at."""
        return self.filter(case=None, settled_at=None, answer__in=UNFILED_ANSWERS)


class NoveltyDeclaration(models.Model):
    """What somebody declared of what was to be published: whether it shows an invention that nobody has filed yet. Of whatever
    the registry was asked about, by kind and key."""

    class Answer(models.TextChoices):
        NO = "no", _("No unfiled invention")
        YES = "yes", _("An unfiled invention")
        SHOWN = "shown", _("An unfiled invention that has been shown in public already")

    kind = models.SlugField(_("kind of what was published"), max_length=40)
    subject = models.CharField(_("its key"), max_length=64)
    # What it was called then, and where it stands; empty where the form did not say.
    label = models.CharField(_("what was published"), max_length=300, blank=True)
    url = models.CharField(_("its address"), max_length=300, blank=True)
    answer = models.CharField(_("answer"), max_length=5, choices=Answer)
    shown_on = models.DateField(_("shown in public on"), null=True, blank=True)
    case = models.ForeignKey(
        "forums.IPCase",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="novelty_declarations",
        verbose_name=_("joint IP case"),
    )
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    # What the IP desk made of one that names no case.
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )
    word = models.TextField(_("what came of it"), max_length=1000, blank=True, validators=[validate_paragraphs])

    objects = NoveltyDeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration of novelty")
        verbose_name_plural = _("declarations of novelty")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["kind", "subject"], name="novelty_declaration_subject"),
            models.Index(
                fields=["at"],
                name="novelty_declaration_waits",
                condition=Q(case=None, settled_at=None, answer__in=["yes", "shown"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, word="") | Q(settled_at__isnull=False), name="novelty_word_is_of_what_is_settled"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}: {self.get_answer_display()}"
