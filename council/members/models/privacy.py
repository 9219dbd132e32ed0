from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PersonalExport(models.Model):
    """A person's copy of everything that the portal has of him or her: asked for, made by a worker, taken until it expires."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        RUNNING = "running", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        EXPIRED = "expired", _("Expired")

    OPEN = (State.REQUESTED, State.RUNNING)

    # In the file's address; that it is the owner's is asked as well.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports", verbose_name=_("log-in"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    requested_at = models.DateTimeField(_("requested"))
    # Whose turn it is: a worker that lost its claim writes nothing any more.
    claim = models.UUIDField(_("claim"), null=True, editable=False)
    started_at = models.DateTimeField(_("begun"), null=True, blank=True)
    done = models.PositiveIntegerField(_("steps done"), default=0)
    total = models.PositiveIntegerField(_("steps"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    file = models.CharField(_("file"), max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("file size"), default=0)

    class Meta:
        verbose_name = _("copy of personal data")
        verbose_name_plural = _("copies of personal data")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state__in=["requested", "running"]), name="export_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(file="") & Q(expires_at__isnull=False)), name="export_ready_has_its_file"
            ),
            models.CheckConstraint(condition=~Q(state="expired") | Q(file=""), name="export_expired_has_no_file"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.requested_at:%Y-%m-%d %H:%M}"

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 * self.done // self.total if self.total else 0

    def can_be_taken(self, now: datetime) -> bool:
        """Whether its file is there for its owner at `now`."""
        return self.state == self.State.READY and self.expires_at is not None and now < self.expires_at


class ErasureRequest(models.Model):
    """A person's wish to be erased, and what became of it. Of the person nothing stays here but a key that leads to no name."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Waiting")
        WITHDRAWN = "withdrawn", _("Taken back")
        DECLINED = "declined", _("Declined")
        DONE = "done", _("Erased")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="erasure_requests",
        verbose_name=_("log-in"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    # False: the time of the data was over (a retention rule), nobody asked.
    is_asked_for = models.BooleanField(_("asked for by the person"), default=True)
    wish = models.TextField(_("what the person wrote"), max_length=2000, blank=True)
    requested_at = models.DateTimeField(_("requested"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decision_reason = models.TextField(_("reason of the decision"), max_length=2000, blank=True)
    # {"events.registration": {"kept": 3}, "members.consent": {"destroyed": 2}, …}: numbers alone.
    outcome: Any = models.JSONField(_("outcome"), default=dict, blank=True)

    class Meta:
        verbose_name = _("request for erasure")
        verbose_name_plural = _("requests for erasure")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(state="requested"), name="erasure_one_request_at_a_time"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decision_reason=""), name="erasure_declined_has_its_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "done"]) | Q(decided_at__isnull=False), name="erasure_decided_has_its_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
