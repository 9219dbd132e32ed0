"""Several doors at once, each on a connection of its own."""

import uuid
from datetime import date, timedelta

import pytest

from council.events import services
from council.events.models import Attendance, Registration
from council.events.services import attendance_errors as refusals
from council.events.services import errors
from council.events.slots import Place, Slot
from tests.events.invariants import assert_invariants
from tests.events.test_races import race
from tests.factories import NOW, EventFactory, MemberFactory, OrganisationFactory, RegistrationFactory, coordinator

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 11, 2)


@pytest.fixture
def staff():
    return coordinator("forums")


@pytest.fixture
def event():
    return EventFactory(starts_at=NOW - timedelta(hours=1), capacity=40)


def entering(registration, staff, door):
    place = Place(Slot(TODAY), f"Door {door}")
    return lambda: services.check_in(registration=registration, place=place, by=staff, now=NOW)


def test_sixteen_doors_scan_one_code_at_once(event, staff):
    registration = RegistrationFactory(event=event)
    answers = race(*(entering(registration, staff, door) for door in range(16)))
    record = Attendance.objects.get()
    assert sorted(answer.is_new for answer in answers) == [False] * 15 + [True]
    # Everyone is told the same: when, and through which door.
    assert {(answer.attendance.pk, answer.attendance.door) for answer in answers} == {(record.pk, record.door)}


def test_three_doors_and_a_crowd(event, staff):
    people = [RegistrationFactory(event=event) for _ in range(20)]
    answers = race(*(entering(person, staff, door) for person in people for door in range(3)))
    assert sum(answer.is_new for answer in answers) == 20
    assert sorted(Attendance.objects.values_list("registration", flat=True)) == sorted(one.pk for one in people)


def test_excused_at_one_door_and_come_through_others(event, staff):
    registration = RegistrationFactory(event=event)
    place = Place(Slot(TODAY), "Desk")

    def excusing():
        return services.excuse(registration=registration, place=place, by=staff, now=NOW)

    race(excusing, *(entering(registration, staff, door) for door in range(6)), excusing)
    # Whoever was first: who came is present, and an excuse before that is undone.
    records = list(Attendance.objects.in_force())
    assert [record.kind for record in records] == ["present"]
    assert not Attendance.objects.filter(kind="present").exclude(pk=records[0].pk).exists()


def test_undone_while_others_scan(event, staff):
    registration = RegistrationFactory(event=event)
    first = entering(registration, staff, 0)().attendance
    race(
        *(
            lambda: services.undo_attendance(attendance=Attendance.objects.get(pk=first.pk), by=staff, now=NOW)
            for _ in range(4)
        ),
        *(entering(registration, staff, door) for door in range(1, 9)),
    )
    assert Attendance.objects.in_force().count() <= 1
    assert Attendance.objects.count() <= 2
    first.refresh_from_db()
    assert (first.undone_at, first.undone_by) == (NOW, staff)


def test_one_walk_in_form_sent_many_times(event, staff):
    token = uuid.uuid4()

    def entering_walk_in():
        return services.record_walk_in(
            event=event, name="최보람", organisation="", place=Place(Slot(TODAY)), by=staff, now=NOW, token=token
        )

    answers = race(*(entering_walk_in for _ in range(12)))
    assert len({answer.attendance.pk for answer in answers}) == 1
    assert sum(answer.is_new for answer in answers) == 1


def test_one_walk_in_at_two_doors(event, staff):
    def entering_walk_in(door):
        place = Place(Slot(TODAY), door)
        return lambda: services.record_walk_in(
            event=event, name="최보람", organisation="달무리", place=place, by=staff, now=NOW, token=uuid.uuid4()
        )

    answers = race(*(entering_walk_in(f"Door {door}") for door in range(8)))
    assert sum(isinstance(answer, refusals.SameNameError) for answer in answers) == 7
    assert Attendance.objects.count() == 1


def test_cancelled_at_the_moment_of_coming(event, staff):
    people = [RegistrationFactory(event=event) for _ in range(8)]

    def cancelling(registration):
        return lambda: services.cancel_registration(
            registration=registration, by=staff, now=NOW, reason=Registration.Reason.STAFF
        )

    answers = race(*(call for one in people for call in (entering(one, staff, 1), cancelling(one))))
    for answer in answers[::2]:
        assert isinstance(answer, services.attending.CheckIn | refusals.NoSeatError)
    # Recorded or refused, never both or neither.
    refused = sum(isinstance(answer, refusals.NoSeatError) for answer in answers)
    assert Attendance.objects.count() + refused == 8


def test_handed_over_at_the_moment_of_coming(staff):
    # Doors are open, the event has not begun.
    event = EventFactory(starts_at=NOW + timedelta(hours=1), capacity=8)
    organisation = OrganisationFactory()
    members = [MemberFactory(organisation=organisation) for _ in range(16)]
    people = [services.register_member(event=event, member=member, now=NOW) for member in members[:8]]
    colleagues = members[8:]

    def handing_over(registration, to):
        return lambda: services.transfer_registration(registration=registration, to=to, by=staff, now=NOW)

    pairs = zip(people, colleagues, strict=True)
    answers = race(*(call for one, to in pairs for call in (entering(one, staff, 1), handing_over(one, to))))
    for entered, handed in zip(answers[::2], answers[1::2], strict=True):
        # Either the holder is in and keeps the seat, or the colleague has it and the old code opens nothing.
        if isinstance(entered, services.attending.CheckIn):
            assert isinstance(handed, errors.SeatInUse)
            assert entered.attendance.registration.state == Registration.State.CONFIRMED
        else:
            assert isinstance(entered, refusals.NoSeatError)
            assert handed.state == Registration.State.CONFIRMED
    present = Attendance.objects.present().filter(registration__state=Registration.State.CONFIRMED)
    assert present.count() == Attendance.objects.count()
    assert_invariants(event, NOW)


def test_a_row_that_is_held_too_long_says_try_again(event, staff, settings):
    settings.LOCK_TIMEOUT_MS = 50
    registration = RegistrationFactory(event=event)
    with services.attending.registration_locked(registration.pk):
        answers = race(entering(registration, staff, 1))
    assert [type(answer) for answer in answers] == [services.TryAgain]
    assert entering(registration, staff, 1)().is_new
