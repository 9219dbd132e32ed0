"""How many people registered, month by month."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.functions import TruncMonth

from council.events.models import Registration


def registrations_by_month(months: Sequence[date], programmes: Iterable[str], zone: str = "Asia/Seoul") -> list[int]:
    """How many registrations for events of `programmes` came in each of `months` (first days, in order), whatever became of
    them since. One query."""
    local = ZoneInfo(zone)
    first = datetime(months[0].year, months[0].month, 1, tzinfo=local)
    rows = (
        Registration.objects.filter(event__programme__in=list(programmes), queued_at__gte=first)
        .order_by()
        .annotate(month=TruncMonth("queued_at", tzinfo=local))
        .values_list("month")
        .annotate(number=Count("pk"))
    )
    found = {month.date(): number for month, number in rows}
    return [found.get(month, 0) for month in months]
