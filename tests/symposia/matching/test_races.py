"""Two at once in a round: whoever is second decides by what the first one did."""

import pytest
from django.db import transaction

from council.messaging.models import Message
from symposia.models import MatchingMove, Meeting, MeetingRequest
from symposia.services import matching as services
from symposia.services.errors import WrongState
from symposia.services.matching import telling
from symposia.services.matching.moves import lock
from symposia.services.matching.running import problem_of, propose
from symposia.services.matching.solver import solve
from tests.factories import NOW, coordinator
from tests.symposia.factories.matching import a_round, agreed, taking_part
from tests.symposia.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_desk_the_solver_and_people_at_one_moment():
    desk, other = coordinator("symposia"), coordinator("symposia", email="other@example.com")
    the_round = a_round(slots=4, tables=2)
    slots = list(the_round.slots.all())
    ann, bob, cat = (taking_part(the_round) for _ in range(3))
    first, second = agreed(the_round, ann, bob), agreed(the_round, cat, ann)
    meeting = services.place_by_hand(request=first, slot=slots[0], table=None, by=desk, now=NOW)
    assert services.confirm_proposed(the_round=the_round, by=desk, now=NOW) == 1
    meeting.refresh_from_db()
    Message.objects.all().delete()

    # Two secretaries move it from what both saw; a form sent twice is one move.
    def moving(slot, by):
        return lambda: services.move_meeting(meeting=meeting, slot=slot, table=None, by=by, now=NOW, seen=1)

    answers = race([moving(slots[1], desk), moving(slots[2], other), moving(slots[1], desk)])
    assert sum(isinstance(one, WrongState) for one in answers) == 2
    assert (Meeting.objects.get().sequence, MatchingMove.objects.filter(verb="move").count()) == (2, 1)
    assert Message.objects.filter(kind=telling.SCHEDULE).count() == 2

    # A solution is written down while a proposal is moved, and confirmed while somebody leaves.
    answer = solve(problem_of(the_round, NOW))
    proposal = services.place_by_hand(request=second, slot=slots[3], table=None, by=desk, now=NOW)
    Meeting.objects.filter(pk=proposal.pk).update(is_pinned=False)

    def solving():
        services.request_run(the_round=the_round, by=desk, now=NOW)
        return services.solve_due(now=lambda: NOW)

    moved, solved = race(
        [
            lambda: services.move_meeting(meeting=proposal, slot=slots[3], table=None, by=other, now=NOW, seen=0),
            solving,
        ]
    )
    assert (solved, isinstance(moved, WrongState | Meeting)) == (1, True)
    assert Meeting.objects.live().filter(request=second).count() == 1
    mine = cat.meeting_availability.get()
    race(
        [
            lambda: services.leave(availability=mine, by=cat.user, now=NOW),
            lambda: services.confirm_proposed(the_round=the_round, by=desk, now=NOW),
        ]
    )
    assert not Meeting.objects.live().filter(request=second).exists()
    second.refresh_from_db()
    assert second.state == "withdrawn"
    # What was found before is not written down for who has left since.
    with transaction.atomic():
        assert propose(lock(the_round), answer, NOW) == (0, len(answer.places))
    assert MeetingRequest.objects.unplaced().count() == 0
