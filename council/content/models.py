from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.members.validators import validate_one_line
from council.staff import is_secretariat

# An address below /about/: parts of small letters, digits and hyphens.
PATH = r"[a-z0-9-]+(?:/[a-z0-9-]+)*"


class PageQuerySet(models.QuerySet["Page"]):
    def published(self, now: datetime) -> PageQuerySet:
        """What readers see at `now`, in the order of the section."""
        return self.filter(Q(publish_at=None) | Q(publish_at__lte=now), is_published=True)

    def visible_to(self, user: Any, now: datetime) -> PageQuerySet:
        """Published pages; drafts and pages to come, too, for the secretariat, which writes them."""
        return self.all() if is_secretariat(user) else self.published(now)


class Page(models.Model):
    """A page under `/about/`."""

    path = models.CharField(
        _("address"),
        max_length=100,
        unique=True,
        blank=True,
        validators=[RegexValidator(rf"\A{PATH}\Z", _("Use small letters, digits and hyphens; separate parts with /."))],
        help_text=_("Below /about/; empty: /about/ itself."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200)
    text_ko = models.TextField(_("text (Korean)"), help_text=_("Markdown"))
    text_en = models.TextField(_("text (English)"), help_text=_("Markdown"))
    is_published = models.BooleanField(_("published"), default=False)
    publish_at = models.DateTimeField(
        _("appears"), null=True, blank=True, help_text=_("A published page appears by itself at this time. Empty: at once.")
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = PageQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["position", "path"]

    def __str__(self) -> str:
        return bilingual.text(self, "title")

    @property
    def depth(self) -> int:
        """How deep below /about/ it lies: 0 for a part of its own."""
        return self.path.count("/")

    def get_absolute_url(self) -> str:
        return reverse("content:page", args=[self.path]) if self.path else reverse("content:about")

    def is_out(self, now: datetime) -> bool:
        """Whether readers see it at `now`."""
        return self.is_published and (self.publish_at is None or self.publish_at <= now)


class NewsItemQuerySet(models.QuerySet["NewsItem"]):
    def published(self, now: datetime) -> NewsItemQuerySet:
        """What readers see at `now`, the newest first."""
        return self.filter(published_at__lte=now).order_by("-published_at", "-pk")

    def visible_to(self, user: Any, now: datetime) -> NewsItemQuerySet:
        """Published news; drafts and scheduled news, too, for the secretariat, which writes them."""
        return self.all() if is_secretariat(user) else self.published(now)


class NewsItem(models.Model):
    """A piece of news; it appears at its time."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200)
    summary_ko = models.CharField(_("summary (Korean)"), max_length=500, blank=True)
    summary_en = models.CharField(_("summary (English)"), max_length=500, blank=True)
    text_ko = models.TextField(_("text (Korean)"), help_text=_("Markdown"))
    text_en = models.TextField(_("text (English)"), help_text=_("Markdown"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True, help_text=_("Empty: a draft."))

    objects = NewsItemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return bilingual.text(self, "title")

    def get_absolute_url(self) -> str:
        return reverse("content:news-item", args=[self.slug])

    def is_published(self, now: datetime) -> bool:
        """Whether readers see it at `now`."""
        return self.published_at is not None and self.published_at <= now


def new_key() -> str:
    """What nobody guesses: pictures of drafts are not found."""
    return secrets.token_hex(6)


class Image(models.Model):
    """A picture that texts show: `![](image:<key>)`. What it shows stands beside it in both languages."""

    key = models.CharField(_("key"), max_length=12, unique=True, default=new_key, editable=False)
    alt_ko = models.CharField(
        _("what it shows (Korean)"),
        max_length=300,
        validators=[validate_one_line],
        help_text=_("Read aloud to who does not see it; shown where it cannot be loaded."),
    )
    alt_en = models.CharField(_("what it shows (English)"), max_length=300, validators=[validate_one_line])
    # Stored under a random name; made harmless, never changed.
    file = models.FileField(_("file"), max_length=200, editable=False)
    content_type = models.CharField(_("type"), max_length=20, editable=False)
    size = models.PositiveIntegerField(_("file size"), editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )

    # What it shows; the file never changes.
    history = HistoricalRecords(
        excluded_fields=["file", "content_type", "size", "width", "height", "uploaded_at", "uploaded_by"]
    )

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(alt_ko="") & ~Q(alt_en=""),
                name="image_says_what_it_shows",
                violation_error_message=_("Write in both languages what the picture shows."),
            )
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "alt")

    def get_absolute_url(self) -> str:
        return reverse("content:image", args=[self.key])

    @property
    def markdown(self) -> str:
        """What is written in a text where the picture shall stand."""
        return f"![](image:{self.key})"
