from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import programmes
from council.members.models.bodies import Membership
from council.members.models.people import LANGUAGES, Member

# How long the link of a letter to a colleague leads somewhere.
INVITATION_LASTS = timedelta(days=30)


class ContactQuerySet(models.QuerySet["Contact"]):
    def in_office(self) -> ContactQuerySet:
        """Those whose office was not ended."""
        return self.filter(ended_at=None)

    def able(self, now: datetime) -> ContactQuerySet:
        """Those in office who may act at `now`: with members' access, and of the organisation still."""
        people = Member.objects.with_access(now).filter(pk=OuterRef("member"), organisation=OuterRef("organisation"))
        return self.in_office().filter(Exists(people))


class Contact(models.Model):
    """A person who acts for an organisation here: invites colleagues, assigns its seats. Ended ones stay as a record."""

    organisation = models.ForeignKey(
        "members.Organisation", models.CASCADE, related_name="contacts", verbose_name=_("organisation")
    )
    member = models.ForeignKey("members.Member", models.CASCADE, related_name="contact_of", verbose_name=_("member"))
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("given by")
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact of an organisation")
        verbose_name_plural = _("contacts of organisations")
        ordering = ["organisation", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "member"],
                condition=Q(ended_at=None),
                name="contact_once",
                violation_error_message=_("This person is a contact of this organisation already."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since")), name="contact_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.organisation}"


class SeatQuerySet(models.QuerySet["Seat"]):
    def standing(self, today: Any) -> SeatQuerySet:
        """Seats that are given or will be: not over on `today`."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today))


class Seat(models.Model):
    """A place in a body that belongs to an organisation: its contact says which colleague takes it (`Membership.seat`)."""

    organisation = models.ForeignKey(
        "members.Organisation", models.CASCADE, related_name="seats", verbose_name=_("organisation")
    )
    body = models.ForeignKey("members.Body", models.CASCADE, related_name="seats", verbose_name=_("body"))
    role = models.CharField(_("role"), max_length=12, choices=Membership.Role, default=Membership.Role.DELEGATE)
    starts_on = models.DateField(_("term begins"), null=True, blank=True)
    ends_on = models.DateField(_("term ends"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("seat of an organisation")
        verbose_name_plural = _("seats of organisations")
        ordering = ["organisation", "body", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="seat_ends_after_it_begins",
                violation_error_message=_("The term must end after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.body}"

    def clean(self) -> None:
        """Raise `ValidationError` for a new seat that the body's programme does not allow."""
        super().clean()
        if self.pk is not None or self.organisation_id is None or self.body_id is None:
            return
        refusals = (rule.refuse(self) for rule in programmes.seat_rules.all())
        if refusal := next((text for text in refusals if text), None):
            raise ValidationError(refusal)


class ColleagueInvitationQuerySet(models.QuerySet["ColleagueInvitation"]):
    def waiting(self) -> ColleagueInvitationQuerySet:
        """Neither taken up nor revoked. (Some may be too old to be taken up.)"""
        return self.filter(accepted_at=None, revoked_at=None)


class ColleagueInvitation(models.Model):
    """A letter from an organisation's contact to a colleague, who may have no log-in. The link stands for its address alone."""

    organisation = models.ForeignKey(
        "members.Organisation", models.CASCADE, related_name="invitations", verbose_name=_("organisation")
    )
    address = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="ko")
    # The seat that the colleague takes when he joins.
    seat = models.ForeignKey(Seat, models.SET_NULL, null=True, blank=True, related_name="invitations", verbose_name=_("seat"))
    note = models.TextField(_("personal words"), max_length=1000, blank=True)
    code = models.UUIDField(_("code of the link"), default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("invited by")
    )
    letters = models.PositiveSmallIntegerField(_("letters"), default=0, editable=False)
    sent_at = models.DateTimeField(_("last letter"), editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        "members.Member",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="colleague_invitations",
        verbose_name=_("accepted by"),
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    objects = ColleagueInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation of a colleague")
        verbose_name_plural = _("invitations of colleagues")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "address"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="colleague_invitation_once",
            ),
            models.CheckConstraint(condition=Q(address=Lower("address")), name="colleague_invitation_address_is_lower_case"),
        ]

    def __str__(self) -> str:
        return f"{self.address} · {self.organisation}"

    def is_valid(self, now: datetime) -> bool:
        """Whether the link can be followed at `now`."""
        return self.revoked_at is None and self.accepted_at is None and now < self.sent_at + INVITATION_LASTS

    @property
    def valid_until(self) -> datetime:
        """When the link ends."""
        return self.sent_at + INVITATION_LASTS
