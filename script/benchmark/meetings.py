"""Schedules of 1:1 meetings, from the rows in the database to the proposals there: what a worker's tick does."""

from __future__ import annotations

import random
import time
from datetime import datetime, timedelta

import data
from django.utils import timezone
from table import Row, Table

from council.events.models import Event, Venue
from council.members.models import Member
from symposia.models import Availability, MatchingRound, MatchingWindow, MeetingRequest, SolverRun, Symposium
from symposia.services.matching import lay_out, solve_due

PEOPLE, PAIRS, SLOTS, TABLES = 300, 600, 30, 40
# Issue 7: seconds, and the proven gap.
GOAL, GAP = 30.0, 0.01
# Who comes when (the share of slots), how much the requests fall on few, and the tables: from easy to scarce.
SHAPES = ((1.0, 0.0, TABLES), (0.6, 0.6, TABLES), (0.3, 1.0, TABLES), (1.0, 0.9, TABLES), (0.8, 0.3, 15), (0.2, 0.0, TABLES))


def _round(number: int, symposium: Symposium, people: list[Member], now: datetime) -> MatchingRound:
    """A round of ten hours on a day of its own, with its people and accepted requests."""
    share, skew, tables = SHAPES[number]
    draw = random.Random(number)  # noqa: S311 - made-up people that are the same each time, no secret
    begins = symposium.event.starts_at + timedelta(hours=10 * number)
    made = MatchingRound.objects.create(symposium=symposium, name_ko="상담", name_en="Meetings", table_count=tables)
    MatchingWindow.objects.create(round=made, starts_at=begins, ends_at=begins + timedelta(minutes=20 * SLOTS))
    lay_out(the_round=made, by=None, now=now)
    slots = list(made.slots.values_list("pk", flat=True))
    mine = Availability.objects.bulk_create(Availability(round=made, member=member, joined_at=now) for member in people)
    through = Availability.slots.through
    through.objects.bulk_create(
        through(availability_id=one.pk, matchingslot_id=slot) for one in mine for slot in slots if draw.random() < share
    )
    weights = [1 / (1 + place) ** skew for place in range(len(people))]
    pairs: dict[frozenset[int], MeetingRequest] = {}
    while len(pairs) < PAIRS:
        asked, asker = draw.choices(people, weights)[0], draw.choice(people)
        if asker.pk != asked.pk:
            pairs.setdefault(
                frozenset((asker.pk, asked.pk)),
                MeetingRequest(
                    round=made, asker=asker, asked=asked, state="accepted", asked_at=now, state_at=now,
                    priority=draw.randint(1, 3), reply_priority=draw.randint(1, 3),
                ),
            )  # fmt: skip
    MeetingRequest.objects.bulk_create(pairs.values())
    return made


def measure(table: Table, place: Venue, now: datetime) -> None:
    """Make the rounds, have each solved by a worker's tick, and add the row."""
    event = Event.objects.create(
        programme="symposia", slug="bench-symposium", title_ko="심포지엄", title_en="Symposium", state="published", venue=place,
        starts_at=(now + timedelta(days=20)).replace(hour=0, minute=0, second=0, microsecond=0),
        ends_at=(now + timedelta(days=22)).replace(hour=12, minute=0, second=0, microsecond=0),
    )  # fmt: skip
    symposium = Symposium.objects.create(event=event)
    people = data.people("matching", PEOPLE)
    data.confirmed([(event, member) for member in people], now)
    took, runs = [], []
    for number in range(len(SHAPES)):
        run = SolverRun.objects.create(round=_round(number, symposium, people, now), requested_at=now)
        data.settle()
        began = time.perf_counter()
        solve_due(now=timezone.now)
        took.append(time.perf_counter() - began)
        run.refresh_from_db()
        runs.append(run)
    gaps = [run.gap if run.gap is not None else 1.0 for run in runs]
    placed = ", ".join(str(run.placed) for run in runs)
    table.add(
        Row(
            f"1:1 meetings scheduled: {PEOPLE} people, {PAIRS} accepted pairs, {SLOTS} slots, {TABLES} tables",
            f"{max(took):.1f} s at most",
            beside=f"{len(SHAPES)} rounds, from easy to scarce: {placed} placed; proven gap {max(gaps):.1%} at most",
            goal=f"{GOAL:.0f} s, gap {GAP:.0%}",
            is_reached=max(took) <= GOAL and max(gaps) <= GAP,
        )
    )
