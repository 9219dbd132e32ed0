"""The demonstration's 1:1 meetings: a round that takes requests, with accepted ones that wait for a schedule and one meeting
that is confirmed; and a round of the past symposium, held."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, F, Value, When

from council.events.models import Registration
from council.members.models import Member
from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store, create
from symposia.models import (
    Availability,
    MatchingMove,
    MatchingRound,
    MatchingSlot,
    MatchingWindow,
    Meeting,
    MeetingRequest,
    Symposium,
)
from symposia.services.matching import lay_out
from symposia.services.matching.running import problem_of, propose
from symposia.services.matching.solver import solve


@dataclass(frozen=True)
class RoundRow:
    """A round: on which day of its symposium, from which minute after that day's midnight for how many."""

    symposium: str
    name: tuple[str, str]
    room: tuple[str, str]
    day: int
    begins: int
    minutes: int
    tables: int
    people: int
    pairs: int
    first: tuple[tuple[str, str], ...]
    is_over: bool = False


ROUNDS = {
    "joining": RoundRow(
        symposium="metal-polymer-joining",
        name=("둘째 날 오후", "Second day, afternoon"),
        room=("B홀", "Hall B"),
        day=1,
        begins=13 * 60 + 30,
        minutes=240,
        tables=8,
        people=26,
        pairs=34,
        first=(("investor", "researcher"), ("expert", "investor")),
    ),
    "chassis": RoundRow(
        symposium="lightweight-chassis-days",
        name=("둘째 날", "Second day"),
        room=("B홀", "Hall B"),
        day=1,
        begins=13 * 60,
        minutes=140,
        tables=6,
        people=30,
        pairs=31,
        first=(("company", "researcher"), ("investor", "researcher")),
        is_over=True,
    ),
}
ABOUT = (
    "경량 접합 기술을 찾습니다. 시제품을 함께 시험할 수 있습니다.",
    "We look for partners to test lightweight joints on our line.",
    "금형 온도와 변형 데이터를 나눌 연구자를 찾습니다.",
    "",
)


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many rounds are new."""
    symposia = {
        key: one for key, one in store.rows("symposium", Symposium).items() if key in {r.symposium for r in ROUNDS.values()}
    }
    members = members_by_key(store)
    rows = {
        key: _round(ROUNDS[key], symposia[ROUNDS[key].symposium])
        for key in store.missing("matching-round", ROUNDS)
        if ROUNDS[key].symposium in symposia
    }
    made = store.add("matching-round", MatchingRound, rows)
    for key, the_round in made.items():
        _fill(ROUNDS[key], the_round, members, now)
    return len(made)


def _round(row: RoundRow, symposium: Symposium) -> MatchingRound:
    return MatchingRound(
        symposium=symposium,
        name_ko=row.name[0],
        name_en=row.name[1],
        room_ko=row.room[0],
        room_en=row.room[1],
        state=MatchingRound.State.CLOSED if row.is_over else MatchingRound.State.OPEN,
        table_count=row.tables,
    )


def _hours(row: RoundRow, symposium: Symposium) -> tuple[datetime, datetime]:
    event = symposium.event
    midnight = event.starts_at.astimezone(event.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    begins = midnight + timedelta(days=row.day, minutes=row.begins)
    return begins, begins + timedelta(minutes=row.minutes)


def _fill(row: RoundRow, the_round: MatchingRound, members: dict[str, Member], now: datetime) -> None:
    begins, ends = _hours(row, the_round.symposium)
    MatchingWindow.objects.create(round=the_round, starts_at=begins, ends_at=ends)
    # A month before, when people were asked.
    asked = min(now, begins) - timedelta(days=3)
    lay_out(the_round=the_round, by=None, now=asked)
    people = _people(row, the_round, members, asked)
    requests = _requests(row, the_round, people, members, asked)
    if row.is_over:
        propose(the_round, solve(problem_of(the_round, asked)), asked)
        Meeting.objects.filter(round=the_round).update(state=Meeting.State.HELD, told_at=asked, state_at=ends, sequence=1)
    elif requests:
        _confirm(the_round, requests[0], asked)


def _people(row: RoundRow, the_round: MatchingRound, members: dict[str, Member], at: datetime) -> list[Member]:
    """Who takes part: the demonstration's log-ins first, then others with a place."""
    known = {
        members[key].pk: place for place, key in enumerate(("researcher", "investor", "expert", "company")) if key in members
    }
    places = Registration.objects.filter(event=the_round.symposium_id, state=Registration.State.CONFIRMED)
    order = Case(*(When(member=pk, then=Value(place)) for pk, place in known.items()), default=Value(len(known)))
    seated = places.annotate(rank=order) if known else places.annotate(rank=Value("", output_field=CharField()))
    people = [one.member for one in seated.select_related("member").order_by("rank", "pk")[: row.people]]
    mine = [
        Availability(round=the_round, member=member, joined_at=at, about=ABOUT[number % len(ABOUT)])
        for number, member in enumerate(people)
    ]
    create(Availability, mine)
    slots = list(the_round.slots.all())
    for number, one in enumerate(mine):
        # Most come all the time; some for a part of it.
        begin, end = (0, len(slots)) if number % 4 else (number % 3, len(slots) - 2)
        one.slots.set(slots[begin:end])
    return people


def _requests(
    row: RoundRow, the_round: MatchingRound, people: list[Member], members: dict[str, Member], at: datetime
) -> list[MeetingRequest]:
    there = {member.pk for member in people}
    pairs: dict[frozenset[int], tuple[Member, Member]] = {}
    for one, other in row.first:
        if one in members and other in members and {members[one].pk, members[other].pk} <= there:
            pairs[frozenset((members[one].pk, members[other].pk))] = (members[one], members[other])
    for step in range(1, len(people)):
        for number, member in enumerate(people):
            other_member = people[(number + 3 * step) % len(people)]
            if len(pairs) < row.pairs and member.pk != other_member.pk:
                pairs.setdefault(frozenset((member.pk, other_member.pk)), (member, other_member))
    rows = []
    for number, (asker, asked) in enumerate(pairs.values()):
        waits = not row.is_over and number % 5 == 4
        rows.append(
            MeetingRequest(
                round=the_round,
                asker=asker,
                asked=asked,
                priority=1 + number % 3,
                reply_priority=None if waits else 1 + (number // 3) % 3,
                state=MeetingRequest.State.REQUESTED if waits else MeetingRequest.State.ACCEPTED,
                asked_at=at,
                state_at=at,
            )
        )
    create(MeetingRequest, rows)
    create(MatchingMove, [_move(one) for one in rows])
    return rows


def _move(request: MeetingRequest) -> Any:
    return MatchingMove(
        round=request.round, request=request, verb="ask", after="requested", at=request.asked_at, by_id=request.asker.user_id
    )


def _confirm(the_round: MatchingRound, request: MeetingRequest, at: datetime) -> None:
    """One meeting that is confirmed already: of the first pair, in the first slot in which both are free."""
    problem = problem_of(the_round, at)
    free = next((pair.slots for pair in problem.pairs if pair.key == request.pk), ())
    table = the_round.tables.first()
    if not free or table is None:
        return
    slot = MatchingSlot.objects.get(pk=free[0])
    Meeting.objects.create(
        request=request,
        round=the_round,
        asker=request.asker,
        asked=request.asked,
        slot=slot,
        table=table,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        state=Meeting.State.CONFIRMED,
        state_at=at,
        told_at=at,
        sequence=1,
    )


def move(store: Store, now: datetime) -> int:
    """Bring the hours of rounds to the days of their symposia, which the demonstration has moved; their meetings come along."""
    moved = 0
    for key, the_round in store.rows("matching-round", MatchingRound).items():
        window = the_round.windows.first()
        if key not in ROUNDS or window is None:
            continue
        symposium = Symposium.objects.select_related("event").get(pk=the_round.symposium_id)
        shift = _hours(ROUNDS[key], symposium)[0].date() - window.starts_at.astimezone(symposium.event.zone).date()
        if not shift:
            continue
        for rows in (the_round.windows.all(), the_round.slots.all()):
            for row in rows:
                row.starts_at, row.ends_at = row.starts_at + shift, row.ends_at + shift
                row.save()
                moved += 1
        # Calendars that follow a feed see the change.
        the_round.meetings.filter(state=Meeting.State.CONFIRMED).update(sequence=F("sequence") + 1)
    return moved
