"""Two records of one person who both take part in 1:1 meetings become one: nothing is refused by a constraint, nothing is lost
without a word."""

import pytest

from council.members.services.merging_people import merge_people
from symposia.models import Availability, Meeting, MeetingRequest
from symposia.services import matching as services
from symposia.services.matching import errors, running
from tests.factories import NOW, UserFactory, coordinator
from tests.symposia.factories.matching import a_round, agreed, taking_part
from tests.symposia.factories.symposium import ParticipationFactory

pytestmark = pytest.mark.django_db


def placed(request, slot, table, state="confirmed", **values):
    told = None if state == "proposed" else NOW
    place = {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "slot": slot, "table": table, "round": request.round}
    people = {"asker": request.asker, "asked": request.asked}
    return Meeting.objects.create(request=request, state=state, state_at=NOW, told_at=told, **people, **place, **values)


def merged(kept, gone):
    return merge_people(kept=kept, gone=gone, choices={}, by=UserFactory(is_staff=True), now=NOW)


def standing(member):
    return {(one.other(member), one.slot, one.state) for one in Meeting.objects.live().of(member)}


def test_both_have_requests_times_and_meetings():
    the_round = a_round(slots=5, tables=4)
    slots, tables = list(the_round.slots.all()), list(the_round.tables.all())
    kept, gone = taking_part(the_round, slots=[0, 1], about=""), taking_part(the_round, slots=[0, 2], about="Rivets")
    ann, bob, cat, dan, eve = (taking_part(the_round) for _ in range(5))
    # With each other; with the same third person, the second's confirmed and the first's only asked; at the same time.
    placed(agreed(the_round, gone, kept), slots[3], tables[0])
    asked = agreed(the_round, kept, ann, state="requested", reply=None)
    settled = agreed(the_round, ann, gone)
    placed(settled, slots[2], tables[0])
    first, second = agreed(the_round, kept, bob), agreed(the_round, gone, cat)
    placed(first, slots[0], tables[1])
    crossing = placed(second, slots[0], tables[2])
    both = agreed(the_round, kept, dan), agreed(the_round, dan, gone)
    placed(both[0], slots[1], tables[0])
    proposed = placed(both[1], slots[4], tables[1], state="proposed")
    # A meeting that took place, of a request that is over; at the same time the first record had one, too.
    held = placed(agreed(the_round, gone, eve, state="withdrawn"), slots[1], tables[2], state="held")

    record = merged(kept, gone)
    kept.refresh_from_db()
    assert standing(kept) == {(ann, slots[2], "confirmed"), (bob, slots[0], "confirmed"), (dan, slots[1], "confirmed")}
    states = {one.pk: one.state for one in MeetingRequest.objects.all()}
    assert [states[one.pk] for one in (asked, settled, first, second, *both)] == [
        *("withdrawn", "accepted", "accepted", "accepted", "accepted", "withdrawn")
    ]
    assert not MeetingRequest.objects.filter(asker=kept, asked=kept).exists()
    for one in (crossing, held):
        one.refresh_from_db()
        assert one.state == "cancelled"
    assert not Meeting.objects.filter(pk=proposed.pk).exists()
    mine = Availability.objects.get(member=kept)
    assert (set(mine.slots.all()), mine.about, mine.left_at) == (set(slots[:3]), "Rivets", None)
    # Each is said: with each other, with Ann, with Dan, at the time of Bob, and what took place.
    assert record.outcome["conflicts"]["settled"] >= 5
    # What waits for a time is solved for again.
    assert running.problem_of(the_round, NOW).pairs[0].key == second.pk


def test_who_left_with_the_first_record_takes_part_with_the_second():
    the_round = a_round()
    kept, gone, ann = (taking_part(the_round) for _ in range(3))
    # The registration that goes on is of the days of both, though but one of them said when he comes.
    first = the_round.symposium.dates[0]
    ParticipationFactory(registration=gone.registrations.get(), role="ceo", days=[first])
    Availability.objects.filter(member=kept).update(left_at=NOW)
    meeting = placed(agreed(the_round, gone, ann), the_round.slots.first(), the_round.tables.first())
    merged(kept, gone)
    said = kept.registrations.live().get().participation
    assert (said.role, said.days) == ("ceo", [first])
    board = services.Board(the_round, NOW)
    assert (list(board.meetings), board.broken()) == ([meeting.pk], [])
    assert Availability.objects.get(member=kept).left_at is None
    # Nobody takes a request back whose meeting took place.
    desk = coordinator("symposia")
    late = meeting.starts_at
    services.record_held(the_round=the_round, meetings=[meeting.pk], by=desk, now=late)
    kept.refresh_from_db()
    with pytest.raises(errors.HasBegun):
        services.withdraw(request=MeetingRequest.objects.get(asker=kept, asked=ann), by=kept.user, now=late)
