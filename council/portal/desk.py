"""What stands on the administration's start page, for whom: notices, deadlines, charts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from council import programmes, when
from council.events.services.statistics import registrations_by_month
from council.members.services.statistics import members_by_month
from council.staff import coordinated_programmes, coordinates, is_secretariat

MONTHS = 12
# How old the numbers of the charts may be.
CHART_SECONDS = 600
# How far deadlines are counted: back, and ahead.
OVERDUE, SOON, AHEAD = timedelta(days=30), timedelta(days=7), timedelta(days=60)
# The picture of a chart, in its own units.
WIDTH, HEIGHT, GROUND, TOP = 660, 190, 160, 22


@dataclass(frozen=True)
class Column:
    """One column of a chart: what it counts, in words and in the picture."""

    label: str
    long_label: str
    value: int
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """Where its words stand."""
        return self.x + self.width // 2


@dataclass(frozen=True)
class Chart:
    """A chart of columns (`components/columns.html`)."""

    title: str
    unit: str
    columns: Sequence[Column]
    width: int = WIDTH
    height: int = HEIGHT
    ground: int = GROUND


@dataclass(frozen=True)
class DeadlineRow:
    """How many deadlines of one kind there are: overdue (within 30 days), within 7 days, within 60."""

    name: Any
    overdue: int
    soon: int
    ahead: int
    url: str


def desk_notices(user: Any, now: datetime) -> list[dict[str, Any]]:
    """What needs the attention of `user`: `{slug, label, count, url, urgent}`, urgent first, nothing that counts zero."""
    found = []
    for notice in programmes.desk_notices.all():
        count = notice.count(user, now)
        if count:
            found.append(
                {"slug": notice.slug, "label": notice.label, "count": count, "url": notice.url(), "urgent": notice.urgent}
            )
    return sorted(found, key=lambda row: not row["urgent"])


def deadline_rows(user: Any, now: datetime) -> list[DeadlineRow]:
    """The deadlines that `user` looks after, a row for each kind that has any; one query a kind."""
    rows = []
    for source in programmes.deadline_sources.all():
        since, until = now - OVERDUE - timedelta(days=1), now + AHEAD
        if source.staff_items is not None:
            items = source.staff_items(user, since, until, now) if coordinated_programmes(user) else None
        else:
            items = source.due(since, until, now) if coordinates(user, source.programme) else None
        if items is None:
            continue
        counts = _counts(items, now, source)
        if any(counts.values()):
            rows.append(DeadlineRow(source.name, **counts, url=source.staff_url() if source.staff_url else ""))
    return rows


def _counts(items: Any, now: datetime, source: programmes.DeadlineSource) -> dict[str, int]:
    # A day that still counts is not overdue.
    today: Any = timezone.localdate(now, ZoneInfo(source.zone)) if source.is_date else now
    past = {"deadline__lt": today} if source.is_date else {"deadline__lte": today}
    counts: dict[str, int] = items.order_by().aggregate(
        overdue=Count("subject", filter=Q(**past, deadline__gte=today - OVERDUE), distinct=True),
        soon=Count("subject", filter=Q(deadline__lte=today + SOON) & ~Q(**past), distinct=True),
        ahead=Count("subject", filter=Q(deadline__lte=today + AHEAD) & ~Q(**past), distinct=True),
    )
    return counts


def charts(user: Any, now: datetime) -> list[Chart]:
    """Registrations of the last twelve months for one's own programmes, and members for the secretariat. The numbers are kept
    for ten minutes."""
    mine = sorted(coordinated_programmes(user))
    if not mine:
        return []
    months = _months(now)
    numbers = _kept("registrations", ",".join(mine), months, lambda: registrations_by_month(months, mine))
    found = [
        _chart(
            _("Registrations: %(now)s this month, %(before)s in the month before")
            % {"now": numbers[-1], "before": numbers[-2]},
            _("Registrations by the month in which they came"),
            months,
            numbers,
        )
    ]
    if is_secretariat(user):
        numbers = _kept("members", "", months, lambda: members_by_month(months))
        title = _("Members: %(now)s now, %(before)s a year ago") % {"now": numbers[-1], "before": numbers[0]}
        found.append(_chart(title, _("Members at the end of the month"), months, numbers))
    return found


def _months(now: datetime) -> list[date]:
    """The first days of the last twelve months and the current one, in order."""
    month = timezone.localdate(now).replace(day=1)
    found = [month]
    while len(found) < MONTHS + 1:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


def _kept(what: str, whose: str, months: Sequence[date], count: Callable[[], list[int]]) -> list[int]:
    found: list[int] = cache.get_or_set(f"desk:{what}:{whose}:{months[-1]}", count, CHART_SECONDS)  # type: ignore[assignment]
    return found


def _chart(title: str, unit: str, months: Sequence[date], numbers: Sequence[int]) -> Chart:
    step = WIDTH // len(months)
    most = max(*numbers, 1)
    columns = []
    for place, (month, number) in enumerate(zip(months, numbers, strict=True)):
        height = round((GROUND - TOP) * number / most)
        columns.append(
            Column(
                label=when.month(month, year=False),
                long_label=when.month(month),
                value=number,
                x=place * step + 6,
                y=GROUND - height,
                width=step - 12,
                height=height,
            )
        )
    return Chart(title, unit, columns)
