from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionRun(models.Model):
    """What one retention rule destroyed in one run of the tick. Runs that found nothing leave the time of the last one."""

    rule = models.SlugField(_("rule"), max_length=40)
    at = models.DateTimeField(_("when"))
    destroyed = models.PositiveIntegerField(_("destroyed"), default=0)
    failed = models.BooleanField(_("failed"), default=False)

    class Meta:
        verbose_name = _("run of a retention rule")
        verbose_name_plural = _("runs of retention rules")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["rule", "-at"], name="retention_run_of_rule")]

    def __str__(self) -> str:
        return f"{self.rule} · {self.at:%Y-%m-%d %H:%M}"
