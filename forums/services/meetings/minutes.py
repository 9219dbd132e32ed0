"""Minutes: saved revision by revision, approved at the next meeting, then fixed."""

import difflib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from forums.models import Meeting, MinutesRevision
from forums.permissions.meetings import works_on
from forums.services.errors import NotYours, ReasonMissing, WrongState
from forums.services.meetings import errors, machine
from forums.services.meetings.quorum import actual
from forums.services.meetings.running import later_meetings

State = Meeting.State
WRITABLE = (State.HELD, State.MINUTES_DRAFT)


@transaction.atomic
def write_minutes(
    *, meeting: Meeting, text_ko: str, text_en: str, base: int, by: Any, now: datetime, note: str = ""
) -> MinutesRevision:
    """Save the minutes as the next revision; `base` is the number of the one that was read (0: none). The same words again
    make no new one.

    Raises `NotYours`, `WrongState`, `ApprovedStay`, `TextMissing`, `SomebodySaved` where a later revision is there."""
    held = machine.lock(meeting)
    if not works_on(by, held, now):
        raise NotYours
    if held.approved_id is not None:
        raise errors.ApprovedStay
    if held.state not in WRITABLE:
        raise WrongState
    # Lines end as they do here, whatever the browser sent.
    text_ko, text_en = ("\n".join(text.splitlines()).strip() for text in (text_ko, text_en))
    if not (text_ko or text_en):
        raise errors.TextMissing
    last = held.revisions.order_by("number").last()
    if last is not None and (last.text_ko, last.text_en) == (text_ko, text_en):
        return last
    if (last.number if last is not None else 0) != base:
        raise errors.SomebodySaved
    made = held.revisions.create(number=base + 1, text_ko=text_ko, text_en=text_en, note=note.strip(), by=by, at=now)
    if held.state == State.HELD:
        machine.move(held, "write", by=by, now=now)
    return made


def approving_meetings(meeting: Meeting, now: datetime) -> "QuerySet[Meeting]":
    """The meetings that may have approved the minutes of `meeting`: later regular ones of the forum that have begun. A visit or
    a symposium decides nothing."""
    found: QuerySet[Meeting] = later_meetings(meeting).filter(event__starts_at__lte=now, kind=Meeting.Kind.REGULAR)
    return found


@transaction.atomic
def approve_minutes(
    *, meeting: Meeting, revision: int, approved_in: Meeting | None, by: Any, now: datetime, reason: str = ""
) -> Meeting:
    """The chair records that the latest revision (`revision`, as he saw it) was approved, at a later meeting of the forum; in
    writing (`approved_in` None) with a word how. Who was there is fixed with it.

    Raises `NotYours`, `WrongState`, `LaterRevision`, `NotALaterMeeting`, `ReasonMissing`."""
    held = machine.lock(meeting)
    machine.check(held, "approve", by=by, now=now)
    last = held.revisions.order_by("number").last()
    if last is None:
        raise WrongState
    if last.number != revision:
        raise errors.LaterRevision
    if approved_in is None and not reason.strip():
        raise ReasonMissing
    if approved_in is not None and not approving_meetings(held, now).filter(pk=approved_in.pk).exists():
        raise errors.NotALaterMeeting
    counted = actual(held)
    held.enrolled, held.present = counted.enrolled, counted.present
    held.approved, held.approved_at, held.approved_in = last, now, approved_in
    machine.move(held, "approve", by=by, now=now, reason=reason)
    return held


@dataclass(frozen=True)
class Line:
    """A line of a comparison: `sign` is “+” (new), “-” (gone) or a blank."""

    sign: str
    text: str


def compare(before: MinutesRevision | None, after: MinutesRevision, language: str) -> list[Line]:
    """What `after` says otherwise than `before`, line by line, with three lines around; nothing where both say the same."""
    name = f"text_{language}"
    old = getattr(before, name).splitlines() if before is not None else []
    new = getattr(after, name).splitlines()
    lines = list(difflib.unified_diff(old, new, lineterm="", n=3))[2:]
    return [Line(line[:1], line[1:]) if not line.startswith("@@") else Line("…", "") for line in lines]
