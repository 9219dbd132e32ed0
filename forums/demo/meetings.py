"""The demonstration's meetings: in every state, with minutes, actions, a proposal, an honorarium."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from council.events.models import AgendaItem, Event, Speaker
from council.members.models import Body, User
from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store
from forums.demo import meetings_data as data
from forums.models import ActionItem, Forum, ItemClearance, ItemProposal, Meeting, MeetingMove, MinutesRevision, SpeakerFee
from forums.services.meetings import actual, report_day, seats_of
from forums.services.meetings.machine import MOVES


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many rows are new. What the clock was quicker to make is left as it is."""
    made = _meetings(store, now)
    if not made:
        return 0
    for key, meeting in made.items():
        _clear(store, data.MEETINGS[key], meeting, now)
        _move(store, data.MEETINGS[key], meeting, now)
        _write(store, data.MEETINGS[key], meeting, now)
    _approve(made, now)
    return len(made) + _actions(store, made, now) + _proposals(store, made, now) + _fees(store, made)


def _meetings(store: Store, now: datetime) -> dict[str, Meeting]:
    events, bodies = store.rows("event", Event), store.rows("body", Body)
    forums = Forum.objects.in_bulk([body.pk for body in bodies.values()])
    missing = [key for key in store.missing("forum-meeting", data.MEETINGS) if key in events]
    taken = set(Meeting.objects.filter(event__in=[events[key] for key in missing]).values_list("pk", flat=True))
    rows: dict[str, Meeting] = {}
    for key in missing:
        row, event = data.MEETINGS[key], events[key]
        body = bodies.get(row.body)
        if body is None or body.pk not in forums or event.pk in taken:
            continue
        told = next((day for verb, day in row.moves if verb == "notice"), None)
        # Approval is noted once the minutes are there.
        state = "minutes-draft" if row.approved_in else row.state
        rows[key] = Meeting(
            event=event,
            forum=forums[body.pk],
            kind=row.kind,
            state=state,
            state_at=now + timedelta(days=row.moves[-1][1] if row.moves else -3),
            chatham_house=row.chatham_house,
            noticed_at=now + timedelta(days=told) if told is not None else None,
            enrolled=len(seats_of(forums[body.pk], event.starts_at)) if state in Meeting.OVER else None,
        )
    return store.add("forum-meeting", Meeting, rows)


def _clear(store: Store, row: data.MeetingRow, meeting: Meeting, now: datetime) -> None:
    if row.state == Meeting.State.DRAFT:
        return
    items = list(AgendaItem.objects.filter(event=meeting.pk).order_by("starts_at", "pk"))
    by = store.rows("person", User).get("chair")
    ItemClearance.objects.bulk_create(
        ItemClearance(item=item, is_cleared=True, by=by, at=now + timedelta(days=-1))
        for item in items[: len(items) - row.uncleared]
    )


def _move(store: Store, row: data.MeetingRow, meeting: Meeting, now: datetime) -> None:
    by = store.rows("person", User).get("chair")
    MeetingMove.objects.bulk_create(
        MeetingMove(
            meeting=meeting,
            verb=verb,
            before=MOVES[verb].before[0],
            after=MOVES[verb].after,
            at=now + timedelta(days=day),
            by=by,
        )
        for verb, day in row.moves
    )


def _write(store: Store, row: data.MeetingRow, meeting: Meeting, now: datetime) -> None:
    by = store.rows("person", User).get("staff")
    written = next((day for verb, day in row.moves if verb == "write"), 0)
    for number, (korean, english) in enumerate(row.minutes, start=1):
        MinutesRevision.objects.create(
            meeting=meeting,
            number=number,
            text_ko=korean,
            text_en=english,
            by=by,
            at=now + timedelta(days=written, hours=number),
        )


def _approve(made: dict[str, Meeting], now: datetime) -> None:
    for key, meeting in made.items():
        row = data.MEETINGS[key]
        if not row.approved_in:
            continue
        counted = actual(meeting)
        meeting.present = counted.present
        meeting.approved = meeting.revisions.order_by("number").last()
        meeting.approved_at = now + timedelta(days=next(day for verb, day in row.moves if verb == "approve"))
        meeting.approved_in = made.get(row.approved_in)
        meeting.state = row.state
        meeting.save()


def _actions(store: Store, made: dict[str, Meeting], now: datetime) -> int:
    members, today = members_by_key(store), timezone.localdate(now)
    rows = {
        f"{row.meeting}-{place}": ActionItem(
            meeting=made[row.meeting],
            owner=members[row.owner],
            due_on=today + timedelta(days=row.due),
            done_at=now + timedelta(days=row.done) if row.done is not None else None,
            title_ko=row.title[0],
            title_en=row.title[1],
            note=row.note,
        )
        for place, row in enumerate(data.ACTIONS)
        if row.meeting in made and row.owner in members
    }
    added = store.add("forum-action", ActionItem, rows)
    # They were agreed at their meeting: approved minutes tell of what there was by then.
    history: Any = ActionItem.history
    for action in added.values():
        history.filter(id=action.pk).update(history_date=action.meeting.event.ends_at)
    return len(added)


def _proposals(store: Store, made: dict[str, Meeting], now: datetime) -> int:
    members = members_by_key(store)
    rows = {
        key: ItemProposal(
            meeting=made[key],
            member=members[who],
            title_ko=title[0],
            title_en=title[1],
            text=text,
            at=now - timedelta(days=1),
        )
        for key, who, title, text in data.PROPOSALS
        if key in made and who in members
    }
    return len(store.add("forum-item-proposal", ItemProposal, rows))


def _fees(store: Store, made: dict[str, Meeting]) -> int:
    speakers = store.rows("speaker", Speaker)
    by = store.rows("person", User).get("staff")
    rows = {
        f"{key}-{who}": SpeakerFee(
            meeting=made[key],
            speaker=speakers[who],
            payee=payee,
            hours=Decimal(hours),
            amount_krw=won,
            report_due_on=report_day(made[key], payee, by_government=False),
            noted_by=by,
        )
        for key, who, payee, hours, won in data.FEES
        if key in made and who in speakers
    }
    return len(store.add("forum-fee", SpeakerFee, rows))
