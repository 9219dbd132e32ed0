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
        OWNER = "owner", _("Those who may see what it belongs to")

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
    # A programme's own thing that it belongs to: a slug of `programmes.document_owners`, and the thing's key.
    owner_kind = models.SlugField(_("belongs to"), max_length=40, blank=True, editable=False)
    owner_key = models.CharField(_("key of what it belongs to"), max_length=64, blank=True, editable=False)
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    description_ko = models.TextField(_("description (Korean)"), blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    classification = models.CharField(_("open to"), max_length=15, choices=Classification, default=Classification.PARTICIPANTS)
    agreement = models.ForeignKey(
        "library.Agreement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("confidentiality agreement (NDA)"),
        help_text=_("Those named above open it once they have accepted this; a new version of it asks them again."),
    )
    is_marked = models.BooleanField(
        _("PDF copies carry the reader’s name"),
        default=False,
        help_text=_("On every page, with the time. Copies of what is under an agreement always do."),
    )
    # Competitors of who wrote it, for instance: nobody of theirs has it, whatever else allows it.
    excluded_organisations = models.ManyToManyField(
        "members.Organisation",
        blank=True,
        related_name="+",
        verbose_name=_("not for the people of"),
        help_text=_("Whoever belongs to one of these organisations neither sees nor finds it."),
    )
    is_published = models.BooleanField(_("shown"), default=True, help_text=_("Otherwise staff of the programme alone see it."))
    current = models.OneToOneField(
        "library.DocumentVersion", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    history = HistoricalRecords(excluded_fields=["updated_at"], m2m_fields=[excluded_organisations])

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
            models.CheckConstraint(
                condition=~Q(classification="public") | Q(agreement=None),
                name="document_for_everybody_has_no_agreement",
                violation_error_message=_("What everybody may open can have no confidentiality agreement."),
            ),
            models.CheckConstraint(
                condition=~Q(classification="public") | Q(is_marked=False),
                name="document_for_everybody_is_not_marked",
                violation_error_message=_("What everybody may open is read by people without a name here."),
            ),
            models.CheckConstraint(
                condition=Q(agenda_item=None) | Q(event__isnull=False),
                name="document_of_an_agenda_item_has_its_event",
                violation_error_message=_("Choose the event that the agenda item belongs to."),
            ),
            models.CheckConstraint(
                condition=Q(owner_kind="", owner_key="") | (~Q(owner_kind="") & ~Q(owner_key="")),
                name="document_owner_has_kind_and_key",
            ),
            models.CheckConstraint(condition=Q(owner_kind="") | Q(event=None), name="document_has_an_owner_or_an_event"),
            models.CheckConstraint(
                condition=~Q(classification="owner") | ~Q(owner_kind="") | Q(event__isnull=False),
                name="document_for_an_owner_names_it",
                violation_error_message=_("Choose the event, or let the programme's page add it."),
            ),
        ]
        indexes = [models.Index(fields=["owner_kind", "owner_key"], name="document_of_owner", condition=~Q(owner_kind=""))]

    def __str__(self) -> str:
        return bilingual.text(self, "title")

    def clean(self) -> None:
        if self.event is not None and self.event.programme != self.programme:
            raise ValidationError({"event": _("This event belongs to another programme.")})
        if self.agenda_item is not None and self.agenda_item.event_id != self.event_id:
            raise ValidationError({"agenda_item": _("This is no part of the agenda of the event.")})
        if self.agreement is not None and self.agreement.programme != self.programme:
            raise ValidationError({"agreement": _("This agreement belongs to another programme.")})
        if self.body is not None and self.body.programme != self.programme:
            raise ValidationError({"body": _("This body belongs to another programme.")})

    def get_absolute_url(self) -> str:
        return reverse("library:document-detail", args=[self.key])

    @property
    def marks_copies(self) -> bool:
        """Whether a PDF of it is given out with its reader's name on every page only."""
        return self.is_marked or self.agreement_id is not None


class DocumentVersionQuerySet(models.QuerySet["DocumentVersion"]):
    def never_scanned(self) -> DocumentVersionQuerySet:
        """Files that open, and that no virus scanner has looked at."""
        return self.filter(state=DocumentVersion.State.READY, scanned_at=None)


class DocumentVersion(models.Model):
    """A file as it was uploaded; never changed. Stored under a random name, without an address of its own. Where there is a
    virus scanner, it opens once that has found nothing; what it refused is thrown away, and its row says so."""

    class State(models.TextChoices):
        SCANNING = "scanning", _("Waits for the virus scanner")
        READY = "ready", _("Ready to open")
        REFUSED = "refused", _("Refused by the virus scanner")

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
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READY)
    # Empty for one that was taken when there was no scanner.
    scanned_at = models.DateTimeField(_("scanned"), null=True, blank=True)
    finding = models.CharField(_("what the virus scanner found"), max_length=200, blank=True)

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_once"),
            models.CheckConstraint(
                condition=~Q(state="refused") | (~Q(finding="") & Q(scanned_at__isnull=False)),
                name="document_version_refused_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="document_version_to_scan", condition=Q(state="scanning")),
            models.Index(fields=["id"], name="document_version_never_scanned", condition=Q(state="ready", scanned_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.document} · {self.number}"

    @property
    def is_pdf(self) -> bool:
        return self.content_type == "application/pdf"

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
    """The ledger: who took which version, when. Without a person: a visitor, of a public document. It outlives the document:
    what was taken stays provable."""

    version = models.ForeignKey(
        DocumentVersion, models.SET_NULL, null=True, related_name="downloads", verbose_name=_("version")
    )
    # The document as it was when it was taken.
    programme = models.SlugField(_("programme"), max_length=30)
    owner_kind = models.SlugField(_("belongs to"), max_length=40, blank=True, editable=False)
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    number = models.PositiveIntegerField(_("version"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    at = models.DateTimeField(_("when"))
    # A copy that carries the person's name on every page.
    is_marked = models.BooleanField(_("with the name"), default=False)

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at", "-id"], name="download_newest")]

    def __str__(self) -> str:
        return f"{bilingual.text(self, 'title')} · {self.number} · {self.at:%Y-%m-%d %H:%M}"


class Agreement(models.Model):
    """What must be accepted before certain documents open: an NDA. Its words are its versions; people accept a version."""

    programme = models.SlugField(_("programme"), max_length=30)
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200)
    current = models.OneToOneField(
        "library.AgreementVersion", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("confidentiality agreement")
        verbose_name_plural = _("confidentiality agreements")
        ordering = ["programme", "title_ko", "pk"]

    def __str__(self) -> str:
        return bilingual.text(self, "title")


class AgreementVersion(models.Model):
    """The words of an agreement as they were published; never changed (a trigger of the database refuses it)."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="versions", verbose_name=_("confidentiality agreement")
    )
    number = models.PositiveIntegerField(_("version"))
    text_ko = models.TextField(_("text (Korean)"))
    text_en = models.TextField(_("text (English)"))
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("published by")
    )

    class Meta:
        verbose_name = _("version of an agreement")
        verbose_name_plural = _("versions of an agreement")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_once")]

    def __str__(self) -> str:
        return f"{self.agreement} · {self.number}"


class Acceptance(models.Model):
    """The record: who accepted which version of an agreement, when, under which name, having read it in which language."""

    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="acceptances", verbose_name=_("version"))
    # Without a log-in: it was deleted; the name under which it was accepted stays.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    name = models.CharField(_("accepted as"), max_length=400)
    language = models.CharField(_("language"), max_length=5)
    accepted_at = models.DateTimeField(_("accepted"))
    # By somebody who is engaged in confidence: the thing that he works on shows it, no list of the administration does.
    is_confidential = models.BooleanField(_("in confidence"), default=False, editable=False)

    class Meta:
        verbose_name = _("acceptance of an agreement")
        verbose_name_plural = _("acceptances of agreements")
        ordering = ["-accepted_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="agreement_accepted_once")]
        indexes = [models.Index(fields=["-accepted_at", "-id"], name="acceptance_newest")]

    def __str__(self) -> str:
        return f"{self.name} · {self.version}"


# The type of an upload in the services: Django's `UploadedFile`, or any of its files.
Upload = Any
