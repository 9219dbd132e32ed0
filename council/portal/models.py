import uuid
from typing import Any

from django.conf import settings
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


class TableImport(models.Model):
    """A file that was brought in: its rows until somebody says the word, then what is needed to take it back for a while."""

    class State(models.TextChoices):
        STAGED = "staged", _("Looked at, not brought in")
        DONE = "done", _("Brought in")
        UNDONE = "undone", _("Taken back")
        CLOSED = "closed", _("Brought in, for good")

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    # The model, as `app.model`.
    label = models.CharField(_("what"), max_length=80)
    file_name = models.CharField(_("file name"), max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.STAGED)
    # [[number in the file, {column: text}], …], until it is carried out.
    rows: Any = models.JSONField(_("rows"), default=list)
    # [{"pk", "name", "before": {column: value} or null, "mark"}, …], while it can be taken back.
    changes: Any = models.JSONField(_("changes"), default=list)
    counts: Any = models.JSONField(_("counts"), default=dict)
    # What could not be taken back, in the words of whoever did it.
    report: Any = models.JSONField(_("report"), default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("brought in by")
    )
    staged_at = models.DateTimeField(_("looked at"))
    done_at = models.DateTimeField(_("brought in"), null=True)
    undone_at = models.DateTimeField(_("taken back"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("taken back by")
    )

    class Meta:
        verbose_name = _("file brought in")
        verbose_name_plural = _("files brought in")
        ordering = ["-staged_at", "-pk"]
        indexes = [models.Index(fields=["label", "-staged_at"], name="import_of_label")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="staged") | models.Q(done_at__isnull=False), name="import_done_has_its_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} · {self.staged_at:%Y-%m-%d %H:%M}"
