"""Who registered for what: made up the same way each time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zlib import crc32

from council.events.models import Event, Question, Registration
from council.events.services import role_of
from council.members.models import Member
from council.portal.demo.data.event_rows import Crowd, EventRow

State = Registration.State
Reason = Registration.Reason
PERIOD = timedelta(days=18)
# Where a log-in of the contract stands on a waiting list: third, so that there is something to see.
NAMED_AT = 2
DECLINED_NOTE = {
    "ko": "이번에는 자리가 부족해 모시지 못합니다. 다음 모임에 초대하겠습니다.",
    "en": "We are short of places this time and will invite you to the next one.",
}


def chosen_people(row: EventRow, crowd: Crowd, pool: list[str]) -> list[str]:
    """`crowd.count` keys of people: the named, and the first of `pool`, which loses them. Raises `ValueError` where there
    are too few."""
    needed = crowd.count - len(crowd.people)
    if not 0 <= needed <= len(pool):
        raise ValueError(f"{row.slug}: {needed} more people are wanted, {len(pool)} are there.")
    others, pool[:] = pool[:needed], pool[needed:]
    return [*others[:NAMED_AT], *crowd.people, *others[NAMED_AT:]]


def attendance(row: EventRow, fill: Sequence[str], body: Sequence[str]) -> list[tuple[str, str, str]]:
    """(person, state, reason) in the order in which they came. `fill`: who may be chosen; `body`: who sits in the
    event's body."""
    if row.state == Event.State.DRAFT:
        return []
    if row.mode == Event.Mode.STANDING:
        regrets = [key for key in body if key in fill][-row.regrets :] if row.regrets else []
        return [(key, State.CANCELLED, Reason.REGRETS) if key in regrets else (key, State.CONFIRMED, "") for key in body]
    turn = crc32(row.slug.encode()) % max(1, len(fill))
    explicit = {key for one in _crowds(row).values() for key in one.people}
    pool = [key for key in [*fill[turn:], *fill[:turn]] if key not in explicit]
    ended_by = Reason.EVENT if row.state == Event.State.CANCELLED else Reason.SELF
    reasons = {State.CANCELLED: ended_by, State.DECLINED: Reason.STAFF}
    return [
        (key, state, reasons.get(state, "")) for state, crowd in _crowds(row).items() for key in chosen_people(row, crowd, pool)
    ]


def _crowds(row: EventRow) -> dict[State, Crowd]:
    # The waiting come last: they found the event full.
    return {
        State.CONFIRMED: row.confirmed,
        State.CANCELLED: row.cancelled,
        State.DECLINED: row.declined,
        State.PENDING: row.pending,
        State.OFFERED: row.offered,
        State.WAITLISTED: row.waitlisted,
    }


def registrations(
    event: Event,
    people: list[tuple[str, str, str]],
    members: dict[str, Member],
    questions: Sequence[Question],
    now: datetime,
) -> list[Registration]:
    """Unsaved registrations of `people`, spread over the weeks before."""
    last = min(now, event.starts_at, event.closes_at or event.starts_at) - timedelta(hours=3)
    step = PERIOD / (len(people) + 1)
    made = []
    for place, (key, state, reason) in enumerate(people):
        came = last - PERIOD + step * (place + 1)
        was_seated = state == State.CONFIRMED or reason in (Reason.EVENT, Reason.REGRETS, Reason.SELF)
        member = members[key]
        made.append(
            Registration(
                event=event,
                member=member,
                state=state,
                reason=reason,
                role=role_of(member, now),
                offer_ends_at=event.starts_at if state == State.OFFERED else None,
                offer_token=uuid4() if state == State.OFFERED else None,
                note=DECLINED_NOTE[member.language] if state == State.DECLINED else "",
                queued_at=came,
                confirmed_at=came if was_seated else None,
                ended_at=last + timedelta(hours=1) if reason else None,
                sequence=1 if reason else 0,
                answers=answers(questions, event, place),
            )
        )
    return made


def answers(questions: Sequence[Question], event: Event, place: int) -> list[dict[str, Any]]:
    """What the person in this place answered, as the registration form keeps it."""
    found = []
    for question in questions:
        value = _value(question, place)
        if value is not None:
            labels = {"label_ko": question.label_ko, "label_en": question.label_en}
            found.append({"question": question.pk, "version": event.questions_version, **labels, **value})
    return found


def _value(question: Question, place: int) -> dict[str, Any] | None:
    if question.kind == Question.Kind.YES_NO:
        return {"value": place % 4 != 3}
    if question.kind in (Question.Kind.CHOICE, Question.Kind.CHOICES):
        korean, english = question.options_ko.split("\n"), question.options_en.split("\n")
        first = place % len(korean)
        width = 1 if question.kind == Question.Kind.CHOICE else 2
        return {"value": korean[first : first + width], "value_en": english[first : first + width]}
    if question.kind == Question.Kind.NUMBER and question.required:
        return {"value": str(250 + 5 * (place % 9))}
    if question.kind == Question.Kind.NUMBER:
        return {"value": ("780", "980", "1180", "1470")[place % 4]}
    return None
