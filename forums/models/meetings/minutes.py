from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from council.members.validators import validate_one_line, validate_paragraphs
from forums.models.meetings.meeting import Meeting


class MinutesRevision(models.Model):
    """The minutes as somebody saved them. A saved one is never changed (trigger): the next one has the next number."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="revisions", verbose_name=_("meeting"))
    number = models.PositiveIntegerField(_("revision"))
    text_ko = models.TextField(_("minutes (Korean)"), max_length=60_000, blank=True, validators=[validate_paragraphs])
    text_en = models.TextField(_("minutes (English)"), max_length=60_000, blank=True, validators=[validate_paragraphs])
    note = models.CharField(_("what changed"), max_length=200, blank=True, validators=[validate_one_line])
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("revision of minutes")
        verbose_name_plural = _("revisions of minutes")
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="minutes_number_once_a_meeting"),
            models.CheckConstraint(
                condition=~Q(text_ko="") | ~Q(text_en=""),
                name="minutes_have_a_text",
                violation_error_message=_("Write the minutes in Korean or in English."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} · {self.number}"
