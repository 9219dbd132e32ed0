"""Whole days and several days in calendar entries: dates without a zone, rounded as the administration does it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from council import when
from council.events import services
from tests.events.test_feeds import entries, told
from tests.factories import NOW, EventFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def whole_days(first, last, zone="Asia/Seoul", **fields):
    """An event of whole days as the administration makes it."""
    event = EventFactory.build(starts_at=first, ends_at=last, time_zone=zone, all_day=True, **fields)
    event.clean()
    event.save()
    return event


def test_whole_days_are_dates_without_a_zone(client):
    event = whole_days(datetime(2026, 11, 16, 3, tzinfo=UTC), datetime(2026, 11, 18, 8, tzinfo=UTC))
    assert (event.starts_at, event.ends_at) == (
        datetime(2026, 11, 15, 15, tzinfo=UTC),
        datetime(2026, 11, 18, 15, tzinfo=UTC),
    )
    path = reverse("events:event-ics", args=[event.slug])
    (entry,) = entries(client, path).values()
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (date(2026, 11, 16), date(2026, 11, 19))
    assert entry["DTSTART"].params["VALUE"] == "DATE"
    assert b"VTIMEZONE" not in client.get(path).content
    page = client.get(f"/events/{event.slug}/").content.decode()
    assert "16 Nov (Mon) – 18 Nov 2026 (Wed)" in page
    assert "00:00–" not in page


def test_whole_days_are_those_of_the_events_zone(client):
    event = whole_days(datetime(2026, 11, 16, 3, tzinfo=UTC), datetime(2026, 11, 16, 8, tzinfo=UTC), "America/New_York")
    assert event.starts_at == datetime(2026, 11, 15, 5, tzinfo=UTC)
    (entry,) = entries(client, reverse("events:event-ics", args=[event.slug])).values()
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (date(2026, 11, 15), date(2026, 11, 17))


def test_rounding_whole_days_again_changes_nothing():
    event = whole_days(datetime(2026, 11, 16, 3, tzinfo=UTC), datetime(2026, 11, 18, 8, tzinfo=UTC))
    before = event.starts_at, event.ends_at
    event.clean()
    assert (event.starts_at, event.ends_at) == before


@pytest.mark.parametrize(
    ("first", "last", "en", "ko"),
    [
        ((2026, 11, 16), (2026, 11, 16), "16 Nov 2026 (Mon)", "2026년 11월 16일(월)"),
        ((2026, 11, 16), (2026, 11, 18), "16 Nov (Mon) – 18 Nov 2026 (Wed)", "2026년 11월 16일(월) – 11월 18일(수)"),
        ((2026, 12, 31), (2027, 1, 1), "31 Dec 2026 (Thu) – 1 Jan 2027 (Fri)", "2026년 12월 31일(목) – 2027년 1월 1일(금)"),
    ],
)
def test_days_in_words(first, last, en, ko):
    assert when.days(date(*first), date(*last), "en") == en
    assert when.days(date(*first), date(*last), "ko") == ko


def test_an_event_that_becomes_one_of_whole_days_is_told_of_as_moved(client):
    event = EventFactory()
    path = reverse("events:event-ics", args=[event.slug])
    (before,) = entries(client, path).values()
    event.all_day = True
    event.clean()
    event = services.apply_event_changes(event=event, by=None, now=NOW)
    (after,) = entries(client, path).values()
    assert (told(before), told(after)) == ((0, "CONFIRMED"), (1, "CONFIRMED"))
    assert after["UID"] == before["UID"]
    assert event.schedule_version == 1


def test_an_event_of_several_days_is_one_entry(client):
    event = EventFactory(ends_at=NOW + timedelta(days=16, hours=7))
    (entry,) = entries(client, reverse("events:event-ics", args=[event.slug])).values()
    assert entry["DTEND"].dt - entry["DTSTART"].dt == timedelta(days=2, hours=7)
    assert entry["DTSTART"].params["TZID"] == entry["DTEND"].params["TZID"] == "Asia/Seoul"
