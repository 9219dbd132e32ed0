"""Finding events: the filters in the address, the calendar, what it costs."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from council.events import services
from council.events.models import Event
from tests.factories import NOW, EventFactory, MemberFactory, VenueFactory, coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
DAY = timedelta(days=1)


def found(client, query):
    response = client.get("/events/" + query)
    assert response.status_code == 200
    return {event.slug for event in response.context["page"].object_list}


# NOW is Monday, 2 November 2026, 10:00 in Seoul.
EVENTS = {
    "running": {"starts_at": NOW - timedelta(hours=1), "programme": "symposia"},
    "tonight": {"starts_at": NOW + timedelta(hours=8), "format": Event.Format.ONLINE},
    "sunday": {"starts_at": NOW + 6 * DAY, "mode": Event.Mode.NONE},
    "next-week": {"starts_at": NOW + 7 * DAY, "format": Event.Format.HYBRID, "title_en": "Die wear 100%"},
    "december": {"starts_at": NOW + 30 * DAY, "title_ko": "사출성형 심포지엄", "opens_at": NOW + DAY},
    "yesterday": {"starts_at": NOW - DAY, "ends_at": NOW - timedelta(hours=20)},
    "october": {"starts_at": NOW - 10 * DAY, "state": Event.State.COMPLETED},
    "overnight": {"starts_at": datetime(2026, 10, 31, 10, tzinfo=UTC), "ends_at": datetime(2026, 11, 1, 1, tzinfo=UTC)},
}
AHEAD = {"running", "tonight", "sunday", "next-week", "december"}
FILTERS = [
    ("", AHEAD),
    ("?when=upcoming", AHEAD),
    ("?when=past", {"yesterday", "october", "overnight"}),
    ("?when=today", {"running", "tonight"}),
    ("?when=week", {"running", "tonight", "sunday"}),
    ("?when=month", {"running", "tonight", "sunday", "next-week", "yesterday", "overnight"}),
    ("?when=2026-12", {"december"}),
    ("?when=2026-10", {"october", "overnight"}),
    ("?programme=symposia", {"running"}),
    ("?format=online", {"tonight"}),
    ("?format=hybrid&when=2026-11", {"next-week"}),
    ("?open=1", {"tonight", "next-week"}),
    ("?q=die+wear", {"next-week"}),
    ("?q=100%25", {"next-week"}),
    ("?q=사출", {"december"}),
    ("?q=nothing+like+it", set()),
    # What is not understood is left out.
    ("?when=someday", AHEAD),
    ("?when=2026-13", AHEAD),
    ("?when=٢٠٢٦-١١", AHEAD),
    ("?programme=nonsense", AHEAD),
    ("?format=telepathy", AHEAD),
    ("?open=maybe", AHEAD),
    ("?page=99999999999999999999", AHEAD),
    ("?page=x", AHEAD),
    ("?q=%00%0d%0a", AHEAD),
    ("?q=" + "a" * 500, AHEAD),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_filters(client, query, expected):
    for slug, fields in EVENTS.items():
        EventFactory(slug=slug, **fields)
    assert found(client, query) == expected


@pytest.mark.parametrize("query", ["?when=someday", "?programme=nonsense", "?format=telepathy", "?open=maybe"])
def test_what_is_not_understood_is_said_beside_its_field(client, query):
    assert 'class="invalid-feedback"' in client.get("/events/" + query).content.decode()


def test_pages_keep_the_filters(client):
    for _ in range(25):
        EventFactory(programme="symposia")
    text = client.get("/events/?programme=symposia").content.decode()
    assert "25 events" in text
    assert "?programme=symposia&amp;page=2" in text
    assert len(found(client, "?programme=symposia&page=2")) == 5


def test_empty_lists_offer_a_next_step(client):
    assert "/events/?when=past" in client.get("/events/").content.decode()
    text = client.get("/events/?q=nothing").content.decode()
    assert "No event matches these filters." in text
    assert "Show all upcoming events" in text


def test_calendar_month(client):
    for slug, fields in EVENTS.items():
        EventFactory(slug=slug, **fields)
    assert client.get("/events/calendar/").url == "/events/calendar/2026/11/"
    response = client.get("/events/calendar/2026/11/")
    days = {cell["date"].isoformat(): cell for week in response.context["weeks"] for cell in week}
    # From Monday to Sunday, the neighbours' days included.
    assert (min(days), max(days)) == ("2026-10-26", "2026-12-06")
    assert [entry["url"] for entry in days["2026-11-02"]["events"]] == ["/events/running/", "/events/tonight/"]
    # Over midnight: on both days, with its hour on the first.
    assert [[entry["time"] for entry in days[day]["events"]] for day in ("2026-10-31", "2026-11-01")] == [
        ["19:00"],
        ["", "10:00"],
    ]
    assert response.context["previous_url"] == "/events/calendar/2026/10/"
    assert response.context["next_url"] == "/events/calendar/2026/12/"
    assert "No events in this month." in client.get("/events/calendar/2027/05/").content.decode()
    assert client.get("/ko/events/calendar/2026/11/").status_code == 200


@pytest.mark.parametrize("path", ["0/1", "1989/12", "2101/1", "2026/0", "2026/13", "99999999999999999999/1"])
def test_months_beyond_the_calendar_are_404(client, path):
    assert client.get(f"/events/calendar/{path}/").status_code == 404


@pytest.mark.parametrize("path", ["1990/1", "2100/12"])
def test_the_ends_of_the_calendar(client, path):
    response = client.get(f"/events/calendar/{path}/")
    assert response.status_code == 200
    assert "" in (response.context["previous_url"], response.context["next_url"])


def test_structured_data_is_data(client):
    event = EventFactory(title_en="</script> & 'quotes'", venue=VenueFactory(), state=Event.State.CANCELLED)
    text = client.get(event.get_absolute_url()).content.decode()
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    data = json.loads(script)
    assert data["name"] == "</script> & 'quotes'"
    assert data["startDate"] == "2026-11-16T10:00:00+09:00"
    assert data["eventStatus"] == "https://schema.org/EventCancelled"
    assert data["location"][0]["name"] == "Test Hall"
    private = EventFactory(audience=Event.Audience.MEMBERS)
    client.force_login(MemberFactory().user)
    assert "ld+json" not in client.get(private.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["visitor", "member", "staff"])
def test_pages_cost_the_same_with_thirty_events(client, count_queries, who):
    member = MemberFactory()
    if who != "visitor":
        client.force_login(member.user if who == "member" else coordinator("forums"))
    paths = ["/events/", "/events/?when=2026-11&q=exchange", "/events/calendar/2026/11/"]
    paths += ["/my/registrations/"] if who != "visitor" else []

    def more(number):
        for _ in range(number):
            event = EventFactory(venue=VenueFactory(), capacity=1)
            services.register_member(event=event, member=MemberFactory(), now=NOW)
            services.register_member(event=event, member=member, now=NOW)

    more(1)
    before = [count_queries(lambda path=path: client.get(path)) for path in paths]
    more(18)
    assert [count_queries(lambda path=path: client.get(path)) for path in paths] == before


def test_an_overlap_is_warned_of(client):
    member = MemberFactory()
    client.force_login(member.user)
    first, second = EventFactory(title_en="First"), EventFactory()
    services.register_member(event=first, member=member, now=NOW)
    response = client.post(reverse("events:event-register", args=[second.slug]), follow=True)
    assert "you are also registered for “First” at the same time" in response.content.decode()
