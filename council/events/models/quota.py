from __future__ import annotations

from datetime import datetime

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from council.events.models.registration import ROLES


class QuotaQuerySet(models.QuerySet["Quota"]):
    def in_force(self) -> QuotaQuerySet:
        """Quotas that keep seats: not released yet."""
        return self.filter(released_at=None)

    def due(self, now: datetime) -> QuotaQuerySet:
        """Quotas whose time has come and that are not released yet."""
        return self.in_force().filter(release_at__lte=now)


class Quota(models.Model):
    """Seats of an event that are kept for those who come in a role, until they are released to everybody."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="quotas", verbose_name=_("event"))
    role = models.CharField(_("role"), max_length=30, choices=ROLES)
    seats = models.PositiveIntegerField(_("seats"), validators=[MinValueValidator(1)])
    release_at = models.DateTimeField(_("kept until"), help_text=_("From then on the seats are for everybody."))
    released_at = models.DateTimeField(_("released"), null=True, blank=True, editable=False)

    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept seats")
        verbose_name_plural = _("kept seats")
        ordering = ["release_at", "pk"]
        indexes = [models.Index(fields=["release_at"], condition=Q(released_at=None), name="quota_to_release")]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "role"],
                name="quota_once_a_role",
                violation_error_message=_("Seats are kept for this role already."),
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1), name="quota_keeps_a_seat", violation_error_message=_("Keep one seat at least.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.seats}"
