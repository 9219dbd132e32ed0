"""A round of 1:1 meetings from the first request to the table: who asks, what the solver makes of it, what is told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from council.events import services as events
from council.events.models import AgendaItem, AgendaRegistration, Event
from council.messaging.models import Message
from council.messaging.rendering import render
from symposia.models import MatchingWindow, Meeting, MeetingRequest, SolverRun, Talk, TalkSpeaker
from symposia.services import matching as services
from symposia.services.errors import NotYours, ReasonMissing, WrongState
from symposia.services.matching import calendar, errors, running, telling
from symposia.services.matching.solver import Progress
from tests.factories import (
    NOW,
    AgendaItemFactory,
    EventFactory,
    RegistrationFactory,
    SessionFactory,
    SpeakerFactory,
    VenueFactory,
    coordinator,
)
from tests.symposia.factories.matching import a_round, agreed, taking_part
from tests.symposia.factories.programme import SessionFactory as PlanSessionFactory
from tests.symposia.factories.programme import placed_talk, published

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def solved(the_round, desk, now=LATER):
    services.request_run(the_round=the_round, by=desk, now=now)
    assert services.solve_due(now=lambda: now) == 1
    return services.latest_run(the_round)


def test_two_people_meet():
    desk, the_round = coordinator("symposia"), a_round(room_ko="B홀", room_en="Hall B")
    Event.objects.filter(pk=the_round.symposium_id).update(
        venue=VenueFactory(name_en="Expo", address_en="1 Quay"), room="Hall A"
    )
    ann, bob = taking_part(the_round), taking_part(the_round, slots=[1])
    asked = services.ask(the_round=the_round, asker=ann, asked=bob, priority=3, message="Hello", by=ann.user, now=NOW)
    letter = Message.objects.get(kind=telling.REQUEST)
    assert (letter.user, letter.context["lines"]) == (bob.user, ["Hello"])
    with pytest.raises(errors.AskedAlready):
        services.ask(the_round=the_round, asker=ann, asked=bob, priority=3, message="", by=ann.user, now=NOW)
    with pytest.raises(NotYours):
        services.accept(request=asked, priority=2, answer="", by=ann.user, now=NOW)
    with pytest.raises(errors.NothingToSolve):
        services.request_run(the_round=the_round, by=desk, now=NOW)
    # Whoever asks back, accepts.
    back = services.ask(the_round=the_round, asker=bob, asked=ann, priority=2, message="Yes", by=bob.user, now=NOW)
    assert (back, back.state, back.worth) == (asked, "accepted", 5)
    assert services.accept(request=asked, priority=1, answer="", by=bob.user, now=LATER).reply_priority == 2
    assert Message.objects.get(kind=telling.ANSWER).user == ann.user

    run = solved(the_round, desk)
    assert (run.state, run.pairs, run.placed, run.bound, run.gap, run.percent) == ("finished", 1, 1, 1, 0.0, 100)
    # While it goes on it says how far it is, every half second and at each question.
    said, tell = [], running._teller(SolverRun.objects.filter(pk=run.pk))
    for told in (Progress(1, 4, 6, 0.0), Progress(1, 5, 6, 0.2), Progress(1, 5, 6, 6.0), Progress(2, 5, 5, 6.1)):
        tell(told)
        said.append(SolverRun.objects.values_list("percent", "placed", "bound").get(pk=run.pk))
    assert said == [(10, 4, 6), (10, 4, 6), (29, 5, 6), (50, 5, 5)]
    meeting = Meeting.objects.get()
    slots = list(the_round.slots.all())
    assert (meeting.slot, meeting.table.number, meeting.state) == (slots[1], 1, "proposed")
    # Nobody but the desk knows of a proposal.
    assert not Message.objects.filter(kind=telling.SCHEDULE).exists()
    assert calendar.told_meetings(ann, LATER) == []

    with pytest.raises(NotYours):
        services.confirm_proposed(the_round=the_round, by=ann.user, now=LATER)
    assert services.confirm_proposed(the_round=the_round, by=desk, now=LATER) == 1
    with pytest.raises(errors.NothingProposed):
        services.confirm_proposed(the_round=the_round, by=desk, now=LATER)
    told = {one.user: one for one in Message.objects.filter(kind=telling.SCHEDULE)}
    assert set(told) == {ann.user, bob.user}
    assert all(telling.schedule_is_true(one.context) for one in told.values())
    assert "Table 1" in told[ann.user].context["lines"][0] or "1번" in told[ann.user].context["lines"][0]
    assert the_round.name_en in told[ann.user].context["text"] or the_round.name_ko in told[ann.user].context["text"]
    (entry,) = Calendar.from_ical(calendar.schedule_calendar(ann, LATER, "en", event=the_round.symposium_id)).walk("VEVENT")
    assert (entry["uid"], entry["sequence"], entry["status"]) == (calendar.uid(meeting), 1, "CONFIRMED")
    assert (entry["dtstart"].dt, bob.display_name("en") in entry["summary"]) == (slots[1].starts_at, True)
    assert entry["location"] == "Table 1, Hall B, Expo, 1 Quay"

    # Moved by hand to where Bob is not: refused, with the reason; then he is.
    meeting.refresh_from_db()
    hand = {"meeting": meeting, "table": None, "by": desk, "now": LATER, "seen": 1}
    with pytest.raises(errors.NotFree, match=bob.display_name()):
        services.move_meeting(slot=slots[0], **hand)
    services.state_availability(
        the_round=the_round, member=bob, slots=[slots[0].pk, slots[1].pk], about="", by=bob.user, now=LATER
    )
    with pytest.raises(WrongState):
        services.move_meeting(slot=slots[0], **{**hand, "seen": 0})
    moved = services.move_meeting(slot=slots[0], **hand)
    assert (moved.slot, moved.starts_at, moved.sequence, moved.is_pinned) == (slots[0], slots[0].starts_at, 2, True)
    assert not telling.schedule_is_true(told[ann.user].context)
    assert Message.objects.filter(kind=telling.SCHEDULE, user=bob.user).count() == 2
    with pytest.raises(errors.SlotsHeld):
        services.state_availability(the_round=the_round, member=bob, slots=[slots[1].pk], about="", by=bob.user, now=LATER)

    # Cancelled by one side: the other is told, calendars are.
    services.withdraw(request=asked, by=bob.user, now=LATER, reason="ill")
    asked.refresh_from_db()
    moved.refresh_from_db()
    assert (asked.state, moved.state, moved.sequence) == ("withdrawn", "cancelled", 3)
    (entry,) = Calendar.from_ical(calendar.schedule_calendar(ann, LATER, "en", event=the_round.symposium_id)).walk("VEVENT")
    assert (entry["sequence"], entry["status"]) == (3, "CANCELLED")
    assert [move.verb for move in asked.moves.all()] == ["ask", "accept", "confirm", "move", "cancel", "withdraw"]
    assert {move.by for move in asked.moves.all()} == {ann.user, bob.user, desk}


def test_a_solution_keeps_what_is_confirmed_and_says_truly_why_the_rest_is_not_placed():
    desk, the_round = coordinator("symposia"), a_round(slots=3, tables=1)
    event, slots = the_round.symposium.event, list(the_round.slots.all())
    ann, bob, cat, dan, eve, fay, gil = (taking_part(the_round) for _ in range(7))
    late = taking_part(the_round, slots=[2])
    # Ann speaks in the first slot, Bob booked a session in the second.
    talk = AgendaItemFactory(event=event, starts_at=slots[0].starts_at, ends_at=slots[0].ends_at)
    talk.speakers.add(SpeakerFactory(member=ann))
    session = SessionFactory(event=event, starts_at=slots[1].starts_at, ends_at=slots[1].ends_at)
    session.choices.create(registration=bob.registrations.get(), state="confirmed", confirmed_at=NOW)
    # The session of 1:1 meetings itself keeps nobody from them.
    own = SessionFactory(event=event, starts_at=slots[0].starts_at, ends_at=slots[2].ends_at)
    own.choices.create(registration=cat.registrations.get(), state="confirmed", confirmed_at=NOW)
    PlanSessionFactory(symposium=the_round.symposium, kind="matchmaking", agenda_item=own)
    first = agreed(the_round, ann, bob, 3, 3)
    kept = services.place_by_hand(request=first, slot=slots[2], table=None, by=desk, now=LATER)
    for slot in slots[:2]:
        with pytest.raises(errors.NotFree):
            services.move_meeting(meeting=kept, slot=slot, table=None, by=desk, now=LATER, seen=0)
    assert services.confirm_proposed(the_round=the_round, by=desk, now=LATER) == 1

    never = agreed(the_round, ann, late)  # common: the third slot, which Ann has for Bob
    tables = agreed(the_round, cat, late)  # common: the third slot, whose table is taken
    spoken = agreed(the_round, ann, taking_part(the_round, slots=[0]))
    apart = agreed(the_round, taking_part(the_round, slots=[0]), taking_part(the_round, slots=[1]))
    pairs = [agreed(the_round, cat, dan, 3, 3), agreed(the_round, eve, fay), agreed(the_round, gil, cat, 1, 1)]
    gone = agreed(the_round, gil, taking_part(the_round))
    gone.asked.registrations.update(state="cancelled", ended_at=NOW)

    run = solved(the_round, desk)
    assert (run.placed, run.bound, run.gap) == (2, 2, 0.0)
    kept.refresh_from_db()
    assert (kept.slot, kept.state) == (slots[2], "confirmed")
    standing = {one.request: one for one in Meeting.objects.filter(state="proposed")}
    # Two tables' worth of slots are left: those that are wanted most have them.
    assert set(standing) == {pairs[0], pairs[1]}
    board = services.Board(the_round, LATER)
    why = {one.request: one for one in services.explain(board, MeetingRequest.objects.unplaced().order_by("pk"))}
    assert {request: told.reason for request, told in why.items()} == {
        never: "busy",
        tables: "tables",
        spoken: "programme",
        apart: "no-common-time",
        pairs[2]: "busy-or-tables",
        gone: "unregistered",
    }
    assert (why[pairs[2]].common, why[pairs[2]].busy, why[pairs[2]].tables, why[pairs[2]].free) == (3, 1, 2, 0)
    assert all(str(one) for one in why.values())

    # Again: the same, with what is proposed made anew and nothing confirmed touched.
    again = solved(the_round, desk)
    assert (again.placed, Meeting.objects.get(state="confirmed")) == (2, kept)
    # A talk that came in between is shown to the desk.
    item = AgendaItemFactory(event=event, starts_at=slots[2].starts_at, ends_at=slots[2].ends_at)
    item.speakers.add(SpeakerFactory(member=bob))
    ((broken, against),) = services.Board(the_round, LATER).broken()
    assert (broken, against) == (kept, [("talk", bob.pk)])
    with pytest.raises(ReasonMissing):
        services.release_meeting(meeting=kept, by=desk, now=LATER, reason="")
    services.release_meeting(meeting=kept, by=desk, now=LATER, reason="He speaks then.")
    first.refresh_from_db()
    assert first.state == "accepted"
    # Free of the third slot now: one more meeting there, and never against the talk.
    assert solved(the_round, desk).placed == 3
    assert not Meeting.objects.live().filter(request=first).exists()


def test_a_talk_takes_its_own_time_and_not_that_of_its_session(django_assert_num_queries):
    the_round = a_round(slots=4)
    symposium, slots = the_round.symposium, list(the_round.slots.all())
    ann, bob, cat, dan = (taking_part(the_round) for _ in range(4))
    # Ann presents from 20 to 40 minutes; Cat is among the authors of her paper; the staff name Dan as who leads the session.
    plan = PlanSessionFactory(symposium=symposium, ends_at=slots[3].ends_at)
    placed_talk(plan, SpeakerFactory(member=ann), minute=20)
    talk = placed_talk(plan, SpeakerFactory(), minute=40)
    TalkSpeaker.objects.create(talk=talk, speaker=SpeakerFactory(member=cat), position=2, presents=False)
    published(symposium)
    plan.refresh_from_db()
    item = plan.agenda_item
    item.speakers.add(SpeakerFactory(member=dan))
    asked, led = agreed(the_round, ann, bob), agreed(the_round, bob, dan)

    def taken(board, member):
        return [number for number, slot in enumerate(slots) if board.person(member.pk, slot) == ["talk"]]

    with CaptureQueriesContext(connection) as few:
        board = services.Board(the_round, LATER)
    assert [taken(board, one) for one in (ann, bob, cat, dan)] == [[1], [], [], [0, 1, 2, 3]]
    assert board.possible(asked) == [slot.pk for number, slot in enumerate(slots) if number != 1]
    why = {one.request: (one.reason, one.common, one.programme, one.free) for one in services.explain(board, [asked, led])}
    assert why == {asked: ("free", 4, 1, 3), led: ("programme", 4, 4, 0)}
    with pytest.raises(errors.NotFree, match=ann.display_name()):
        services.place_by_hand(request=asked, slot=slots[1], table=None, by=coordinator("symposia"), now=LATER)

    # The next version says another time, and more talks ask no more.
    Talk.objects.exclude(pk=talk.pk).update(starts_at=slots[3].starts_at, ends_at=slots[3].ends_at)
    for hour in range(3):
        other = PlanSessionFactory(symposium=symposium, starts_at=symposium.event.starts_at + timedelta(days=1, hours=hour))
        placed_talk(other, SpeakerFactory(member=bob))
    published(symposium)
    with django_assert_num_queries(len(few)):
        board = services.Board(the_round, LATER)
    assert taken(board, ann) == [3]
    # A talk at another event takes its time, and so does a session that one only waits for.
    elsewhere = {"starts_at": slots[0].starts_at, "ends_at": slots[0].ends_at}
    AgendaItemFactory(event=EventFactory(slug="elsewhere"), **elsewhere).speakers.add(SpeakerFactory(member=cat))
    choice = SessionFactory(event=symposium.event, starts_at=slots[2].starts_at, ends_at=slots[2].ends_at)
    seat = cat.registrations.get()
    AgendaRegistration.objects.create(item=choice, registration=seat, state="waitlisted", queued_at=NOW)
    board = services.Board(the_round, LATER)
    assert [board.person(cat.pk, slot) for slot in slots] == [["talk"], [], ["session"], []]
    # Staff moved the session by hand: its talks are at no time that anybody knows, so all of it is taken.
    AgendaItem.objects.filter(pk=item.pk).update(starts_at=slots[1].starts_at)
    assert taken(services.Board(the_round, LATER), ann) == [1, 2, 3]


def test_the_database_keeps_people_and_tables_from_being_in_two_places():
    the_round = a_round()
    other = a_round(the_round.symposium)
    people = [taking_part(the_round) for _ in range(4)]
    slot, table = the_round.slots.first(), the_round.tables.first()

    def put(request, slot=slot, table=table, **values):
        place = {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "slot": slot, "table": table, "round": request.round}
        return Meeting.objects.create(
            **{"request": request, "asker": request.asker, "asked": request.asked, "state_at": NOW, **place, **values}
        )

    def refused(name, *args, **values):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            put(*args, **values)

    one = agreed(the_round, people[0], people[1])
    put(one)
    second, first_of_other = the_round.tables.last(), other.tables.first()
    refused("meeting_no_table_twice_at_a_time", agreed(the_round, people[2], people[3]))
    refused("meeting_nobody_twice_at_a_time", agreed(the_round, people[1], people[2]), table=second)
    # In another round at the same time neither.
    elsewhere = agreed(other, people[3], people[0])
    refused("meeting_nobody_twice_at_a_time", elsewhere, slot=other.slots.first(), table=first_of_other)
    refused("meeting_one_live_a_request", one, slot=the_round.slots.last(), table=second)
    with pytest.raises(IntegrityError, match="meeting_request_one_live_a_pair"), transaction.atomic():
        agreed(the_round, people[1], people[0])
    # What a meeting says of slot, table and people is what these say.
    last, gone = the_round.slots.last(), agreed(the_round, people[3], people[2], state="withdrawn")
    for values in ({"table": first_of_other}, {"ends_at": last.ends_at + timedelta(minutes=5)}, {"asked": people[1]}):
        with transaction.atomic():
            put(gone, slot=last, **{"table": second, **values})
            with pytest.raises(IntegrityError, match="meeting_says_its"):
                connection.check_constraints()
            transaction.set_rollback(True)


def test_a_run_whose_worker_died_is_taken_up_again():
    desk, the_round = coordinator("symposia"), a_round()
    agreed(the_round, taking_part(the_round), taking_part(the_round))
    run = services.request_run(the_round=the_round, by=desk, now=NOW)
    # A double click is one.
    assert services.request_run(the_round=the_round, by=desk, now=NOW) == run
    SolverRun.objects.filter(pk=run.pk).update(state="running", claim="0" * 32, attempts=1, heard_at=NOW - timedelta(days=900))
    assert services.solve_due(now=lambda: LATER) == 1
    run.refresh_from_db()
    assert (run.state, run.attempts, run.placed) == ("finished", 2, 1)
    assert services.solve_due(now=lambda: LATER) == 0
    # One whose worker speaks is left alone; one that killed three workers is given up.
    SolverRun.objects.filter(pk=run.pk).update(state="running", heard_at=Now())
    assert services.solve_due(now=lambda: LATER) == 0
    SolverRun.objects.filter(pk=run.pk).update(attempts=3, heard_at=NOW - timedelta(days=900))
    assert services.solve_due(now=lambda: LATER) == 0
    run.refresh_from_db()
    assert run.state == "failed"


def test_changed_hours_keep_what_people_chose_as_far_as_it_reaches_and_are_told():
    desk, the_round = coordinator("symposia"), a_round(slots=3)
    ann, bob, cat, dan = (taking_part(the_round, slots=chosen) for chosen in ([0, 1], [2], [0, 1, 2], [0, 1, 2]))
    cat.meeting_availability.update(left_at=NOW)
    (window,) = the_round.windows.all()

    def laid_out(minutes, now):
        MatchingWindow.objects.update(
            starts_at=window.starts_at + timedelta(minutes=minutes), ends_at=window.ends_at + timedelta(minutes=minutes)
        )
        assert services.lay_out(the_round=the_round, by=desk, now=now) == (3, 2)
        at = [one.starts_at for one in the_round.slots.all()]
        people = [one.meeting_availability.get() for one in (ann, bob, cat, dan)]
        return [[at.index(slot.starts_at) for slot in one.slots.all()] for one in people]

    def letters():
        return {one.user: one for one in Message.objects.filter(kind=telling.TIMES)}

    # Nothing goes, and nobody is told.
    assert (laid_out(0, NOW), letters()) == ([[0, 1], [2], [0, 1, 2], [0, 1, 2]], {})
    # Ten minutes later: what reaches beyond one's own times is not chosen.
    assert laid_out(10, NOW) == [[0], [], [0, 1], [0, 1]]
    told = letters()
    assert set(told) == {ann.user, bob.user, dan.user}
    assert [len(told[one.user].context["lines"]) for one in (ann, bob, dan)] == [1, 0, 2]
    texts = [render(told[one.user]).text for one in (ann, bob)]
    assert ["look whether they are right" in texts[0], "Please choose anew" in texts[1]] == [True, True]
    assert all(f"/meetings/{the_round.pk}/availability/" in text for text in texts)
    assert all(telling.times_are_true(one.context) for one in told.values())
    # Who has said anew since, or left, needs no letter.
    anew = [the_round.slots.last().pk]
    services.state_availability(the_round=the_round, member=bob, slots=anew, about="", by=bob.user, now=LATER)
    services.leave(availability=dan.meeting_availability.get(), by=dan.user, now=LATER)
    assert [telling.times_are_true(told[one.user].context) for one in (ann, bob, dan)] == [True, False, False]
    # After the symposium nobody is told of anything.
    laid_out(20, the_round.symposium.event.ends_at)
    assert Message.objects.filter(kind=telling.TIMES).count() == 3


def test_who_takes_part_and_who_leaves():
    the_round = a_round(most_requests=1)
    ann, bob, cat = (taking_part(the_round) for _ in range(3))
    stranger = RegistrationFactory(event=the_round.symposium.event).member
    one = {"the_round": the_round, "priority": 2, "message": "", "now": NOW}
    with pytest.raises(errors.NotTakingPart):
        services.ask(asker=stranger, asked=ann, by=stranger.user, **one)
    with pytest.raises(errors.OtherNotThere):
        services.ask(asker=ann, asked=stranger, by=ann.user, **one)
    with pytest.raises(errors.NoSlotChosen):
        services.state_availability(the_round=the_round, member=stranger, slots=[0], about="", by=stranger.user, now=NOW)
    mine = services.ask(asker=ann, asked=bob, by=ann.user, **one)
    # After the symposium nobody says anything any more.
    over = {"by": bob.user, "now": the_round.symposium.event.ends_at}
    for refused in (
        lambda: services.accept(request=mine, priority=2, answer="", **over),
        lambda: services.decline(request=mine, answer="", **over),
        lambda: services.state_availability(the_round=the_round, member=bob, slots=[], about="", **over),
    ):
        with pytest.raises(errors.RoundOver):
            refused()
    with pytest.raises(errors.TooManyRequests, match="1"):
        services.ask(asker=ann, asked=cat, by=ann.user, **one)
    theirs = services.ask(asker=cat, asked=ann, by=cat.user, **one)
    services.leave(availability=ann.meeting_availability.get(), by=ann.user, now=LATER)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, theirs.state) == ("withdrawn", "declined")
    assert Message.objects.get(kind=telling.ANSWER).user == cat.user
    with pytest.raises(errors.OtherNotThere):
        services.ask(asker=bob, asked=ann, by=bob.user, **one)
    with pytest.raises(errors.RoundNotOpen):
        services.ask(asker=bob, asked=cat, by=bob.user, **{**one, "now": the_round.symposium.event.ends_at})
    services.step_round(the_round=the_round, verb="close", by=coordinator("symposia"), now=LATER)
    with pytest.raises(errors.RoundNotOpen):
        services.ask(asker=bob, asked=cat, by=bob.user, **one)
    # What was agreed on and has no time yet is not taken back in silence either, and only once.
    Message.objects.all().delete()
    agreed_on = agreed(the_round, cat, bob)
    for _click in range(2):
        services.withdraw(request=agreed_on, by=bob.user, now=LATER)
    letter = Message.objects.get()
    assert (letter.user, bob.display_name(cat.language) in letter.context["subject"]) == (cat.user, True)
    assert telling.request_is_true(letter.context)
    # Who gives his place at the symposium back leaves, too: whom he was to meet is told.
    desk = coordinator("symposia", email="desk@example.com")
    agreed(the_round, bob, cat)
    solved(the_round, desk)
    services.confirm_proposed(the_round=the_round, by=desk, now=LATER)
    assert services.leave_without_place(now=LATER) == 0
    Message.objects.all().delete()
    events.cancel_registration(registration=bob.registrations.get(), by=bob.user, now=LATER)
    assert [services.leave_without_place(now=LATER) for _tick in range(2)] == [1, 0]
    assert Meeting.objects.get().state == "cancelled"
    assert {one.user for one in Message.objects.filter(kind=telling.SCHEDULE)} == {bob.user, cat.user}
