"""News for feed readers."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from council import bilingual
from council.content.models import NewsItem
from council.events.text import one_line
from council.messaging.links import absolute_url

LATEST = 30


def news(now: datetime) -> str:
    """The latest published news as an Atom feed in the active language: two languages are two feeds. What an item is known by
    does not change with its address. One query."""
    language = "ko" if (get_language() or "en").startswith("ko") else "en"
    feed = Atom1Feed(
        title=_("News of the exchange council"),
        link=absolute_url("content:news-list", language),
        description=None,
        language=language,
        author_name=_("Gyeongbuk Exchange Council"),
        feed_url=absolute_url("content:news-feed", language),
        feed_guid=_guid(f"news/{language}"),
    )
    changes = NewsItem.history.model.objects.filter(id=OuterRef("pk")).order_by("-history_date")
    items = NewsItem.objects.published(now).defer("text_ko", "text_en")
    for item in items.annotate(changed_at=Subquery(changes.values("history_date")[:1]))[:LATEST]:
        published = item.published_at or now
        changed = item.changed_at
        feed.add_item(
            title=one_line(bilingual.text(item, "title")),
            link=absolute_url("content:news-item", language, item.slug),
            # Read as HTML.
            description=escape(one_line(bilingual.text(item, "summary"))),
            unique_id=_guid(f"news/{item.pk}/{language}"),
            pubdate=published,
            # Work on it before it came out is no change of what came out.
            updateddate=max(published, changed) if changed and changed <= now else published,
        )
    return feed.writeString("utf-8")


def _guid(what: str) -> str:
    """An id that lasts (RFC 4151)."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{what}"
