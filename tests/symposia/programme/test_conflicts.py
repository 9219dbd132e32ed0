"""Conflicts found are those that there are: against looking at every two and at every minute. Tables cover what they hold."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from symposia.programme_grid import lay_out
from symposia.services.programme.conflicts import Frame, Kind, SessionSlot, TalkSlot, find_conflicts, person_keys

DAY = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
FRAME = Frame(DAY + timedelta(hours=1), DAY + timedelta(hours=9), ZoneInfo("Asia/Seoul"))


def at(minute):
    return DAY + timedelta(minutes=minute)


spans = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda one: (at(one[0] * 10), at((one[0] + one[1]) * 10)))
sessions = st.lists(st.tuples(spans, st.none() | st.integers(1, 2), st.booleans()), min_size=1, max_size=6)
talks = st.lists(st.tuples(st.integers(0, 5), spans, st.sets(st.integers(1, 3), max_size=2), st.booleans()), max_size=7)


def meets(one, other):
    """Some minute is in both."""
    return any(
        one.starts_at <= at(minute) < one.ends_at and other.starts_at <= at(minute) < other.ends_at
        for minute in range(0, 820, 10)
    )


@settings(max_examples=40, deadline=None)
@given(sessions, talks)
def test_every_conflict_is_found_and_no_other(rows, spoken):
    slots = [SessionSlot(key, *span, room=room, holds_talks=holds) for key, (span, room, holds) in enumerate(rows)]
    given_talks = [
        TalkSlot(key, session % len(slots), *span, frozenset(people), off)
        for key, (session, span, people, off) in enumerate(spoken)
    ]
    found = find_conflicts(slots, given_talks, FRAME)
    expected = {
        (Kind.ROOM_TWICE, one.key, other.key)
        for one in slots
        for other in slots
        if one.key < other.key and one.room is not None and one.room == other.room and meets(one, other)
    }
    assert {(one.kind, *one.sessions) for one in found if one.kind == Kind.ROOM_TWICE} == expected
    twice = {
        (person, one.key, other.key)
        for one in given_talks
        for other in given_talks
        if one.key < other.key and meets(one, other)
        for person in one.people & other.people
    }
    assert {(one.about, *one.talks) for one in found if one.kind == Kind.SPEAKER_TWICE} == twice
    at_once = {
        (one.session, one.key, other.key)
        for one in given_talks
        for other in given_talks
        if one.key < other.key and one.session == other.session and meets(one, other) and not one.people & other.people
    }
    assert {(*one.sessions, *one.talks) for one in found if one.kind == Kind.TALKS_AT_ONCE} == at_once
    outside = {
        one.key
        for one in given_talks
        if one.starts_at < slots[one.session].starts_at or one.ends_at > slots[one.session].ends_at
    }
    assert {one.talks[0] for one in found if one.kind == Kind.TALK_OUTSIDE} == outside
    early_or_late = {one.key for one in slots if one.starts_at < FRAME.starts_at or one.ends_at > FRAME.ends_at}
    assert {one.sessions[0] for one in found if one.kind == Kind.SESSION_OUTSIDE} == early_or_late
    for kind, wanted in (
        (Kind.NO_SPEAKER, {one.key for one in given_talks if not one.people}),
        (Kind.WITHDRAWN, {one.key for one in given_talks if one.is_withdrawn}),
        (Kind.NO_TALKS_HERE, {one.key for one in given_talks if not slots[one.session].holds_talks}),
    ):
        assert {one.talks[0] for one in found if one.kind == kind} == wanted
    assert len({(one.kind, one.sessions, one.talks, one.about) for one in found}) == len(found)


def test_places_and_people():
    taken = SessionSlot(1, at(60), at(120), taken=3, needs_registration=False)
    few = SessionSlot(2, at(60), at(120), taken=3, needs_registration=True, capacity=2)
    many = SessionSlot(3, at(60), at(120), needs_registration=True, capacity=50, seats=40)
    fine = SessionSlot(4, at(60), at(120), taken=3, needs_registration=True, capacity=3, seats=3)
    kinds = {one.sessions[0]: one.kind for one in find_conflicts([taken, few, many, fine], [], FRAME)}
    assert kinds == {1: Kind.PLACES_TAKEN, 2: Kind.PLACES_TAKEN, 3: Kind.TOO_MANY_PLACES}
    over_midnight = SessionSlot(5, at(8 * 60), at(16 * 60))
    night = Frame(DAY, DAY + timedelta(days=2), ZoneInfo("Asia/Seoul"))
    assert [one.kind for one in find_conflicts([over_midnight], [], night)] == [Kind.SESSION_OUTSIDE]
    # Two talks take turns; posters hang side by side, and in a discussion several speak.
    for is_discussion, is_poster, said in ((False, False, 1), (True, False, 0), (False, True, 0)):
        session = SessionSlot(6, at(60), at(120), is_discussion=is_discussion)
        spoken = [TalkSlot(key, 6, at(60), at(80), frozenset({key}), is_poster=is_poster) for key in (1, 2)]
        assert [one.kind for one in find_conflicts([session], spoken, FRAME)] == [Kind.TALKS_AT_ONCE] * said
    people = [SimpleNamespace(pk=pk, member_id=member) for pk, member in ((9, 1), (4, 1), (5, None), (6, None))]
    assert person_keys(people) == {9: 4, 4: 4, 5: 5, 6: 6}


@settings(max_examples=40, deadline=None)
@given(sessions)
def test_a_table_has_every_session_once_and_no_hole(rows):
    rooms = {key: SimpleNamespace(pk=key) for key in (1, 2)}
    shown = [
        SimpleNamespace(
            key=key,
            row=SimpleNamespace(starts_at=span[0], ends_at=span[1], room=rooms.get(room), room_id=room),
        )
        for key, (span, room, _holds) in enumerate(rows)
    ]
    for step in (None, timedelta(minutes=30)):
        grid = lay_out(DAY.date(), shown, list(rooms.values()), step=step, around=(at(0), at(600)))
        width = sum(head.columns for head in grid.heads)
        filled = [[0] * width for _row in grid.rows]
        for place, row in enumerate(grid.rows):
            for cell in row.cells:
                column = filled[place].index(0)
                for below in range(cell.rows):
                    for beside in range(cell.columns):
                        assert filled[place + below][column + beside] == 0
                        filled[place + below][column + beside] = 1
        assert all(all(line) for line in filled)
        assert sorted(cell.shown.key for row in grid.rows for cell in row.cells if cell.shown) == [one.key for one in shown]
