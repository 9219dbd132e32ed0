"""Writes pages and news."""

from datetime import datetime, timedelta

from council.content.models import NewsItem, Page
from council.portal.demo import MARK
from council.portal.demo.data.news import NEWS
from council.portal.demo.data.pages import PAGES
from council.portal.demo.store import Store

NOTICE = (
    f"*이 글은 시연을 위해 꾸민 것입니다 {MARK}.*",
    f"*This text was made up for the demonstration {MARK}.*",
)


def load_pages(store: Store) -> int:
    """The pages of “About”. Returns how many are new."""
    rows = {row.path: row for row in PAGES}
    pages = {
        path or "(about)": Page(
            path=path,
            position=place,
            title_ko=row.title[0],
            title_en=row.title[1],
            text_ko=f"{row.text[0].strip()}\n\n{NOTICE[0]}",
            text_en=f"{row.text[1].strip()}\n\n{NOTICE[1]}",
            is_published=row.is_published,
        )
        for place, (path, row) in enumerate(rows.items(), start=1)
        if store.missing("page", [path or "(about)"])
    }
    return len(store.add("page", Page, pages, natural="path"))


def load_news(store: Store, now: datetime) -> int:
    """News, some of it scheduled, one a draft. Returns how many are new."""
    rows = {row.slug: row for row in NEWS}
    news = {
        slug: NewsItem(
            slug=slug,
            title_ko=row.title[0],
            title_en=row.title[1],
            summary_ko=f"{row.summary[0]} {MARK}",
            summary_en=f"{row.summary[1]} {MARK}",
            text_ko=f"{row.text[0].strip()}\n\n{NOTICE[0]}",
            text_en=f"{row.text[1].strip()}\n\n{NOTICE[1]}",
            published_at=None if row.days is None else now + timedelta(days=row.days, minutes=-5),
        )
        for slug, row in rows.items()
        if store.missing("news", [slug])
    }
    return len(store.add("news", NewsItem, news, natural="slug"))
