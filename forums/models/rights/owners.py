from __future__ import annotations

import uuid
from datetime import datetime
from fractions import Fraction

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from council.library.models import Document
from council.members.models import Member, Organisation
from council.members.validators import validate_paragraphs
from forums.models.rights.cases import IPCase


class Act(models.TextChoices):
    """What co-owners do together or not at all (Patent Act Art. 37(3), 44, 99)."""

    FILE = "file", _("File the application")
    ASSIGN = "assign", _("Assign a share")
    PLEDGE = "pledge", _("Pledge a share")
    LICENSE = "license", _("License the right")


class CoOwner(models.Model):
    """A company that owns a part of a case. A deferred trigger of the database holds the parts of a case to a sum of exactly 1,
    of at least two owners."""

    case = models.ForeignKey(IPCase, models.CASCADE, related_name="owners", verbose_name=_("joint IP case"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="ip_shares", verbose_name=_("company"))
    # First named, first served: the order of the application, and of remainders.
    position = models.PositiveSmallIntegerField(_("position"))
    numerator = models.PositiveBigIntegerField(_("share: numerator"))
    denominator = models.PositiveBigIntegerField(_("share: denominator"))

    class Meta:
        verbose_name = _("co-owner")
        verbose_name_plural = _("co-owners")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organisation"],
                name="ip_case_co_owner_once",
                violation_error_message=_("This company is among the owners already."),
            ),
            models.CheckConstraint(
                condition=Q(numerator__gte=1, denominator__gt=F("numerator")), name="ip_case_share_is_a_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.share}"

    @property
    def share(self) -> Fraction:
        """The part of the right that it owns."""
        return Fraction(self.numerator, self.denominator)


class CaseContactQuerySet(models.QuerySet["CaseContact"]):
    def in_force(self, now: datetime) -> CaseContactQuerySet:
        """Contacts who act for their company at `now`: named, not ended, still of the company, with members' access, and the
        company an owner of the case. Who leaves the company or loses access is none from that moment on."""
        able = Member.objects.with_access(now).filter(user__is_active=True)
        owners = CoOwner.objects.filter(case=models.OuterRef("case"), organisation=models.OuterRef("organisation"))
        return self.filter(models.Exists(owners), ended_at=None, member__in=able, member__organisation=F("organisation"))


class CaseContact(models.Model):
    """Somebody whom a co-owner has named: sees the case, and acts in it for the company."""

    case = models.ForeignKey(IPCase, models.CASCADE, related_name="contacts", verbose_name=_("joint IP case"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="ip_contacts", verbose_name=_("company"))
    member = models.ForeignKey(Member, models.CASCADE, related_name="ip_contacts", verbose_name=_("named contact"))
    since = models.DateTimeField(_("since"))
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("named by")
    )
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = CaseContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("named contact of a co-owner")
        verbose_name_plural = _("named contacts of co-owners")
        ordering = ["organisation", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organisation", "member"],
                condition=Q(ended_at=None),
                name="ip_case_contact_once",
                violation_error_message=_("This person is a contact already."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since")), name="ip_case_contact_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.member}"


class JointAct(models.Model):
    """An assignment, a pledge or a licence that somebody has proposed: carried out once every co-owner has signed."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for signatures")
        DONE = "done", _("Carried out")
        DROPPED = "dropped", _("Proposal dropped")

    key = models.UUIDField(_("key"), default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    case = models.ForeignKey(IPCase, models.CASCADE, related_name="joint_acts", verbose_name=_("joint IP case"))
    act = models.CharField(_("act"), max_length=8, choices=[one for one in Act.choices if one[0] != Act.FILE])
    terms = models.TextField(
        _("what exactly"),
        max_length=2000,
        validators=[validate_paragraphs],
        help_text=_("To whom, which part, for how long, for what."),
    )
    # Of an assignment: who owns what afterwards, as [[organisation, numerator, denominator], …].
    shares = models.JSONField(_("shares afterwards"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("settled by")
    )

    class Meta:
        verbose_name = _("joint act")
        verbose_name_plural = _("joint acts")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(act=Act.ASSIGN, shares__isnull=False) | (~Q(act=Act.ASSIGN) & Q(shares=None)),
                name="ip_joint_act_assignment_says_shares",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None) | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="ip_joint_act_settled_says_when",
            ),
            models.CheckConstraint(condition=Q(act__in=[Act.ASSIGN, Act.PLEDGE, Act.LICENSE]), name="ip_joint_act_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.get_act_display()}"


class ConsentQuerySet(models.QuerySet["CoOwnerConsent"]):
    def live(self) -> ConsentQuerySet:
        """Signatures that count: not taken back, not void by a change of what was signed."""
        return self.filter(withdrawn_at=None, voided_at=None)


class CoOwnerConsent(models.Model):
    """A co-owner has signed: for the filing, or for one joint act. What was signed for is not changed under a signature: a
    change of owners or shares before the filing voids it."""

    case = models.ForeignKey(IPCase, models.CASCADE, related_name="consents", verbose_name=_("joint IP case"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="ip_consents", verbose_name=_("company"))
    # None where the company is no owner any more: what it signed stays on record.
    co_owner = models.ForeignKey(
        CoOwner, models.SET_NULL, null=True, blank=True, related_name="consents", verbose_name=_("co-owner")
    )
    act = models.CharField(_("act"), max_length=8, choices=Act, default=Act.FILE)
    joint_act = models.ForeignKey(
        JointAct, models.PROTECT, null=True, blank=True, related_name="consents", verbose_name=_("joint act")
    )
    # The paper that was signed. Needed where the IP desk records a signature on paper.
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed document")
    )
    given_at = models.DateTimeField(_("signed"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    # The name outlives the log-in.
    name = models.CharField(_("signed as"), max_length=200)
    # Signed on paper, and entered by the IP desk.
    on_paper = models.BooleanField(_("on paper"), default=False)
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("taken back by")
    )
    voided_at = models.DateTimeField(_("void since"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature of a co-owner")
        verbose_name_plural = _("signatures of co-owners")
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["co_owner"],
                condition=Q(joint_act=None, withdrawn_at=None, voided_at=None),
                name="ip_case_filing_signed_once",
            ),
            models.UniqueConstraint(
                fields=["co_owner", "joint_act"],
                condition=Q(joint_act__isnull=False, withdrawn_at=None, voided_at=None),
                name="ip_case_act_signed_once",
            ),
            models.CheckConstraint(
                condition=Q(act=Act.FILE, joint_act=None) | (~Q(act=Act.FILE) & Q(joint_act__isnull=False)),
                name="ip_case_signature_is_for_one_act",
            ),
            models.CheckConstraint(
                condition=Q(on_paper=False) | Q(document__isnull=False), name="ip_case_paper_signature_has_its_paper"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.get_act_display()}"
