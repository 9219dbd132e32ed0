"""The log of staff's access to personal data: written by the middleware, looked through month by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from council.members.models import AccessReview, Member, MergeRecord, PersonalDataAccess, User
from council.members.services.errors import ReasonMissingError

# The law asks for a year at least (Standards for Personal Information Security Measures, Art. 8), two where sensitive.
KEPT = timedelta(days=2 * 365)
# Outside these hours, and at week-ends, access is counted apart.
OFFICE_HOURS = (8, 20)
MONTH = """
    WITH seen AS (
        SELECT actor_id, at AT TIME ZONE %(zone)s AS local, is_file, action, subjects
        FROM members_personaldataaccess WHERE at >= %(start)s AND at < %(end)s
    ), people AS (
        SELECT actor_id, count(DISTINCT person) AS people
        FROM seen, unnest(subjects) AS person GROUP BY actor_id
    ), days AS (
        SELECT actor_id, max(people) AS most FROM (
            SELECT actor_id, local::date AS day, count(DISTINCT person) AS people
            FROM seen, unnest(subjects) AS person GROUP BY actor_id, local::date
        ) AS each_day GROUP BY actor_id
    )
    SELECT seen.actor_id, count(*) AS times, coalesce(people.people, 0), coalesce(days.most, 0),
           count(*) FILTER (WHERE is_file),
           count(*) FILTER (WHERE extract(isodow FROM local) > 5
                            OR extract(hour FROM local) < %(from)s OR extract(hour FROM local) >= %(to)s)
    FROM seen LEFT JOIN people USING (actor_id) LEFT JOIN days USING (actor_id)
    GROUP BY seen.actor_id, people.people, days.most ORDER BY 3 DESC, 2 DESC, 1
"""


@dataclass(frozen=True)
class ActorMonth:
    """One staff member's month: how often, how many people in all and on the busiest day, files taken, outside office hours.
    `actor` is None for a log-in that is not there any more."""

    actor_id: int
    actor: User | None
    times: int
    people: int
    most_on_a_day: int
    files: int
    out_of_hours: int


def note_access(
    *,
    actor: User,
    ip: str | None,
    page: str,
    path: str,
    action: str,
    is_file: bool,
    members: Iterable[int],
    now: datetime,
) -> PersonalDataAccess:
    """Write one row of the log: `actor` saw, on the page of this name and address, the members with these keys."""
    return PersonalDataAccess.objects.create(
        at=now,
        actor=actor,
        ip=ip,
        page=page[:120],
        path=path[:300],
        action=action[:60],
        is_file=is_file,
        subjects=sorted(set(members)),
    )


def month_of(moment: datetime) -> date:
    """The first day of the month in which `moment` lies here."""
    return timezone.localdate(moment).replace(day=1)


def month_before(month: date) -> date:
    """The first day of the month before."""
    return (month - timedelta(days=1)).replace(day=1)


def summarise_month(month: date) -> list[ActorMonth]:
    """Who of staff saw how much in `month` (its first day), whoever saw most people first. Two queries."""
    start, end = _bounds(month)
    first, last = OFFICE_HOURS
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "zone": timezone.get_current_timezone_name(),
            "start": start,
            "end": end,
            "from": first,
            "to": last,
        }
        cursor.execute(MONTH, values)
        rows = cursor.fetchall()
    actors = User.objects.select_related("member").in_bulk([row[0] for row in rows])
    return [ActorMonth(row[0], actors.get(row[0]), *row[1:]) for row in rows]


def review_month(*, month: date, by: User, note: str, now: datetime) -> AccessReview:
    """Record that `by` looked through a month that is over. A month that is reviewed comes back as it is.

    Raises `ReasonMissingError` without a note, `ValueError` for a month that is not over."""
    note = note.strip()
    if not note:
        raise ReasonMissingError
    if month >= month_of(now):
        raise ValueError("this month is not over")
    defaults: dict[str, Any] = {"reviewed_at": now, "reviewed_by": by, "note": note}
    review, _created = AccessReview.objects.get_or_create(month=month, defaults=defaults)
    return review


def months_to_review(now: datetime) -> list[date]:
    """The months within the last year that are over, have access on record, and nobody has looked through; the oldest first."""
    month, found = month_of(now), []
    reviewed = set(AccessReview.objects.values_list("month", flat=True))
    for _number in range(12):
        month = month_before(month)
        start, end = _bounds(month)
        if month not in reviewed and PersonalDataAccess.objects.filter(at__gte=start, at__lt=end).exists():
            found.append(month)
    return found[::-1]


def is_reviewed(month: date) -> bool:
    """Whether a month was looked through, or has nothing to look at. One or two queries."""
    if AccessReview.objects.filter(month=month).exists():
        return True
    start, end = _bounds(month)
    return not PersonalDataAccess.objects.filter(at__gte=start, at__lt=end).exists()


def forget_access(now: datetime, limit: int) -> int:
    """Delete at most `limit` rows of the log that are older than two years. Returns how many."""
    old = PersonalDataAccess.objects.filter(at__lt=now - KEPT).order_by("pk").values_list("pk", flat=True)[:limit]
    found = list(old)
    with transaction.atomic():
        PersonalDataAccess.objects.filter(pk__in=found).delete()
    return len(found)


def _bounds(month: date) -> tuple[datetime, datetime]:
    after = (month + timedelta(days=32)).replace(day=1)
    start, end = (datetime(day.year, day.month, 1, tzinfo=timezone.get_current_timezone()) for day in (month, after))
    return start, end


def records_of(member_id: int) -> list[int]:
    """The keys by which the log names this person: his own, and those of records that became this one."""
    merged = MergeRecord.objects.filter(kind=MergeRecord.Kind.PERSON, member=member_id)
    return [member_id, *merged.values_list("merged_id", flat=True)]


def people_of(subjects: Iterable[int]) -> QuerySet[Member]:
    """The people whom keys of the log stand for, as they are now; of a record that became another, that one."""
    keys = list(subjects)
    became = MergeRecord.objects.filter(kind=MergeRecord.Kind.PERSON, merged_id__in=keys).values("member")
    return Member.objects.filter(Q(pk__in=keys) | Q(pk__in=became))
