from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# A queue that is older than this needs someone's attention.
OVERDUE_AFTER = timedelta(minutes=5)


class MessageQuerySet(models.QuerySet["Message"]):
    def failed(self) -> MessageQuerySet:
        """Messages that a relay or their own content made impossible."""
        return self.filter(state=Message.State.FAILED)

    def uncertain(self) -> MessageQuerySet:
        """Messages that were handed over without an answer: sent or not, nobody knows but the relay."""
        return self.filter(state=Message.State.UNCERTAIN)

    def overdue(self, now: datetime) -> MessageQuerySet:
        """Messages that should have gone more than `OVERDUE_AFTER` ago."""
        return self.filter(state=Message.State.QUEUED, next_try_at__lt=now - OVERDUE_AFTER)


class Message(models.Model):
    """One row of the outbox: written in the transaction of the fact that it tells of, sent by a worker.

    Times of the queue are the database's clock."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        CLAIMED = "claimed", _("Claimed")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        UNCERTAIN = "uncertain", _("Uncertain")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    class Priority(models.IntegerChoices):
        ACCOUNT = 0, _("Account")
        ESSENTIAL = 1, _("Essential")
        OTHER = 2, _("Other")

    OPEN = (State.QUEUED, State.CLAIMED, State.SENDING)

    # The same fact has the same key, and is told once.
    key = models.CharField(_("key"), max_length=200, unique=True)
    # A slug of the registry's message kinds, and the folder of the three templates (`events/email/registration-confirmed`).
    kind = models.SlugField(_("kind"), max_length=60)
    template = models.CharField(_("template"), max_length=120)
    language = models.CharField(_("language"), max_length=5)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="messages", verbose_name=_("log-in")
    )
    address = models.EmailField(_("to"), max_length=254)
    context: Any = models.JSONField(_("context"), default=dict, blank=True)
    # References, resolved when the message is rendered: [{"kind": "ics", …}].
    attachments: Any = models.JSONField(_("attachments"), default=list, blank=True)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    # Lower goes first: a log-in code does not wait behind ten thousand reminders.
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.ESSENTIAL)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("written"), db_default=Now())
    next_try_at = models.DateTimeField(_("next try"), db_default=Now())
    not_after = models.DateTimeField(_("of no use after"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    claim_token = models.UUIDField(_("claim"), null=True, blank=True)
    smtp_started_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    smtp_reply = models.CharField(_("answer of the relay"), max_length=500, blank=True)
    # When what a private message said was erased (codes and links to reset a password are not kept).
    wiped_at = models.DateTimeField(_("content erased"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["priority", "next_try_at", "id"], condition=Q(state="queued"), name="message_due_by_priority"),
            models.Index(fields=["state"], condition=Q(state__in=["failed", "uncertain"]), name="message_needs_attention"),
            models.Index(fields=["state", "claimed_at"], condition=Q(state__in=["claimed", "sending"]), name="message_held"),
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
            # Beginnings of addresses.
            models.Index(fields=["address"], opclasses=["varchar_pattern_ops"], name="message_address"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["claimed", "sending"]) | Q(claim_token__isnull=False), name="message_held_has_its_claim"
            ),
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="message_sent_has_its_time"),
        ]

    def __str__(self) -> str:
        return f"{self.template} → {self.address}"


class Preference(models.Model):
    """A kind of message that a person switched off. Essential kinds cannot be."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="switched_off", verbose_name=_("log-in"))
    kind = models.SlugField(_("kind"), max_length=60)
    switched_off_at = models.DateTimeField(_("switched off"))

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="preference_once_a_kind")]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"


class SuppressedAddress(models.Model):
    """An address that mail is no longer sent to (it bounced, or its owner asked)."""

    address = models.EmailField(pgettext_lazy("e-mail", "address"), max_length=254)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(Lower("address"), name="suppressed_address_once")]

    def __str__(self) -> str:
        return self.address


class DeliveredMail(models.Model):
    """The demonstration's mailbox: what would have gone to an SMTP relay, to be read in the administration."""

    # Unique: a mail that is delivered a second time under the same Message-ID is the same mail.
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    sender = models.CharField(_("from"), max_length=300)
    address = models.CharField(_("to"), max_length=300)
    subject = models.CharField(_("subject"), max_length=500)
    # The whole message as it would travel (RFC 5322).
    source = models.BinaryField(_("source"))
    delivered_at = models.DateTimeField(_("delivered"), db_default=Now())

    class Meta:
        verbose_name = _("delivered mail")
        verbose_name_plural = _("mailbox")
        ordering = ["-delivered_at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class Heartbeat(models.Model):
    """When a background process was last heard of."""

    name = models.SlugField(_("name"), unique=True)
    at = models.DateTimeField(_("last heard"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name
