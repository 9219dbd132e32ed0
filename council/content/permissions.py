"""Who may read what; fetching and authorising are one."""

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404

from council.content.models import NewsItem, Page


def get_page_or_404(user: Any, path: str, now: datetime) -> Page:
    """The page at `path` below /about/ that `user` may read at `now`. Raises `Http404` for another, a draft or one to come
    among them."""
    return get_object_or_404(Page.objects.visible_to(user, now), path=path)


def get_news_item_or_404(user: Any, slug: str, now: datetime) -> NewsItem:
    """The news item that `user` may read at `now`. Raises `Http404` for another, a draft or a scheduled one among them."""
    return get_object_or_404(NewsItem.objects.visible_to(user, now), slug=slug)
