from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual


class Document(models.Model):
    """A document and who may open it (`permissions.visible_documents`). What one opens is its current version."""

    class Classification(models.TextChoices):
        PUBLIC = "public", _("Public")
        MEMBERS = "members", _("Members")
        BODY = "body", _("Members of the body")
        PARTICIPANTS = "participants", _("Those with a place at the event")
        RESTRICTED = "restricted", _("The people listed below")

    # In addresses, so that nobody can count or guess documents.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    # A slug of the registry (`council.programmes`); forms offer its choices.
    programme = models.SlugField(_("programme"), max_length=30)
    event = models.ForeignKey(
        "events.Event", models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("event")
    )
    # Shown with this part of the event's agenda; the event's own where that is taken off the agenda.
    agenda_item = models.ForeignKey(
        "events.AgendaItem",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("agenda item"),
        help_text=_("Of the event, where the document belongs to one session. Save an event first to choose among its agenda."),
    )
    body = models.ForeignKey(
        "members.Body", models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("body")
    )
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    description_ko = models.TextField(_("description (Korean)"), blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    classification = models.CharField(_("open to"), max_length=15, choices=Classification, default=Classification.PARTICIPANTS)
    is_published = models.BooleanField(_("shown"), default=True, help_text=_("Otherwise staff of the programme alone see it."))
    current = models.OneToOneField(
        "library.DocumentVersion", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(classification="body") | Q(body__isnull=False),
                name="document_for_a_body_names_it",
                violation_error_message=_("Choose the body whose members may open it."),
            ),
            models.CheckConstraint(
                condition=~Q(classification="participants") | Q(event__isnull=False),
                name="document_of_participants_names_the_event",
                violation_error_message=_("Choose the event whose participants may open it."),
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "title")

    def clean(self) -> None:
        if self.event is not None and self.event.programme != self.programme:
            raise ValidationError({"event": _("This event belongs to another programme.")})
        if self.agenda_item is not None and self.agenda_item.event_id != self.event_id:
            raise ValidationError({"agenda_item": _("This is no part of the agenda of the event.")})
        if self.body is not None and self.body.programme != self.programme:
            raise ValidationError({"body": _("This body belongs to another programme.")})

    def get_absolute_url(self) -> str:
        return reverse("library:document-detail", args=[self.key])


class DocumentVersion(models.Model):
    """A file as it was uploaded; never changed. Stored under a random name, without an address of its own."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions", verbose_name=_("document"))
    number = models.PositiveIntegerField(_("version"))
    file = models.FileField(_("file"), max_length=200)
    # What the reader's file is called.
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("file size"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_version_once")]

    def __str__(self) -> str:
        return f"{self.document} · {self.number}"

    @property
    def extension(self) -> str:
        """“PDF”, as a reader knows it."""
        return self.name.rpartition(".")[2].upper()


class DocumentReader(models.Model):
    """One of the people who may open a restricted document."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="readers", verbose_name=_("document"))
    member = models.ForeignKey("members.Member", models.CASCADE, related_name="+", verbose_name=_("member"))
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("reader")
        verbose_name_plural = _("readers")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "member"],
                name="document_reader_once",
                violation_error_message=_("This person is on the list already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.document}"


class Download(models.Model):
    """The ledger: who took which version, when. Without a person: a visitor, of a public document."""

    version = models.ForeignKey(DocumentVersion, models.CASCADE, related_name="downloads", verbose_name=_("version"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at", "-id"], name="download_newest")]

    def __str__(self) -> str:
        return f"{self.version} · {self.at:%Y-%m-%d %H:%M}"


# The type of an upload in the services: Django's `UploadedFile`, or any of its files.
Upload = Any
