"""Seats of a forum, who is there for them, and the quorum: `present * 100 > enrolled * quorum_percent`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from council.events.models import Attendance, Registration
from forums.models import Forum, Meeting
from forums.quorum import enrolled_places, places_on


@dataclass(frozen=True)
class Quorum:
    """A count of seats: of the enrolled so many are (or are expected to be) there."""

    enrolled: int
    present: int
    percent: int

    @property
    def needed(self) -> int:
        """How many seats must be there: more than `percent` per cent."""
        return self.enrolled * self.percent // 100 + 1

    @property
    def is_met(self) -> bool:
        return self.present * 100 > self.enrolled * self.percent

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.present)


def seats_of(forum: Forum, at: datetime) -> dict[int, set[int]]:
    """The enrolled seats of `forum` on the day of `at` (`forums.quorum`): those who may come for each, its holder and who
    stands in for him, by the key of the place. Two queries."""
    day = timezone.localdate(at)
    found = {place: {member} for place, member in enrolled_places(forum, day).values_list("pk", "member")}
    standing_in = places_on(forum, day).filter(delegation__isnull=False)
    for place, member in standing_in.values_list("delegation__place", "member"):
        if place in found:
            found[place].add(member)
    return found


def _count(seats: dict[int, set[int]], people: Iterable[int]) -> int:
    there = set(people)
    return sum(1 for holders in seats.values() if holders & there)


def _stand_for(event_id: int, registrations: set[int]) -> set[int]:
    """The members who come with these registrations, and those who handed theirs to them: a colleague counts for the seat."""
    rows = Registration.objects.filter(event=event_id).values_list("pk", "member", "handed_over_by")
    members, before = {pk: member for pk, member, _by in rows}, {pk: by for pk, _member, by in rows}
    found: set[int] = set()
    for pk in registrations & members.keys():
        current: int | None = pk
        while current in members and members[current] not in found:
            found.add(members[current])
            current = before[current]
    return found


def forecast(meeting: Meeting, now: datetime) -> Quorum:
    """What is to be expected: every seat one of whose people has a place at the event. Four queries."""
    event = meeting.event
    seats = seats_of(meeting.forum, max(event.starts_at, now))
    coming = Registration.objects.filter(event=event, state=Registration.State.CONFIRMED).values_list("pk", flat=True)
    return Quorum(len(seats), _count(seats, _stand_for(event.pk, set(coming))), meeting.forum.quorum_percent)


def present_members(meeting: Meeting) -> set[int]:
    """The members whom a door has checked in."""
    records = Attendance.objects.present().filter(event=meeting.pk, registration__isnull=False)
    return set(records.values_list("registration__member", flat=True))


def actual(meeting: Meeting) -> Quorum:
    """The quorum from who was there: as it was fixed with the minutes, else as the doors have it now. Four queries at most."""
    percent = meeting.forum.quorum_percent
    if meeting.present is not None and meeting.enrolled is not None:
        return Quorum(meeting.enrolled, meeting.present, percent)
    seats = seats_of(meeting.forum, meeting.event.starts_at)
    records = Attendance.objects.present().filter(event=meeting.pk, registration__isnull=False)
    there = _count(seats, _stand_for(meeting.pk, set(records.values_list("registration", flat=True))))
    enrolled = meeting.enrolled if meeting.enrolled is not None else len(seats)
    return Quorum(enrolled, min(there, enrolled), percent)
