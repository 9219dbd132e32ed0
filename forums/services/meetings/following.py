"""What is left to do after a meeting: actions, honoraria and their reports."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from council.events.models import Event, Speaker
from council.members.models import Member
from council.members.permissions import member_of
from forums.group import places
from forums.models import ActionItem, Meeting, SpeakerFee
from forums.models.meetings.following import OFFICIAL_HOUR, OFFICIAL_MOST, SCHOOL_HOUR
from forums.permissions.group import is_desk
from forums.permissions.meetings import works_on
from forums.services.errors import NotYours, WrongState
from forums.services.meetings import errors, machine, telling

State = Meeting.State
# A paid lecture is reported within ten days after it (Graft Act, Article 10(2)).
REPORT_WITHIN = timedelta(days=10)
# There is something to do from the notice on, until the meeting is closed.
ACTED_ON = (State.NOTICED, State.HELD, State.MINUTES_DRAFT, State.MINUTES_APPROVED)


@transaction.atomic
def add_action(
    *,
    meeting: Meeting,
    owner: Member,
    due_on: date,
    by: Any,
    now: datetime,
    title_ko: str = "",
    title_en: str = "",
    token: uuid.UUID | None = None,
) -> ActionItem:
    """Somebody of the forum does something by a day, and is told. The same form twice is one action.

    Raises `NotYours`, `WrongState`, `OwnerOutside`, `TitleMissing`."""
    held = machine.lock(meeting)
    if not works_on(by, held, now):
        raise NotYours
    earlier = ActionItem.objects.filter(token=token).first() if token else None
    if earlier is not None:
        return earlier
    if held.state not in ACTED_ON:
        raise WrongState
    if not places(now).filter(body=held.forum_id, member=owner).exists():
        raise errors.OwnerOutside
    if not (title_ko.strip() or title_en.strip()):
        raise errors.TitleMissing
    made = ActionItem(
        meeting=held, owner=owner, due_on=due_on, title_ko=title_ko.strip(), title_en=title_en.strip(), token=token
    )
    made._history_user = by  # type: ignore[attr-defined]  # read by the history
    made.save()
    telling.tell_action(made)
    return made


def may_finish(user: Any, action: ActionItem) -> bool:
    """Whether `user` says that it is done: its owner, or the desk."""
    member = member_of(user)
    return is_desk(user) or (member is not None and member.pk == action.owner_id)


@transaction.atomic
def finish_action(*, action: ActionItem, by: Any, now: datetime, note: str = "") -> ActionItem:
    """Its owner, or the desk, says that it is done. Done already: nothing happens. Raises `NotYours`."""
    held = ActionItem.objects.select_for_update(no_key=True).get(pk=action.pk)
    if not may_finish(by, held):
        raise NotYours
    if held.done_at is None:
        held.done_at, held.note = now, note.strip() or held.note
        held._history_user = by  # type: ignore[attr-defined]  # read by the history
        held.save()
    return held


def cap_of(payee: str, hours: Decimal) -> int | None:
    """The most that may be paid, in won: an official 400,000 an hour and one and a half times that in all, private schools'
    staff 1,000,000 an hour (Graft Act, Article 10; its Enforcement Decree, Article 25); None where the law has no cap."""
    if payee == SpeakerFee.Payee.OFFICIAL:
        return int(min(hours * OFFICIAL_HOUR, Decimal(OFFICIAL_MOST)))
    if payee == SpeakerFee.Payee.SCHOOL:
        return int(hours * SCHOOL_HOUR)
    return None


def report_day(meeting: Meeting, payee: str, *, by_government: bool) -> date | None:
    """Until when a paid lecture is to be reported; None where no report is due."""
    if payee == SpeakerFee.Payee.OTHER or by_government or meeting.event.state == Event.State.CANCELLED:
        return None
    return timezone.localdate(meeting.event.ends_at) + REPORT_WITHIN


def follow_moved_lectures(*, now: datetime) -> int:
    """The tick: a report that is not made yet is due ten days after the lecture as it is planned now; none where it does not
    take place. Returns how many days were changed."""
    open_ones = SpeakerFee.objects.filter(reported_on=None, by_government=False).exclude(payee=SpeakerFee.Payee.OTHER)
    changed = 0
    for fee in open_ones.select_related("meeting__event").order_by("pk"):
        due = report_day(fee.meeting, fee.payee, by_government=False)
        if due != fee.report_due_on:
            changed += SpeakerFee.objects.filter(pk=fee.pk, reported_on=None).update(report_due_on=due)
    return changed


@transaction.atomic
def set_fee(
    *,
    meeting: Meeting,
    speaker: Speaker,
    payee: str,
    hours: Decimal,
    amount_krw: int,
    by: Any,
    now: datetime,
    by_government: bool = False,
    reported_on: date | None = None,
) -> SpeakerFee:
    """Note what a speaker is paid. Raises `NotYours` for who is no desk, `AboveTheCap`."""
    if not is_desk(by):
        raise NotYours
    held = machine.lock(meeting)
    cap = cap_of(payee, hours)
    if cap is not None and amount_krw > cap:
        raise errors.AboveTheCap(cap)
    found = SpeakerFee.objects.filter(meeting=held, speaker=speaker).first() or SpeakerFee(meeting=held, speaker=speaker)
    found.payee, found.hours, found.amount_krw, found.by_government = payee, hours, amount_krw, by_government
    found.report_due_on = report_day(held, payee, by_government=by_government)
    found.reported_on, found.noted_by = reported_on, by
    found._history_user = by  # type: ignore[attr-defined]  # read by the history
    found.save()
    return found
