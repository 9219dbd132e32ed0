"""Under the Chatham House Rule neither speaker nor affiliation nor who was there appears in what leaves the room: the pages of
who was not there, files, feeds, mails, tables, the administration of others. Who sits in the forum was in the room: its pages
show them the speakers and who came."""

from datetime import timedelta
from itertools import product

import pytest
import time_machine
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from council.events.models import AgendaItem, Attendance, CalendarFeed, Registration
from council.messaging.models import Message
from council.messaging.rendering import render
from council.reminders.services import plan_reminders
from forums import meeting_papers as papers
from forums.models import ActionItem, Meeting, SpeakerFee
from forums.permissions.meetings import is_insider, nameless_events
from forums.services import meetings as services
from tests.factories import (
    NOW,
    AgendaItemFactory,
    AttendanceFactory,
    MemberFactory,
    OrganisationFactory,
    SpeakerFactory,
    coordinator,
)
from tests.forums.factories.meetings import ActionItemFactory
from tests.forums.meetings.people import meeting_of, small_forum

pytestmark = pytest.mark.django_db
SPEAKER, AFFILIATION, GUEST, GUESTS, ATTENDEE = (
    "Quillfeather",
    "Ravenhold Works",
    "Zephyrine Oakes",
    "Thistledown Ltd",
    "Umberwick",
)
NAMES = (SPEAKER, AFFILIATION, GUEST, GUESTS, ATTENDEE)


def named(text):
    return [name for name in NAMES if name.casefold() in text.casefold()]


@pytest.fixture
def room():
    """A public symposium of the forum under the rule: somebody speaks, somebody of the forum and a walk-in come."""
    forum = small_forum(state="noticed", noticed_at=NOW, chatham_house=True)
    meeting = forum.meeting
    type(meeting.event).objects.filter(pk=meeting.pk).update(audience="public", kind="symposium")
    Meeting.objects.filter(pk=meeting.pk).update(kind="symposium")
    meeting.refresh_from_db()
    company = OrganisationFactory(name_en=AFFILIATION, name_ko=AFFILIATION)
    speaks = MemberFactory(family_name_en=SPEAKER, family_name=SPEAKER, organisation=company)
    speaker = SpeakerFactory(
        member=speaks, name_en=SPEAKER, name_ko=SPEAKER, affiliation_en=AFFILIATION, affiliation_ko=AFFILIATION
    )
    forum.item = AgendaItemFactory(event=meeting.event, title_en="Vents", needs_registration=False)
    forum.item.speakers.add(speaker)
    forum.item.clearances.create(is_cleared=True, at=NOW)
    forum.attendee = forum.members[0]
    type(forum.attendee).objects.filter(pk=forum.attendee.pk).update(family_name_en=ATTENDEE, family_name=ATTENDEE)
    forum.attendee.refresh_from_db()
    registration = Registration.objects.create(
        event=meeting.event, member=forum.attendee, state="confirmed", confirmed_at=NOW, queued_at=NOW
    )
    AttendanceFactory(registration=registration)
    Attendance.objects.create(
        event=meeting.event,
        name=GUEST,
        organisation=GUESTS,
        day=meeting.event.starts_at.date(),
        recorded_at=meeting.event.starts_at,
    )
    meeting.revisions.create(number=1, text_en="We met.", at=NOW)
    ActionItemFactory(meeting=meeting, owner=forum.attendee)
    SpeakerFee.objects.create(meeting=meeting, speaker=speaker, payee="other", hours=1, amount_krw=1)
    forum.company, forum.speaker = company, speaker
    forum.reader = forum.members[1]
    return forum


def outside(room):
    event, slug = room.meeting.event, room.meeting.event.slug
    pages = ["/events/", "/events/?when=month", f"/events/{slug}/", f"/events/{slug}.ics", "/events/feed.ics?agenda=1"]
    pages += ["/events/feed/forums.ics?agenda=1", "/forums/", "/forums/moulders/", "/forums/moulders/meetings/"]
    pages += [
        room.meeting.get_absolute_url(),
        f"{room.meeting.get_absolute_url()}agenda.pdf",
        f"/events/calendar/2026/{event.starts_at.month:02}/",
    ]
    return [*pages, f"/organisations/{room.company.key}/", "/sitemap.xml", "/library/"]


def text_of(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace") + repr(answer.headers)


def test_who_was_not_there_reads_no_name_anywhere(room, at_now):
    for user in (None, coordinator("symposia", email="others@example.com")):
        client = Client()
        if user is not None:
            client.force_login(user)
        for path in outside(room):
            answer = client.get(path)
            text = text_of(answer)
            # An organisation's own page and name are no secret, that it spoke here is.
            known = (AFFILIATION,) if path.startswith("/organisations/") else ()
            assert [name for name in named(text) if name not in known] == [], (user, path)
            if path.startswith("/organisations/"):
                assert room.meeting.event.slug not in text, (user, path)
    for word, path in product((SPEAKER, GUEST, ATTENDEE, "Ravenhold"), ("/search/?q=", "/events/?q=")):
        assert room.meeting.event.slug not in client.get(path + word).content.decode()
    # The page itself is there, and tells what is said.
    assert "Vents" in Client().get(f"/events/{room.meeting.event.slug}/").content.decode()


def test_who_sits_in_the_forum_was_in_the_room(room, at_now):
    client = Client()
    with time_machine.travel(room.meeting.event.ends_at + timedelta(hours=1), tick=False):
        client.force_login(room.reader.user)
        html = client.get(room.meeting.get_absolute_url()).content.decode()
    assert {SPEAKER, AFFILIATION, ATTENDEE} <= set(named(html))
    client.force_login(room.reader.user)
    assert SPEAKER in client.get(f"/events/{room.meeting.event.slug}/").content.decode()
    # What they take along names nobody.
    CalendarFeed.objects.create(member=room.reader, token="secret-of-reader", created_at=NOW)
    base = f"/events/{room.meeting.event.slug}"
    files = [f"{base}.ics", "/my/calendar/secret-of-reader.ics", "/my/calendar/secret-of-reader/moulders.ics?agenda=1"]
    for path in files:
        answer = client.get(path)
        assert (path, answer.status_code, named(text_of(answer))) == (path, 200, [])


def test_papers_name_nobody_in_either_language(room):
    meeting = room.meeting
    minutes = meeting.revisions.get()
    items = list(agenda_of(meeting))
    for language in ("ko", "en"):
        data = [
            papers.agenda_data(meeting, items, meeting.actions.all(), language),
            papers.minutes_data(meeting, minutes, language),
        ]
        assert named(repr(data)) == []
        for made in (
            papers.agenda_pdf(meeting, items, meeting.actions.all(), language),
            papers.minutes_pdf(meeting, minutes, language),
        ):
            assert made.startswith(b"%PDF")
            assert b"NotoSansCJK" in made
    # Without the rule they do: the test can fail.
    meeting.chatham_house = False
    open_data = [papers.agenda_data(meeting, items, meeting.actions.all(), "en"), papers.minutes_data(meeting, minutes, "en")]
    assert set(named(repr(open_data))) == {SPEAKER, GUEST, GUESTS, ATTENDEE}


def test_the_agenda_of_an_open_meeting_names_nobody_who_took_something_on_under_the_rule(room):
    later = meeting_of(room.forum, days=40, state="noticed", noticed_at=NOW)
    own = ActionItemFactory(meeting=meeting_of(room.forum, days=3), owner=room.attendee, title_en="Openly")
    carried = ActionItem.objects.carried_to(later)
    lines = repr(papers.agenda_data(later, [], carried, "en"))
    assert (carried.count(), lines.count(ATTENDEE.upper()) + lines.count(ATTENDEE), "Openly" in lines) == (2, 1, True)
    assert own in carried


def test_support_that_sees_the_portal_as_somebody_was_not_in_the_room(room):
    user, meeting = room.reader.user, room.meeting
    found = [(is_insider(user, meeting, NOW), list(nameless_events(user, NOW)))]
    user.is_seen_as = True
    found.append((is_insider(user, meeting, NOW), [row["pk"] for row in nameless_events(user, NOW)]))
    assert found == [(True, []), (False, [meeting.pk])]


def agenda_of(meeting):
    return AgendaItem.objects.filter(event=meeting.pk).prefetch_related("speakers")


def test_letters_and_reminders_name_nobody_but_their_reader(room):
    meeting = room.meeting
    Meeting.objects.filter(pk=meeting.pk).update(state="cleared", noticed_at=None)
    services.send_notice(meeting=meeting, by=room.desk, now=NOW)
    plan_reminders(meeting.event.starts_at - timedelta(days=1))
    messages = list(Message.objects.all())
    assert "meeting-notice" in {message.kind for message in messages}
    for message in messages:
        made = render(message)
        own = [ATTENDEE] if message.user == room.attendee.user else []
        assert [name for name in named(f"{made.subject}{made.text}{made.html}") if name not in own] == []


def test_tables_of_the_desk_leave_them_out_and_other_programmes_see_none(room, at_now):
    desk, others = Client(), Client()
    desk.force_login(room.desk)
    others.force_login(coordinator("symposia", email="others@example.com"))
    event = room.meeting.pk
    taken = [
        reverse("admin:events_event_registrants", args=[event, "csv"]),
        reverse("admin:events_attendance_export", args=[event, "csv"]),
    ]
    lists = ("events_registration", "events_attendance", "events_certificate", "events_speaker")
    taken += [
        reverse(f"admin:{name}_table", args=["csv"])
        for name in (*lists, "forums_speakerfee", "forums_actionitem", "forums_meeting")
    ]
    for path in taken:
        answer = desk.get(path)
        assert (path, named(text_of(answer))) == (path, [])
    # On its screen the desk has them.
    assert SPEAKER in desk.get(reverse("admin:events_speaker_changelist")).content.decode()
    seen = 0
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        answer = others.get(reverse(name))
        seen += answer.status_code == 200
        assert (name, named(text_of(answer))) == (name, [])
        if answer.status_code == 200:
            # Who searches for a word reads it in the form, whatever is found.
            found = [others.get(f"{reverse(name)}?q={word}").content.decode().count(word) for word in (SPEAKER, "Zxqvkzxqvkzx")]
            assert (name, found[0]) == (name, found[1])
    assert seen > 10
