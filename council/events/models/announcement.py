from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Announcement(models.Model):
    """What staff wrote to the registrants of an event: to whom, in which words, who sent it, when. Kept as sent."""

    event = models.ForeignKey("events.Event", models.PROTECT, related_name="announcements", verbose_name=_("event"))
    # The form it came from: sent twice it is sent once.
    token = models.UUIDField(_("form token"), unique=True, editable=False)
    states: Any = models.JSONField(_("to whom"), default=list)
    subject_ko = models.CharField(_("subject (Korean)"), max_length=200, blank=True)
    subject_en = models.CharField(_("subject (English)"), max_length=200, blank=True)
    text_ko = models.TextField(_("text (Korean)"), max_length=10000, blank=True)
    text_en = models.TextField(_("text (English)"), max_length=10000, blank=True)
    recipients = models.PositiveIntegerField(_("recipients"), default=0)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("sent by")
    )
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("message to registrants")
        verbose_name_plural = _("messages to registrants")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(subject_ko="") & ~Q(text_ko="")) | (~Q(subject_en="") & ~Q(text_en="")),
                name="announcement_is_whole_in_one_language",
            ),
        ]

    def __str__(self) -> str:
        return self.subject_ko or self.subject_en
