"""What the statutory clock shows on pages of others: on the page of a case, on one's own page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from council.programmes import MyPageCard
from forums.models import IPCase
from forums.permissions.clock import visible_deadlines
from forums.services.clock.alone import what_alone
from forums.services.clock.explaining import CONFIRM, Shown, shown

# Of annuities that are far ahead a page shows so many.
YEARS_SHOWN = 3
SHOWN = 3


def case_context(case: IPCase, now: datetime) -> dict[str, Any]:
    """What `forums/clock/_deadlines.html` and `_alone.html` need on the page of a case. Four queries, whatever there
    is."""
    today = timezone.localdate(now)
    found = []
    for deadline in case.deadlines.order_by("due_on", "pk"):
        deadline.case = case
        found.append(shown(deadline, today))
    pending = [one for one in found if not one.deadline.outcome]
    first, later = next_ones(pending)
    return {
        "clock": {
            "next": first,
            "later": later,
            "settled": [one for one in reversed(found) if one.deadline.outcome],
            "confirm": CONFIRM,
            "alone": what_alone(case=case),
        }
    }


def next_ones(pending: Sequence[Shown]) -> tuple[list[Shown], list[Shown]]:
    """What concerns one now, and what is further ahead: the annuities after the next three, and the end of the term."""
    first: list[Shown] = []
    later: list[Shown] = []
    years = 0
    for one in pending:
        is_annuity = one.deadline.rule == "annuity"
        years += is_annuity
        far = (is_annuity and years > YEARS_SHOWN) or (one.deadline.rule == "term" and one.days_left > 365)
        (later if far and not one.is_overdue else first).append(one)
    return first, later


def card(user: Any, now: datetime) -> dict[str, Any] | None:
    """The next deadlines of the cases of `user`, those that are overdue first. Three queries."""
    if not user.is_authenticated:
        return None
    today = timezone.localdate(now)
    found = visible_deadlines(user, now).pending().filter(is_ours=True).select_related("case").order_by("due_on", "pk")
    rows = [shown(one, today) for one in found.exclude(is_optional=True, due_on__lt=today)[:SHOWN]]
    return {"rows": rows, "confirm": CONFIRM} if rows else None


CARD = MyPageCard(slug="ip-deadlines", template="forums/clock/_card.html", context=card, order=62)
