"""The advice, its rating, and what came of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from council.members.models import Member, in_conflict_with
from council.members.services.states import note
from focusgroup.models import Advice, Consultation, Offer
from focusgroup.services.consultations import papers, steps, telling
from focusgroup.services.errors import InConflict, NotYours, WrongState


@transaction.atomic
def give_advice(*, consultation: Consultation, by: Member, text: str, attachments: Iterable[Any] = (), now: datetime) -> Advice:
    """The expert at work advises, with attachments; the requester is told. Given already by the same: nothing happens.

    Raises `NotYours`, `WrongState`, `InConflict`, `TooManyFiles`, and `RefusedFileError` for a file that is not taken."""
    held = steps.lock(consultation)
    given = Advice.objects.filter(consultation=held, expert=by).first()
    if given is not None:
        return given
    if not held.offers.filter(expert=by, state=Offer.State.ACCEPTED).exists():
        raise WrongState if held.offers.filter(expert=by).exists() else NotYours
    steps.check(held, "advise")
    if in_conflict_with(held.concerned(), timezone.localdate(now)).filter(pk=by.pk).exists():
        raise InConflict
    advice = Advice(consultation=held, expert=by, text=text, given_at=now)
    note(advice, by=by.user, reason="advise")
    advice.save()
    steps.move(held, "advise", by=by.user, now=now)
    telling.tell_requester(held, "advised")
    papers.attach(held, papers.OF_ADVICE, attachments, by=by, now=now)
    return advice


@transaction.atomic
def rate_advice(*, consultation: Consultation, by: Member, rating: int, text: str = "", now: datetime) -> Advice:
    """The requester rates the advice, 1 to 5, which closes the consultation. Rated already: the first rating stands.

    Raises `NotYours`, `WrongState`."""
    held = steps.lock(consultation)
    advice = _advice_for(held, by)
    if advice.rating is not None:
        return advice
    steps.check(held, "tell")
    advice.rating, advice.rating_note, advice.rated_at = rating, text, now
    _save(advice, by, "rating", "rating_note", "rated_at")
    # The desk may have closed it before.
    steps.move(held, "rate" if steps.may(held, "rate") else "tell", by=by.user, now=now, told=steps.Verb.RATED)
    return advice


@transaction.atomic
def tell_outcome(*, consultation: Consultation, by: Member, outcome: str, text: str = "", now: datetime) -> Advice:
    """The requester tells what came of the advice; later news replace earlier ones, the history keeps both.

    Raises `NotYours`, `WrongState`."""
    held = steps.lock(consultation)
    advice = _advice_for(held, by)
    if (advice.outcome, advice.outcome_text) == (outcome, text):
        return advice
    steps.check(held, "tell")
    advice.outcome, advice.outcome_text, advice.outcome_at = outcome, text, now
    _save(advice, by, "outcome", "outcome_text", "outcome_at")
    steps.move(held, "tell", by=by.user, now=now, told=steps.Verb.OUTCOME)
    return advice


def _advice_for(consultation: Consultation, by: Member) -> Advice:
    if consultation.requester_id != by.pk:
        raise NotYours
    advice = Advice.objects.filter(consultation=consultation).first()
    if advice is None:
        raise WrongState
    return advice


def _save(advice: Advice, by: Member, *fields: str) -> None:
    note(advice, by=by.user, reason=fields[0])
    advice.save(update_fields=list(fields))
