"""Plans become versions: what is refused, what follows, who is told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from council.events.models import AgendaItem, AgendaRegistration
from council.messaging.models import Message
from symposia.models import ProgrammeVersion, PublishedSession, PublishedSpeaker, PublishedTalk, Session, Star
from symposia.services.errors import NotYours, WrongState
from symposia.services.programme import errors, planning
from symposia.services.programme.conflicts import Kind
from symposia.services.programme.publishing import publish_programme
from symposia.services.programme.reading import read_plan
from symposia.services.programme.telling import changed_is_true
from tests.factories import NOW, MemberFactory, RegistrationFactory, SpeakerFactory, coordinator
from tests.symposia.factories.programme import SessionFactory, placed_talk
from tests.symposia.factories.symposium import RoomFactory, SymposiumFactory

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
