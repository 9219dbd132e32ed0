from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council.members.models import Membership


class Seat(models.Model):
    """A voting seat in the Focus Group: a place in the body, and whom it speaks for. Its term is the membership's."""

    class Constituency(models.TextChoices):
        RESEARCHER = "researcher", _("Researcher")
        PROFESSOR = "professor", _("Professor")
        OFFICER = "officer", _("Local-government officer")
        EXPERT = "expert", _("Industry expert")

    membership = models.OneToOneField(
        Membership, models.CASCADE, primary_key=True, related_name="focus_seat", verbose_name=_("place in the body")
    )
    constituency = models.CharField(_("constituency"), max_length=12, choices=Constituency)
    cluster = models.ForeignKey(
        "focusgroup.Cluster", models.SET_NULL, null=True, blank=True, related_name="seats", verbose_name=_("cluster")
    )
    # The letter of appointment stands in the library.
    appointment = models.ForeignKey(
        "library.Document", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("document of appointment")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("seat of the Focus Group")
        verbose_name_plural = _("seats of the Focus Group")
        ordering = ["constituency", "membership"]

    def __str__(self) -> str:
        return f"{self.membership.member} · {self.get_constituency_display()}"
