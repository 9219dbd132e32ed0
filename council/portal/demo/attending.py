"""Who was at the events that are over: made up the same way each time."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zlib import crc32

from django.db.models import F

from council.events.models import Attendance, Event, Registration
from council.events.slots import days_of
from council.portal.demo import MARK
from council.portal.demo.data.people import LOG_INS
from council.portal.demo.store import create

DOORS = ("정문 / Main door", "2층 / 2nd floor")
# Someone of ten stays away, another one said so; nobody whom one logs in as, so that each has a certificate and a survey.
ABSENT, EXCUSED = 3, 7
EXCUSES = {"ko": "출장으로 참석이 어렵다고 미리 연락함", "en": "Wrote that a business trip came up"}
PLAYED = frozenset(person.email for person in LOG_INS)
GUESTS = (("문하늘", "경산시 지역상공회"), ("오다솔", "푸른솔내대학교"))


def load_attendance(events: Iterable[Event], now: datetime) -> int:
    """Records of the doors for those of `events` (new ones) that were over before today: one of today would be brought to a
    later hour than now when the demonstration moves. Returns how many."""
    past = {
        event.pk: event
        for event in events
        if event.state == Event.State.COMPLETED and days_of(event)[-1] < now.astimezone(event.zone).date()
    }
    seated = Registration.objects.filter(event__in=past, state=Registration.State.CONFIRMED).select_related("member__user")
    records: list[Attendance] = []
    for registration in seated.order_by("event", "pk"):
        for number, day in enumerate(days_of(past[registration.event_id])):
            record = _record(registration, past[registration.event_id], day, number)
            if record is not None:
                records.append(record)
    for event in past.values():
        if event.format != Event.Format.ONLINE and crc32(event.slug.encode()) % 2:
            records += [_guest(event, *GUESTS[place], place) for place in range(2)]
    create(Attendance, records)
    return len(records)


def _came_at(event: Event, day: date, turn: int) -> datetime:
    """From a quarter of an hour before the doors' opening hour to ten minutes after it."""
    begins = event.starts_at.astimezone(event.zone).replace(year=day.year, month=day.month, day=day.day)
    return begins - timedelta(minutes=15) + timedelta(minutes=turn % 25)


def _record(registration: Registration, event: Event, day: date, number: int) -> Attendance | None:
    turn = crc32(f"{event.slug}:{registration.member_id}".encode())
    always = registration.member.user.email in PLAYED
    if turn % 10 == ABSENT and not always:
        return None
    # Fewer come on later days.
    if number and (turn + number) % 6 == 0:
        return None
    excused = turn % 10 == EXCUSED and not always
    return Attendance(
        event=event,
        registration=registration,
        day=day,
        kind=Attendance.Kind.EXCUSED if excused else Attendance.Kind.PRESENT,
        note=EXCUSES[registration.member.language] if excused else "",
        door="" if event.format == Event.Format.ONLINE else DOORS[turn % 2],
        recorded_at=_came_at(event, day, turn),
    )


def _guest(event: Event, name: str, organisation: str, place: int) -> Attendance:
    day = days_of(event)[0]
    return Attendance(
        event=event,
        name=f"{name} {MARK}",
        organisation=organisation,
        day=day,
        door=DOORS[0],
        recorded_at=_came_at(event, day, 20 + place),
    )


def move_attendance(event: Event, before: list[date]) -> None:
    """Bring the records of an event that has moved from the days `before` to its new ones, the last day first where it moved
    to a later time, so that no two days meet."""
    pairs = list(zip(before, days_of(event), strict=False))
    for old, new in sorted(pairs, reverse=pairs[0][1] > pairs[0][0]):
        if new != old:
            records = Attendance.objects.filter(event=event, day=old)
            records.update(day=new, recorded_at=F("recorded_at") + (new - old))
