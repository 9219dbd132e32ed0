"""Plans become versions: what is refused, what follows, who is told."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from council.events.models import AgendaItem, AgendaRegistration, Event
from council.events.services import apply_event_changes, cancel_event
from council.messaging.models import Message
from symposia import programme_panels
from symposia.models import (
    ProgrammeVersion,
    PublishedSession,
    PublishedSpeaker,
    PublishedTalk,
    Session,
    Star,
    Symposium,
    TalkSpeaker,
)
from symposia.services.errors import NotYours, WrongState
from symposia.services.programme import errors, planning
from symposia.services.programme.calendars import own_calendar
from symposia.services.programme.conflicts import Kind
from symposia.services.programme.publishing import publish_programme
from symposia.services.programme.reading import read_plan
from symposia.services.programme.telling import changed_is_true
from tests.factories import NOW, MemberFactory, MembershipFactory, RegistrationFactory, SpeakerFactory, coordinator
from tests.symposia.factories.calls import SubmissionFactory
from tests.symposia.factories.programme import SessionFactory, placed_talk
from tests.symposia.factories.symposium import RoomFactory, SymposiumFactory, committee_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A symposium with two rooms, two sessions, three talks, and a clerk of the desk."""
    symposium = SymposiumFactory()
    desk = coordinator("symposia", email="desk@example.com")
    rooms = [RoomFactory(symposium=symposium), RoomFactory(symposium=symposium)]
    first = SessionFactory(symposium=symposium, room=rooms[0], title_en="Results")
    second = SessionFactory(symposium=symposium, room=rooms[1], title_en="Clinic", needs_registration=True, capacity=5)
    people = [SpeakerFactory(member=MemberFactory()) for _number in range(3)]
    talks = [
        placed_talk(first, people[0], number=1),
        placed_talk(first, people[1], number=2, minute=20),
        placed_talk(second, people[2], number=3),
    ]
    return symposium, desk, rooms, (first, second), people, talks


def publish(symposium, desk, **values):
    return publish_programme(symposium=symposium, by=desk, now=values.pop("now", NOW), **values)


def told():
    return {(one.user.email, tuple(one.context["lines"])) for one in Message.objects.filter(kind="programme-changed")}


def test_a_programme_from_plan_to_its_third_version(world):
    symposium, desk, rooms, (_first, second), people, talks = world
    outsider = MemberFactory().user
    with pytest.raises(NotYours):
        publish(symposium, outsider)

    # The first version: the agenda follows, who speaks is told when.
    version = publish(symposium, desk, seen=0)
    items = list(AgendaItem.objects.filter(event=symposium.event).order_by("title_en"))
    assert [(one.title_en, one.room, one.needs_registration, one.capacity) for one in items] == [
        ("Clinic", rooms[1].label, True, 5),
        ("Results", rooms[0].label, False, None),
    ]
    assert [sorted(one.pk for one in item.speakers.all()) for item in items] == [
        [people[2].pk],
        sorted([people[0].pk, people[1].pk]),
    ]
    assert talks[0].title_en in items[1].abstract_en
    assert {email for email, _lines in told()} == {one.member.user.email for one in people}
    with pytest.raises(errors.NothingNew):
        publish(symposium, desk)
    with pytest.raises(WrongState):
        publish(symposium, desk, seen=0)

    # People mark, book; then a session moves and a talk goes to another session.
    fan, booker = MemberFactory(), MemberFactory()
    Star.objects.create(talk=talks[0], member=fan, starred_at=NOW)
    Star.objects.create(talk=talks[2], member=fan, starred_at=NOW)
    seat = RegistrationFactory(event=symposium.event, member=booker)
    clinic = Session.objects.get(pk=second.pk).agenda_item
    AgendaRegistration.objects.create(item=clinic, registration=seat, state="confirmed", confirmed_at=NOW)
    AgendaItem.objects.filter(pk=clinic.pk).update(taken=1)
    Message.objects.all().delete()
    planning.place_talk(talk=talks[1], session=second, by=desk, now=NOW)
    before = AgendaItem.objects.get(pk=items[1].pk).sequence
    again = publish(symposium, desk, note="One talk moved")
    assert again.number == 2
    letters = told()
    assert {email for email, _lines in letters} == {people[1].member.user.email, booker.user.email}
    assert all(talks[1].title_en in lines[0] or talks[1].title_ko in lines[0] for _email, lines in letters)
    # Calendars take the new words of both sessions for newer entries.
    assert AgendaItem.objects.get(pk=items[1].pk).sequence == before + 1

    # The whole clinic moves: the agenda tells who booked it, letters those who speak or marked.
    Message.objects.all().delete()
    planning.move_session(session=second, room=rooms[1], starts_at=second.starts_at + timedelta(hours=2), by=desk, now=NOW)
    publish(symposium, desk)
    assert {email for email, _lines in told()} == {
        people[1].member.user.email,
        people[2].member.user.email,
        fan.user.email,
    }
    assert [one.user.email for one in Message.objects.filter(kind="session-changed")] == [booker.user.email]
    letter = Message.objects.filter(kind="programme-changed").first()
    assert changed_is_true(letter.context)

    # What was published stays; a session that is dropped is off the agenda, and those who booked it are told.
    Message.objects.all().delete()
    planning.drop_session(session=second, by=desk, now=NOW)
    publish(symposium, desk)
    assert not changed_is_true(letter.context)
    assert AgendaItem.objects.get(pk=clinic.pk).is_cancelled
    assert [one.user.email for one in Message.objects.filter(kind="session-cancelled")] == [booker.user.email]
    assert [one.sessions.count() for one in ProgrammeVersion.objects.order_by("number")] == [2, 2, 2, 1]
    for row in (version, version.sessions.first(), version.talks.first(), version.speakers.first()):
        for change in (row.delete, lambda row=row: type(row).objects.filter(pk=row.pk).update(**_another(row))):
            with pytest.raises(IntegrityError), transaction.atomic():
                change()


def _another(row):
    return {"number": 99} if isinstance(row, ProgrammeVersion | PublishedTalk) else {"starts_at": NOW}


def test_nothing_is_published_of_a_draft_and_its_chairs_work_on_it(world):
    symposium, desk, *_rest, talks = world
    chair = MembershipFactory(body=committee_of(symposium), role="chair").member.user
    Event.objects.filter(pk=symposium.pk).update(state="draft")
    client, home = Client(), "/symposia/symposium/"
    for by, status in ((chair, 200), (desk, 200), (MemberFactory().user, 404)):
        client.force_login(by)
        for path in (home, f"{home}programme/", f"{home}programme/plan/", f"{home}programme/plan/publish/"):
            assert client.get(path).status_code == status, (by.email, path)
        assert ("symposium/" in client.get("/symposia/").content.decode()) == (status == 200)
    client.force_login(chair)
    refused = client.post(f"{home}programme/plan/publish/", {"seen": 0})
    assert (refused.status_code, "The symposium itself is not published" in refused.content.decode()) == (422, True)
    for state in ("draft", "cancelled"):
        Event.objects.filter(pk=symposium.pk).update(state=state)
        with pytest.raises(errors.NobodyIsTold):
            publish(Symposium.objects.get(), desk)
    assert [one.objects.count() for one in (ProgrammeVersion, AgendaItem, Message)] == [0, 0, 0]
    # Who is named without speaking is told that, and not when to speak.
    author = SpeakerFactory(member=MemberFactory(language="en"))
    TalkSpeaker.objects.create(talk=talks[0], speaker=author, position=2, presents=False)
    Event.objects.filter(pk=symposium.pk).update(state="published")
    publish(Symposium.objects.get(), chair)
    letters = Message.objects.filter(kind="programme-changed")
    assert letters.count() == 4
    assert [one.context["subject"].partition(":")[0] for one in letters.filter(user=author.member.user)] == ["It names you"]


def test_a_symposium_that_is_moved_says_so_until_the_programme_follows(world):
    symposium, desk, _rooms, _sessions, people, talks = world
    publish(symposium, desk)
    home, client = "/symposia/symposium/programme/", Client()
    client.force_login(people[0].member.user)

    def read():
        with time_machine.travel(NOW, tick=False):
            calendar = Calendar.from_ical(client.get(f"{home}all.ics").content)
            paths = ["/symposia/symposium/", *(f"{home}{view}" for view in ("", "list/", "mine/", "talks/1/"))]
            pages = [client.get(path).content.decode() for path in paths]
            platform = client.get("/events/symposium/").content.decode()
            mine, notice = client.get("/my/").content.decode(), programme_panels.UNHELD.count(desk, NOW)
        entries = {(str(one["status"]), int(one["sequence"])) for one in calendar.walk("VEVENT")}
        shown = [(talks[0].title_en in page, "has other dates now" in page) for page in pages]
        # On the event's own page, too: beside each item, and in a sentence.
        told = (platform.count("For the earlier dates"), platform.count("has other dates now"))
        return entries, shown, f"{home}talks/1/" in mine, notice, told

    before = read()
    number = next(iter(before[0]))[1]
    assert before == ({("CONFIRMED", number)}, [(True, False)] * 5, True, 0, (0, 0))
    event = Event.objects.get()
    event.starts_at, event.ends_at = event.starts_at + timedelta(days=7), event.ends_at + timedelta(days=7)
    with CaptureQueriesContext(connection) as asked:
        apply_event_changes(event=event, by=desk, now=NOW)
    # The plan moves under the lock of who plans.
    assert [one["sql"] for one in asked if 'FROM "symposia_symposium"' in one["sql"] and "NO KEY UPDATE" in one["sql"]]
    # Everything is there still, and does not hold.
    assert read() == ({("CANCELLED", number + 1)}, [(True, True)] * 5, False, 1, (AgendaItem.objects.count(), 1))
    # The plan has moved with the event; the programme follows once it is published anew.
    publish(Symposium.objects.get(), desk)
    assert read() == ({("CONFIRMED", number + 2)}, [(True, False)] * 5, True, 0, (0, 0))
    # What is withdrawn afterwards is told to the desk; what is cancelled, to everybody.
    paper = SubmissionFactory(symposium=symposium, state="withdrawn")
    assert programme_panels.UNHELD.count(desk, NOW) == 0
    type(talks[0]).objects.filter(pk=talks[0].pk).update(submission=paper)
    assert programme_panels.UNHELD.count(desk, NOW) == 1
    assert programme_panels.UNHELD.count(people[0].member.user, NOW) == 0
    cancel_event(event=event, by=desk, now=NOW)
    with time_machine.travel(NOW, tick=False):
        assert "Nothing of this takes place" in client.get(home).content.decode()
        assert f"{home}talks/1/" not in client.get("/my/").content.decode()


def test_a_calendar_follows_who_is_taken_off_and_put_back(world):
    symposium, desk, _rooms, _sessions, people, talks = world
    member = people[0].member

    def entries():
        found = Calendar.from_ical(own_calendar(symposium, member, "en")).walk("VEVENT")
        return [(str(one["uid"]).partition("@")[0], str(one["status"]), int(one["sequence"])) for one in found]

    def give(*presenters, minutes=20):
        words = {"title_ko": talks[0].title_ko, "title_en": talks[0].title_en, "minutes": minutes, "in_proceedings": True}
        planning.change_talk(talk=talks[0], presenters=presenters, by=desk, now=NOW, **words)
        publish(symposium, desk)
        return entries()

    uid, base = f"talk-{talks[0].pk}", symposium.event.sequence
    publish(symposium, desk)
    assert entries() == [(uid, "CONFIRMED", base + 1)]
    assert give(SpeakerFactory(name_en="GUEST One")) == [(uid, "CANCELLED", base + 2)]
    assert give(people[0]) == [(uid, "CONFIRMED", base + 3)]
    give(SpeakerFactory(name_en="GUEST Two"))
    # Who marked it keeps it, whoever speaks.
    Star.objects.create(talk=talks[0], member=member, starred_at=NOW)
    assert entries() == [(uid, "CONFIRMED", base + 4)]
    # He is told who speaks now, beside when and where; his entry is a newer one, for other words as well.
    Message.objects.all().delete()
    guest = SpeakerFactory(name_en="GUEST Three")
    assert give(guest) == [(uid, "CONFIRMED", base + 5)]
    [letter] = Message.objects.filter(kind="programme-changed")
    said = f"“{talks[0].title_en}”: now given by GUEST Three."
    assert (letter.user, letter.context["lines"]) == (member.user, [said])
    assert changed_is_true(letter.context)
    talks[0].title_en = "Corrected"
    assert give(guest) == [(uid, "CONFIRMED", base + 6)]
    type(talks[1]).objects.filter(pk=talks[1].pk).update(title_en="Not his")
    assert give(guest) == [(uid, "CONFIRMED", base + 6)]
    Message.objects.all().delete()
    assert give(SpeakerFactory(name_en="GUEST Four"), minutes=15) == [(uid, "CONFIRMED", base + 8)]
    [letter] = Message.objects.filter(kind="programme-changed")
    moved, by = letter.context["lines"]
    assert (moved.startswith("“Corrected” is now: "), by) == (True, "“Corrected”: now given by GUEST Four.")


def test_conflicts_are_shown_and_refused_by_code_and_database(world):
    symposium, desk, rooms, (first, second), people, talks = world
    planning.move_session(session=second, room=rooms[0], starts_at=first.starts_at, by=desk, now=NOW)
    # Another entry of the same member speaks at the same time; a talk is longer than its session.
    twin = SpeakerFactory(member=people[0].member)
    planning.change_talk(
        talk=talks[2], presenters=[twin], by=desk, now=NOW, title_ko="가", title_en="", minutes=90, in_proceedings=True
    )
    plan = read_plan(symposium)
    assert {one.kind for one in plan.conflicts} == {Kind.ROOM_TWICE, Kind.SPEAKER_TWICE, Kind.TALK_OUTSIDE}
    with pytest.raises(errors.Conflicts) as refused:
        publish(symposium, desk)
    assert len(refused.value.conflicts) == len(plan.conflicts)
    assert [one.objects.count() for one in (ProgrammeVersion, AgendaItem, Message)] == [0, 0, 0]

    version = ProgrammeVersion.objects.create(symposium=symposium, number=1, published_at=NOW)

    def session(**values):
        words = {"title_ko": "가", "title_en": "", "abstract_ko": "", "abstract_en": "", "kind": "result"}
        times = {"starts_at": first.starts_at, "ends_at": first.ends_at, "needs_registration": False}
        return PublishedSession.objects.create(version=version, **{**words, **times, **values})

    held = session(session=first, room=rooms[0])
    words = {"title_ko": "가", "title_en": "", "abstract_ko": "", "abstract_en": "", "keywords": ""}
    times = {"starts_at": first.starts_at, "ends_at": first.starts_at + timedelta(minutes=20)}
    talk = PublishedTalk.objects.create(version=version, session=held, talk=talks[0], number=1, **words, **times)
    other = PublishedTalk.objects.create(version=version, session=held, talk=talks[1], number=2, **words, **times)
    who = {"version": version, "position": 1, "presents": True, "person": people[0].pk, **times}
    PublishedSpeaker.objects.create(talk=talk, speaker=people[0], **who)
    late = {"starts_at": first.starts_at, "ends_at": first.ends_at + timedelta(minutes=1)}
    for refuse in (
        lambda: session(session=second, room=rooms[0]),
        lambda: session(session=second, room=None, ends_at=symposium.event.ends_at + timedelta(hours=1)),
        lambda: PublishedSpeaker.objects.create(talk=other, speaker=twin, **who),
        lambda: PublishedTalk.objects.create(version=version, session=held, talk=talks[2], number=3, **words, **late),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            refuse()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
