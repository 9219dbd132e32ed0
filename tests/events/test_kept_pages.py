"""Visitors' pages from memory: never older than the database, and with nothing of anybody in them."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import ForeignObjectRel
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString

from council import fragments
from council.events import services, versions
from council.events.models import Event, Occurrence, Registration
from council.programmes import EventPanel, event_panels
from tests.factories import (
    NOW,
    AgendaItemFactory,
    BodyFactory,
    EventFactory,
    MemberFactory,
    RegistrationFactory,
    SeriesFactory,
    SpeakerFactory,
    VenueFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def event():
    """One with everything that a visitor sees, four seats, three of them taken."""
    body = BodyFactory()
    event = EventFactory(slug="kept", capacity=4, venue=VenueFactory(), body=body, opens_at=NOW - timedelta(days=1))
    AgendaItemFactory(event=event).speakers.add(SpeakerFactory())
    for _ in range(3):
        RegistrationFactory(event=event)
    event.refresh_from_db()
    return event


def shown(client, path):
    """What a visitor gets."""
    response = client.get(path)
    return response.content.decode() if response.status_code == 200 else response.status_code


def change(event, **values):
    for name, value in values.items():
        setattr(event, name, value)
    event.save()


def wait_for_a_seat(event):
    services.register_member(event=event, member=MemberFactory(), now=NOW)
    services.register_member(event=event, member=MemberFactory(), now=NOW)


def give_back(event):
    services.cancel_registration(registration=event.registrations.first(), by=None, now=NOW)


CHANGES = {
    "a seat is taken": lambda event: services.register_member(event=event, member=MemberFactory(), now=NOW),
    "the last seat is taken, and one waits": wait_for_a_seat,
    "a seat is given back": give_back,
    "there are more seats": lambda event: services.change_capacity(event=event, capacity=9, by=None, now=NOW),
    "the event is cancelled": lambda event: services.cancel_event(event=event, by=None, now=NOW, reason="Storm"),
    "the title changes": lambda event: change(event, title_en="Another title"),
    "it is a draft again": lambda event: change(event, state=Event.State.DRAFT),
    "it is for members now": lambda event: change(event, audience=Event.Audience.MEMBERS),
    "the venue has another name": lambda event: change(event.venue, name_en="Another Hall"),
    "a column is written past the model": lambda event: Event.objects.filter(pk=event.pk).update(room="707"),
}
ON_THE_PAGE = {
    "the body has another name": lambda event: change(event.body, name_en="Another body"),
    "a talk has another title": lambda event: change(event.agenda.get(), title_en="Another talk"),
    "there is one more talk": lambda event: AgendaItemFactory(event=event, title_en="One more"),
    "a speaker has another name": lambda event: change(event.agenda.get().speakers.get(), name_en="Another speaker"),
    "a speaker does not come": lambda event: event.agenda.get().speakers.clear(),
    "there is no talk": lambda event: event.agenda.all().delete(),
}


def choose(event, count):
    """As many people as `count` choose the first talk, which has one place."""
    for registration in event.registrations.all()[:count]:
        services.choose_sessions(registration=registration, items=[event.agenda.first().pk], by=None, now=NOW)


def other_date(event):
    """Another event of the same series."""
    series = event.occurrence.series
    other = EventFactory(slug="other-date", starts_at=NOW + timedelta(days=30))
    Occurrence.objects.create(series=series, event=other, original_date=other.starts_at.date())


CHOSEN = {
    "a place of a talk is taken": lambda event: choose(event, 1),
    "one waits for a talk": lambda event: choose(event, 2),
    "two wait for a talk": lambda event: choose(event, 3),
}


@pytest.mark.parametrize("what", CHOSEN)
def test_places_of_talks_are_as_new_as_the_database(client, event, what):
    event.agenda.update(needs_registration=True, capacity=1)
    choose(event, list(CHOSEN).index(what))
    before = shown(client, "/events/kept/")
    CHOSEN[what](event)
    after = shown(client, "/events/kept/")
    fragments.clear()
    assert after == shown(client, "/events/kept/")
    assert after != before


def test_dates_of_a_series_are_as_new_as_the_database(client, event):
    series = SeriesFactory()
    Occurrence.objects.create(series=series, event=event, original_date=event.starts_at.date())
    changes = [
        lambda: other_date(event),
        lambda: change(Event.objects.get(slug="other-date"), starts_at=NOW + timedelta(days=30, minutes=1)),
        lambda: change(Event.objects.get(slug="other-date"), state=Event.State.DRAFT),
    ]
    before = shown(client, "/events/kept/")
    for step in changes:
        step()
        after = shown(client, "/events/kept/")
        fragments.clear()
        assert after == shown(client, "/events/kept/")
        assert after != before
        before = after


LISTS, PAGES = ("/events/", "/", "/forums/"), ("/events/kept/", "/ko/events/kept/")


@pytest.mark.parametrize("what", [*CHANGES, *ON_THE_PAGE])
def test_lists_and_the_page_of_an_event_are_as_new_as_the_database(client, event, what):
    paths = (*PAGES, *(LISTS if what in CHANGES else ()))
    before = {path: shown(client, path) for path in paths}
    (CHANGES | ON_THE_PAGE)[what](event)
    after = {path: shown(client, path) for path in paths}
    fragments.clear()
    assert after == {path: shown(client, path) for path in paths}
    # What has its name in one language alone stays as it is in the other.
    another = {path for path in paths if after[path] != before[path]}
    assert another >= {PAGES[0], *(LISTS if what in CHANGES and what != "a column is written past the model" else ())}


def test_what_the_clock_changes_is_shown_at_the_second(client, event):
    times = {"opens_at": 10, "closes_at": 20, "starts_at": 30, "ends_at": 40}
    Event.objects.update(**{name: NOW + timedelta(seconds=seconds) for name, seconds in times.items()})
    paths = ("/events/", "/events/kept/", "/")
    for moment, seconds in times.items():
        at = NOW + timedelta(seconds=seconds)
        with time_machine.travel(at - timedelta(seconds=1), tick=False):
            before = [shown(client, path) for path in paths]
        with time_machine.travel(at, tick=False):
            after = [shown(client, path) for path in paths]
            fragments.clear()
            assert after == [shown(client, path) for path in paths], moment
        assert [path for path, old, new in zip(paths, before, after, strict=True) if old == new] == [], moment


def test_a_kept_page_costs_one_look(client, event, django_assert_num_queries):
    for more in (0, 30):
        for _ in range(more):
            EventFactory(venue=VenueFactory())
        for path, queries in (("/events/", 1), ("/events/kept/", 1), ("/", 2)):
            first = client.get(path)
            with django_assert_num_queries(queries):
                second = client.get(path)
            assert second.content == first.content
            assert second.headers == first.headers
            assert "Cookie" in second["Vary"]


def test_a_row_that_did_not_change_is_not_made_again(client, event, monkeypatch):
    """Somebody registers: the list is another, but of its rows only that event's."""
    others = [EventFactory() for _ in range(5)]
    client.get("/events/")
    made = []
    original = fragments.Kept.put
    monkeypatch.setattr(fragments.Kept, "put", lambda kept, key, thing: (made.append(thing), original(kept, key, thing))[1])
    CHANGES["a seat is taken"](event)
    client.get("/events/")
    rows = [thing for thing in made if isinstance(thing, SafeString)]
    assert len(rows) == 1
    assert event.title_en in rows[0]
    assert others[0].title_en not in rows[0]


@pytest.mark.parametrize("path", ["/events/", "/events/kept/", "/"])
def test_nothing_of_a_reader_is_kept(client, event, path, django_user_model):
    member = MemberFactory()
    client.force_login(member.user)
    # A message that waits, and a form with its token.
    client.post("/events/kept/register/", {"token": "", "version": ""})
    own = shown(client, path)
    client.logout()
    fragments.clear()
    visitor = shown(client, path)
    assert member.user.email in own
    assert member.user.email not in visitor
    for word in ("csrfmiddlewaretoken", "You are registered"):
        assert word not in visitor
    # And the other way round: who logs in after a visitor sees his own page.
    client.force_login(member.user)
    assert member.user.email in shown(client, path)


SPOILS = {
    "nothing": (lambda request: None, 1),
    "a message": (lambda request: messages.success(request, "For you alone"), 2),
    "a form token": (get_token, 2),
    "a session": (lambda request: request.session.update({"basket": 1}), 2),
}


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_page_that_was_made_for_one_reader_is_not_kept(rf, spoil):
    act, times = SPOILS[spoil]
    made = []
    for _ in range(2):
        request = rf.get("/anything/")
        request.session = SessionStore()
        request._messages = FallbackStorage(request)

        def render(request=request):
            act(request)
            made.append(1)
            return HttpResponse("page")

        assert fragments.visitors_page(request, now=NOW, version=lambda: "1", render=render).content == b"page"
    assert len(made) == times


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_a_session_or_a_message_leads_past_the_memory(client, event, cookie, django_assert_max_num_queries):
    client.get("/events/kept/")
    client.cookies[cookie] = "stale"
    with django_assert_max_num_queries(12) as captured:
        assert client.get("/events/kept/").status_code == 200
    assert len(captured) > 2


def test_pages_with_a_panel_that_does_not_say_what_it_shows_are_not_kept(client, event, monkeypatch):
    monkeypatch.setattr(event_panels, "_entries", dict(event_panels._entries))
    event_panels.register(EventPanel(slug="silent", template="components/badge.html", context=lambda *given: {"label": "x"}))
    assert versions.event_page("kept", NOW) is None
    assert shown(client, "/events/kept/") == shown(client, "/events/kept/")


def test_every_registered_panel_says_what_it_shows():
    assert [panel.slug for panel in event_panels.all() if panel.version is None] == []


def test_whatever_points_at_an_event_is_in_its_version_or_left_out_on_purpose():
    """A new table that belongs to an event: does its page show it to visitors? Say so in `versions.py`."""
    relations = [field for field in Event._meta.get_fields(include_hidden=True) if isinstance(field, ForeignObjectRel)]
    models = {relation.related_model for relation in relations if relation.related_model._meta.app_label == "events"}
    pointing = {model for model in models if not model.__name__.startswith("Historical")}
    assert pointing == {*versions.SHOWN, *versions.NOT_SHOWN}
    assert Registration in pointing


def test_what_was_not_asked_for_the_longest_goes():
    kept = fragments.Kept(2)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.get("a") == 1
    kept.put("c", 3)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)
