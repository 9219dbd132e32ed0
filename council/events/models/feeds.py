import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


def new_token() -> str:
    """A secret that nobody guesses: 256 bits, in the characters of an address."""
    return secrets.token_urlsafe(32)


class CalendarFeed(models.Model):
    """The secret address of a member's own calendar. Whoever has it reads the calendar, so it can be renewed and taken away."""

    member = models.OneToOneField("members.Member", models.CASCADE, related_name="calendar_feed", verbose_name=_("member"))
    token = models.CharField(_("secret"), max_length=64, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField(_("made"))
    read_at = models.DateTimeField(_("last read"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return str(self.member)
