"""The door: checking in, excusing, walking in, undoing; no-shows."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from council.events import attendance_report as report
from council.events import rollcall, seat_codes, services
from council.events.models import AgendaRegistration, Attendance, Event, Registration
from council.events.services import attendance_errors as refusals
from council.events.services import errors
from council.events.slots import Place, Slot, days_of, find_slot, slots_of
from tests.factories import (
    NOW,
    AgendaItemFactory,
    AttendanceFactory,
    EventFactory,
    MemberFactory,
    RegistrationFactory,
    coordinator,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
State = Registration.State


@pytest.fixture
def staff():
    return coordinator("forums")


@pytest.fixture
def event():
    """Two days, under way since an hour."""
    return EventFactory(starts_at=NOW - timedelta(hours=1), ends_at=NOW + timedelta(hours=30))


def door(name="A", day=TODAY, item=None):
    return Place(Slot(day, item), name)


def enter(registration, staff, place=None, now=NOW):
    return services.check_in(registration=registration, place=place or door(), by=staff, now=now)


def test_days_are_those_of_the_events_zone():
    event = EventFactory(starts_at=NOW - timedelta(hours=2), ends_at=NOW + timedelta(hours=14), time_zone="Asia/Seoul")
    # It ends at midnight in Seoul.
    assert days_of(event) == [TODAY]
    event.time_zone = "Europe/Berlin"
    assert days_of(event) == [TODAY]
    event.time_zone = "America/Los_Angeles"
    assert days_of(event) == [date(2026, 11, 1), TODAY]


def test_slots_are_days_with_their_items(event):
    item = AgendaItemFactory(event=event)
    second = AgendaItemFactory(event=event, starts_at=NOW + timedelta(hours=24))
    tomorrow = TODAY + timedelta(days=1)
    assert slots_of(event) == [Slot(TODAY), Slot(TODAY, item), Slot(tomorrow), Slot(tomorrow, second)]
    assert find_slot(slots_of(event), f"2026-11-02.{item.pk}", event, NOW) == Slot(TODAY, item)
    assert find_slot(slots_of(event), "nonsense", event, NOW) == Slot(TODAY)
    assert find_slot(slots_of(event), "", event, NOW - timedelta(days=9)) == Slot(TODAY)
    assert find_slot(slots_of(event), "", event, NOW + timedelta(days=9)) == Slot(tomorrow)


def test_who_is_scanned_twice_came_once(event, staff):
    registration = RegistrationFactory(event=event)
    first = enter(registration, staff)
    again = enter(registration, coordinator("forums"), door("B"), NOW + timedelta(minutes=5))
    assert (first.is_new, again.is_new) == (True, False)
    assert first.attendance == again.attendance == Attendance.objects.get()
    assert (again.attendance.door, again.attendance.recorded_at, again.attendance.recorded_by) == ("A", NOW, staff)


def test_each_day_and_each_item_counts_for_itself(event, staff):
    registration, item = RegistrationFactory(event=event), AgendaItemFactory(event=event)
    places = [door(), door(item=item), door(day=TODAY + timedelta(days=1))]
    done = [enter(registration, staff, place, NOW + timedelta(days=1)) for place in places]
    assert [one.is_new for one in done] == [True, True, True]
    assert [rollcall.counts(event, place.slot).present for place in places] == [1, 1, 1]


@pytest.mark.parametrize("state", [State.PENDING, State.WAITLISTED, State.CANCELLED, State.DECLINED, State.OFFERED])
def test_without_a_seat_nobody_is_let_in(event, staff, state):
    registration = RegistrationFactory(event=event, state=state)
    with pytest.raises(refusals.NoSeatError, match="has no confirmed seat"):
        enter(registration, staff)
    assert not Attendance.objects.exists()


def test_who_came_and_cancelled_after_that_is_still_told_when(event, staff):
    registration = RegistrationFactory(event=event)
    first = enter(registration, staff)
    services.cancel_registration(registration=registration, by=staff, now=NOW, reason=Registration.Reason.STAFF)
    assert enter(registration, staff) == services.attending.CheckIn(first.attendance, is_new=False)


def test_what_a_door_cannot_do(event, staff):
    registration = RegistrationFactory(event=event)
    other = AgendaItemFactory()
    for place, refusal in (
        (door(day=TODAY + timedelta(days=1)), refusals.DayNotComeError),
        (door(day=TODAY + timedelta(days=2)), refusals.NotOfThisEventError),
        (door(item=other), refusals.NotOfThisEventError),
    ):
        with pytest.raises(refusal):
            enter(registration, staff, place)
    for state, refusal in ((Event.State.DRAFT, errors.EventNotPublished), (Event.State.CANCELLED, errors.EventCancelled)):
        Event.objects.update(state=state)
        with pytest.raises(refusal):
            enter(registration, staff)
    # What is over can still be put right.
    Event.objects.update(state=Event.State.COMPLETED)
    assert enter(registration, staff, now=NOW + timedelta(days=9)).is_new


def test_an_item_that_people_sign_up_for_is_for_those_who_did(event, staff):
    item = AgendaItemFactory(event=event, needs_registration=True)
    chose, waits, others = (RegistrationFactory(event=event) for _ in range(3))
    for registration, state in ((chose, "confirmed"), (waits, "waitlisted")):
        AgendaRegistration.objects.create(item=item, registration=registration, state=state, confirmed_at=NOW)
    assert rollcall.counts(event, Slot(TODAY, item)).expected == 1
    assert enter(chose, staff, door(item=item)).is_new
    for registration in (waits, others):
        with pytest.raises(refusals.NoPlaceError, match="no place in this agenda item"):
            enter(registration, staff, door(item=item))
    services.check_in(registration=others, place=door(item=item), by=staff, now=NOW, all_the_same=True)
    assert rollcall.counts(event, Slot(TODAY, item)) == rollcall.Counts(expected=2, present=2, excused=0, walk_ins=0)
    item.is_cancelled = True
    item.save()
    assert slots_of(event) == [Slot(TODAY), Slot(TODAY + timedelta(days=1))]
    with pytest.raises(refusals.NotOfThisEventError):
        enter(waits, staff, door(item=item))


def test_undone_with_who_and_when_and_recorded_anew(event, staff):
    registration, other = RegistrationFactory(event=event), coordinator("forums")
    first = enter(registration, staff).attendance
    later = NOW + timedelta(minutes=1)
    services.undo_attendance(attendance=first, by=other, now=later)
    services.undo_attendance(attendance=first, by=staff, now=later + timedelta(minutes=1))
    assert (first.undone_at, first.undone_by) == (later, other)
    second = enter(registration, staff, door("B"), later)
    assert second.is_new
    assert list(Attendance.objects.in_force()) == [second.attendance]
    assert Attendance.objects.count() == 2


def test_excused_and_came_after_all(event, staff):
    registration = RegistrationFactory(event=event)
    ahead = door(day=TODAY + timedelta(days=1))
    for place in (door(), ahead):
        made = services.excuse(registration=registration, place=place, by=staff, now=NOW, note="A cold.")
        again = services.excuse(registration=registration, place=place, by=staff, now=NOW, note="The flu.")
        assert (made.is_new, again.is_new, again.attendance.note) == (True, False, "The flu.")
    assert rollcall.counts(event, Slot(TODAY)) == rollcall.Counts(expected=1, present=0, excused=1, walk_ins=0)
    came = enter(registration, staff)
    assert came.is_new
    assert rollcall.counts(event, Slot(TODAY)) == rollcall.Counts(expected=1, present=1, excused=0, walk_ins=0)
    with pytest.raises(refusals.IsPresentError, match="came at 10:00"):
        services.excuse(registration=registration, place=door(), by=staff, now=NOW)


def walk_in(event, staff, name="최보람", organisation="달무리", **kwargs):
    values = {"place": door(), "by": staff, "now": NOW, **kwargs}
    return services.record_walk_in(event=event, name=name, organisation=organisation, **values)


def test_walk_ins(event, staff):
    token = uuid.uuid4()
    first = walk_in(event, staff, token=token)
    assert walk_in(event, staff, token=token) == services.attending.CheckIn(first.attendance, is_new=False)
    with pytest.raises(refusals.SameNameError, match="already in since 10:00"):
        walk_in(event, staff, token=uuid.uuid4())
    assert walk_in(event, staff, token=uuid.uuid4(), is_another=True).is_new
    assert walk_in(event, staff, organisation="구름재").is_new
    assert rollcall.counts(event, Slot(TODAY)) == rollcall.Counts(expected=0, present=0, excused=0, walk_ins=3)
    assert Event.objects.get().taken == 0


def test_the_database_keeps_one_record_a_slot(event):
    registration, item = RegistrationFactory(event=event), AgendaItemFactory(event=event)
    for agenda_item in (None, item):
        record = AttendanceFactory(registration=registration, day=TODAY, agenda_item=agenda_item)
        with pytest.raises(IntegrityError), transaction.atomic():
            AttendanceFactory(registration=registration, day=TODAY, agenda_item=agenda_item)
        record.undone_at = NOW
        record.save()
        AttendanceFactory(registration=registration, day=TODAY, agenda_item=agenda_item)
    for wrong in (
        {"registration": None, "event": event, "name": ""},
        {"registration": registration, "name": "Somebody"},
        {"registration": None, "event": event, "name": "Somebody", "kind": "excused"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            AttendanceFactory(day=TODAY, **wrong)


# Codes.


def test_codes_are_read_however_they_are_typed(event, staff):
    registration = RegistrationFactory(event=event, code=uuid.UUID("1c06f3a2-9b7e-4c1d-8a55-0123456789ab"))
    short = seat_codes.short_code(registration.code)
    assert short == "3G3F-78MV"
    texts = [short, "3g3f78mv", " 3G3F – 78MV ", str(registration.code), registration.code.hex.upper()]
    texts.append(seat_codes.address(registration))
    assert seat_codes.address(registration).endswith(f"/events/{event.slug}/checkin/?code={registration.code.hex}")
    for text in texts:
        assert services.find_registration(event=event, text=text, by=staff) == registration, text
    for text in ("", "3G3F-78M", "3G3F-78MW", "3G3F-78MU", "x" * 200, str(uuid.uuid4()), "\x00"):
        with pytest.raises(refusals.UnknownCodeError):
            services.find_registration(event=event, text=text, by=staff)


def test_letters_that_are_misread_are_meant():
    code = uuid.UUID(int=seat_codes.ALPHABET.index("1") << 123)
    assert seat_codes.short_code(code) == "1000-0000"
    assert seat_codes.code_range("IOoO-0000") == seat_codes.code_range("l000-0000") == seat_codes.code_range("1000-0000")
    assert seat_codes.code_range("1000-0000")[0] == code


def test_a_code_of_another_event_is_named_to_its_staff_alone(event, staff):
    own = RegistrationFactory(event=EventFactory(title_en="Press day"))
    foreign = RegistrationFactory(event=EventFactory(title_en="Secret day", programme="focus-group"))
    told = []
    for registration in (own, foreign):
        with pytest.raises(refusals.OtherEventsCodeError) as refusal:
            services.find_registration(event=event, text=registration.code.hex, by=staff)
        told.append(str(refusal.value))
    assert told == ["This code is for another event: “Press day”.", "This code is for another event."]


def test_a_short_code_that_two_people_share_is_no_code(event, staff):
    first = RegistrationFactory(event=event, code=uuid.UUID("1c06f3a2-9b7e-4c1d-8a55-0123456789ab"))
    second = RegistrationFactory(event=event, code=uuid.UUID("1c06f3a2-9b00-4c1d-8a55-0123456789ab"))
    with pytest.raises(refusals.AmbiguousCodeError):
        services.find_registration(event=event, text="3G3F-78MV", by=staff)
    assert services.find_registration(event=event, text=second.code.hex, by=staff) == second
    Registration.objects.filter(pk=second.pk).update(state=State.CANCELLED, ended_at=NOW)
    assert services.find_registration(event=event, text="3G3F-78MV", by=staff) == first


# What became of whom.


def test_no_show_is_said_after_the_end_where_attendance_was_recorded(event, staff):
    came, excused, missing = (RegistrationFactory(event=event) for _ in range(3))
    RegistrationFactory(event=event, state=State.WAITLISTED)
    after = event.ends_at

    def outcomes(now):
        recorded = event.attendances.present().exists()
        return {one: told.slug for one, told, _cells in report.rows(report.concerned(event), event, [], now, recorded=recorded)}

    assert outcomes(NOW) == dict.fromkeys((came, excused, missing), "expected")
    assert outcomes(after) == dict.fromkeys((came, excused, missing), "unrecorded")
    enter(came, staff)
    services.excuse(registration=excused, place=door(), by=staff, now=NOW)
    assert outcomes(NOW) == {came: "attended", excused: "excused", missing: "expected"}
    assert outcomes(after) == {came: "attended", excused: "excused", missing: "no-show"}
    walk_in(event, staff)
    walk_in(event, staff, place=door(day=TODAY + timedelta(days=1)), now=NOW + timedelta(days=1))
    assert report.totals(event, after) == report.Totals(
        registered=3, attended=1, excused=1, absent=1, walk_ins=1, recorded=True
    )
    assert report.totals(event, NOW).absent == 0
    # Who came stays in the report, whatever became of the registration.
    services.cancel_registration(registration=came, by=staff, now=NOW, reason=Registration.Reason.STAFF)
    assert outcomes(after)[came] == "attended"


def test_a_person_finds_all_of_it(event, staff):
    member = MemberFactory()
    registration = RegistrationFactory(event=event, member=member)
    enter(registration, staff)
    missed = EventFactory(starts_at=NOW - timedelta(days=3))
    RegistrationFactory(event=missed, member=member)
    AttendanceFactory(registration__event=missed)
    RegistrationFactory(event=EventFactory(starts_at=NOW - timedelta(days=4)), member=member)
    RegistrationFactory(event=EventFactory(starts_at=NOW - timedelta(days=5)), member=member, state=State.CANCELLED)
    rows = report.person_rows(report.of_person(member, NOW), NOW)
    assert [(row.outcome.slug, row.days) for row in rows] == [
        ("attended", ["2 Nov 2026 (Mon)"]),
        ("no-show", []),
        ("unrecorded", []),
    ]
    assert report.person_totals(member, NOW) == report.PersonTotals(attended=0, excused=0, absent=1)
    after = event.ends_at
    assert report.person_totals(member, after) == report.PersonTotals(attended=1, excused=0, absent=1)
    assert report.person_totals(member, after, ["focus-group"]) == report.PersonTotals(attended=0, excused=0, absent=0)


@pytest.mark.parametrize("query", ["김가람", "김 가람", "kim g", "garamkim", "Dalmuri", "달무리", "GARAM@"])
def test_people_are_found_by_any_part(event, query):
    member = MemberFactory(given_name="가람", given_name_en="Garam", user__email="garam@example.com")
    member.organisation_name = "달무리 Dalmuri"
    member.save()
    found = RegistrationFactory(event=event, member=member)
    RegistrationFactory(
        event=event, member=MemberFactory(family_name="이", given_name="솔", family_name_en="", given_name_en="")
    )
    assert list(rollcall.roll(event, Slot(TODAY), query)) == [found]


def test_who_is_in_keeps_the_seat():
    event = EventFactory(capacity=1, starts_at=NOW + timedelta(hours=1))
    seat, waiting = (services.register_member(event=event, member=MemberFactory(), now=NOW) for _ in range(2))
    AttendanceFactory(registration=seat)
    with pytest.raises(errors.CheckedIn):
        services.cancel_registration(registration=seat, by=seat.member.user, now=NOW)
    waiting.refresh_from_db()
    assert waiting.state == "waitlisted"
    # Staff may still end it.
    services.cancel_registration(registration=seat, by=coordinator("forums"), now=NOW, reason=Registration.Reason.STAFF)
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"
