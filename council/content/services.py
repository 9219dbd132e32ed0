"""What staff do with several news items at once."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from council.content.models import NewsItem


@transaction.atomic
def publish_news(*, items: QuerySet[NewsItem], now: datetime) -> int:
    """Publish drafts and scheduled news among `items` at `now`; published ones keep their time. Returns how many changed."""
    waiting = list(items.filter(Q(published_at=None) | Q(published_at__gt=now)).select_for_update())
    for item in waiting:
        item.published_at = now
        item.save(update_fields=["published_at"])
    return len(waiting)


@transaction.atomic
def withdraw_news(*, items: QuerySet[NewsItem]) -> int:
    """Make drafts of `items`. Returns how many changed."""
    published = list(items.exclude(published_at=None).select_for_update())
    for item in published:
        item.published_at = None
        item.save(update_fields=["published_at"])
    return len(published)
