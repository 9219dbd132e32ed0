"""The agenda of a meeting: items are written, proposed, cleared.

The items are the platform's `AgendaItem`s; a trigger voids the clearance of one whose words or speakers change, by whatever
way."""

import hashlib
import json
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from council.events.models import AgendaItem, Event
from council.events.services import settle_sessions
from council.members.permissions import member_of
from forums.models import ItemClearance, ItemProposal, Meeting
from forums.permissions.group import place_in
from forums.permissions.meetings import clears, works_on
from forums.services.errors import NotYours, ReasonMissing, WrongState
from forums.services.meetings import errors, machine
from forums.services.meetings.keeping import uncleared

State = Meeting.State
# The agenda is worked on until the meeting is recorded as held.
OPEN = (*Meeting.UNTOLD, State.NOTICED)
SPEAKERS = "speakers"
WORDS = ("title_ko", "title_en", "abstract_ko", "abstract_en")


def digest(item: AgendaItem) -> str:
    """Stands for what is cleared of an item: its words and its speakers, as somebody has read them."""
    facts = [*(getattr(item, name) for name in WORDS), sorted(speaker.pk for speaker in item.speakers.all())]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()[:32]


def _held(meeting: Meeting, by: Any, now: datetime) -> Meeting:
    held = machine.lock(meeting)
    if not works_on(by, held, now):
        raise NotYours
    if held.state not in OPEN or held.event.state in (Event.State.CANCELLED, Event.State.COMPLETED):
        raise WrongState
    return held


def _check_item(event: Event, values: dict[str, Any]) -> None:
    if not (values["title_ko"].strip() or values["title_en"].strip()):
        raise errors.TitleMissing
    if not event.starts_at <= values["starts_at"] < values["ends_at"] <= event.ends_at:
        raise errors.NotThere


def _find(meeting: Meeting, item: AgendaItem) -> AgendaItem:
    found = AgendaItem.objects.select_for_update(no_key=True).filter(pk=item.pk, event=meeting.pk).first()
    if found is None:
        raise errors.ItemGone
    return found


def _written(item: AgendaItem, values: dict[str, Any], by: Any) -> None:
    speakers = values.pop("speakers", None)
    for name, value in values.items():
        setattr(item, name, value.strip() if isinstance(value, str) else value)
    if speakers is not None and item.pk and {one.pk for one in speakers} != {one.pk for one in item.speakers.all()}:
        item._change_reason = SPEAKERS  # type: ignore[attr-defined]  # read by the history
    # The platform's agenda has a Korean title always.
    item.title_ko = item.title_ko or item.title_en
    item._history_user = by  # type: ignore[attr-defined]  # read by the history
    item.save()
    if speakers is not None:
        item.speakers.set(speakers)


def _twin(event: Event, values: dict[str, Any]) -> AgendaItem | None:
    title_ko, title_en = values["title_ko"].strip(), values["title_en"].strip()
    same = event.agenda.filter(starts_at=values["starts_at"], ends_at=values["ends_at"], is_cancelled=False)
    return same.filter(title_ko=title_ko or title_en, title_en=title_en).first()


@transaction.atomic
def add_item(*, meeting: Meeting, by: Any, now: datetime, **values: Any) -> AgendaItem:
    """Put an item on the agenda: `starts_at`, `ends_at`, titles, abstracts, `speakers`. A cleared agenda is cleared no more.
    The same at the same time once more is the same: a form that was sent twice.

    Raises `NotYours`, `WrongState`, `TitleMissing`, `NotThere`."""
    held = _held(meeting, by, now)
    _check_item(held.event, values)
    return _twin(held.event, values) or _put(held, values, by, now)


def _put(held: Meeting, values: dict[str, Any], by: Any, now: datetime) -> AgendaItem:
    item = AgendaItem(event=held.event)
    _written(item, values, by)
    _fall_back(held, by, now)
    return item


@transaction.atomic
def change_item(*, meeting: Meeting, item: AgendaItem, by: Any, now: datetime, **values: Any) -> AgendaItem:
    """Change an item. With other words or speakers it is cleared no more. Raises `NotYours`, `WrongState`, `ItemGone`,
    `TitleMissing`, `NotThere`."""
    held = _held(meeting, by, now)
    _check_item(held.event, values)
    before, found = _find(held, item), _find(held, item)
    _written(found, values, by)
    if found.needs_registration:
        settle_sessions(event=held.event, before=[before], by=by, now=now)
    _fall_back(held, by, now)
    return found


@transaction.atomic
def remove_item(*, meeting: Meeting, item: AgendaItem, by: Any, now: datetime) -> None:
    """Take an item off the agenda; one that people chose, or a door knows of, is marked as not taking place. Raises `NotYours`,
    `WrongState`, `ItemGone`."""
    held = _held(meeting, by, now)
    found = _find(held, item)
    try:
        if found.needs_registration:
            raise ProtectedError("", set())
        with transaction.atomic():
            found.delete()
    except ProtectedError:
        before = _find(held, item)
        found.is_cancelled = True
        found._history_user = by  # type: ignore[attr-defined]  # read by the history
        found.save()
        settle_sessions(event=held.event, before=[before], by=by, now=now)
    _settle(held, now)


def _settle(meeting: Meeting, now: datetime) -> None:
    """The agenda is cleared where nothing waits any more: after a clearance, or because what waited was taken off."""
    there_is_one = meeting.event.agenda.filter(is_cancelled=False)
    if meeting.state == State.SUBMITTED and there_is_one.exists() and not uncleared(meeting.pk).exists():
        machine.move(meeting, "clear", by=None, now=now)


def _fall_back(meeting: Meeting, by: Any, now: datetime) -> None:
    if meeting.state == State.CLEARED and uncleared(meeting.pk).exists():
        machine.move(meeting, "reopen", by=by, now=now)


@transaction.atomic
def submit_agenda(*, meeting: Meeting, by: Any, now: datetime, reason: str = "") -> Meeting:
    """Hand the agenda to whoever clears it. Raises `NotYours`, `WrongState`, `NoAgenda`."""
    held = machine.lock(meeting)
    machine.check(held, "submit", by=by, now=now)
    if not held.event.agenda.filter(is_cancelled=False).exists():
        raise errors.NoAgenda
    machine.move(held, "submit", by=by, now=now, reason=reason)
    _settle(held, now)
    return held


def writers(items: Iterable[AgendaItem]) -> dict[int, Any]:
    """Who wrote the words of each item as they are (or chose its speakers), by its key: the log-in's key, None for the clock.
    Who moved its time, or its room, wrote nothing. One query."""
    history: Any = AgendaItem.history
    rows = history.filter(id__in=[item.pk for item in items]).order_by("id", "history_date", "history_id")
    found: dict[int, Any] = {}
    known: dict[int, tuple[str, ...]] = {}
    for key, user, why, *words in rows.values_list("id", "history_user", "history_change_reason", *WORDS):
        if known.get(key) != tuple(words) or why == SPEAKERS:
            known[key], found[key] = tuple(words), user
    return found


@transaction.atomic
def clear_item(
    *, meeting: Meeting, item: AgendaItem, seen: str, is_cleared: bool, by: Any, now: datetime, note: str = ""
) -> ItemClearance:
    """Say of an item, as it was `seen` (`digest`), that it may go out, or (with a note) that it may not. With the last one the
    agenda is cleared.

    Raises `NotYours` for who does not clear this meeting's agenda, `OwnItem` for who wrote it, `WrongState`, `ItemGone`,
    `ItemChanged`, `ReasonMissing` for a refusal without a note."""
    held = machine.lock(meeting)
    if not clears(by, held, now):
        raise NotYours
    if held.state not in (State.SUBMITTED, State.CLEARED, State.NOTICED):
        raise WrongState
    found = _find(held, item)
    if digest(found) != seen:
        raise errors.ItemChanged
    if writers([found]).get(found.pk) == by.pk:
        raise errors.OwnItem
    if not is_cleared and not note.strip():
        raise ReasonMissing
    current = ItemClearance.objects.in_force().filter(item=found)
    same = current.filter(is_cleared=is_cleared, by=by, note=note.strip()).first()
    if same is not None:
        _settle(held, now)
        return same
    current.update(void_at=now)
    made = ItemClearance.objects.create(item=found, is_cleared=is_cleared, note=note.strip(), by=by, at=now)
    if is_cleared and held.state == State.SUBMITTED and not uncleared(held.pk).exists():
        machine.move(held, "clear", by=by, now=now)
    elif not is_cleared:
        _fall_back(held, None, now)
    return made


@transaction.atomic
def propose_item(
    *, meeting: Meeting, by: Any, now: datetime, title_ko: str, title_en: str, text: str, token: uuid.UUID | None = None
) -> ItemProposal:
    """Somebody of the forum would like to talk about something. The same form twice is one proposal.

    Raises `NotYours` for who does not sit in the forum, `WrongState`, `TitleMissing`."""
    held = machine.lock(meeting)
    member = member_of(by)
    if member is None or place_in(by, held.forum, now) is None:
        raise NotYours
    earlier = ItemProposal.objects.filter(token=token).first() if token else None
    if earlier is not None:
        return earlier
    if held.state not in OPEN or held.event.has_begun(now):
        raise WrongState
    if not (title_ko.strip() or title_en.strip()):
        raise errors.TitleMissing
    return held.proposals.create(
        member=member, title_ko=title_ko.strip(), title_en=title_en.strip(), text=text.strip(), at=now, token=token
    )


@transaction.atomic
def take_proposal(*, proposal: ItemProposal, by: Any, now: datetime, **values: Any) -> AgendaItem:
    """Put a proposal on the agenda, as an item with these values. Raises what `add_item` raises, `WrongState` for one that was
    settled already."""
    held = _held(proposal.meeting, by, now)
    waiting = held.proposals.select_for_update(no_key=True).filter(pk=proposal.pk, state=ItemProposal.State.OPEN).first()
    if waiting is None:
        raise WrongState
    _check_item(held.event, values)
    item = _put(held, values, by, now)
    waiting.state, waiting.item = ItemProposal.State.TAKEN, item
    waiting.save(update_fields=["state", "item"])
    return item


@transaction.atomic
def decline_proposal(*, proposal: ItemProposal, by: Any, now: datetime, word: str) -> ItemProposal:
    """Not at this meeting, with a word why. Raises `NotYours`, `WrongState`, `ReasonMissing`."""
    held = _held(proposal.meeting, by, now)
    waiting = held.proposals.select_for_update(no_key=True).filter(pk=proposal.pk, state=ItemProposal.State.OPEN).first()
    if waiting is None:
        raise WrongState
    if not word.strip():
        raise ReasonMissing
    waiting.state, waiting.word = ItemProposal.State.DECLINED, word.strip()
    waiting.save(update_fields=["state", "word"])
    return waiting
