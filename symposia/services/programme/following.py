"""The plan moves along with its symposium. What is published stays until it is published anew, which tells those concerned."""

from datetime import datetime
from typing import Any

from council.events.models import Event
from symposia.models import Session, Symposium
from symposia.services.following import Shift, shift_of


def follow(event: Event, before: Event, by: Any, now: datetime) -> None:
    """Move the sessions of `event` that were on its days, with their talks, as it moved since `before`. Those that were moved
    already stay. The symposium's row is held, as by who plans: neither writes over the other."""
    shift = shift_of(before, event)
    if shift is None:
        return
    Symposium.objects.select_for_update(of=("self",), no_key=True).filter(pk=event.pk).first()
    begins, ends = shift.was
    for session in Session.objects.planned().filter(symposium=event.pk, starts_at__gte=begins, ends_at__lte=ends):
        for talk in session.talks.exclude(starts_at=None):
            _move(talk, shift, by)
        _move(session, shift, by)


def _move(row: Any, shift: Shift, by: Any) -> None:
    if row.starts_at is not None and row.ends_at is not None:
        row.starts_at, row.ends_at = shift.moment(row.starts_at), shift.moment(row.ends_at)
    row.revision += 1
    row._history_user = by
    row.save()
