from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council.members.models import Member


class TeamQuerySet(models.QuerySet["InvitationTeamMember"]):
    def in_force(self, today: date) -> TeamQuerySet:
        """Who belongs to the team on `today`, both ends included."""
        return self.filter(Q(until=None) | Q(until__gte=today), since__lte=today)


class InvitationTeamMember(models.Model):
    """Somebody who works on invitations: sees every target. A superuser alone says who, and until when."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="invitation_team", verbose_name=_("member"))
    since = models.DateField(_("in the team since"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = TeamQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("member of the invitation team")
        verbose_name_plural = _("invitation team")
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="invitation_team_ends_after_it_begins",
                violation_error_message=_("It must end after it begins."),
            )
        ]

    def __str__(self) -> str:
        return str(self.member)
