"""Calendars that one subscribes to: agendas, one's own, a body's; each entry compared before and after a change."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from council.events import services
from council.events.models import AgendaRegistration, CalendarFeed, Event, Registration
from council.members.models import Membership
from tests.factories import (
    NOW,
    AgendaItemFactory,
    BodyFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    SpeakerFactory,
    VenueFactory,
    coordinator,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
State = Registration.State


@pytest.fixture
def member():
    return MemberFactory(language="en")


def entries(client, path):
    """`{uid without host: entry}` of a calendar, read by a parser."""
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    assert calendar["METHOD"] == "PUBLISH"
    return {entry["UID"].split("@")[0]: entry for entry in calendar.walk("VEVENT")}


def told(entry):
    """What a calendar goes by."""
    return int(entry["SEQUENCE"]), str(entry["STATUS"])


def own_feed(member):
    return reverse("events:feed-personal", args=[services.open_feed(member=member, now=NOW).token])


def register(event, member):
    return services.register_member(event=event, member=member, now=NOW)


# Items of the agenda.


def test_items_of_the_agenda_are_entries_of_their_own(client):
    event = EventFactory(title_en="The day", venue=VenueFactory(), time_zone="Europe/Berlin")
    item = AgendaItemFactory(event=event, room="삼층 12호 / B 12", abstract_en="What it is about.")
    item.speakers.add(SpeakerFactory())
    path = reverse("events:event-ics", args=[event.slug])
    found = entries(client, path)
    assert set(found) == {f"event-{event.pk}", f"agenda-{item.pk}"}
    entry = found[f"agenda-{item.pk}"]
    assert entry["RELATED-TO"] == f"event-{event.pk}@localhost"
    assert entry["LOCATION"] == "B 12, Test Hall"
    assert entry["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert entry["DESCRIPTION"].split("\n\n")[:3] == ["The day", "LEE Deunsol", "What it is about."]
    assert set(entries(client, path + "?agenda=0")) == {f"event-{event.pk}"}
    assert set(entries(client, "/events/feed.ics")) == {f"event-{event.pk}"}
    assert set(entries(client, "/events/feed.ics?agenda=1")) == set(found)
    assert path + "?agenda=0" in client.get(f"/events/{event.slug}/").content.decode()


def test_an_item_that_moves_rises_and_keeps_its_identity(client):
    event = EventFactory()
    item = AgendaItemFactory(event=event)
    path, uid = reverse("events:event-ics", args=[event.slug]), f"agenda-{item.pk}"
    item = event.agenda.get()
    before = entries(client, path)[uid]
    item.title_en = "Another title"
    item.save()
    renamed = entries(client, path)[uid]
    item.starts_at += timedelta(minutes=15)
    item.save()
    moved = entries(client, path)[uid]
    services.cancel_event(event=event, by=None, now=NOW)
    cancelled = entries(client, path)[uid]
    assert [told(one) for one in (before, renamed, moved, cancelled)] == [
        (0, "CONFIRMED"),
        (0, "CONFIRMED"),
        (1, "CONFIRMED"),
        (2, "CANCELLED"),
    ]
    assert moved["DTSTART"].dt - before["DTSTART"].dt == timedelta(minutes=15)


# One's own.


def test_the_life_of_a_place_in_ones_own_calendar(client, member):
    event = EventFactory(capacity=1, online_link="https://meet.example/secret", format="hybrid")
    AgendaItemFactory(event=event)
    other = register(event, MemberFactory())
    path, uid = own_feed(member), f"event-{event.pk}"
    seen = []

    def look():
        found = entries(client, path)
        seen.append((*told(found[uid]), len(found) - 1))
        assert "secret" not in client.get(path).content.decode()
        return found[uid]

    first = register(event, member)
    assert "waiting list" in look()["DESCRIPTION"]
    services.cancel_registration(registration=other, by=None, now=NOW)
    assert "waiting list" not in look()["DESCRIPTION"]
    event.refresh_from_db()
    event.starts_at += timedelta(hours=1)
    services.apply_event_changes(event=event, by=None, now=NOW)
    look()
    first.refresh_from_db()
    services.cancel_registration(registration=first, by=member.user, now=NOW)
    assert "Your registration is cancelled." in look()["DESCRIPTION"]
    register(event, member)
    look()
    services.cancel_event(event=event, by=None, now=NOW)
    look()
    assert seen == [
        (0, "TENTATIVE", 0),
        (1, "CONFIRMED", 1),
        (2, "CONFIRMED", 1),
        (3, "CANCELLED", 1),
        (4, "CONFIRMED", 1),
        (6, "CANCELLED", 1),
    ]


def test_the_sequence_rises_with_approval_and_decline(client, member):
    event = EventFactory(mode=Event.Mode.APPROVAL)
    staff = coordinator("forums")
    path, uid = own_feed(member), f"event-{event.pk}"
    pending = register(event, member)
    before = entries(client, path)[uid]
    services.decline_registration(registration=pending, by=staff, now=NOW)
    declined = entries(client, path)[uid]
    again = register(event, member)
    services.approve_registration(registration=again, by=staff, now=NOW)
    approved = entries(client, path)[uid]
    assert [told(one) for one in (before, declined, approved)] == [(0, "TENTATIVE"), (1, "CANCELLED"), (3, "CONFIRMED")]


def test_a_cancelled_place_leaves_the_calendar_after_a_while(client, member):
    event = EventFactory(starts_at=NOW + timedelta(days=60))
    registration = register(event, member)
    services.cancel_registration(registration=registration, by=member.user, now=NOW)
    path = own_feed(member)
    assert list(entries(client, path)) == [f"event-{event.pk}"]
    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        assert entries(client, path) == {}


def test_ones_own_calendar_holds_ones_own_alone(client, member):
    mine, others = EventFactory(), EventFactory()
    register(mine, member)
    register(others, MemberFactory())
    past = EventFactory(starts_at=NOW + timedelta(days=1))
    register(past, member)
    with time_machine.travel(NOW + timedelta(days=110), tick=False):
        assert list(entries(client, own_feed(member))) == []
    assert set(entries(client, own_feed(member))) == {f"event-{mine.pk}", f"event-{past.pk}"}


def test_ones_own_calendar_in_korean(client, member):
    event = EventFactory(title_ko="탄성 복원의 날")
    register(event, member)
    (entry,) = entries(client, "/ko" + own_feed(member)).values()
    assert entry["SUMMARY"] == "탄성 복원의 날"


def test_an_unchanged_calendar_of_ones_own_is_not_sent_again(client, member):
    event = EventFactory()
    registration = register(event, member)
    path = own_feed(member)
    etag = client.get(path)["ETag"]
    assert client.get(path, headers={"if-none-match": etag}).status_code == 304
    assert client.head(path)["ETag"] == etag
    services.cancel_registration(registration=registration, by=member.user, now=NOW)
    answer = client.get(path, headers={"if-none-match": etag})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")


def test_ones_own_calendar_costs_the_same_with_thirty_events(client, member, count_queries):
    def fill(number):
        for _ in range(number):
            event = EventFactory(venue=VenueFactory())
            AgendaItemFactory(event=event).speakers.add(SpeakerFactory())
            register(event, member)

    path = own_feed(member)
    fill(1)
    one = count_queries(lambda: client.get(path))
    fill(29)
    assert len(entries(client, path)) == 60
    # One of them asks the symposia for 1:1 meetings.
    assert count_queries(lambda: client.get(path)) == one <= 7


def test_the_secret_address_is_made_renewed_and_taken_away(client, member):
    page = reverse("events:my-calendar")
    client.force_login(member.user)
    assert "You have no calendar address yet." in client.get(page).content.decode()
    for _double_click in range(2):
        assert client.post(page, {"action": "make"}).status_code == 302
    first = CalendarFeed.objects.get().token
    path = reverse("events:feed-personal", args=[first])
    shown = client.get(page).content.decode()
    assert f"http://localhost:8000{path}" in shown
    assert f"webcal://localhost:8000{path}" in shown
    client.logout()
    assert client.get(path).status_code == 200
    client.force_login(member.user)
    assert "Last read by a calendar on 2 Nov 2026 (Mon) 10:00" in client.get(page).content.decode()
    client.post(page, {"action": "renew"})
    second = CalendarFeed.objects.get().token
    assert second != first
    assert client.get(path).status_code == 404
    assert client.get(reverse("events:feed-personal", args=[second])).status_code == 200
    for _double_click in range(2):
        assert client.post(page, {"action": "revoke"}).status_code == 302
    assert client.get(reverse("events:feed-personal", args=[second])).status_code == 404
    assert client.post(page, {"action": "nonsense"}).status_code == 302
    assert not CalendarFeed.objects.exists()


def test_the_calendar_of_a_closed_log_in_is_gone(client, member):
    path = own_feed(member)
    member.user.is_active = False
    member.user.save()
    assert client.get(path).status_code == 404
    assert client.get(reverse("events:feed-personal", args=["no-such-secret"])).status_code == 404


# A body's.


def test_a_bodys_calendar_is_for_its_members_while_they_are(client, member):
    body, other = BodyFactory(slug="moulds", name_en="Moulds"), BodyFactory(slug="presses")
    seat = MembershipFactory(member=member, body=body)
    meeting = EventFactory(body=body, audience=Event.Audience.BODY)
    invited = EventFactory(body=body, audience=Event.Audience.INVITED)
    EventFactory(body=other, audience=Event.Audience.BODY)
    EventFactory()
    EventFactory(body=body, audience=Event.Audience.BODY, state=Event.State.DRAFT)
    token = services.open_feed(member=member, now=NOW).token
    path = reverse("events:feed-body", args=[token, "moulds"])
    before = entries(client, path)
    assert set(before) == {f"event-{meeting.pk}"}
    assert str(invited.pk) not in before
    services.cancel_event(event=meeting, by=None, now=NOW)
    assert told(entries(client, path)[f"event-{meeting.pk}"]) == (1, "CANCELLED")
    client.force_login(member.user)
    shown = client.get(reverse("events:my-calendar")).content.decode()
    assert path in shown
    assert "presses" not in shown
    assert client.get(reverse("events:feed-body", args=[token, "presses"])).status_code == 404
    assert client.get(reverse("events:feed-body", args=[token, "nothing"])).status_code == 404
    Membership.objects.filter(pk=seat.pk).update(state=Membership.State.RESIGNED)
    assert client.get(path).status_code == 404
    assert path not in client.get(reverse("events:my-calendar")).content.decode()


def test_a_bodys_calendar_costs_the_same_with_thirty_events(client, member, count_queries):
    body = BodyFactory()
    MembershipFactory(member=member, body=body)
    path = reverse("events:feed-body", args=[services.open_feed(member=member, now=NOW).token, body.slug])
    EventFactory(body=body)
    one = count_queries(lambda: client.get(path))
    for _ in range(29):
        AgendaItemFactory(event=EventFactory(body=body))
    assert count_queries(lambda: client.get(path + "?agenda=1")) <= one + 1


def test_the_page_of_calendars_to_subscribe_to(client):
    page = client.get(reverse("events:feeds")).content.decode()
    for path in ("/events/feed.ics", "/events/feed/forums.ics"):
        assert f"webcal://localhost:8000{path}" in page
    assert f"http://localhost:8000/ko{path}" in client.get("/ko/events/feed/").content.decode()


def test_sessions_that_one_chose_stand_in_ones_own_calendar_alone(client, member):
    event = EventFactory()
    chosen = AgendaItemFactory(event=event, needs_registration=True, capacity=1)
    AgendaItemFactory(event=event, needs_registration=True)
    talk = AgendaItemFactory(event=event)
    registration = register(event, member)
    path, uid = own_feed(member), f"agenda-{chosen.pk}"
    assert set(entries(client, path)) == {f"event-{event.pk}", f"agenda-{talk.pk}"}

    def choose(state, **fields):
        ended = {"ended_at": NOW} if state == "cancelled" else {"confirmed_at": NOW} if state == "confirmed" else {}
        choice, _made = AgendaRegistration.objects.update_or_create(
            item=chosen, registration=registration, **fields, defaults={"state": state} | ended
        )
        found = entries(client, path)
        assert set(found) == {f"event-{event.pk}", f"agenda-{talk.pk}", uid}
        return told(found[uid]), choice

    seen = []
    for state in ("waitlisted", "confirmed", "cancelled"):
        known, first = choose(state)
        seen.append(known)
    again = AgendaRegistration.objects.create(item=chosen, registration=registration, state="confirmed", confirmed_at=NOW)
    seen.append(choose("confirmed", pk=again.pk)[0])
    assert seen == [(0, "TENTATIVE"), (1, "CONFIRMED"), (2, "CANCELLED"), (4, "CONFIRMED")]
    assert first != again


def test_a_session_that_does_not_take_place_is_cancelled(client):
    event = EventFactory()
    AgendaItemFactory(event=event)
    item = event.agenda.get()
    path, uid = reverse("events:event-ics", args=[event.slug]), f"agenda-{item.pk}"
    before = entries(client, path)[uid]
    item.is_cancelled = True
    item.save()
    assert (told(before), told(entries(client, path)[uid])) == ((0, "CONFIRMED"), (1, "CANCELLED"))
