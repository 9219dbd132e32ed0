from __future__ import annotations

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council.members.models.people import Member


class Photo(models.Model):
    """A member's photo: made harmless, never changed, replaced by another row. Who sees it stands in the consent to the
    directory (`consents.PHOTO`)."""

    # What its address is made of: another photo has another one.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    member = models.OneToOneField(Member, models.CASCADE, related_name="photo", verbose_name=_("member"))
    file = models.FileField(_("file"), max_length=200, editable=False)
    added_at = models.DateTimeField(_("put up"))

    class Meta:
        verbose_name = _("photo of a member")
        verbose_name_plural = _("photos of members")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def get_absolute_url(self) -> str:
        """Where who may see it does."""
        return reverse("members:photo", args=[self.key])
