"""A venue that changes its name or address: a change of place for every event that is held there."""

from datetime import timedelta

import pytest
from django.urls import reverse

from council.events import ical, services
from council.events.models import Event, Registration, Venue
from council.messaging.models import Message
from tests.factories import NOW, EventFactory, MemberFactory, VenueFactory, coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
State = Registration.State


def register(event, member=None):
    return services.register_member(event=event, member=member or MemberFactory(), now=NOW)


def change(venue, **changes):
    edited = Venue.objects.get(pk=venue.pk)
    for name, value in changes.items():
        setattr(edited, name, value)
    return services.change_venue(venue=edited, by=None, now=NOW)


def sequences(*events):
    return [Event.objects.get(pk=event.pk).sequence for event in events]


def told():
    found = Message.objects.filter(kind="event-changed").order_by("pk")
    return [(one.context["registration_id"], one.context["what"], one.context["event_place"]) for one in found]


def test_a_new_address_is_told_to_everybody_registered_at_the_venue():
    venue = VenueFactory()
    first, second = EventFactory(venue=venue, capacity=1), EventFactory(venue=venue, room="B 12", format=Event.Format.HYBRID)
    seated, waiting, other = register(first), register(first), register(second)
    gone = register(second)
    services.cancel_registration(registration=gone, by=None, now=NOW)
    assert change(venue, address_en="2 Siheom-ro, Gyeongsan") == 3
    place = "Test Hall, 2 Siheom-ro, Gyeongsan"
    assert told() == [
        (seated.pk, "place", place),
        (waiting.pk, "place", place),
        (other.pk, "place", "Test Hall, B 12, 2 Siheom-ro, Gyeongsan"),
    ]
    letters = Message.objects.filter(kind="event-changed").order_by("pk")
    assert [[one.get("method") for one in letter.attachments] for letter in letters] == [
        ["REQUEST", None],
        [],
        ["REQUEST", None],
    ]
    assert sequences(first, second) == [1, 1]
    entry = ical.registration_calendar(Registration.objects.get(pk=seated.pk), "REQUEST", "en").decode()
    assert "SEQUENCE:1" in entry
    assert "2 Siheom-ro" in entry
    # Saved again: nothing more.
    assert change(venue) == 0
    assert len(told()) == 3


def test_only_what_is_held_there_and_still_ahead_changes():
    venue = VenueFactory()
    draft, over, cancelled, online, elsewhere = events = (
        EventFactory(venue=venue),
        EventFactory(venue=venue),
        EventFactory(venue=venue),
        EventFactory(venue=venue, format=Event.Format.ONLINE),
        EventFactory(venue=VenueFactory()),
    )
    for event in events:
        register(event)
    Event.objects.filter(pk=draft.pk).update(state=Event.State.DRAFT)
    Event.objects.filter(pk=over.pk).update(starts_at=NOW - timedelta(hours=3), ends_at=NOW)
    Event.objects.filter(pk=cancelled.pk).update(state=Event.State.CANCELLED)
    assert change(venue, name_en="Another Hall", name_ko="다른 회관") == 0
    assert (told(), sequences(*events)) == ([], [0] * 5)
    assert elsewhere.venue.name_en == "Test Hall"
    assert online.venue_id == venue.pk


UNSEEN = [
    {"map_url": "https://map.example/1", "rooms": "A, B", "access_en": "By bus."},
    {"name_en": " Test  Hall"},
    {},
]


@pytest.mark.parametrize("changes", UNSEEN)
def test_what_a_letter_would_not_show_is_not_told(changes):
    venue = VenueFactory()
    event = EventFactory(venue=venue)
    register(event)
    assert change(venue, **changes) == 0
    assert (told(), sequences(event)) == ([], [0])
    assert [getattr(Venue.objects.get(pk=venue.pk), name) for name in changes] == list(changes.values())


def test_a_correction_in_one_language_is_told_to_its_readers():
    venue = VenueFactory()
    event = EventFactory(venue=venue)
    register(event)
    reader = register(event, MemberFactory(language="ko"))
    assert change(venue, name_ko="시험회관 별관") == 1
    assert told() == [(reader.pk, "place", "시험회관 별관, 경상북도 경산시 시험로 1")]
    assert sequences(event) == [1]


def test_thirty_people_cost_as_many_queries_as_one(count_queries):
    venue = VenueFactory()
    event = EventFactory(venue=venue)
    register(event)
    names = iter("abcd")
    one = count_queries(lambda: change(venue, name_en=next(names)))
    for _ in range(29):
        register(event)
    assert count_queries(lambda: change(venue, name_en=next(names))) == one
    assert len(told()) == 62


def test_staff_change_a_venue(client):
    venue = VenueFactory()
    staff = coordinator("forums")
    event = EventFactory(venue=venue)
    registration = register(event)
    client.force_login(staff)
    url = reverse("admin:events_venue_change", args=[venue.pk])
    sent = {"name_ko": "시험회관", "name_en": "Test Hall", "address_en": "3 Siheom-ro", "address_ko": "시험로 3"}
    page = client.post(url, sent, follow=True).content.decode()
    assert "1 person registered there is told." in page
    assert told() == [(registration.pk, "place", "Test Hall, 3 Siheom-ro")]
    history = event.history.latest()
    assert (history.sequence, history.history_user) == (1, staff)
    assert "is told" not in client.post(url, sent, follow=True).content.decode()
    page = client.post(reverse("admin:events_venue_add"), sent | {"name_en": "New Hall"}, follow=True).content.decode()
    assert Venue.objects.filter(name_en="New Hall").count() == 1
    assert "is told" not in page


def test_somebody_holds_the_seats_of_an_event_there(client, monkeypatch):
    venue = VenueFactory()
    first, second = EventFactory(venue=venue), EventFactory(venue=venue)
    register(first)
    register(second)
    client.force_login(coordinator("forums"))
    held = services.seats_locked

    def busy(event_id):
        if event_id == second.pk:
            raise services.TryAgain
        return held(event_id)

    monkeypatch.setattr("council.events.services.venues.seats_locked", busy)
    url = reverse("admin:events_venue_change", args=[venue.pk])
    response = client.post(url, {"name_ko": "다른 회관", "name_en": "Another Hall"}, follow=True)
    assert response.redirect_chain == [(url, 302)]
    assert str(services.TryAgain()) in response.content.decode()
    # All or nothing.
    assert (told(), sequences(first, second)) == ([], [0, 0])
    assert Venue.objects.get(pk=venue.pk).name_en == "Test Hall"
