from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council.events.models import Event
from council.members.validators import validate_paragraphs
from forums.models.seats import Forum


class Meeting(models.Model):
    """What a forum's event is beyond an event: its agenda is cleared, its notice sent, its minutes written and approved.

    Time, place, people, doors, certificates and calendars are the event's."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Regular meeting")
        SYMPOSIUM = "symposium", _("Technical symposium")
        IP_SEMINAR = "ip-seminar", _("IP seminar")
        VISIT = "visit", _("Factory visit")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "agenda-submitted", _("Agenda submitted")
        CLEARED = "cleared", _("Agenda cleared")
        NOTICED = "noticed", _("Notice sent")
        HELD = "held", _("Held")
        MINUTES_DRAFT = "minutes-draft", _("Minutes in draft")
        MINUTES_APPROVED = "minutes-approved", _("Minutes approved")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    # Before its agenda is for anybody but who works on it.
    UNTOLD = (State.DRAFT, State.SUBMITTED, State.CLEARED)
    # It has taken place.
    OVER = (State.HELD, State.MINUTES_DRAFT, State.MINUTES_APPROVED, State.CLOSED)

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="meeting", verbose_name=_("event"))
    forum = models.ForeignKey(Forum, models.PROTECT, related_name="meetings", verbose_name=_("technology forum"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.REGULAR)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    state_at = models.DateTimeField(_("since"))
    # Neither who spoke nor whence, nor who was there, appears in what leaves the room.
    chatham_house = models.BooleanField(
        _("Chatham House Rule"),
        default=False,
        help_text=_("Neither speakers nor their affiliation nor who was there appear in what leaves the room."),
    )
    # Empty: the chair, or anybody at the desk.
    clearer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("clears the agenda"),
        help_text=_("Empty: the chair, or anybody at the desk."),
    )
    noticed_at = models.DateTimeField(_("notice sent"), null=True, blank=True, editable=False)
    # Stands for the agenda as it was last told (`telling.digest_of`); empty before the notice.
    agenda_told = models.CharField(_("agenda as told"), max_length=32, blank=True, default="", editable=False)
    # Counted when the meeting was recorded as held: seats come and go.
    enrolled = models.PositiveIntegerField(_("enrolled seats"), null=True, blank=True, editable=False)
    present = models.PositiveIntegerField(_("seats present"), null=True, blank=True, editable=False)
    approved = models.OneToOneField(
        "forums.MinutesRevision",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="approved_for",
        verbose_name=_("approved minutes"),
    )
    approved_at = models.DateTimeField(_("minutes approved"), null=True, blank=True, editable=False)
    # The meeting that approved them; empty where that was done in writing.
    approved_in = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="approves",
        verbose_name=_("approved at the meeting"),
    )

    history = HistoricalRecords(excluded_fields=["agenda_told"])

    class Meta:
        verbose_name = _("meeting of a forum")
        verbose_name_plural = _("meetings of forums")
        ordering = ["-event__starts_at", "-event"]
        indexes = [models.Index(fields=["forum", "state"], name="meeting_of_forum")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved=None, approved_at=None) | Q(approved__isnull=False, approved_at__isnull=False),
                name="meeting_approval_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["minutes-approved", "closed"]) | Q(approved__isnull=False),
                name="meeting_approved_names_its_minutes",
            ),
            models.CheckConstraint(
                condition=Q(approved_in=None) | ~Q(approved_in=F("event")), name="meeting_does_not_approve_itself"
            ),
            models.CheckConstraint(
                condition=Q(present=None) | Q(enrolled__isnull=False, present__lte=F("enrolled")),
                name="meeting_present_are_enrolled",
            ),
        ]

    def __str__(self) -> str:
        return str(self.event)

    @property
    def key(self) -> str:
        """What its addresses call it."""
        return self.event.slug

    def get_absolute_url(self) -> str:
        return reverse("forums:meeting-detail", args=[self.forum.body.slug, self.event.slug])

    @property
    def is_over(self) -> bool:
        """Whether it is recorded as held."""
        return self.state in self.OVER

    @property
    def has_quorum(self) -> bool:
        """Whether seats are counted: symposia, seminars and visits decide nothing."""
        return self.kind == self.Kind.REGULAR

    @property
    def is_untold(self) -> bool:
        """Whether its agenda is still worked on: nobody else is shown it."""
        return self.state in self.UNTOLD


class MeetingMove(models.Model):
    """What was done with a meeting: who, when, why. Nobody (`by` empty): the clock, or the event."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="moves", verbose_name=_("meeting"))
    verb = models.CharField(_("what"), max_length=20)
    before = models.CharField(_("from"), max_length=20, choices=Meeting.State)
    after = models.CharField(_("to"), max_length=20, choices=Meeting.State)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    reason = models.TextField(_("why"), max_length=2000, blank=True, validators=[validate_paragraphs])

    class Meta:
        verbose_name = _("move of a meeting")
        verbose_name_plural = _("moves of meetings")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.meeting} · {self.verb}"
