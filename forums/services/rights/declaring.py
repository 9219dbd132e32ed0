"""Declarations that something published shows an unfiled invention: those that name no case are the IP desk's to settle."""

from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.db import transaction

from forums.models import IPCase, NoveltyDeclaration
from forums.models.rights import EventKind, Right
from forums.permissions.rights import is_ip_desk
from forums.services.clock import law
from forums.services.clock.rules import count
from forums.services.errors import NotYours, ReasonMissing, WrongState
from forums.services.rights.errors import HappenedAlready
from forums.services.rights.recording import record_event


@transaction.atomic
def settle_declaration(
    *, declaration: NoveltyDeclaration, case: IPCase | None, word: str, by: Any, now: datetime
) -> NoveltyDeclaration:
    """Say which case a declared invention belongs to, or, with a word why, that it belongs to none. What was shown in public is
    recorded in the case: its grace period runs from that day.

    Raises `NotYours`, `WrongState` (settled already, or the case is filed), `ReasonMissing`, what `record_event` raises."""
    if not is_ip_desk(by, now):
        raise NotYours
    held = NoveltyDeclaration.objects.select_for_update(no_key=True, of=("self",)).get(pk=declaration.pk)
    if held.settled_at is not None or held.case_id is not None:
        raise WrongState
    if case is None and not word.strip():
        raise ReasonMissing
    if case is not None and held.shown_on is not None:
        # Perhaps the case has it on record.
        with suppress(HappenedAlready):
            record_event(case=case, kind=EventKind.DISCLOSURE, on=held.shown_on, by=by, now=now, note=held.label)
    held.case, held.word, held.settled_at, held.settled_by = case, word.strip(), now, by
    held.save(update_fields=["case", "word", "settled_at", "settled_by"])
    return held


def last_day(declaration: NoveltyDeclaration) -> date | None:
    """The last day on which what was shown can still be filed, as a patent; None where it was not shown."""
    day = declaration.shown_on
    rule = next((one for one in law.rules_for(Right.PATENT, EventKind.DISCLOSURE) if day and one.holds_on(day)), None)
    return count(rule, day).due_on if rule is not None and day is not None else None
