from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from symposia.models.calls.submission import Submission


class Decision(models.Model):
    """What was decided about a submission, and what its authors were told with it. Rows are added alone."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted as a talk")
        ACCEPTED_POSTER = "accepted-poster", _("Accepted as a poster")
        WAITLISTED = "waitlisted", _("On the waiting list")
        DECLINED = "declined", _("Not accepted")

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="decisions", verbose_name=_("submission"))
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome)
    text_ko = models.TextField(_("text to the authors (Korean)"), max_length=4000, blank=True)
    text_en = models.TextField(_("text to the authors (English)"), max_length=4000, blank=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("decision about a submission")
        verbose_name_plural = _("decisions about submissions")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.submission} · {self.get_outcome_display()}"
