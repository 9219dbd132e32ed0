from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonalDataAccess(models.Model):
    """The log of staff's access to personal data (Personal Information Protection Act, Art. 29): who, when, from where, whose,
    what. A trigger of the database keeps it: no row is changed, none is deleted within two years."""

    at = models.DateTimeField(_("when"))
    # Without constraints: neither an erased member nor a deleted log-in changes the log.
    # Found by `access_of_actor`.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("who"),
    )
    ip = models.GenericIPAddressField(_("from where"), null=True)
    # The name of the address ("admin:members_member_changelist") and the address, without its query.
    page = models.CharField(_("page"), max_length=120)
    path = models.CharField(_("address"), max_length=300)
    # What was asked of it: an action of a list, else empty.
    action = models.CharField(_("action"), max_length=60, blank=True)
    # A file that was taken along, not a page that was looked at.
    is_file = models.BooleanField(_("file"), default=False)
    # Keys of members, as far as the page says whom it shows. Empty for a file: all that its address names.
    subjects = ArrayField(models.BigIntegerField(), verbose_name=_("whose"), default=list)

    class Meta:
        verbose_name = _("access to personal data")
        verbose_name_plural = _("access to personal data")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="access_newest"),
            models.Index(fields=["actor", "-at"], name="access_of_actor"),
            GinIndex(fields=["subjects"], name="access_to_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.page} · {self.at:%Y-%m-%d %H:%M}"


class AccessReview(models.Model):
    """That somebody looked through the log of one month."""

    month = models.DateField(_("month"), unique=True)
    reviewed_at = models.DateTimeField(_("reviewed"))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("reviewed by")
    )
    note = models.TextField(_("what was found"), max_length=2000)

    class Meta:
        verbose_name = _("review of access")
        verbose_name_plural = _("reviews of access")
        ordering = ["-month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
