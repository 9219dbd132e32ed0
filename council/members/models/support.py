from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SupportStep(models.Model):
    """The log of staff who saw the portal as a member, to help: a row when a visit begins, when it ends, and for what was
    refused meanwhile. A trigger of the database keeps it: no row is changed, none is deleted within two years."""

    class Step(models.TextChoices):
        BEGUN = "begun", _("Begun")
        REFUSED = "refused", _("Refused")
        ENDED = "ended", _("Ended")
        EXPIRED = "expired", _("Over by itself")

    visit = models.UUIDField(_("visit"), default=uuid.uuid4, editable=False)
    step = models.CharField(_("step"), max_length=8, choices=Step)
    at = models.DateTimeField(_("when"))
    # Without constraints: neither an erased member nor a deleted log-in changes the log.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, db_constraint=False, related_name="+", verbose_name=_("who")
    )
    member = models.ForeignKey(
        "members.Member", models.DO_NOTHING, null=True, db_constraint=False, related_name="+", verbose_name=_("as whom")
    )
    # Of the step that begins a visit.
    reason = models.TextField(_("reason"), max_length=500, blank=True)
    ip = models.GenericIPAddressField(_("from where"), null=True)
    # What was refused: the method and the address.
    path = models.CharField(_("address"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step of a support visit")
        verbose_name_plural = _("support visits")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["member", "-at"], name="support_of_member"),
            models.Index(fields=["-at", "-id"], name="support_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["visit"], condition=Q(step="begun"), name="support_visit_begins_once"),
            models.UniqueConstraint(
                fields=["visit"], condition=Q(step__in=["ended", "expired"]), name="support_visit_ends_once"
            ),
            models.CheckConstraint(condition=~Q(step="begun") | ~Q(reason=""), name="support_visit_has_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} · {self.at:%Y-%m-%d %H:%M}"
