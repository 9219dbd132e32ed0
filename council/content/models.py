from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.staff import is_secretariat

# An address below /about/: parts of small letters, digits and hyphens.
PATH = r"[a-z0-9-]+(?:/[a-z0-9-]+)*"


class PageQuerySet(models.QuerySet["Page"]):
    def published(self) -> PageQuerySet:
        """What readers see, in the order of the section."""
        return self.filter(is_published=True)

    def visible_to(self, user: Any) -> PageQuerySet:
        """Published pages; drafts, too, for the secretariat, which writes them."""
        return self.all() if is_secretariat(user) else self.published()


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
