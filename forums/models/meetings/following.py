from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.events.models import Speaker
from council.members.models import Member
from council.members.validators import validate_one_line
from forums.models.meetings.meeting import Meeting

# Won an hour, and what a whole lecture may come to, in hours of it (Enforcement Decree of the Graft Act, Article 25).
OFFICIAL_HOUR, SCHOOL_HOUR = 400_000, 1_000_000
OFFICIAL_MOST = OFFICIAL_HOUR * 3 // 2


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    def pending(self) -> ActionItemQuerySet:
        """What is still to be done."""
        return self.filter(done_at=None)

    def carried_to(self, meeting: Meeting) -> ActionItemQuerySet:
        """What earlier meetings of the forum left to do when `meeting` began."""
        begins = meeting.event.starts_at
        earlier = self.filter(meeting__forum=meeting.forum_id, meeting__event__starts_at__lt=begins)
        return earlier.filter(Q(done_at=None) | Q(done_at__gt=begins)).order_by("due_on", "pk")


class ActionItem(models.Model):
    """What somebody does by a day, as a meeting agreed. It stands on the next meetings' agendas until it is done."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="actions", verbose_name=_("meeting"))
    title_ko = models.CharField(_("what (Korean)"), max_length=300, blank=True, validators=[validate_one_line])
    title_en = models.CharField(_("what (English)"), max_length=300, blank=True, validators=[validate_one_line])
    owner = models.ForeignKey(Member, models.PROTECT, related_name="forum_actions", verbose_name=_("owner"))
    due_on = models.DateField(_("due on"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)
    note = models.CharField(_("what came of it"), max_length=500, blank=True, validators=[validate_one_line])
    token = models.UUIDField(_("form token"), null=True, unique=True, editable=False)

    objects = ActionItemQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["token"])

    class Meta:
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_at=None), name="forum_actions_to_do")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_ko="") | ~Q(title_en=""),
                name="forum_action_has_a_title",
                violation_error_message=_("Say in Korean or in English what is to be done."),
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "title")


class SpeakerFee(models.Model):
    """What a speaker at a meeting is paid, within what the Graft Act allows for who he is."""

    class Payee(models.TextChoices):
        OFFICIAL = "official", _("Public official (professors of national universities, too)")
        SCHOOL = "school", _("Staff of a private university or school")
        OTHER = "other", _("Somebody else: no cap by law")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="fees", verbose_name=_("meeting"))
    speaker = models.ForeignKey(Speaker, models.PROTECT, related_name="forum_fees", verbose_name=_("speaker"))
    payee = models.CharField(_("class"), max_length=10, choices=Payee)
    hours = models.DecimalField(
        _("hours"), max_digits=4, decimal_places=2, validators=[MinValueValidator(0.25), MaxValueValidator(24)]
    )
    amount_krw = models.PositiveIntegerField(_("honorarium in won"))
    by_government = models.BooleanField(
        _("asked for by state or local government"), default=False, help_text=_("Then no report is due.")
    )
    # Ten days after the lecture; kept so that the reminder needs no arithmetic.
    report_due_on = models.DateField(_("report due on"), null=True, blank=True, editable=False)
    reported_on = models.DateField(_("reported on"), null=True, blank=True)
    # Of the desk: is reminded of the report.
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("noted by"),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("honorarium")
        verbose_name_plural = _("honoraria")
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "speaker"],
                name="fee_once_a_speaker",
                violation_error_message=_("This speaker has an honorarium for this meeting already."),
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="fee_for_some_time"),
            models.CheckConstraint(
                condition=~Q(payee="official") | Q(amount_krw__lte=Least(F("hours") * OFFICIAL_HOUR, OFFICIAL_MOST)),
                name="fee_of_an_official_within_its_cap",
                violation_error_message=_("This is more than the law allows for this class."),
            ),
            models.CheckConstraint(
                condition=~Q(payee="school") | Q(amount_krw__lte=F("hours") * SCHOOL_HOUR),
                name="fee_of_a_school_within_its_cap",
                violation_error_message=_("This is more than the law allows for this class."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker} · {self.amount_krw:,}"
