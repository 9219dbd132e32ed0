"""A symposium is moved: who comes when, key dates, the plan, hours, slots and meetings go along, once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from icalendar import Calendar

from council.events import services as events
from council.messaging.models import Message
from symposia.deadlines.matching import SOURCE
from symposia.matching_panels import CARD, broken_count
from symposia.models import KeyDate, MatchingSlot, MatchingWindow, Meeting, Participation, Symposium
from symposia.services import matching as services
from symposia.services.matching import calendar, telling
from tests.factories import NOW, coordinator
from tests.symposia.factories.matching import a_round, agreed, taking_part
from tests.symposia.factories.programme import SessionFactory, placed_talk
from tests.symposia.factories.symposium import ParticipationFactory, SymposiumFactory
from tests.symposia.matching.test_merging import placed

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def moved(event, desk, days=0, *, longer_by=timedelta(0), later_by=timedelta(0)):
    event.refresh_from_db()
    event.starts_at += days * DAY + later_by
    event.ends_at += days * DAY + longer_by
    events.apply_event_changes(event=event, by=desk, now=NOW)


def hours(the_round):
    """Hours, slots and meetings of a round, as they begin."""
    rows = (the_round.windows, the_round.slots, the_round.meetings)
    return [sorted(one.starts_at for one in found.all()) for found in rows]


def test_what_belongs_to_a_symposium_moves_along_once_each_time():
    desk, the_round = coordinator("symposia"), a_round(slots=3, requests_until=NOW + 5 * DAY)
    symposium, event = the_round.symposium, the_round.symposium.event
    ann, bob, cat = (taking_part(the_round) for _ in range(3))
    slots, table = list(the_round.slots.all()), the_round.tables.first()
    meeting = placed(agreed(the_round, ann, bob), slots[0], table, sequence=1)
    proposed = placed(agreed(the_round, bob, cat), slots[1], table, state="proposed")
    first = symposium.dates[0]
    said = ParticipationFactory(registration=ann.registrations.get(), days=[first])
    past = KeyDate.objects.create(symposium=symposium, on=NOW.date() - DAY, label_ko="가", label_en="a")
    coming = KeyDate.objects.create(symposium=symposium, on=NOW.date() + 3 * DAY, label_ko="나", label_en="b")
    session = SessionFactory(symposium=symposium)
    talk = placed_talk(session, number=1)
    began, was, talked = hours(the_round), session.starts_at, talk.starts_at
    Message.objects.all().delete()

    for number, (turn, total) in enumerate(((7, 7), (1, 8), (-2, 6)), start=1):
        moved(event, desk, turn)
        later = total * DAY
        assert hours(the_round) == [[at + later for at in found] for found in began]
        for row in (meeting, proposed, said, past, coming, session, talk, the_round):
            row.refresh_from_db()
        assert (said.days, past.on, coming.on) == (
            [first + later],
            NOW.date() - DAY,
            NOW.date() + 3 * DAY + later,
        )
        assert (session.starts_at, talk.starts_at, the_round.requests_until) == (
            was + later,
            talked + later,
            NOW + 5 * DAY + later,
        )
        assert (meeting.starts_at, meeting.sequence, proposed.sequence) == (slots[0].starts_at + later, 1 + number, number)
        told = [
            one for one in Message.objects.filter(kind=telling.SCHEDULE).order_by("pk") if telling.schedule_is_true(one.context)
        ]
        # The latest letter alone is still true: one to each, none to who has no meeting that he knows of.
        assert sorted(one.user_id for one in told) == sorted([ann.user_id, bob.user_id])
        assert Message.objects.filter(kind=telling.SCHEDULE).count() == 2 * number
    (entry,) = Calendar.from_ical(calendar.schedule_calendar(ann, NOW, "en", event=symposium.pk)).walk("VEVENT")
    assert (entry["uid"], entry["sequence"], entry["dtstart"].dt) == (calendar.uid(meeting), 4, meeting.starts_at)
    board = services.Board(the_round, NOW)
    assert (board.broken(), the_round.slots.count(), len(board.available[ann.pk])) == ([], 3, 3)

    # Hours are set within its days.
    with pytest.raises(ValidationError, match="within the days"):
        MatchingWindow(round=the_round, starts_at=event.starts_at - HOUR, ends_at=event.starts_at + HOUR).full_clean()
    # A new end, another hour of the first day: nothing moves. The plan was moved already by hand: it stays.
    moved(event, desk, longer_by=DAY)
    assert hours(the_round)[1] == [at + 6 * DAY for at in began[1]]
    moved(event, desk, later_by=timedelta(minutes=20))
    assert hours(the_round)[1] == [at + 6 * DAY for at in began[1]]
    the_round.refresh_from_db()
    board = services.Board(the_round, NOW)
    ((broken, against),) = [one for one in board.broken() if one[0].state == "confirmed"]
    assert (broken, against) == (meeting, [("outside", None)])
    assert sum(board.is_outside(slot) for slot in board.slots.values()) == 1
    session.__class__.objects.filter(pk=session.pk).update(starts_at=was + 30 * DAY, ends_at=was + 30 * DAY + HOUR)
    moved(event, desk, 24)
    session.refresh_from_db()
    assert session.starts_at == was + 30 * DAY


def test_days_that_a_symposium_lost_and_rounds_that_stay():
    desk = coordinator("symposia")
    the_round = a_round(slots=1)
    event = the_round.symposium.event
    moved(event, desk, longer_by=DAY)
    dates = Symposium.objects.get().dates
    ann, bob = taking_part(the_round), taking_part(the_round)
    for member, days in ((ann, dates[1:]), (bob, dates[2:])):
        ParticipationFactory(registration=member.registrations.get(), days=days)
    moved(event, desk, longer_by=-DAY)
    assert [one.days for one in Participation.objects.order_by("pk")] == [dates[1:2], dates[:2]]
    # Meetings that took place stay on record; so does a round whose people meet elsewhere then.
    slot = the_round.slots.get()
    held = placed(agreed(the_round, ann, bob), slot, the_round.tables.first(), state="held")
    moved(event, desk, 5)
    held.refresh_from_db()
    assert held.starts_at == slot.starts_at
    Meeting.objects.filter(pk=held.pk).update(state="confirmed")
    moved(event, desk, -5)
    other = a_round(SymposiumFactory(event__slug="other"), slots=1)
    MatchingSlot.objects.filter(round=other).update(starts_at=slot.starts_at + 3 * DAY, ends_at=slot.ends_at + 3 * DAY)
    placed(agreed(other, ann, taking_part(other)), other.slots.get(), other.tables.first())
    moved(event, desk, 3)
    held.refresh_from_db()
    assert held.starts_at == slot.starts_at
    assert [one.verb for one in the_round.moves.all()][-1] == "stay"
    # Hours that somebody set where others would go: nothing moves, and nothing breaks.
    third = a_round(Symposium.objects.get(pk=event.pk), slots=1)
    window = third.windows.get()
    MatchingWindow.objects.create(round=third, starts_at=window.starts_at + 4 * DAY, ends_at=window.ends_at + 4 * DAY)
    moved(event, desk, 4)
    assert (third.slots.get().starts_at, [one.verb for one in third.moves.all()]) == (window.starts_at, ["stay"])


def test_a_cancelled_symposium_has_no_meetings(client):
    desk, the_round = coordinator("symposia"), a_round()
    ann, bob = taking_part(the_round), taking_part(the_round)
    placed(agreed(the_round, ann, bob), the_round.slots.first(), the_round.tables.first(), sequence=1)
    waits = agreed(the_round, taking_part(the_round), ann, state="requested", reply=None)
    events.cancel_event(event=the_round.symposium.event, by=desk, now=NOW)
    (entry,) = Calendar.from_ical(calendar.schedule_calendar(ann, NOW, "en", event=the_round.symposium_id)).walk("VEVENT")
    assert (entry["status"], entry["sequence"]) == ("CANCELLED", 2)
    client.force_login(ann.user)
    page = client.get("/symposia/symposium/meetings/schedule/")
    # What nobody can meet by any more is not answered.
    path = f"/symposia/symposium/meetings/requests/{waits.pk}/"
    answered = client.post(path, {"what": "accept", "priority": 2, "answer": "Kept words"})
    assert (client.get(path).context["form"], answered.status_code) == (None, 422)
    for words in ("Nothing is answered any more", "Kept words"):
        assert words in answered.content.decode()
    assert (page.context["days"], [row["other"] for row in page.context["gone"]]) == ([], [bob])
    assert list(SOURCE.due(NOW, NOW + 30 * DAY, NOW)) == []
    assert (CARD.context(ann.user, NOW), broken_count(desk, NOW)) == (None, 0)
