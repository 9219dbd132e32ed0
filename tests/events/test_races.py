"""Many at once, each on a connection of its own, against real PostgreSQL."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from council.events import services
from council.events.models import Event, Registration
from council.events.services import errors
from tests.events.invariants import assert_invariants
from tests.factories import NOW, EventFactory, MemberFactory, coordinator

pytestmark = pytest.mark.django_db(transaction=True)
State = Registration.State
AT_ONCE = 16


def race(*calls):
    """Call all of them at once, each in a thread with a connection of its own. Returns results and `EventError`s in order."""
    barrier = threading.Barrier(min(len(calls), AT_ONCE))

    def run(place_and_call):
        place, call = place_and_call
        if place < barrier.parties:
            barrier.wait(timeout=30)
        try:
            return call()
        except errors.EventError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, enumerate(calls)))


def registering(event, member, token=None):
    return lambda: services.register_member(event=event, member=member, now=NOW, token=token)


def cancelling(registration):
    return lambda: services.cancel_registration(registration=registration, by=None, now=NOW)


def test_fifty_members_and_one_seat():
    event = EventFactory(capacity=1)
    members = [MemberFactory() for _ in range(50)]
    answers = race(*(registering(event, member) for member in members))
    states = sorted(answer.state for answer in answers)
    assert states == [State.CONFIRMED] + [State.WAITLISTED] * 49
    # Who got the seat came first; the queue has one order.
    seat = Registration.objects.get(state=State.CONFIRMED)
    moments = list(event.registrations.waiting().values_list("queued_at", flat=True))
    assert moments == sorted(moments)
    assert seat.queued_at < moments[0]
    assert_invariants(event, NOW)


def test_fifty_members_one_seat_and_no_waiting_list():
    event = EventFactory(capacity=1, has_waiting_list=False)
    answers = race(*(registering(event, MemberFactory()) for _ in range(50)))
    assert sum(isinstance(answer, errors.EventFull) for answer in answers) == 49
    assert_invariants(event, NOW)


@pytest.mark.parametrize("token", [None, uuid.uuid4()])
def test_one_member_twenty_times(token):
    event, member = EventFactory(capacity=5), MemberFactory()
    answers = race(*(registering(event, member, token) for _ in range(20)))
    assert len({answer.pk for answer in answers}) == 1
    assert Registration.objects.count() == 1
    assert_invariants(event, NOW)


def test_cancel_racing_newcomers():
    event = EventFactory(capacity=3)
    seated = [registering(event, MemberFactory())() for _ in range(3)]
    waiting = [registering(event, MemberFactory())() for _ in range(2)]
    newcomers = [registering(event, MemberFactory()) for _ in range(10)]
    race(*(cancelling(one) for one in seated), *newcomers, cancelling(waiting[0]))
    # Who waited before comes before every newcomer.
    waiting[1].refresh_from_db()
    assert waiting[1].state == State.CONFIRMED
    assert event.registrations.seated().count() == 3
    assert_invariants(event, NOW)


def test_one_registration_cancelled_many_times_frees_one_seat():
    event = EventFactory(capacity=2)
    first, _second, *waiting = (registering(event, MemberFactory())() for _ in range(5))
    race(*(cancelling(first) for _ in range(10)))
    assert [Registration.objects.get(pk=one.pk).state for one in waiting] == [
        State.CONFIRMED,
        State.WAITLISTED,
        State.WAITLISTED,
    ]
    assert_invariants(event, NOW)


def test_capacity_racing_registrations():
    event = EventFactory(capacity=2)
    resizing = [
        lambda size=size: services.change_capacity(event=event, capacity=size, by=None, now=NOW) for size in (1, 5, 3, 8, 2, 6)
    ]
    answers = race(*resizing, *(registering(event, MemberFactory()) for _ in range(24)))
    assert all(isinstance(answer, Event | Registration | errors.SeatsTaken) for answer in answers)
    assert_invariants(event, NOW)


def test_event_cancelled_while_people_register():
    event, staff = EventFactory(capacity=3), coordinator("forums")
    before = [registering(event, MemberFactory())() for _ in range(5)]
    newcomers = [registering(event, MemberFactory()) for _ in range(12)]
    race(
        *newcomers[:6],
        lambda: services.cancel_event(event=event, by=staff, now=NOW, reason="Snow."),
        lambda: services.cancel_event(event=event, by=staff, now=NOW, reason="Snow."),
        cancelling(before[0]),
        *newcomers[6:],
    )
    assert Event.objects.get().state == Event.State.CANCELLED
    assert_invariants(event, NOW)


def test_approvals_racing_for_the_last_seat():
    event, staff = EventFactory(capacity=1, mode=Event.Mode.APPROVAL), coordinator("forums")
    pending = [registering(event, MemberFactory())() for _ in range(12)]
    race(*(lambda one=one: services.approve_registration(registration=one, by=staff, now=NOW) for one in pending))
    assert event.registrations.seated().count() == 1
    assert event.registrations.waiting().count() == 11
    assert_invariants(event, NOW)


def test_a_row_that_is_held_too_long_says_try_again(settings):
    settings.LOCK_TIMEOUT_MS = 50
    event, member = EventFactory(capacity=1), MemberFactory()
    with services.seats_locked(event.pk):
        answers = race(registering(event, member))
    assert [type(answer) for answer in answers] == [errors.TryAgain]
    assert not Registration.objects.exists()
    # The time limit was that transaction's alone.
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
    assert registering(event, member)().state == State.CONFIRMED
