from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.members.models import Industry, Member
from council.members.validators import validate_one_line, validate_paragraphs


class Right(models.TextChoices):
    """The right that a case is about, by the digits that its numbers begin with."""

    PATENT = "10", _("Patent")
    UTILITY_MODEL = "20", _("Utility model")
    DESIGN = "30", _("Design")
    TRADEMARK = "40", _("Trademark")


class CaseState(models.TextChoices):
    """Where a case stands, in the order of a case that goes well; then how one can end otherwise."""

    IDEA = "idea", _("Idea")
    AGREEMENT = "agreement", _("Agreement")
    PRIOR_ART = "prior-art", _("Prior art")
    READY = "ready", _("Ready to file")
    FILED = "filed", _("Filed")
    PUBLISHED = "published", _("Application published")
    EXAMINATION = "examination", _("Examination requested")
    OFFICE_ACTION = "office-action", _("Office action")
    RESPONDED = "responded", _("Responded")
    DECIDED = "decided", _("Decision to register")
    REGISTERED = "registered", _("Right registered")
    MAINTAINED = "maintained", _("Maintained")
    EXPIRED = "expired", _("Expired")
    REJECTED = "rejected", _("Application rejected")
    WITHDRAWN = "withdrawn", _("Application withdrawn")
    ABANDONED = "abandoned", _("Abandoned")
    LAPSED = "lapsed", _("Lapsed")
    RESTORED = "restored", _("Restored")


# Nothing has gone to the office yet: owners and shares can be changed.
UNFILED = (CaseState.IDEA, CaseState.AGREEMENT, CaseState.PRIOR_ART, CaseState.READY)
# The office has the application.
PENDING = (
    CaseState.FILED,
    CaseState.PUBLISHED,
    CaseState.EXAMINATION,
    CaseState.OFFICE_ACTION,
    CaseState.RESPONDED,
    CaseState.DECIDED,
)
# The right is in force.
ALIVE = (CaseState.REGISTERED, CaseState.MAINTAINED, CaseState.RESTORED)
# Nothing more is to come of it (a lapsed right can be restored, a rejection be set aside).
ENDED = (CaseState.EXPIRED, CaseState.WITHDRAWN, CaseState.ABANDONED)


class IPCase(models.Model):
    """An industrial property right that several companies own, from the idea to its end. Confidential for good: who may know of
    it says `permissions.rights.visible_cases`."""

    # What its pages are addressed by, and the letters of it that name the case where its title may not stand.
    key = models.UUIDField(_("key"), default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    forum = models.ForeignKey(
        "forums.Forum",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ip_cases",
        verbose_name=_("technology forum that it came from"),
    )
    right = models.CharField(_("right"), max_length=2, choices=Right, default=Right.PATENT)
    title_ko = models.CharField(_("title (Korean)"), max_length=200, validators=[validate_one_line])
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True, validators=[validate_one_line])
    summary_ko = models.TextField(_("summary (Korean)"), max_length=4000, blank=True, validators=[validate_paragraphs])
    summary_en = models.TextField(_("summary (English)"), max_length=4000, blank=True, validators=[validate_paragraphs])
    industry = models.ForeignKey(
        Industry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("field (industry)")
    )
    classification = models.CharField(
        _("classification"),
        max_length=100,
        blank=True,
        validators=[validate_one_line],
        help_text=_("International classes, for example B29C 45/76; of designs and trademarks their classes."),
    )
    origin = models.CharField(
        _("where it came from"),
        max_length=300,
        blank=True,
        validators=[validate_one_line],
        help_text=_("In words, where it was neither a meeting nor a topic of the forums."),
    )
    # Where it was: what stands there is shown to those alone who may see it, and knows nothing of the case.
    origin_meeting = models.ForeignKey(
        "forums.Meeting",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("meeting that it came from"),
    )
    origin_topic = models.ForeignKey(
        "forums.Topic",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("topic that it came from"),
    )
    attorney = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ip_cases_as_attorney",
        verbose_name=_("patent attorney"),
    )
    # Whether the owners have agreed on their shares; else they are equal by law (Patent Act Art. 37, Civil Act Art. 262).
    shares_agreed = models.BooleanField(_("shares are agreed"), default=False, editable=False)

    state = models.CharField(_("state"), max_length=13, choices=CaseState, default=CaseState.IDEA, editable=False)
    state_at = models.DateTimeField(_("in this state since"), editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name=_("begun by")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("joint IP case")
        verbose_name_plural = _("joint IP cases")
        ordering = ["-state_at", "-pk"]
        indexes = [models.Index(fields=["-state_at", "-id"], name="ip_case_latest")]
        constraints = [
            models.CheckConstraint(condition=Q(right__in=Right.values), name="ip_case_is_about_a_right"),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="ip_case_has_a_state"),
            models.CheckConstraint(
                condition=Q(origin_meeting=None) | Q(origin_topic=None), name="ip_case_comes_from_one_place"
            ),
            models.CheckConstraint(
                # Designs and trademarks are examined without being asked for.
                condition=Q(right__in=[Right.PATENT, Right.UTILITY_MODEL]) | ~Q(state=CaseState.EXAMINATION),
                name="ip_case_examination_is_requested_for_inventions",
            ),
        ]

    def __str__(self) -> str:
        return gettext("IP case %(reference)s") % {"reference": self.reference}

    @property
    def reference(self) -> str:
        """What it is called where its title may not stand: “7F3A-21C0”. Its page needs the whole key."""
        letters = self.key.hex[:8].upper()
        return f"{letters[:4]}-{letters[4:]}"

    @property
    def title(self) -> str:
        """Its title in the reader's language. For readers of `visible_cases` alone."""
        return bilingual.text(self, "title")

    # Not `get_absolute_url`: Django's “view on site” would tell any staff the key behind a number.
    def page_url(self) -> str:
        """The address of its page."""
        return reverse("forums:ip-case", args=[self.key])

    @property
    def is_unfiled(self) -> bool:
        """Whether nothing has gone to the office yet."""
        return self.state in UNFILED


class Inventor(models.Model):
    """Who made what the right is about, in the order of the application: somebody of the portal, or a name."""

    case = models.ForeignKey(IPCase, models.CASCADE, related_name="inventors", verbose_name=_("joint IP case"))
    position = models.PositiveSmallIntegerField(_("position"))
    member = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("member"))
    name = models.CharField(_("name"), max_length=200, validators=[validate_one_line])

    class Meta:
        verbose_name = _("inventor")
        verbose_name_plural = _("inventors")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "position"], name="ip_case_inventor_position_once")]

    def __str__(self) -> str:
        return f"{self.case} · {self.position}"


class CaseMove(models.Model):
    """One move of a case: who, when, why, from which state to which. Never changed."""

    case = models.ForeignKey(IPCase, models.CASCADE, related_name="moves", verbose_name=_("joint IP case"))
    verb = models.CharField(_("move"), max_length=20)
    before = models.CharField(_("state before"), max_length=13, choices=CaseState, blank=True)
    after = models.CharField(_("state after"), max_length=13, choices=CaseState)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    reason = models.TextField(_("why"), max_length=1000, blank=True, validators=[validate_paragraphs])

    class Meta:
        verbose_name = _("move of a joint IP case")
        verbose_name_plural = _("moves of joint IP cases")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.case} · {self.get_after_display()}"
