from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MergeRecord(models.Model):
    """That two records of one person, or of one organisation, became one: which, when, by whom, and what became of what.

    The second record's row is gone; its key stays here, so that logs that name it can be read."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    member = models.ForeignKey(
        "members.Member", models.SET_NULL, null=True, blank=True, related_name="merges", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        "members.Organisation", models.SET_NULL, null=True, blank=True, related_name="merges", verbose_name=_("organisation")
    )
    merged_id = models.BigIntegerField(_("key of the record that is gone"))
    merged_user_id = models.BigIntegerField(_("key of the log-in that is gone"), null=True, blank=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who"))
    # {"events.registration.member": {"moved": 3}, …}: numbers alone, as with an erasure.
    outcome: Any = models.JSONField(_("outcome"), default=dict, blank=True)

    class Meta:
        verbose_name = _("merge of two records")
        verbose_name_plural = _("merges of records")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "merged_id"], name="merge_once"),
            models.CheckConstraint(condition=Q(member=None) | Q(organisation=None), name="merge_of_one_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.merged_id}"


class FormerAddress(models.Model):
    """The key by which a record that is gone was addressed: it leads to the one that it became, as long as that may be seen.

    An entry of the directory takes its former addresses along when it ends."""

    key = models.UUIDField(_("key"), unique=True, editable=False)
    entry = models.ForeignKey(
        "members.DirectoryEntry", models.CASCADE, null=True, related_name="former_addresses", verbose_name=_("directory entry")
    )
    organisation = models.ForeignKey(
        "members.Organisation", models.CASCADE, null=True, related_name="former_addresses", verbose_name=_("organisation")
    )

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(entry=None, organisation__isnull=False) | Q(entry__isnull=False, organisation=None),
                name="former_address_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)


class DistinctPair(models.Model):
    """Two records that staff looked at and found to be two: they are not proposed any more."""

    kind = models.CharField(_("kind"), max_length=12, choices=MergeRecord.Kind)
    lower_id = models.BigIntegerField(_("key of the one"))
    higher_id = models.BigIntegerField(_("key of the other"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who"))

    class Meta:
        verbose_name = _("pair that is two")
        verbose_name_plural = _("pairs that are two")
        constraints = [
            models.UniqueConstraint(fields=["kind", "lower_id", "higher_id"], name="distinct_once"),
            models.CheckConstraint(condition=Q(lower_id__lt=models.F("higher_id")), name="distinct_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.lower_id} · {self.higher_id}"
