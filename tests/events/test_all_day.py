"""An event of whole days: nowhere a time of day, but where somebody gave one."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from council.events import documents, ical, services
from council.events.models import Event
from council.messaging.models import Message
from council.messaging.rendering import render, resolve_attachments
from tests.factories import (
    NOW,
    AttendanceFactory,
    CertificateFactory,
    EventFactory,
    MemberFactory,
    OrganisationFactory,
    SeriesFactory,
    VenueFactory,
    coordinator,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")
DAYS = {"en": "16 Nov (Mon) – 18 Nov 2026 (Wed)", "ko": "2026년 11월 16일(월) – 11월 18일(수)"}
BOTH = pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/ko", "ko")])


@pytest.fixture
def event():
    made = EventFactory(
        slug="open-doors", title_en="Open doors", title_ko="현장 개방", venue=VenueFactory(), all_day=True, capacity=9
    )
    made.ends_at = made.starts_at + timedelta(days=2)
    made.full_clean()
    made.save()
    return made


def text_of(source):
    """What a reader sees of a page, without scripts and head."""
    body = re.sub(r"<script.*?</script>", " ", source.partition("<main")[2].partition("</main")[0], flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@BOTH
def test_pages_say_days_alone(client, event, prefix, language):
    member = MemberFactory(organisation=OrganisationFactory(), language=language)
    page, own_page, calendar = event.get_absolute_url(), reverse("portal:my"), reverse("events:event-calendar", args=[2026, 11])
    own = [reverse(f"events:{name}", args=[event.slug]) for name in ("event-cancel", "event-transfer", "seat-code")]
    own = [prefix + path for path in (page, *own, reverse("events:my-registrations"), own_page)]
    listed = [prefix + path for path in (page, reverse("events:event-list"), calendar)]
    page = prefix + page
    for path in listed:
        text = text_of(client.get(path).content.decode())
        assert CLOCK.findall(text) == [], path
        if "calendar" not in path:
            assert DAYS[language] in text
    client.force_login(member.user)
    assert CLOCK.findall(text_of(client.get(page).content.decode())) == []
    services.register_member(event=event, member=member, now=NOW)
    for path in own:
        text = text_of(client.get(path).content.decode())
        assert DAYS[language] in text, path
        assert CLOCK.findall(text) == [], path


def test_it_stands_on_each_of_its_days_in_the_calendar(client, event):
    source = client.get(reverse("events:event-calendar", args=[2026, 11])).content.decode()
    assert source.count("Open doors</span>") == 3


def test_where_registration_closes_by_itself_no_clock_is_made_up(client, event):
    text = text_of(client.get(event.get_absolute_url()).content.decode())
    assert "Registration closes when the event begins." in text
    event.closes_at = NOW + timedelta(days=3)
    event.save()
    assert "Registration closes on 5 Nov 2026 (Thu) 10:00." in text_of(client.get(event.get_absolute_url()).content.decode())


def test_calendar_files_have_dates_without_a_clock(client, event):
    member = MemberFactory()
    services.register_member(event=event, member=member, now=NOW)
    (attached,) = [file for file in resolve_attachments(Message.objects.get()) if file.name.endswith(".ics")]
    for content in (client.get(reverse("events:event-ics", args=[event.slug])).content, attached.content):
        (entry,) = Calendar.from_ical(content).walk("VEVENT")
        assert (entry["dtstart"].to_ical(), entry["dtend"].to_ical()) == (b"20261116", b"20261119")
        assert entry["dtstart"].params["VALUE"] == "DATE"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_mails_say_days_alone(event, language):
    member = MemberFactory(language=language)
    one = services.register_member(event=event, member=member, now=NOW)
    services.cancel_registration(registration=one, by=member.user, now=NOW)
    assert Message.objects.count() == 2
    for message in Message.objects.all():
        text = render(message).text
        assert DAYS[language] in text
        assert CLOCK.findall(re.sub(r"https?://\S+", "", text)) == []


@pytest.mark.parametrize("language", ["en", "ko"])
def test_certificates_say_days_alone(event, language):
    record = AttendanceFactory(registration=services.register_member(event=event, member=MemberFactory(), now=NOW))
    certificate = CertificateFactory(registration=record.registration)
    data = documents.certificate_data(certificate, [record.day], language)
    assert DAYS[language] in dict(data["facts"]).values()
    assert CLOCK.findall(str(data["facts"])) == []


def test_staff_read_days_alone(client, event):
    client.force_login(coordinator("forums"))
    for name in ("events_event_capacity", "events_event_register_people", "events_attendance_event", "reminders_preview"):
        text = client.get(reverse(f"admin:{name}", args=[event.pk])).content.decode()
        assert DAYS["en"] in text, name
    assert "16 Nov 2026 (Mon)</td>" in client.get(reverse("admin:events_event_changelist")).content.decode()


def test_a_series_of_whole_days():
    series = SeriesFactory(all_day=True, days=2, starts_time=time(16), ends_time=time(14), closes_days=1)
    assert services.keep_series(series=series, by=None, now=NOW) == 3
    assert services.keep_series(series=series, by=None, now=NOW) == 0
    first, second, _third = Event.objects.filter(occurrence__series=series).order_by("starts_at")
    assert (first.all_day, *first.days()) == (True, date(2026, 11, 3), date(2026, 11, 4))
    entry = Calendar.from_ical(ical.event_calendar(first, "en")).walk("VEVENT")[0]
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (date(2026, 11, 3), date(2026, 11, 5))
    services.register_member(event=first, member=MemberFactory(), now=NOW)
    # What was changed alone stays; the others get hours, and are told.
    second.room = "B 12"
    services.apply_event_changes(event=second, by=None, now=NOW)
    series.all_day, series.days, series.starts_time, series.ends_time = False, 1, time(14), time(16)
    assert services.keep_series(series=series, by=None, now=NOW) == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.all_day, first.starts_at, second.all_day) == (False, datetime(2026, 11, 3, 5, tzinfo=UTC), True)
    assert Message.objects.get(kind="event-changed").context["what"] == "time"
