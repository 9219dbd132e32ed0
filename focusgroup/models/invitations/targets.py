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
from council.members.models import Member, Organisation
from council.members.validators import validate_one_line, validate_paragraphs
from focusgroup.models.invitations.countries import COUNTRIES


class Stage(models.TextChoices):
    """How far an invitation is, in its order. An MOU is no settlement: that is `LANDED` alone."""

    IDENTIFIED = "identified", _("Target identified")
    LEAD = "lead", _("First lead")
    PROSPECT = "prospect", _("Prospect")
    QUALIFIED = "qualified", _("Qualified")
    PROPOSAL_SENT = "proposal-sent", _("Proposal sent")
    SITE_VISIT = "site-visit", _("Site visit")
    NEGOTIATION = "negotiation", _("Negotiation")
    MOU = "mou", _("MOU signed")
    DECISION = "decision", _("Investment decision")
    LANDED = "landed", _("Landed")
    AFTERCARE = "aftercare", _("Aftercare")


class Standing(models.TextChoices):
    """Whether work on a target goes on. Who is on hold or lost keeps the stage and comes back to it."""

    OPEN = "open", _("In progress")
    ON_HOLD = "on-hold", _("On hold")
    LOST = "lost", _("Lost")


# From here on the target is an organisation of the portal.
SETTLED = (Stage.LANDED, Stage.AFTERCARE)


def reference_of(key: uuid.UUID) -> str:
    """The first letters of a key, to be read out: “7F3A-21C0”."""
    letters = key.hex[:8].upper()
    return f"{letters[:4]}-{letters[4:]}"


class InvitationTarget(models.Model):
    """A research centre or company that the region wants to invite. It lives here alone, never as an `Organisation`, until it
    has landed; who may know of it says `permissions.invitations.visible_targets`."""

    class Kind(models.TextChoices):
        RESEARCH_CENTRE = "research-centre", _("Research centre")
        COMPANY = "company", _("Company")

    class Origin(models.TextChoices):
        STAR = "star", _("Star company (domestic)")
        GLOBAL = "global", _("Global company")

    # What its pages are addressed by, and the letters of it that name the target where its name may not stand.
    key = models.UUIDField(_("key"), default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    name_ko = models.CharField(_("name (Korean)"), max_length=200, blank=True, validators=[validate_one_line])
    name_en = models.CharField(_("name (English)"), max_length=200, validators=[validate_one_line])
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.RESEARCH_CENTRE)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, default=Origin.GLOBAL)
    hq_country = models.CharField(_("country of its headquarters"), max_length=2, choices=COUNTRIES)
    field_ko = models.CharField(_("field of research (Korean)"), max_length=200, blank=True, validators=[validate_one_line])
    field_en = models.CharField(_("field of research (English)"), max_length=200, blank=True, validators=[validate_one_line])
    brief_ko = models.TextField(_("brief (Korean)"), max_length=4000, blank=True, validators=[validate_paragraphs])
    brief_en = models.TextField(
        _("brief (English)"),
        max_length=4000,
        blank=True,
        validators=[validate_paragraphs],
        help_text=_("What an agency reads that works on it."),
    )
    clusters = models.ManyToManyField(
        "focusgroup.Cluster", related_name="invitation_targets", blank=True, verbose_name=_("fits the clusters")
    )
    owner = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="owned_targets", verbose_name=_("owner in the team")
    )
    next_action = models.CharField(_("next action"), max_length=300, blank=True, validators=[validate_one_line])
    next_action_on = models.DateField(_("next action on"), null=True, blank=True)

    stage = models.CharField(_("stage"), max_length=14, choices=Stage, default=Stage.IDENTIFIED, editable=False)
    standing = models.CharField(_("standing"), max_length=8, choices=Standing, default=Standing.OPEN, editable=False)
    lost_reason = models.TextField(_("why it was lost"), max_length=1000, blank=True, editable=False)
    # What it became when it landed.
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="landed_targets",
        verbose_name=_("organisation"),
    )
    created_at = models.DateTimeField(_("created"), editable=False)
    moved_at = models.DateTimeField(_("in this stage since"), editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("invitation target")
        verbose_name_plural = _("invitation targets")
        ordering = ["-moved_at", "pk"]
        indexes = [
            models.Index(fields=["standing", "stage"], name="invitation_target_by_stage"),
            models.Index(fields=["next_action_on"], name="invitation_target_next_action"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_action="", next_action_on=None) | (~Q(next_action="") & Q(next_action_on__isnull=False)),
                name="invitation_next_action_has_its_day",
                violation_error_message=_("A next action has its day, and a day its action."),
            ),
            models.CheckConstraint(
                condition=Q(standing="lost") & ~Q(lost_reason="") | ~Q(standing="lost") & Q(lost_reason=""),
                name="invitation_lost_has_its_reason",
            ),
            # It is an organisation when it has landed, and never before.
            models.CheckConstraint(
                condition=Q(stage__in=["landed", "aftercare"], organisation__isnull=False)
                | (~Q(stage__in=["landed", "aftercare"]) & Q(organisation=None)),
                name="invitation_target_is_an_organisation_once_landed",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[stage.value for stage in Stage], standing__in=[one.value for one in Standing]),
                name="invitation_target_has_a_stage",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Target %(reference)s") % {"reference": self.reference}

    @property
    def reference(self) -> str:
        """What it is called where its name may not stand: “7F3A-21C0”. Its page needs the whole key."""
        return reference_of(self.key)

    @property
    def name(self) -> str:
        """Its name in the reader's language. For readers of `visible_targets` alone."""
        return bilingual.text(self, "name")

    # Not `get_absolute_url`: Django's “view on site” would tell any staff the key behind a number.
    def page_url(self) -> str:
        """The address of its page."""
        return reverse("focusgroup:invitation-detail", args=[self.key])

    @property
    def is_open(self) -> bool:
        """Whether work on it goes on."""
        return self.standing == Standing.OPEN

    @property
    def is_settled(self) -> bool:
        """Whether it has landed."""
        return self.stage in SETTLED


class TargetMove(models.Model):
    """One move of a target: who, when, why, from where to where. Never changed."""

    target = models.ForeignKey(InvitationTarget, models.CASCADE, related_name="moves", verbose_name=_("invitation target"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    verb = models.CharField(_("move"), max_length=10)
    from_stage = models.CharField(_("from stage"), max_length=14, choices=Stage, blank=True)
    from_standing = models.CharField(_("from standing"), max_length=8, choices=Standing, blank=True)
    to_stage = models.CharField(_("to stage"), max_length=14, choices=Stage)
    to_standing = models.CharField(_("to standing"), max_length=8, choices=Standing)
    reason = models.TextField(_("why"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("move of a target")
        verbose_name_plural = _("moves of a target")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_to_stage_display()} · {self.get_to_standing_display()}"


class Touch(models.Model):
    """Something that passed between us (or the agency) and a target."""

    class Kind(models.TextChoices):
        MAIL = "mail", _("Letter or e-mail")
        CALL = "call", _("Telephone or video call")
        MEETING = "meeting", _("Meeting")
        VISIT = "visit", _("Visit of the site")
        EVENT = "event", _("Met at an event")
        REPORT = "report", _("Report of the agency")
        OTHER = "other", _("Something else")

    target = models.ForeignKey(InvitationTarget, models.CASCADE, related_name="touches", verbose_name=_("invitation target"))
    on = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    note = models.TextField(_("note"), max_length=4000, validators=[validate_paragraphs])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    # Of the agency, where one of its people wrote it.
    engagement = models.ForeignKey(
        "focusgroup.AgencyEngagement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="touches",
        verbose_name=_("engagement"),
    )
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("touch")
        verbose_name_plural = _("touches")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.on}"
