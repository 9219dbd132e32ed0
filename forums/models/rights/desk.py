from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council.members.models import Member


class IPDeskQuerySet(models.QuerySet["IPDeskMember"]):
    def in_force(self, today: date) -> IPDeskQuerySet:
        """Who works at the IP desk on `today`, both ends included."""
        return self.filter(Q(until=None) | Q(until__gte=today), since__lte=today)


class IPDeskMember(models.Model):
    """Staff of the technology forums who work on joint IP cases: they see every one. A superuser alone says who they are."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="ip_desk", verbose_name=_("member"))
    since = models.DateField(_("at the desk since"))
    until = models.DateField(_("at the desk until"), null=True, blank=True)

    objects = IPDeskQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("staff at the IP desk")
        verbose_name_plural = _("IP desk")
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="ip_desk_ends_after_it_begins",
                violation_error_message=_("It must end after it begins."),
            )
        ]

    def __str__(self) -> str:
        return str(self.member)
