from __future__ import annotations

import uuid
from datetime import date, datetime

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council.library.models import Acceptance, Agreement
from council.members.models import Member, Organisation
from council.members.validators import validate_paragraphs
from focusgroup.models.invitations.deliverables import InvitationPlan, InvitationProposal
from focusgroup.models.invitations.targets import InvitationTarget, reference_of


class EngagementQuerySet(models.QuerySet["AgencyEngagement"]):
    def running(self, today: date) -> EngagementQuerySet:
        """Engagements whose period `today` lies in, both ends included, and that nobody has ended."""
        return self.filter(starts_on__lte=today, ends_on__gte=today, ended_at=None)

    def with_fit_contact(self) -> EngagementQuerySet:
        """Those whose contact still belongs to the agency and is not suspended."""
        return self.filter(contact__organisation=F("agency")).exclude(contact__state=Member.State.SUSPENDED)

    def with_live_nda(self, now: datetime) -> EngagementQuerySet:
        """Running engagements whose contact, still the agency's, has accepted the agreement as it is now, within the time
        that it holds."""
        today = timezone.localdate(now)
        accepted = Acceptance.objects.filter(
            version=OuterRef("agreement__current"), user=OuterRef("contact__user"), accepted_at__lte=now
        )
        return self.running(today).with_fit_contact().filter(Exists(accepted), nda_from__lte=today, nda_until__gte=today)


class AgencyEngagement(models.Model):
    """A consultation agency that works on some targets, for a time, under a confidentiality agreement."""

    key = models.UUIDField(_("key"), default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    agency = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="engagements",
        limit_choices_to={"kind": Organisation.Kind.AGENCY},
        verbose_name=_("consultation agency"),
    )
    contact = models.ForeignKey(Member, models.PROTECT, related_name="engagements", verbose_name=_("contact at the agency"))
    targets = models.ManyToManyField(
        InvitationTarget, related_name="engagements", blank=True, verbose_name=_("targets assigned to it")
    )
    scope = models.TextField(_("scope"), max_length=4000, validators=[validate_paragraphs])
    deliverables = models.TextField(_("deliverables"), max_length=4000, validators=[validate_paragraphs])
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    # Its words are the library's, which keeps them and who accepted them; the time in which they bind is the engagement's.
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="+", verbose_name=_("confidentiality agreement (NDA)")
    )
    nda_from = models.DateField(_("NDA holds from"))
    nda_until = models.DateField(_("NDA holds until"))
    ended_at = models.DateTimeField(_("ended before its time"), null=True, blank=True, editable=False)
    ended_reason = models.TextField(_("why it was ended"), max_length=1000, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)

    objects = EngagementQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("engagement of an agency")
        verbose_name_plural = _("engagements of agencies")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="engagement_ends_after_it_begins",
                violation_error_message=_("It must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(nda_until__gte=F("nda_from")),
                name="engagement_nda_ends_after_it_begins",
                violation_error_message=_("The NDA must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_reason="") | Q(ended_at__isnull=False, ended_reason__gt=""),
                name="engagement_ended_says_why",
            ),
        ]

    def __str__(self) -> str:
        # Agencies are engaged in confidence, too.
        return gettext("Engagement %(reference)s") % {"reference": reference_of(self.key)}

    def page_url(self) -> str:
        """The address of its page."""
        return reverse("focusgroup:invitation-engagement", args=[self.key])

    @property
    def has_fit_contact(self) -> bool:
        """Whether its contact still belongs to the agency and is not suspended."""
        return self.contact.organisation_id == self.agency_id and self.contact.state != Member.State.SUSPENDED

    def is_running(self, today: date) -> bool:
        """Whether `today` lies in its period and nobody has ended it."""
        return self.ended_at is None and self.starts_on <= today <= self.ends_on


class Dispatch(models.Model):
    """That plan, data and a version of the proposal went to an agency. Never changed."""

    target = models.ForeignKey(InvitationTarget, models.PROTECT, related_name="dispatches", verbose_name=_("invitation target"))
    engagement = models.ForeignKey(AgencyEngagement, models.PROTECT, related_name="dispatches", verbose_name=_("engagement"))
    plan = models.ForeignKey(InvitationPlan, models.PROTECT, related_name="dispatches", verbose_name=_("invitation plan"))
    proposal = models.ForeignKey(
        InvitationProposal, models.PROTECT, related_name="dispatches", verbose_name=_("invitation proposal")
    )
    # The data as it was that day: title, source, date, licence, address of each item.
    data = models.JSONField(_("data"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "proposal"], name="invitation_dispatched_once"),
        ]

    def __str__(self) -> str:
        return f"{self.target} · {self.at:%Y-%m-%d}"
