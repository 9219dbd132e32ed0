"""News and pages in the portal's search."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual, when
from council.content.models import NewsItem, Page
from council.content.texts import PLACEHOLDER
from council.excerpts import first_excerpt
from council.members.text_search import ArticleText, OneText, best_first, searched_words, similar, with_words
from council.programmes import SearchHit, SearchSource

TITLE = OneText("title_ko", "title_en")
NEWS_TEXT = ArticleText("title_ko", "summary_ko", "text_ko", "title_en", "summary_en", "text_en")
# Pages are some dozens: they need no index.
PAGE_TEXT = ArticleText("title_ko", Value(""), "text_ko", "title_en", Value(""), "text_en")


def search_news(query: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """News in which every word of `query` occurs, those with it in the title first, then the newest."""
    words = searched_words(query)
    if not words:
        return []
    found = with_words(NewsItem.objects.visible_to(user, now), NEWS_TEXT, words)
    return _news(best_first(found, TITLE, words, "-published_at", "-pk"), words, now, limit)


def news_like(query: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """News with a title like the words of `query`."""
    words = searched_words(query)
    return _news(similar(NewsItem.objects.visible_to(user, now), TITLE, words), words, now, limit) if words else []


def search_pages(query: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """Pages of the section “About” in which every word of `query` occurs, those with it in the title first."""
    words = searched_words(query)
    if not words:
        return []
    found = best_first(with_words(Page.objects.visible_to(user, now), PAGE_TEXT, words), TITLE, words, "position", "path")
    return [_hit(page, ("text",), "" if page.is_out(now) else _("Not published"), words) for page in found[: limit + 1]]


def _news(found: QuerySet[NewsItem], words: Sequence[str], now: datetime, limit: int) -> list[SearchHit]:
    hits = []
    for item in found[: limit + 1]:
        facts = [when.day(item.published_at.date())] if item.published_at else []
        facts += [] if item.is_published(now) else [_("Not published")]
        hits.append(_hit(item, ("summary", "text"), " · ".join(facts), words))
    return hits


def _hit(row: Any, fields: Sequence[str], meta: str, words: Sequence[str]) -> SearchHit:
    language, title = bilingual.text_language(row, "title"), bilingual.text(row, "title")
    others = [one for one in ("ko", "en") if one != language]
    texts = [
        (PLACEHOLDER.sub("…", getattr(row, f"{field}_{one}")), one)
        for one in (language, *others)
        for field in (*fields, "title")
    ]
    text, text_language = first_excerpt([one for one in texts if one != (title, language)], words)
    return SearchHit(
        title=title, url=row.get_absolute_url(), text=text, meta=meta, language=language, text_language=text_language
    )


SOURCES = (
    SearchSource(slug="news", name=gettext_lazy("News"), search=search_news, icon="newspaper", similar=news_like, order=50),
    SearchSource(slug="pages", name=gettext_lazy("About the council"), search=search_pages, icon="info-circle", order=60),
)
