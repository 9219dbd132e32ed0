from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from council.members.models.people import Consent, Member


class DirectoryEntryQuerySet(models.QuerySet["DirectoryEntry"]):
    def visible(self, now: datetime) -> DirectoryEntryQuerySet:
        """Entries of people with members' access at `now` whose consent is in force. Hidden and unknown are the same."""
        return self.filter(consent__withdrawn_at=None, member__user__is_active=True, member__in=Member.objects.with_access(now))


class DirectoryEntry(models.Model):
    """A member's place in the directory, as long as the consent to it is in force; which fields are shown stands there.

    `key` is the entry's address: nobody can guess or count it, and a new consent after a withdrawn one has a new one."""

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    member = models.OneToOneField(Member, models.CASCADE, related_name="directory_entry", verbose_name=_("member"))
    consent = models.OneToOneField(Consent, models.CASCADE, related_name="+", verbose_name=_("consent"))

    objects = DirectoryEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry in the directory")
        verbose_name_plural = _("entries in the directory")

    def __str__(self) -> str:
        return str(self.key)

    def shows(self, item: str) -> bool:
        """Whether the person consented to this field (`consents.DIRECTORY_ITEMS`) being shown."""
        return item in self.consent.items


class DirectoryLetter(models.Model):
    """What one member wrote to another through the portal, without either seeing the other's address."""

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    sender = models.ForeignKey(Member, models.CASCADE, db_index=False, related_name="letters_sent", verbose_name=_("from"))
    recipient = models.ForeignKey(Member, models.CASCADE, related_name="letters_received", verbose_name=_("to"))
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("text"), max_length=4000)
    sent_at = models.DateTimeField(_("sent"))
    answers = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replies", verbose_name=_("answers")
    )
    # The form's own token: a form that is sent twice is one letter.
    token = models.UUIDField(_("form token"), null=True, unique=True, editable=False)
    # The recipient showed it to the secretariat.
    reported_at = models.DateTimeField(_("reported"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter between members")
        verbose_name_plural = _("letters between members")
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["sender", "-sent_at"], name="letter_of_sender"),
            models.Index(fields=["-sent_at", "-id"], name="letter_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(sender=F("recipient")), name="letter_to_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
