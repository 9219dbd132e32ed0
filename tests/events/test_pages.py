"""The pages of events, as visitors, members and staff meet them."""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.urls import reverse

from council.events import services
from council.events.models import Event, Question, Registration
from council.members.models import Member
from council.messaging.models import Message
from tests.factories import (
    NOW,
    AgendaItemFactory,
    BodyFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    QuestionFactory,
    SpeakerFactory,
    UserFactory,
    VenueFactory,
    coordinator,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
State = Registration.State


def page(client, name, *args, data=None, **extra):
    response = client.get(reverse(f"events:{name}", args=args), data, **extra)
    assert response.status_code == 200
    return response.content.decode()


def log_in(client, member):
    client.force_login(member.user)
    return member


def register(event, member):
    return services.register_member(event=event, member=member, now=NOW)


def test_list_shows_what_is_ahead(client):
    EventFactory(title_en="Ahead")
    EventFactory(title_en="Behind", starts_at=NOW - timedelta(days=2))
    text = page(client, "event-list")
    assert "Ahead" in text
    assert "Behind" not in text


def test_detail_says_everything(client):
    event = EventFactory(
        venue=VenueFactory(map_url="https://map.example/1"),
        format=Event.Format.HYBRID,
        online_link="https://meet.example/secret",
        capacity=3,
        description_en="**Bring** a part.",
        contact_email="desk@example.com",
    )
    AgendaItemFactory(event=event).speakers.add(SpeakerFactory(affiliation_en="Test University"))
    text = page(client, "event-detail", event.slug)
    for expected in ("16 Nov 2026 (Mon) 10:00–13:00", "Test Hall", "https://map.example/1", "<strong>Bring</strong>"):
        assert expected in text
    for expected in ("3 of 3 seats left", "desk@example.com", "LEE Deunsol", "Test University", "10:00–11:00"):
        assert expected in text
    assert "secret" not in text


def test_the_online_link_is_for_the_confirmed(client):
    event = EventFactory(format=Event.Format.ONLINE, online_link="https://meet.example/secret", capacity=1)
    member = log_in(client, MemberFactory())
    assert "secret" not in page(client, "event-detail", event.slug)
    registration = register(event, member)
    assert "secret" in page(client, "event-detail", event.slug)
    assert "secret" in page(client, "event-ics", event.slug)
    services.cancel_registration(registration=registration, by=member.user, now=NOW)
    assert "secret" not in page(client, "event-detail", event.slug)


def test_a_visitor_who_registers_is_led_to_log_in_and_back(client):
    event = EventFactory()
    assert reverse("events:event-register", args=[event.slug]) in page(client, "event-detail", event.slug)
    response = client.get(reverse("events:event-register", args=[event.slug]))
    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next=/events/{event.slug}/register/"


def test_one_click(client):
    event, member = EventFactory(), log_in(client, MemberFactory())
    token = re.search(r'name="token" value="([^"]+)"', page(client, "event-detail", event.slug))[1]
    url = reverse("events:event-register", args=[event.slug])
    for _ in range(2):
        response = client.post(url, {"token": token}, follow=True)
        assert response.redirect_chain == [(event.get_absolute_url(), 302)]
        assert "You are registered." in response.content.decode()
    registration = Registration.objects.get()
    assert (registration.member, registration.state) == (member, State.CONFIRMED)
    assert Message.objects.count() == 1


def test_waiting_list_position_and_cancelling(client):
    event = EventFactory(capacity=1)
    for _ in range(3):
        register(event, MemberFactory())
    member = log_in(client, MemberFactory())
    assert "Join the waiting list" in page(client, "event-detail", event.slug)
    client.post(reverse("events:event-register", args=[event.slug]))
    assert "You are 3rd on the waiting list." in page(client, "event-detail", event.slug)
    assert "You are 3rd on the waiting list." in page(client, "my-registrations")
    assert "Cancel my place" in page(client, "event-cancel", event.slug)
    response = client.post(reverse("events:event-cancel", args=[event.slug]), follow=True)
    assert "is cancelled." in response.content.decode()
    assert Registration.objects.get(member=member).state == State.CANCELLED
    # Again, from the back button: nothing more happens.
    client.post(reverse("events:event-cancel", args=[event.slug]))
    assert Message.objects.filter(kind="registration-cancelled").count() == 1


def test_cancelling_what_one_never_had_is_a_404(client):
    event = EventFactory()
    register(event, MemberFactory())
    log_in(client, MemberFactory())
    assert client.get(reverse("events:event-cancel", args=[event.slug])).status_code == 404


def test_questions_keep_what_was_typed_and_snapshot_the_answers(client):
    event, _member = EventFactory(), log_in(client, MemberFactory())
    meal = QuestionFactory(
        event=event, kind=Question.Kind.CHOICE, options_ko="고기\n채소", options_en="Meat\nVegetables", required=True
    )
    note = QuestionFactory(event=event, label_en="Anything else?", position=1)
    number = QuestionFactory(event=event, kind=Question.Kind.NUMBER, label_en="How many?", position=2)
    url = reverse("events:event-register", args=[event.slug])
    typed = {f"question-{note.pk}": "Step-free\x00 <b>please</b>", f"question-{number.pk}": "many"}
    response = client.post(url, typed)
    text = response.content.decode()
    assert response.status_code == 422
    assert "This field is required." in text
    assert "Enter a number." in text
    assert "Step-free" in text
    assert not Registration.objects.exists()
    client.post(url, typed | {f"question-{meal.pk}": "1", f"question-{number.pk}": "2.50"})
    assert [(a["label_en"], a["value"], a["version"]) for a in Registration.objects.get().answers] == [
        ("Will you have lunch?", ["채소"], 1),
        ("Anything else?", "Step-free <b>please</b>", 1),
        ("How many?", "2.5", 1),
    ]


def test_too_long_answers_are_refused_kindly(client):
    event, _member = EventFactory(), log_in(client, MemberFactory())
    question = QuestionFactory(event=event)
    url = reverse("events:event-register", args=[event.slug])
    response = client.post(url, {f"question-{question.pk}": "가" * 301})
    assert response.status_code == 422
    assert "at most 300 characters" in response.content.decode()


def test_changed_questions_are_shown_again(client):
    event, _member = EventFactory(), log_in(client, MemberFactory())
    question = QuestionFactory(event=event)
    services.raise_questions_version(event=event)
    url = reverse("events:event-register", args=[event.slug])
    data = {f"question-{question.pk}": "Yes", "version": "1"}
    response = client.post(url, data)
    assert "The questions were changed" in response.content.decode()
    assert 'name="version" value="2"' in response.content.decode()


def test_a_person_without_a_name_is_asked_for_it(client):
    event = EventFactory()
    user = UserFactory()
    client.force_login(user)
    url = reverse("events:event-register", args=[event.slug])
    assert "family_name" in page(client, "event-register", event.slug)
    assert client.post(url, {}).status_code == 422
    client.post(url, {"family_name": " 김\r\n", "given_name": "가람"})
    member = Member.objects.get(user=user)
    assert (member.family_name, member.given_name, member.family_name_en) == ("김", "가람", "")
    assert Registration.objects.get(member=member).state == State.CONFIRMED
    # The letter greets by the name, too.
    assert Message.objects.get(kind="registration-confirmed").context["name"] == "김가람"


def test_try_again_keeps_the_form(client, monkeypatch):
    event, _member = EventFactory(), log_in(client, MemberFactory())

    def busy(**arguments):
        raise services.TryAgain

    monkeypatch.setattr(services, "register_member", busy)
    response = client.post(reverse("events:event-register", args=[event.slug]))
    assert response.status_code == 409
    assert "Please try again." in response.content.decode()
    assert "Try again</button>" in response.content.decode()


AUDIENCES = {
    # audience: (visitor, draft member, member, member of the body, invited draft, coordinator, coordinator of another)
    Event.Audience.PUBLIC: (200, 200, 200, 200, 200, 200, 200),
    Event.Audience.MEMBERS: (404, 404, 200, 200, 200, 200, 404),
    Event.Audience.BODY: (404, 404, 404, 200, 200, 200, 404),
    Event.Audience.INVITED: (404, 404, 404, 404, 200, 200, 404),
}


def test_who_sees_what(client):
    body, invited = BodyFactory(), MemberFactory(state=Member.State.DRAFT)
    events = {}
    for audience, state in product(AUDIENCES, (Event.State.PUBLISHED, Event.State.DRAFT)):
        event = EventFactory(audience=audience, body=body, state=state, title_en=f"Whispered {audience} {state}")
        event.invitations.create(member=invited)
        events[audience, state == Event.State.DRAFT] = event
    people = [
        None,
        MemberFactory(state=Member.State.DRAFT).user,
        MemberFactory().user,
        MembershipFactory(body=body).member.user,
        invited.user,
        coordinator("forums"),
        coordinator("symposia"),
    ]
    for place, user in enumerate(people):
        client.logout()
        if user:
            client.force_login(user)
        calendar = reverse("events:event-calendar", args=[2026, 11])
        lists = [client.get(url).content.decode() for url in ("/events/", "/events/?q=Whispered", calendar)]
        feed = client.get("/events/feed.ics").content.decode().replace("\r\n ", "")
        for (audience, draft), event in events.items():
            expected = (200 if place == 5 else 404) if draft else AUDIENCES[audience][place]
            told = (place, audience, draft)
            assert client.get(event.get_absolute_url()).status_code == expected, told
            assert client.get(reverse("events:event-ics", args=[event.slug])).status_code == expected, told
            for html in lists:
                assert (f'href="{event.get_absolute_url()}"' in html) is (expected == 200), told
            assert event.title_en not in feed or (audience == "public" and not draft), told
            if user:
                assert client.get(reverse("events:event-register", args=[event.slug])).status_code == expected, told
