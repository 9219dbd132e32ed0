"""What every verb of a consultation begins and ends with: the state machine in one table."""

from datetime import datetime
from typing import Any

from council.members.services.states import note
from focusgroup.models import Consultation, ConsultationStep
from focusgroup.services.errors import WrongState

State, Verb = Consultation.State, ConsultationStep.Verb
# Which verb leads from where to where; None: the state stays.
MOVES: dict[str, tuple[frozenset[str], str | None]] = {
    "submit": (frozenset({State.DRAFT}), State.SUBMITTED),
    # While nobody has it: it is a draft again.
    "take-back": (frozenset({State.SUBMITTED, State.TRIAGED, State.DECLINED}), State.DRAFT),
    "triage": (frozenset({State.SUBMITTED}), State.TRIAGED),
    "offer": (frozenset({State.TRIAGED, State.DECLINED}), State.OFFERED),
    "withdraw": (frozenset({State.OFFERED, State.ACCEPTED}), State.TRIAGED),
    "accept": (frozenset({State.OFFERED}), State.ACCEPTED),
    "decline": (frozenset({State.OFFERED}), State.DECLINED),
    "advise": (frozenset({State.ACCEPTED}), State.ADVISED),
    "rate": (frozenset({State.ADVISED}), State.CLOSED),
    "close": (frozenset({State.SUBMITTED, State.TRIAGED, State.DECLINED, State.ADVISED}), State.CLOSED),
    "tell": (frozenset({State.ADVISED, State.CLOSED}), None),
}


def may(consultation: Consultation, verb: str) -> bool:
    """Whether `verb` is possible in the consultation's state."""
    return consultation.state in MOVES[verb][0]


def lock(consultation: Consultation) -> Consultation:
    """The consultation's row, locked for this transaction, as it is now, with its requester and organisation."""
    rows = Consultation.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("requester__user", "organisation").get(pk=consultation.pk)


def check(consultation: Consultation, verb: str) -> None:
    """Raise `WrongState` where `verb` does not follow the state of a locked consultation."""
    if not may(consultation, verb):
        raise WrongState


def move(
    consultation: Consultation, verb: str, *fields: str, by: Any, now: datetime, reason: str = "", told: str = ""
) -> ConsultationStep:
    """Move a locked consultation along `verb`, save it with `fields`, and write the step down (as `told`, else by its state).

    Raises `WrongState`."""
    check(consultation, verb)
    after = MOVES[verb][1]
    if after is not None:
        consultation.state = after
    note(consultation, by=by, reason=f"{verb}: {reason}" if reason else verb)
    consultation.save(update_fields=["state", *fields])
    step = Verb(told or consultation.state)
    return ConsultationStep.objects.create(consultation=consultation, verb=step, at=now, by=by, reason=reason)
