"""The public pages in both languages, each with its alternates."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import timezone

from council import programmes
from council.content.models import NewsItem, Page
from council.events.models import Event


class PortalSitemap(Sitemap):
    """Addresses begin with `SITE_URL`, whatever host asked."""

    i18n = True
    alternates = True
    x_default = True

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PartsSitemap(PortalSitemap):
    """The parts of the site."""

    def items(self) -> list[str]:
        homes = [name for programme in programmes.all_programmes() for name in (programme.home_url, *programme.public_urls)]
        return [*dict.fromkeys(["portal:home", *homes]), "events:event-list", "content:news-list", "members:join"]

    def location(self, item: str) -> str:
        return reverse(item)


class EventsSitemap(PortalSitemap):
    """Public events, past ones too."""

    def items(self) -> Any:
        return Event.objects.public().order_by("pk").only("slug", "updated_at")

    def lastmod(self, item: Event) -> Any:
        return item.updated_at


class NewsSitemap(PortalSitemap):
    def items(self) -> Any:
        return NewsItem.objects.published(timezone.now()).order_by("pk").only("slug", "published_at")

    def lastmod(self, item: NewsItem) -> Any:
        return item.published_at


class PagesSitemap(PortalSitemap):
    def items(self) -> Any:
        return Page.objects.published(timezone.now()).order_by("pk").only("path", "updated_at")

    def lastmod(self, item: Page) -> Any:
        return item.updated_at


SITEMAPS = {"parts": PartsSitemap, "events": EventsSitemap, "news": NewsSitemap, "pages": PagesSitemap}
