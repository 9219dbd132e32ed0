"""Finding who advises: the desk looks and offers, the expert answers. A conflict of interest stops it at every step."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from council.members.models import Member, in_conflict_with
from focusgroup.group import places
from focusgroup.models import Consultation, Offer
from focusgroup.services.absences import away
from focusgroup.services.consultations import steps, telling
from focusgroup.services.consultations.errors import AskedBefore, DayPast, ExpertAway, ExpertUnfit
from focusgroup.services.errors import InConflict, NotYours, ReasonMissing, WrongState


@transaction.atomic
def triage(*, consultation: Consultation, by: Any, now: datetime) -> Consultation:
    """The desk has looked at a question, its skills and organisations: an expert can be looked for. Twice is once.

    Raises `WrongState`."""
    held = steps.lock(consultation)
    if held.state != Consultation.State.TRIAGED:
        steps.move(held, "triage", by=by, now=now)
    return held


@transaction.atomic
def offer(*, consultation: Consultation, expert: Member, due_on: date, by: Any, now: datetime) -> Offer:
    """Offer it to `expert`, who is told. Two at once: one of them holds, the other is refused.

    Raises `WrongState`, `DayPast`, `ExpertUnfit` for who does not sit in the Focus Group, `InConflict`, `ExpertAway`,
    `AskedBefore`."""
    held = steps.lock(consultation)
    steps.check(held, "offer")
    if due_on < timezone.localdate(now):
        raise DayPast
    if not places(now).filter(member=expert).exists():
        raise ExpertUnfit
    _refuse_conflict(held, expert, now)
    if away([expert.pk], timezone.localdate(now)):
        raise ExpertAway
    if held.offers.filter(expert=expert).exclude(state=Offer.State.WITHDRAWN).exists():
        raise AskedBefore
    held.due_on = due_on
    made = Offer.objects.create(consultation=held, expert=expert, offered_at=now)
    steps.move(held, "offer", "due_on", by=by, now=now)
    telling.tell_expert(made, "offered")
    return made


@transaction.atomic
def withdraw_offer(*, consultation: Consultation, reason: str, by: Any, now: datetime) -> Consultation:
    """The desk takes it back from the expert, who is told why; another can be looked for.

    Raises `ReasonMissing`, `WrongState`."""
    held = steps.lock(consultation)
    steps.check(held, "withdraw")
    if not reason.strip():
        raise ReasonMissing
    for one in _open_offers(held):
        _answer(one, Offer.State.WITHDRAWN, reason.strip(), now)
        telling.tell_expert(one, "withdrawn", reason=reason.strip())
    steps.move(held, "withdraw", by=by, now=now, reason=reason.strip(), told=steps.Verb.WITHDRAWN)
    return held


@transaction.atomic
def free_of_expert(*, consultation: Consultation, expert_id: int, by: Any, now: datetime) -> None:
    """Take it out of the hands of an expert who leaves for good; the desk is told to look for another, he is not told. Again:
    nothing happens."""
    held = steps.lock(consultation)
    mine = [one for one in _open_offers(held) if one.expert_id == expert_id]
    for one in mine:
        _answer(one, Offer.State.WITHDRAWN, "", now)
        steps.move(held, "withdraw", by=by, now=now, told=steps.Verb.WITHDRAWN)
        telling.tell_desk(held, "freed", fact=str(one.pk))


@transaction.atomic
def accept(*, consultation: Consultation, by: Member, now: datetime) -> Consultation:
    """The expert takes it on, and the requester is told. Twice is once.

    Raises `WrongState` for what was withdrawn, `NotYours`, `InConflict` for a conflict that was declared meanwhile."""
    held = steps.lock(consultation)
    mine = _own_offer(held, by)
    if mine.state == Offer.State.ACCEPTED:
        return held
    steps.check(held, "accept")
    _refuse_conflict(held, by, now)
    if not by.has_access(now):
        raise NotYours
    _answer(mine, Offer.State.ACCEPTED, "", now)
    steps.move(held, "accept", by=by.user, now=now)
    telling.tell_requester(held, "accepted")
    return held


@transaction.atomic
def decline(*, consultation: Consultation, by: Member, reason: str, now: datetime) -> Consultation:
    """The expert does not take it on, and says why; the desk is told and looks for another.

    Raises `ReasonMissing`, `WrongState`, `NotYours`."""
    held = steps.lock(consultation)
    mine = _own_offer(held, by)
    steps.check(held, "decline")
    if not reason.strip():
        raise ReasonMissing
    _answer(mine, Offer.State.DECLINED, reason.strip(), now)
    steps.move(held, "decline", by=by.user, now=now, reason=reason.strip())
    telling.tell_desk(held, "declined", fact=str(mine.pk))
    return held


@transaction.atomic
def close(*, consultation: Consultation, reason: str, by: Any, now: datetime) -> Consultation:
    """The desk closes what cannot be answered, or what was answered and is not rated; the requester is told why. Twice is once.

    Raises `ReasonMissing`, `WrongState`."""
    held = steps.lock(consultation)
    if held.state == Consultation.State.CLOSED:
        return held
    steps.check(held, "close")
    if not reason.strip():
        raise ReasonMissing
    steps.move(held, "close", by=by, now=now, reason=reason.strip())
    telling.tell_requester(held, "closed", reason=reason.strip())
    return held


def _open_offers(consultation: Consultation) -> "list[Offer]":
    offers = consultation.offers.select_for_update(no_key=True, of=("self",)).filter(state__in=Offer.OPEN)
    return list(offers.select_related("expert__user", "consultation").order_by("pk"))


def _own_offer(consultation: Consultation, expert: Member) -> Offer:
    """The open offer of a locked consultation. Raises `WrongState` where it was withdrawn, `NotYours` for anybody else."""
    for one in _open_offers(consultation):
        if one.expert_id == expert.pk:
            return one
    if consultation.offers.filter(expert=expert).exists():
        raise WrongState
    raise NotYours


def _refuse_conflict(consultation: Consultation, expert: Member, now: datetime) -> None:
    today = timezone.localdate(now)
    own = consultation.requester_id == expert.pk
    if own or in_conflict_with(consultation.concerned(), today).filter(pk=expert.pk).exists():
        raise InConflict


def _answer(one: Offer, state: str, reason: str, now: datetime) -> None:
    one.state, one.reason, one.answered_at = state, reason, now
    one.save(update_fields=["state", "reason", "answered_at"])
