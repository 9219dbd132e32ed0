from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from council.members.models.people import LANGUAGES


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def valid(self) -> InvitationQuerySet:
        """Those that were not revoked. (That they end with the event is the rule of the event.)"""
        return self.filter(revoked_at=None)


class Invitation(models.Model):
    """Someone invited to an event, whether he belongs to its audience or not: a member, or an address without a log-in.

    The letter carries `code`; it stands for the address that it was sent to and for no other."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="invitations", verbose_name=_("event"))
    # None: nobody with this address has taken the invitation up yet.
    member = models.ForeignKey(
        "members.Member", models.CASCADE, null=True, blank=True, related_name="invitations", verbose_name=_("member")
    )
    # Where the letter went; empty for a member who was entered without one.
    address = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="ko")
    code = models.UUIDField(_("code of the link"), default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    note_ko = models.TextField(_("personal words (Korean)"), max_length=2000, blank=True)
    note_en = models.TextField(_("personal words (English)"), max_length=2000, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("invited by")
    )
    created_at = models.DateTimeField(_("invited"), auto_now_add=True)
    # How many letters were sent, the latest of them when.
    letters = models.PositiveSmallIntegerField(_("letters"), default=0, editable=False)
    sent_at = models.DateTimeField(_("last letter"), null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["-created_at", "-id"], name="invitation_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "member"],
                name="invitation_once",
                violation_error_message=_("This person is already invited."),
            ),
            models.UniqueConstraint(
                fields=["event", "address"],
                condition=~Q(address=""),
                name="invitation_once_an_address",
                violation_error_message=_("This address is already invited."),
            ),
            models.CheckConstraint(condition=Q(address=Lower("address")), name="invitation_address_is_lower_case"),
            models.CheckConstraint(
                condition=Q(member__isnull=False) | ~Q(address=""),
                name="invitation_is_somebodys",
                violation_error_message=_("Give a member or an e-mail address."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address or self.member} · {self.event}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; an address is kept in small letters."""
        self.address = self.address.lower()
        super().save(*args, **kwargs)
