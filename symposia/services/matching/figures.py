"""The numbers of 1:1 meetings, for reports."""

from dataclasses import dataclass

from django.db.models import Count

from symposia.models import Availability, Meeting, MeetingRequest, Symposium


@dataclass(frozen=True)
class Figures:
    """Of a symposium: who takes part, what was asked and accepted, what stands, what took place."""

    people: int
    requests: int
    accepted: int
    confirmed: int
    held: int
    cancelled: int


def figures(symposium: Symposium) -> Figures:
    """Three queries."""
    requests = _by_state(MeetingRequest.objects.filter(round__symposium=symposium))
    meetings = _by_state(Meeting.objects.filter(round__symposium=symposium))
    people = Availability.objects.taking_part().filter(round__symposium=symposium)
    return Figures(
        people=people.values("member").distinct().count(),
        requests=sum(requests.values()),
        accepted=requests.get(MeetingRequest.State.ACCEPTED, 0),
        confirmed=meetings.get(Meeting.State.CONFIRMED, 0) + meetings.get(Meeting.State.HELD, 0),
        held=meetings.get(Meeting.State.HELD, 0),
        cancelled=meetings.get(Meeting.State.CANCELLED, 0),
    )


def _by_state(rows: object) -> dict[str, int]:
    found = rows.order_by().values("state").annotate(count=Count("pk"))  # type: ignore[attr-defined]  # a query of either
    return {row["state"]: row["count"] for row in found}
