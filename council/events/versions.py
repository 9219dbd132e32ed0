"""What an event's page and rows are made of, as short texts that change whenever it changes.

Under them `council.fragments` keeps what was rendered. A row's version is PostgreSQL's own (`fragments.RowVersion`), so that it
can never be older than the row."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from council import programmes
from council.events.models import (
    AgendaItem,
    Announcement,
    Attendance,
    Event,
    Invitation,
    Occurrence,
    Question,
    Quota,
    Registration,
    Series,
    Survey,
)
from council.fragments import RowVersion

# What points at an event and is shown to visitors on its page, a subselect for each below; and what is not (a test asks for
# every such model). Seats that are taken stand in the event's own row, what panels show in their own versions.
SHOWN = (AgendaItem, Registration, Occurrence, Quota)
NOT_SHOWN = (Announcement, Attendance, Invitation, Question, Series, Survey)
EVENT_PAGE = """
    SELECT e.id, e.starts_at, e.ends_at, e.opens_at, e.closes_at,
           e.xmin::text || e.ctid::text, v.xmin::text || v.ctid::text, b.xmin::text || b.ctid::text,
           (SELECT string_agg(concat(item.xmin, item.ctid, item.starts_at <= %(now)s), ',' ORDER BY item.id)
            FROM events_agendaitem item WHERE item.event_id = e.id),
           (SELECT string_agg(concat(link.xmin, s.xmin, s.ctid), ',' ORDER BY link.id)
            FROM events_agendaitem item JOIN events_agendaitem_speakers link ON link.agendaitem_id = item.id
            JOIN events_speaker s ON s.id = link.speaker_id WHERE item.event_id = e.id),
           (SELECT count(*) FROM events_registration r WHERE r.event_id = e.id AND r.state = 'waitlisted'),
           (SELECT string_agg(concat(item_id, '=', waiting), ',' ORDER BY item_id) FROM (
                SELECT choice.item_id, count(*) AS waiting FROM events_agendaregistration choice
                JOIN events_agendaitem item ON item.id = choice.item_id
                WHERE item.event_id = e.id AND choice.state = 'waitlisted' GROUP BY choice.item_id) queues),
           (SELECT string_agg(concat(quota.xmin, quota.ctid, quota.release_at <= %(now)s), ',' ORDER BY quota.id)
            FROM events_quota quota WHERE quota.event_id = e.id),
           (SELECT string_agg(concat(series.xmin, other.xmin, other.ctid, other.ends_at > %(now)s), ',' ORDER BY other.id)
            FROM events_occurrence own JOIN events_series series ON series.id = own.series_id
            JOIN events_occurrence date ON date.series_id = series.id JOIN events_event other ON other.id = date.event_id
            WHERE own.event_id = e.id)
           {panels}
    FROM events_event e LEFT JOIN events_venue v ON v.id = e.venue_id LEFT JOIN members_body b ON b.id = e.body_id
    WHERE e.slug = %(slug)s
"""
# What a row of a list shows.
ROW_FIELDS = ("pk", "starts_at", "ends_at", "opens_at", "closes_at", "version", "venue_version")


def phase(now: datetime, *moments: datetime | None) -> str:
    """Which of `moments` have passed at `now`: what is said of an event changes at them, to the second."""
    return "".join("-" if moment is None else str(int(moment <= now)) for moment in moments)


def event_page(slug: str, now: datetime) -> tuple[Any, ...] | None:
    """The version of what a visitor sees on the page of the event with this slug; None where there is no such event, or where
    a panel of it does not say what it shows. One query. Who may see the page is not asked here."""
    panels_sql = "".join(f", ({panel.version_sql})" for panel in programmes.event_panels.all() if panel.version_sql)
    with connection.cursor() as cursor:
        cursor.execute(EVENT_PAGE.format(panels=panels_sql), {"slug": slug, "now": now})
        row = cursor.fetchone()
    if row is None:
        return None
    pk, *moments = row[:5]
    panels = []
    for panel in programmes.event_panels.all():
        if panel.version is None:
            return None
        panels.append(panel.version(pk, now))
    return (pk, phase(now, *moments), *row[5:], *panels)


def with_versions(events: "QuerySet[Event]") -> "QuerySet[Event]":
    """`events`, each with the `version` of its row and the `venue_version` of its venue's."""
    return events.annotate(version=RowVersion(F("slug")), venue_version=RowVersion(F("venue__name_ko")))


def rows(events: "QuerySet[Event]", now: datetime) -> tuple[Any, ...]:
    """The versions of what a list shows of `events` (a slice of `with_versions`), in their order. One query."""
    return tuple((pk, phase(now, *moments), version, venue) for pk, *moments, version, venue in events.values_list(*ROW_FIELDS))


def row(event: Event, now: datetime) -> tuple[Any, ...] | None:
    """The same of one event that came `with_versions`; None for one that did not."""
    if not hasattr(event, "version"):
        return None
    passed = phase(now, event.starts_at, event.ends_at, event.opens_at, event.closes_at)
    return (event.pk, passed, event.version, event.venue_version)  # type: ignore[attr-defined]
