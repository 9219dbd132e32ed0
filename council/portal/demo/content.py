"""Writes pages and news."""

from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from council.content.models import Image, NewsItem, Page
from council.content.services import store_picture
from council.portal.demo import MARK
from council.portal.demo.data.news import NEWS
from council.portal.demo.data.pages import PAGES, PICTURE_KEY, PICTURE_SHOWS
from council.portal.demo.pictures import discs
from council.portal.demo.store import Store

NOTICE = (
    f"*이 글은 시연을 위해 꾸민 것입니다 {MARK}.*",
    f"*This text was made up for the demonstration {MARK}.*",
)


def load_pages(store: Store, now: datetime) -> int:
    """The pages of “About” with their picture, one of them to come. Returns how many are new."""
    load_picture(store, now)
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
            publish_at=None if row.days is None else now + timedelta(days=row.days),
        )
        for place, (path, row) in enumerate(rows.items(), start=1)
        if store.missing("page", [path or "(about)"])
    }
    return len(store.add("page", Page, pages, natural="path"))


def load_picture(store: Store, now: datetime) -> None:
    """The picture that a page shows: three discs that overlap, one a programme."""
    rows = {}
    for key in store.missing("picture", [PICTURE_KEY]):
        rows[key] = Image(key=key, alt_ko=f"{PICTURE_SHOWS[0]} {MARK}", alt_en=f"{PICTURE_SHOWS[1]} {MARK}")
        store_picture(image=rows[key], upload=ContentFile(discs(480, 120)), by=None, now=now)
    store.add("picture", Image, rows, natural="key")


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
