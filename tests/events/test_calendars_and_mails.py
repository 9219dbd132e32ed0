"""Calendar files (RFC 5545, RFC 5546) and the mails that carry them, read back by parsers."""

import email
import email.policy
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from council.events import kinds, services
from council.events.models import Event, Registration
from council.events.services import telling
from council.messaging.models import DeliveredMail, Message
from council.messaging.services import deliver
from tests.factories import (
    NOW,
    EventFactory,
    MemberFactory,
    OrganisationFactory,
    UserFactory,
    VenueFactory,
    coordinator,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
State = Registration.State
# The outbox reads the database's clock, which stands still within a transaction.
delivering = pytest.mark.django_db(transaction=True)
AWKWARD = "줄\r\n바꿈: 제목\x0b\x1c;,\\ " + "가" * 280


def register(event, member=None):
    return services.register_member(event=event, member=member or MemberFactory(), now=NOW)


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    # RFC 5545: lines end with CRLF and are folded at 75 octets.
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    assert b"\n" not in response.content.replace(b"\r\n", b"")
    return Calendar.from_ical(response.content)


def entry_of(calendar):
    (entry,) = calendar.walk("VEVENT")
    return entry


def delivered():
    """The mails that were delivered, parsed, each with its calendar or None."""
    deliver()
    found = []
    for mail in DeliveredMail.objects.order_by("pk"):
        message = email.message_from_bytes(bytes(mail.source), policy=email.policy.default)
        calendars = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
        found.append((message, Calendar.from_ical(calendars[0].get_content()) if calendars else None))
    return found


def test_one_event_as_a_file(client):
    event = EventFactory(venue=VenueFactory(), summary_en="What it is about.", title_en="Springback day")
    calendar = read(client, reverse("events:event-ics", args=[event.slug]))
    entry = entry_of(calendar)
    assert calendar["METHOD"] == "PUBLISH"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Seoul"]
    assert entry["UID"] == f"event-{event.pk}@localhost"
    assert entry["SUMMARY"] == "Springback day"
    assert entry["DTSTART"].params["TZID"] == "Asia/Seoul"
    assert entry["DTSTART"].dt.astimezone(UTC) == event.starts_at
    assert entry["DTEND"].dt.astimezone(UTC) == event.ends_at
    assert (entry["SEQUENCE"], entry["STATUS"]) == (0, "CONFIRMED")
    assert entry["LOCATION"] == "Test Hall, 1 Siheom-ro, Gyeongsan"
    assert entry["URL"] == f"http://localhost:8000/events/{event.slug}/"
    assert "What it is about." in entry["DESCRIPTION"]
    for name in ("DTSTAMP", "LAST-MODIFIED", "CREATED"):
        assert entry[name].dt.utcoffset() == timedelta(0)


def test_the_same_entry_in_korean(client):
    event = EventFactory(title_ko="탄성 복원의 날", venue=VenueFactory())
    entry = entry_of(read(client, f"/ko/events/{event.slug}.ics"))
    assert entry["SUMMARY"] == "탄성 복원의 날"
    assert entry["LOCATION"].startswith("시험회관")
    assert entry["URL"] == f"http://localhost:8000/ko/events/{event.slug}/"
    assert entry["UID"] == f"event-{event.pk}@localhost"


def test_the_sequence_rises_and_the_identity_stays(client):
    event = EventFactory()
    path = reverse("events:event-ics", args=[event.slug])
    before = entry_of(read(client, path))
    event.starts_at += timedelta(hours=1)
    services.apply_event_changes(event=event, by=None, now=NOW)
    moved = entry_of(read(client, path))
    services.cancel_event(event=event, by=None, now=NOW)
    cancelled = entry_of(read(client, path))
    assert before["UID"] == moved["UID"] == cancelled["UID"]
    assert [int(one["SEQUENCE"]) for one in (before, moved, cancelled)] == [0, 1, 2]
    assert [one["STATUS"] for one in (before, moved, cancelled)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert moved["DTSTART"].dt - before["DTSTART"].dt == timedelta(hours=1)


def test_an_event_elsewhere_has_its_own_zone(client):
    event = EventFactory(time_zone="Europe/Berlin")
    calendar = read(client, reverse("events:event-ics", args=[event.slug]))
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    assert entry_of(calendar)["DTSTART"].dt.astimezone(UTC) == event.starts_at


def test_feeds_hold_public_events_and_no_link(client):
    shown = EventFactory(programme="forums", online_link="https://meet.example/secret", format=Event.Format.ONLINE)
    other = EventFactory(programme="symposia", state=Event.State.CANCELLED)
    EventFactory(audience=Event.Audience.MEMBERS)
    EventFactory(state=Event.State.DRAFT)
    EventFactory(starts_at=NOW - timedelta(days=365))
    # Whoever asks: a feed is public.
    client.force_login(coordinator("forums"))
    entries = read(client, "/events/feed.ics").walk("VEVENT")
    assert [(entry["UID"].split("@")[0], entry["STATUS"]) for entry in entries] == [
        (f"event-{shown.pk}", "CONFIRMED"),
        (f"event-{other.pk}", "CANCELLED"),
    ]
    assert "secret" not in client.get("/events/feed.ics").content.decode()
    entries = read(client, "/events/feed/forums.ics").walk("VEVENT")
    assert [entry["UID"].split("@")[0] for entry in entries] == [f"event-{shown.pk}"]
    assert client.get("/events/feed/nonsense.ics").status_code == 404


def test_an_unchanged_feed_is_not_sent_again(client):
    event = EventFactory()
    etag = client.get("/events/feed.ics")["ETag"]
    assert client.get("/events/feed.ics", headers={"if-none-match": etag}).status_code == 304
    event.title_en = "Changed"
    event.save()
    assert client.get("/events/feed.ics", headers={"if-none-match": etag}).status_code == 200


def test_a_feed_costs_the_same_with_thirty_events(client, count_queries):
    EventFactory(venue=VenueFactory())
    one = count_queries(lambda: client.get("/events/feed.ics"))
    for _ in range(30):
        EventFactory(venue=VenueFactory())
    assert count_queries(lambda: client.get("/events/feed.ics")) == one


@delivering
@pytest.mark.parametrize("language", ["en", "ko"])
def test_awkward_titles_and_names_are_harmless_everywhere(client, language):
    prefix = "/ko" if language == "ko" else ""
    event = EventFactory(
        title_ko=AWKWARD[:300],
        title_en=AWKWARD[:300],
        room="B\r\nSUMMARY:x",
        contact_name="Kim\r\nBcc: a@b.example",
        summary_en="</script><script>alert(1)</script>",
        summary_ko="</script><script>alert(1)</script>",
        description_en=AWKWARD,
        capacity=2,
    )
    member = MemberFactory(family_name="김\r\n", given_name='가"람;,\x1c', family_name_en="K\r\nim", language=language)
    client.force_login(member.user)
    register(event, member)
    pages = ["/events/", "/events/calendar/2026/11/", f"/events/{event.slug}/", "/my/registrations/"]
    pages += [f"/events/{event.slug}/cancel/"]
    for path in pages:
        text = client.get(prefix + path).content.decode()
        assert "가가가" in text
        assert "<script>alert" not in text
    entry = entry_of(read(client, f"{prefix}/events/{event.slug}.ics"))
    assert entry["SUMMARY"].startswith("줄 바꿈: 제목 ;,\\ 가가")
    assert entry_of(read(client, f"{prefix}/events/feed.ics"))["SUMMARY"] == entry["SUMMARY"]
    ((message, calendar),) = delivered()
    assert "\n" not in message["Subject"]
    assert message["Bcc"] is None
    entry = entry_of(calendar)
    assert entry["SUMMARY"].startswith("줄 바꿈")
    assert entry["ATTENDEE"] == f"mailto:{member.user.email}"


@delivering
def test_the_life_of_a_seat_in_a_calendar(client):
    event = EventFactory(format=Event.Format.HYBRID, online_link="https://meet.example/secret", venue=VenueFactory())
    member = MemberFactory(language="en")
    first = register(event, member)
    event.refresh_from_db()
    event.room = "B 12"
    deliver()
    services.apply_event_changes(event=event, by=None, now=NOW)
    deliver()
    services.cancel_registration(registration=first, by=member.user, now=NOW)
    deliver()
    register(event, member)
    mails = delivered()
    calendars = [calendar for _mail, calendar in mails]
    entries = [entry_of(calendar) for calendar in calendars]
    assert [str(calendar["METHOD"]) for calendar in calendars] == ["REQUEST", "REQUEST", "CANCEL", "REQUEST"]
    assert [int(entry["SEQUENCE"]) for entry in entries] == [0, 1, 2, 3]
    assert [str(entry["STATUS"]) for entry in entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert len({str(entry["UID"]) for entry in entries}) == 1
    assert entries[0]["ORGANIZER"].startswith("mailto:")
    assert entries[0]["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert "secret" in entries[0]["DESCRIPTION"]
    assert "secret" not in entries[2]["DESCRIPTION"]
    # The mail's own MIME part says its method, as clients ask (RFC 6047).
    types = [part["Content-Type"] for part in mails[2][0].walk() if part.get_content_type() == "text/calendar"]
    assert "method=CANCEL" in types[0].replace('"', "")


def deliver_offers():
    """The outbox goes by the database's clock, at which these offers are over."""
    Message.objects.filter(kind="seat-offered").update(not_after=None)
    deliver()


def seats_in_motion(staff, language):
    """Seats that are offered, declined, over, withdrawn, brought back and handed over, each told of and delivered."""
    event, employer = EventFactory(capacity=2, offer_hours=24), OrganisationFactory()
    people = [MemberFactory(language=language, organisation=employer) for _ in range(6)]
    first, second, third, fourth, _fifth = (register(event, person) for person in people[:5])
    deliver()
    services.cancel_registration(registration=first, by=first.member.user, now=NOW)
    deliver_offers()
    services.decline_offer(registration=third, by=third.member.user, now=NOW)
    deliver_offers()
    services.accept_offer(registration=fourth, by=fourth.member.user, now=NOW)
    deliver()
    event.refresh_from_db()
    services.change_capacity(event=event, capacity=1, by=staff, now=NOW, moved_back=[fourth.pk], note="A smaller room")
    deliver()
    services.transfer_registration(registration=second, to=people[5], by=second.member.user, now=NOW)
    services.reinstate_registration(registration=first, by=staff, now=NOW)
    deliver()
    event.refresh_from_db()
    services.change_capacity(event=event, capacity=2, by=staff, now=NOW)
    assert Registration.objects.get(pk=first.pk).state == "offered"
    deliver_offers()
    services.pass_seats_on(now=NOW + timedelta(days=1))
    deliver_offers()


@delivering
def test_every_kind_of_mail_is_readable_in_both_languages():
    staff = coordinator("forums")
    for language in ("en", "ko"):
        event = EventFactory(capacity=1, venue=VenueFactory(), contact_email="desk@example.com")
        approval = EventFactory(mode=Event.Mode.APPROVAL)
        people = [MemberFactory(language=language) for _ in range(5)]
        seated, waiting, left = (register(event, person) for person in people[:3])
        pending, declined = (register(approval, person) for person in people[3:])
        deliver()
        services.decline_registration(registration=declined, by=staff, now=NOW, note="Full <b>house</b>")
        services.cancel_registration(registration=left, by=left.member.user, now=NOW)
        event.refresh_from_db()
        event.starts_at += timedelta(minutes=30)
        services.apply_event_changes(event=event, by=staff, now=NOW)
        deliver()
        services.cancel_registration(registration=seated, by=staff, now=NOW, reason=Registration.Reason.STAFF, note="Sorry")
        deliver()
        services.cancel_event(event=event, by=staff, now=NOW, reason="Snow & ice")
        waiting.refresh_from_db()
        pending.refresh_from_db()
        seats_in_motion(staff, language)
    mails = delivered()
    assert set(Message.objects.values_list("kind", flat=True)) == set(telling.KINDS)
    assert set(Message.objects.values_list("state", flat=True)) == {Message.State.SENT}
    for mail, _calendar in mails:
        text = mail.get_body(("plain",)).get_content()
        html = mail.get_body(("html",)).get_content()
        for body in (text, html):
            assert "{{" not in body
            assert "{%" not in body
            assert "None" not in body
        assert "<b>house</b>" not in html
        assert "&amp;" not in text
        assert "http://localhost:8000/" in text
        assert "16 Nov 2026 (Mon)" in text or "2026년 11월 16일(월)" in text


@delivering
def test_what_is_not_true_any_more_is_not_sent():
    event = EventFactory(capacity=1)
    seated, waiting = register(event), register(event)
    services.cancel_registration(registration=seated, by=None, now=NOW)
    event.refresh_from_db()
    event.room = "1"
    services.apply_event_changes(event=event, by=None, now=NOW)
    event.room = "2"
    services.apply_event_changes(event=event, by=None, now=NOW)
    deliver()
    sent = set(Message.objects.filter(state=Message.State.SENT).values_list("kind", "context__registration_id"))
    assert sent == {
        ("registration-cancelled", seated.pk),
        ("registration-promoted", waiting.pk),
        ("event-changed", waiting.pk),
    }
    changed = Message.objects.get(kind="event-changed", state=Message.State.SENT)
    assert changed.context["event_sequence"] == 2


@delivering
def test_a_later_letter_to_others_leaves_a_letter_true():
    event = EventFactory(capacity=1, format=Event.Format.ONLINE)
    seated, waiting = register(event), register(event)
    deliver()
    event.refresh_from_db()
    event.starts_at += timedelta(minutes=30)
    services.apply_event_changes(event=event, by=None, now=NOW)
    # Who waits has never seen the link, and is not told of it.
    event.online_link = "https://meet.example/other"
    services.apply_event_changes(event=event, by=None, now=NOW)
    deliver()
    letters = Message.objects.filter(kind="event-changed").order_by("pk")
    assert list(letters.values_list("context__registration_id", "context__what", "state")) == [
        (seated.pk, "time", Message.State.CANCELLED),
        (waiting.pk, "time", Message.State.SENT),
        (seated.pk, "time-and-link", Message.State.SENT),
    ]


@delivering
def test_a_letter_says_what_an_earlier_one_would_have_said_that_has_not_left():
    event = EventFactory(capacity=1, format=Event.Format.HYBRID, venue=VenueFactory())
    seated, waiting = register(event), register(event)
    deliver()
    event.refresh_from_db()
    event.starts_at += timedelta(minutes=30)
    services.apply_event_changes(event=event, by=None, now=NOW)
    event.online_link = "https://meet.example/other"
    services.apply_event_changes(event=event, by=None, now=NOW)
    event.room = "2"
    services.apply_event_changes(event=event, by=None, now=NOW)
    DeliveredMail.objects.all().delete()
    deliver()
    letters = Message.objects.filter(kind="event-changed", state=Message.State.SENT).order_by("pk")
    assert list(letters.values_list("context__registration_id", "context__what", "context__event_sequence")) == [
        (seated.pk, "time-and-place-and-link", 3),
        (waiting.pk, "time-and-place", 3),
    ]
    for mail, has_link in zip(DeliveredMail.objects.order_by("pk"), (True, False), strict=True):
        message = email.message_from_bytes(bytes(mail.source), policy=email.policy.default)
        for kind in ("plain", "html"):
            body = message.get_body((kind,)).get_content()
            assert "has a new time and a new place." in body
            assert ("The link for joining online is new, too." in body) is has_link
    # What has been said is not said again.
    event.online_link = "https://meet.example/third"
    services.apply_event_changes(event=event, by=None, now=NOW)
    newest = Message.objects.filter(kind="event-changed").order_by("-pk")[:1]
    assert list(newest.values_list("context__registration_id", "context__what")) == [(seated.pk, "link")]


def test_telling_of_a_change_asks_the_outbox_once_for_everybody():
    counts = {}
    for people in (1, 30):
        event = EventFactory(capacity=None)
        for _number in range(people):
            register(event)
        event.refresh_from_db()
        event.starts_at += timedelta(minutes=30)
        services.apply_event_changes(event=event, by=None, now=NOW)
        event.online_link = "https://meet.example/other"
        with CaptureQueriesContext(connection) as asked:
            services.apply_event_changes(event=event, by=None, now=NOW)
        counts[people] = len(asked)
        letters = Message.objects.filter(context__registration_id__in=[one.pk for one in event.registrations.all()])
        assert letters.filter(context__what="time-and-link").count() == people
    assert counts[1] == counts[30]


def test_what_is_asked_of_a_letter_about_a_change_is_one_query(django_assert_num_queries):
    event = EventFactory()
    registration = register(event)
    for room in "12":
        event.refresh_from_db()
        event.room = room
        services.apply_event_changes(event=event, by=None, now=NOW)
    first, second = Message.objects.filter(kind="event-changed").order_by("pk")
    for letter, is_true in ((first, False), (second, True)):
        with django_assert_num_queries(1):
            assert kinds.change_is_the_latest(letter.context) is is_true
    services.cancel_registration(registration=registration, by=None, now=NOW)
    assert not kinds.change_is_the_latest(second.context)


def test_dates_in_the_far_future_are_well(client):
    event = EventFactory(starts_at=datetime(2099, 6, 1, 1, tzinfo=UTC))
    assert entry_of(read(client, f"/events/{event.slug}.ics"))["DTSTART"].dt.year == 2099
    assert UserFactory().is_active
