from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.members.validators import validate_one_line


class Proceedings(models.Model):
    """What stays of a symposium: its papers, with addresses and citations that do not change."""

    symposium = models.OneToOneField(
        "symposia.Symposium", models.PROTECT, primary_key=True, related_name="proceedings", verbose_name=_("symposium")
    )
    editors_ko = models.CharField(_("editors (Korean)"), max_length=300, blank=True, validators=[validate_one_line])
    editors_en = models.CharField(_("editors (English)"), max_length=300, blank=True, validators=[validate_one_line])
    preface_ko = models.TextField(_("preface (Korean)"), blank=True)
    preface_en = models.TextField(_("preface (English)"), blank=True)
    isbn = models.CharField("ISBN", max_length=20, blank=True, validators=[validate_one_line])
    released_at = models.DateTimeField(_("released"), null=True, editable=False)
    released_by = models.ForeignKey(
        "members.User", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("released by")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("proceedings")
        verbose_name_plural = _("proceedings")
        ordering = ["-released_at"]

    def __str__(self) -> str:
        return str(self.symposium)

    def get_absolute_url(self) -> str:
        return reverse("symposia:proceedings", args=[self.symposium.event.slug])


class Paper(models.Model):
    """A paper of the proceedings, in the words of the programme as it was released. Its number is the talk's."""

    proceedings = models.ForeignKey(Proceedings, models.PROTECT, related_name="papers", verbose_name=_("proceedings"))
    talk = models.OneToOneField("symposia.Talk", models.PROTECT, related_name="paper", verbose_name=_("talk"))
    number = models.PositiveIntegerField(_("number"))
    position = models.PositiveIntegerField(_("position"))
    session_ko = models.CharField(_("session (Korean)"), max_length=200, blank=True)
    session_en = models.CharField(_("session (English)"), max_length=200, blank=True)
    title_ko = models.CharField(_("title (Korean)"), max_length=200, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    abstract_ko = models.TextField(_("abstract (Korean)"), blank=True)
    abstract_en = models.TextField(_("abstract (English)"), blank=True)
    keywords = models.CharField(_("keywords"), max_length=300, blank=True)
    presented_at = models.DateTimeField(_("presented"))

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["proceedings", "position"]
        constraints = [
            models.UniqueConstraint(fields=["proceedings", "number"], name="paper_number_once"),
            models.CheckConstraint(condition=~Q(title_ko="") | ~Q(title_en=""), name="paper_has_a_title"),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "title")

    def get_absolute_url(self) -> str:
        return reverse("symposia:paper", args=[self.proceedings.symposium.event.slug, self.number])


class PaperAuthor(models.Model):
    """An author of a paper, with the name and affiliation as they were when it was released: a citation stays as it is."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="authors", verbose_name=_("paper"))
    speaker = models.ForeignKey("events.Speaker", models.PROTECT, related_name="papers", verbose_name=_("author"))
    position = models.PositiveSmallIntegerField(_("position"))
    name_ko = models.CharField(_("name (Korean)"), max_length=100, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=100, blank=True)
    affiliation_ko = models.CharField(_("affiliation (Korean)"), max_length=200, blank=True)
    affiliation_en = models.CharField(_("affiliation (English)"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("author of a paper")
        verbose_name_plural = _("authors of papers")
        ordering = ["paper", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "speaker"], name="paper_author_once"),
            models.CheckConstraint(condition=~Q(name_ko="") | ~Q(name_en=""), name="paper_author_has_a_name"),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "name")


class TalkFile(models.Model):
    """Slides or the paper of a talk: a document of the library, and what it is to the talk."""

    class Kind(models.TextChoices):
        SLIDES = "slides", _("Slides")
        PAPER = "paper", _("Paper")

    talk = models.ForeignKey("symposia.Talk", models.CASCADE, related_name="files", verbose_name=_("talk"))
    kind = models.CharField(_("what it is"), max_length=6, choices=Kind)
    document = models.OneToOneField("library.Document", models.CASCADE, related_name="+", verbose_name=_("document"))

    class Meta:
        verbose_name = _("file of a talk")
        verbose_name_plural = _("files of talks")
        ordering = ["talk", "kind", "pk"]

    def __str__(self) -> str:
        return str(self.document)
