from django.db import models
from django.utils.translation import gettext_lazy as _


class DemoRecord(models.Model):
    """What `manage.py demo_data` made, so that it makes it once, and knows an event that somebody has touched since.

    Empty outside the demonstration. `fingerprint` is an event as it was when made or moved last; empty: never moved."""

    kind = models.SlugField(_("kind"), max_length=20)
    key = models.CharField(_("key"), max_length=200)
    object_id = models.BigIntegerField(_("object"))
    loaded_on = models.DateField(_("loaded on"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("record of the demonstration data")
        verbose_name_plural = _("records of the demonstration data")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="demo_record_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
