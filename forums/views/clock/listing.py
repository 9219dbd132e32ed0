"""The list of deadlines: its filters, its months, and one month as a calendar."""

import calendar
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from council import bilingual, when
from council.members.models import Organisation
from forums.models import Deadline
from forums.models.rights import Right
from forums.services.clock.explaining import Shown, shown

PAGE_SIZE = 50
FIRST_YEAR, LAST_YEAR = 2000, 2099
PENDING, OVERDUE, SETTLED, EVERY = "pending", "overdue", "settled", "all"


def listing(query: Mapping[str, str], visible: QuerySet[Deadline], today: date) -> dict[str, Any]:
    """What the page shows of `visible` for the filters of its address: `state`, `company`, `right`, and `month` (yyyy-mm),
    which makes it a calendar of that month. What is no filter is none. A constant number of queries."""
    chosen = _chosen(query)
    found = visible.select_related("case")
    companies = Organisation.objects.filter(ip_shares__case__in=visible.order_by().values("case")).distinct()
    choices = sorted(((str(one.pk), bilingual.text(one, "name")) for one in companies), key=lambda choice: choice[1].casefold())
    if chosen["company"] not in dict(choices):
        chosen["company"] = ""
    if chosen["company"]:
        found = found.filter(case__owners__organisation=int(chosen["company"]))
    if chosen["right"]:
        found = found.filter(case__right=chosen["right"])
    found = found.filter(_of_state(chosen["state"], today))
    context: dict[str, Any] = {
        "chosen": chosen,
        "companies": choices,
        "rights": Right.choices,
        "states": _states(),
        "today": today,
    }
    month = _month(chosen["month"])
    if month is not None:
        return context | _calendar(found, month, today, chosen)
    order = ("-due_on", "-pk") if chosen["state"] == SETTLED else ("due_on", "pk")
    page = Paginator(found.order_by(*order), PAGE_SIZE).get_page(query.get("page"))
    rows = [shown(one, today) for one in page.object_list]
    months = [
        {"title": when.month(day), "rows": list(of_month)}
        for day, of_month in groupby(rows, key=lambda row: row.deadline.due_on.replace(day=1))
    ]
    return context | {"page": page, "months": months, "calendar_url": _url(chosen, month=today.strftime("%Y-%m"))}


def _chosen(query: Mapping[str, str]) -> dict[str, str]:
    state, right = query.get("state", PENDING), query.get("right", "")
    return {
        "state": state if state in dict(_states()) else PENDING,
        "company": query.get("company", ""),
        "right": right if right in Right.values else "",
        "month": query.get("month", ""),
    }


def _states() -> list[tuple[str, str]]:
    return [(PENDING, _("Pending")), (OVERDUE, _("Overdue")), (SETTLED, _("Met or not needed")), (EVERY, _("All"))]


def _of_state(state: str, today: date) -> Q:
    if state == SETTLED:
        return ~Q(outcome="")
    if state == OVERDUE:
        return Q(outcome="", is_ours=True, is_optional=False, due_on__lt=today)
    if state == PENDING:
        # A day that is only told, or a chance that nobody had to take, is over once it has passed.
        return Q(outcome="") & ~(Q(due_on__lt=today) & (Q(is_ours=False) | Q(is_optional=True)))
    return Q()


def _month(given: str) -> date | None:
    year, _dash, month = given.partition("-")
    if not (year.isascii() and month.isascii() and year.isdecimal() and month.isdecimal()) or len(given) > 7:
        return None
    if not (FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12):
        return None
    return date(int(year), int(month), 1)


def _calendar(found: QuerySet[Deadline], month: date, today: date, chosen: Mapping[str, str]) -> dict[str, Any]:
    weeks = calendar.Calendar(firstweekday=calendar.MONDAY).monthdatescalendar(month.year, month.month)
    first, last = weeks[0][0], weeks[-1][-1]
    within = found.filter(Q(due_on__range=(first, last)) | _late_within(first, last, today)).order_by("due_on", "pk")
    by_day: dict[date, list[tuple[Shown, str]]] = {}
    for deadline in within:
        for day, words in _days(deadline, today):
            if first <= day <= last:
                by_day.setdefault(day, []).append((shown(deadline, today), words))
    before, after = month - timedelta(days=1), (month + timedelta(days=31)).replace(day=1)
    in_month = [row for day, rows in sorted(by_day.items()) if day.replace(day=1) == month for row, _words in rows]
    return {
        "is_calendar": True,
        "title": when.month(month),
        "weekdays": [when.weekday(day) for day in weeks[0]],
        "weeks": [[_cell(day, month, today, by_day.get(day, [])) for day in week] for week in weeks],
        "previous_url": _url(chosen, month=before.strftime("%Y-%m")) if before.year >= FIRST_YEAR else "",
        "next_url": _url(chosen, month=after.strftime("%Y-%m")) if after.year <= LAST_YEAR else "",
        "today_url": _url(chosen, month=today.strftime("%Y-%m")) if month != today.replace(day=1) else "",
        "months": [{"title": when.month(month), "rows": list(dict.fromkeys(in_month))}] if in_month else [],
        "list_url": _url(chosen, month=""),
    }


def _late_within(first: date, last: date, today: date) -> Q:
    """What is overdue, and its late period or restoration ends between these days."""
    ends = Q(late_until__range=(first, last)) | Q(restorable_until__range=(first, last))
    return Q(outcome="", is_ours=True, due_on__lt=today) & ends


def _days(deadline: Deadline, today: date) -> Iterator[tuple[date, str]]:
    """The days on which a deadline stands in a month, and what is said of it there: as in calendars that subscribe."""
    yield deadline.due_on, "%(what)s"
    if deadline.outcome or not deadline.is_ours or deadline.due_on >= today:
        return
    if deadline.late_until is not None:
        yield deadline.late_until, _("%(what)s (end of the late period)")
    if deadline.restorable_until is not None:
        yield deadline.restorable_until, _("%(what)s (end of the restoration)")


def _cell(day: date, month: date, today: date, rows: list[tuple[Shown, str]]) -> dict[str, Any]:
    return {
        "date": day,
        "label": when.day(day),
        "in_month": day.month == month.month,
        "is_today": day == today,
        "events": [
            {
                "url": reverse("forums:ip-deadline", args=[row.deadline.key]),
                "title": words % {"what": f"{row.deadline.case.title}: {row.name}"},
                "accent": "forums",
                "cancelled": False,
            }
            for row, words in rows
        ],
    }


def _url(chosen: Mapping[str, str], **changed: str) -> str:
    values = {name: value for name, value in {**chosen, **changed}.items() if value and (name, value) != ("state", PENDING)}
    return reverse("forums:ip-deadline-list") + (f"?{urlencode(values)}" if values else "")
