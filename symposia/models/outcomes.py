"""What a symposium leaves behind: what CEOs told, what stood in the way, what was agreed to be done, what came of contacts."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from council import bilingual
from council.events.models import AgendaItem
from council.members.models import Member
from council.members.validators import validate_one_line, validate_paragraphs
from symposia.models.matching import Meeting
from symposia.models.offers import InterestExpression
from symposia.models.symposium import Symposium
from symposia.models.words import Outcome

LONGEST_TITLE, LONGEST_TEXT = 200, 4000


class Difficulty(models.TextChoices):
    """What a company struggles with: told by a CEO, or met in a session."""

    FUNDING = "funding", _("Funding")
    PEOPLE = "people", pgettext_lazy("difficulty", "People")
    MARKET = "market", _("Market")
    CERTIFICATION = "certification", _("Certification")
    SCALE_UP = "scale-up", _("Scale-up")
    SUPPLY = "supply", _("Supply")
    IP = "ip", _("Property rights")


class CEOTalk(models.Model):
    """A CEO who tells of running a company; questions are sent in before it and while it goes on."""

    class Stage(models.TextChoices):
        SEED = "seed", _("Founded lately")
        GROWTH = "growth", _("Growing")
        SCALE_UP = "scale-up", _("Scaling up")
        MATURE = "mature", _("Established")
        TURNAROUND = "turnaround", _("Changing course")

    class Attribution(models.TextChoices):
        NAMED = "named", _("With name and company")
        ANONYMOUS = "anonymous", _("Without name and company")
        ROOM = "room", _("Only for those who were there")

    # In addresses.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    symposium = models.ForeignKey(Symposium, models.PROTECT, related_name="ceo_talks", verbose_name=_("symposium"))
    # The talk as the programme has it; it may be moved, or taken off.
    agenda_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="ceo_talks", verbose_name=_("agenda item")
    )
    speaker = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="ceo_talks", verbose_name=_("speaker")
    )
    # The talk of the plan that it is, where that was handed in to the call: it came from there, and stands where that stands.
    plan_talk = models.OneToOneField(
        "symposia.Talk",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="ceo_talk",
        editable=False,
        verbose_name=_("talk of the plan"),
    )
    # As it was called then; without it the speaker's own organisation is shown.
    company_ko = models.CharField(_("company (Korean)"), max_length=200, blank=True, validators=[validate_one_line])
    company_en = models.CharField(_("company (English)"), max_length=200, blank=True, validators=[validate_one_line])
    title_ko = models.CharField(_("title (Korean)"), max_length=LONGEST_TITLE, blank=True, validators=[validate_one_line])
    title_en = models.CharField(_("title (English)"), max_length=LONGEST_TITLE, blank=True, validators=[validate_one_line])
    # Nobody has said it yet of one that came from the call; whoever writes something down says it.
    stage = models.CharField(_("stage of the company"), max_length=12, choices=Stage, blank=True)
    difficulties = ArrayField(
        models.CharField(max_length=15, choices=Difficulty), verbose_name=_("difficulties told of"), default=list, blank=True
    )
    told_ko = models.TextField(
        _("what was told (Korean)"), max_length=LONGEST_TEXT, blank=True, validators=[validate_paragraphs]
    )
    told_en = models.TextField(
        _("what was told (English)"), max_length=LONGEST_TEXT, blank=True, validators=[validate_paragraphs]
    )
    attribution = models.CharField(
        _("who may say it was told by whom"), max_length=10, choices=Attribution, default=Attribution.ROOM
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("CEO talk")
        verbose_name_plural = _("CEO talks")
        ordering = ["symposium", "agenda_item__starts_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(title_ko="") | ~Q(title_en=""), name="ceo_talk_has_a_title")]

    def __str__(self) -> str:
        return bilingual.text(self, "title")

    def get_absolute_url(self) -> str:
        return reverse("symposia:talk-detail", args=[self.symposium.slug, self.key])

    @property
    def is_untouched(self) -> bool:
        """Whether nobody wrote anything down or asked anything since it came from the programme."""
        return not (self.stage or self.told_ko or self.told_en or self.questions.exists())

    @property
    def difficulty_names(self) -> list[str]:
        return [str(Difficulty(one).label) for one in self.difficulties]


class TalkQuestion(models.Model):
    """A question to a CEO: sent in beforehand, or live."""

    class State(models.TextChoices):
        OPEN = "open", _("Not answered yet")
        ANSWERED = "answered", _("Question answered")
        PASSED = "passed", _("Passed over")

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    talk = models.ForeignKey(CEOTalk, models.CASCADE, related_name="questions", verbose_name=_("CEO talk"))
    member = models.ForeignKey(Member, models.CASCADE, related_name="talk_questions", verbose_name=_("asked by"))
    text = models.TextField(_("question"), max_length=1000, validators=[validate_paragraphs])
    asked_at = models.DateTimeField(_("asked"))
    is_live = models.BooleanField(_("asked while the talk went on"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )

    class Meta:
        verbose_name = _("question to a CEO")
        verbose_name_plural = _("questions to CEOs")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None) | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="talk_question_settled_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Obstacle(models.Model):
    """What stands between a technology and its market, as a session found out, and what became of it."""

    class Stage(models.TextChoices):
        LABORATORY = "laboratory", _("In the laboratory")
        PROTOTYPE = "prototype", _("Prototype")
        PILOT = "pilot", _("Pilot production")
        SERIES = "series", _("Series production")
        MARKET = "market", _("In the market")

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    symposium = models.ForeignKey(Symposium, models.PROTECT, related_name="obstacles", verbose_name=_("symposium"))
    agenda_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="obstacles", verbose_name=_("session")
    )
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    kind = models.CharField(_("kind"), max_length=15, choices=Difficulty)
    text_ko = models.TextField(
        _("what stands in the way (Korean)"), max_length=LONGEST_TEXT, blank=True, validators=[validate_paragraphs]
    )
    text_en = models.TextField(
        _("what stands in the way (English)"), max_length=LONGEST_TEXT, blank=True, validators=[validate_paragraphs]
    )
    raised_by = models.CharField(_("raised by"), max_length=200, blank=True, validators=[validate_one_line])
    resolution = models.TextField(_("what became of it"), max_length=LONGEST_TEXT, blank=True, validators=[validate_paragraphs])
    recorded_at = models.DateTimeField(_("recorded"), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False, verbose_name=_("by")
    )
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True, editable=False)
    # Where it stands in another programme that took it up.
    seeded_at = models.DateTimeField(_("handed on"), null=True, blank=True, editable=False)
    seeded_url = models.CharField(_("where it went"), max_length=300, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("obstacle")
        verbose_name_plural = _("obstacles")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text_ko="") | ~Q(text_en=""), name="obstacle_says_what"),
            models.CheckConstraint(condition=Q(resolved_at=None) | ~Q(resolution=""), name="obstacle_resolved_says_how"),
            models.CheckConstraint(
                condition=Q(seeded_at=None, seeded_url="") | (Q(seeded_at__isnull=False) & ~Q(seeded_url="")),
                name="obstacle_handed_on_says_where",
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "text")[:80]


class SessionClosing(models.Model):
    """That a technology session was closed: with the obstacles that it recorded, or with “none raised”."""

    symposium = models.ForeignKey(Symposium, models.PROTECT, related_name="session_closings", verbose_name=_("symposium"))
    agenda_item = models.OneToOneField(AgendaItem, models.CASCADE, related_name="symposium_closing", verbose_name=_("session"))
    obstacles = models.PositiveSmallIntegerField(_("obstacles"), default=0)
    none_raised = models.BooleanField(_("none raised"), default=False)
    closed_at = models.DateTimeField(_("closed"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("closing of a session")
        verbose_name_plural = _("closings of sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(none_raised=True, obstacles=0) | Q(none_raised=False, obstacles__gte=1),
                name="session_closed_with_an_obstacle_or_none_raised",
            )
        ]

    def __str__(self) -> str:
        return str(self.agenda_item)


class NetworkActionQuerySet(models.QuerySet["NetworkAction"]):
    def pending(self) -> NetworkActionQuerySet:
        """Those that are still to be done."""
        return self.filter(state=NetworkAction.State.OPEN)


class NetworkAction(models.Model):
    """Something that a network discussion agreed on: somebody does it by a day, and it is reported at the next symposium."""

    class State(models.TextChoices):
        OPEN = "open", _("To be done")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    symposium = models.ForeignKey(Symposium, models.PROTECT, related_name="network_actions", verbose_name=_("symposium"))
    # In which it was agreed, where somebody said it.
    agenda_item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="network_actions",
        verbose_name=_("network discussion"),
    )
    title_ko = models.CharField(_("what (Korean)"), max_length=LONGEST_TITLE, blank=True, validators=[validate_one_line])
    title_en = models.CharField(_("what (English)"), max_length=LONGEST_TITLE, blank=True, validators=[validate_one_line])
    owner = models.ForeignKey(Member, models.PROTECT, related_name="network_actions", verbose_name=_("who does it"))
    due_on = models.DateField(_("due day"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    agreed_at = models.DateTimeField(_("agreed"), editable=False)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False, verbose_name=_("by")
    )
    report = models.TextField(_("what came of it"), max_length=LONGEST_TEXT, blank=True, editable=False)

    objects = NetworkActionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("network action")
        verbose_name_plural = _("network actions")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title_ko="") | ~Q(title_en=""), name="network_action_says_what"),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None) | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="network_action_settled_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "title")


class FollowUp(models.Model):
    """What came of a contact, as one side of it tells some time afterwards; or that this side told nothing. The contact is an
    interest that was accepted, or a 1:1 meeting whose time is over; two people who had both are asked once."""

    Outcome = Outcome

    DAYS = (30, 90, 180, 365)
    # Each side has so long to answer; then it counts as a non-reply, and may still answer.
    PATIENCE = timedelta(days=14)

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    symposium = models.ForeignKey(Symposium, models.PROTECT, related_name="follow_ups", verbose_name=_("symposium"))
    interest = models.ForeignKey(
        InterestExpression,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("expression of interest"),
    )
    meeting = models.ForeignKey(
        Meeting, models.CASCADE, null=True, blank=True, related_name="follow_ups", verbose_name=_("1:1 meeting")
    )
    member = models.ForeignKey(Member, models.PROTECT, related_name="follow_ups", verbose_name=_("who is asked"))
    other = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("the other side"))
    days = models.PositiveSmallIntegerField(_("days afterwards"), choices=[(days, str(days)) for days in DAYS])
    asked_on = models.DateField(_("asked on"))
    answer_by = models.DateField(_("answer expected by"))
    outcome = models.CharField(_("what came of it"), max_length=12, choices=Outcome, blank=True)
    amount = models.PositiveBigIntegerField(_("amount (won)"), null=True, blank=True, validators=[MinValueValidator(1)])
    text = models.TextField(_("in your words"), max_length=2000, blank=True, validators=[validate_paragraphs])
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["asked_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["interest", "member", "days"], name="follow_up_once_a_side_and_day"),
            models.UniqueConstraint(fields=["meeting", "member", "days"], name="follow_up_once_a_side_of_a_meeting"),
            models.CheckConstraint(
                condition=Q(interest__isnull=False, meeting=None) | Q(interest=None, meeting__isnull=False),
                name="follow_up_of_an_interest_or_a_meeting",
            ),
            models.CheckConstraint(condition=Q(days__in=[30, 90, 180, 365]), name="follow_up_at_its_days"),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None) | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="follow_up_answered_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["symposium", "days"], name="follow_up_of_symposium")]

    def __str__(self) -> str:
        return f"{self.member} · {self.days}"

    @property
    def contact_name(self) -> Any:
        """What kind of contact it asks about."""
        return _("1:1 meeting") if self.meeting_id is not None else _("Expression of interest")

    def is_asked(self, today: date) -> bool:
        """Whether its day has come."""
        return self.asked_on <= today

    def is_missing(self, today: date) -> bool:
        """Whether this side told nothing in its time."""
        return not self.outcome and self.answer_by < today
