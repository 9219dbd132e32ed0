"""What every verb of a case begins with: the case as it is now, held, and what this person is in it."""

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model

from forums.models import CaseMove, IPCase
from forums.permissions.rights import Part, part_in
from forums.services import clock
from forums.services.errors import NotYours

M = TypeVar("M", bound=Model)


def hold_case(case: IPCase) -> IPCase:
    """The case as it is now, held until the transaction ends: whatever changes of a case is changed under this lock alone."""
    rows = IPCase.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("attorney__user").get(pk=case.pk)


def hold_for(case: IPCase, by: Any, now: datetime) -> tuple[IPCase, Part]:
    """The held case, and what `by` is in it. Raises `NotYours` for whom the case is not."""
    held = hold_case(case)
    part = part_in(by, held, now)
    if not part.is_any:
        raise NotYours
    return held, part


def hold_for_office(case: IPCase, by: Any, now: datetime) -> IPCase:
    """The held case, for its attorney and the IP desk. Raises `NotYours` for everybody else."""
    held, part = hold_for(case, by, now)
    if not part.is_office:
        raise NotYours
    return held


def keep(obj: M, *, by: Any, reason: str = "") -> M:
    """Save with who and why in the history."""
    obj._history_user = by  # type: ignore[attr-defined]  # simple_history's
    obj._change_reason = reason[:100]  # type: ignore[attr-defined]
    obj.save()
    return obj


def note_move(held: IPCase, verb: str, *, before: str, by: Any, now: datetime, reason: str = "") -> CaseMove:
    """Write down what was done with a case, whether its state changed or not."""
    return CaseMove.objects.create(
        case=held, verb=verb, before=before, after=held.state, at=now, by=by, reason=reason.strip()[:1000]
    )


def recompute(case: IPCase, now: datetime) -> None:
    """What follows from a change of the dated facts of a held case: the statutory clock counts its deadlines again."""
    clock.recompute(case=case, now=now)
