"""Who takes part and when, who asks whom, and what the other says."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from council.events.models import Event, Registration
from council.members.models import Member
from council.members.permissions import member_of
from symposia.models import (
    Availability,
    InterestExpression,
    MatchingRound,
    Meeting,
    MeetingRequest,
    Participation,
    TechOffer,
)
from symposia.services.errors import NotYours, WrongState
from symposia.services.matching import errors, placing, telling
from symposia.services.matching.moves import lock, lock_request, move

State = MeetingRequest.State


def is_registered(member: Member, the_round: MatchingRound) -> bool:
    """Whether `member` has a place at the symposium."""
    places = Registration.objects.filter(event=the_round.symposium_id, member=member)
    return places.filter(state=Registration.State.CONFIRMED).exists()


def days_away(member: Member, the_round: MatchingRound) -> list[date]:
    """The days of the symposium on which `member` said that he does not come: nobody meets him then."""
    said = Participation.objects.filter(
        registration__event=the_round.symposium_id,
        registration__member=member,
        registration__state=Registration.State.CONFIRMED,
    ).first()
    return [day for day in the_round.symposium.dates if day not in said.days] if said is not None else []


@transaction.atomic
def state_availability(
    *, the_round: MatchingRound, member: Member, slots: Iterable[int], about: str, by: Any, now: datetime
) -> Availability:
    """Take part in the round, or say anew when: `slots` are keys of the round's. Until the symposium is over, also once the
    round is closed.

    Raises `NotRegistered`, `RoundNotOpen` for a draft, `RoundOver`, `NoSlotChosen`, `SlotsHeld` where a meeting stands at
    another time."""
    held = lock(the_round)
    if held.state == MatchingRound.State.DRAFT:
        raise errors.RoundNotOpen
    _check_answers(held, now)
    if not is_registered(member, held):
        raise errors.NotRegistered
    chosen = set(held.slots.filter(pk__in=list(slots)).values_list("pk", flat=True))
    if not chosen:
        raise errors.NoSlotChosen
    meetings = Meeting.objects.settled().of(member).filter(round=held, starts_at__gt=now)
    if meetings.exclude(slot__in=chosen).exists():
        raise errors.SlotsHeld
    # What nobody was told of goes; the next solution knows better.
    Meeting.objects.of(member).filter(round=held, state=Meeting.State.PROPOSED).exclude(slot__in=chosen).delete()
    mine, made = Availability.objects.get_or_create(round=held, member=member, defaults={"joined_at": now, "about": about})
    back = mine.left_at is not None
    mine.about, mine.left_at = about, None
    mine.save(update_fields=["about", "left_at"])
    mine.slots.set(chosen)
    if made or back:
        move(held, "join", by=by, now=now, after=str(member.pk))
    return mine


@transaction.atomic
def leave(*, availability: Availability, by: Any, now: datetime) -> None:
    """Take part no more: one's requests are taken back, those of others declined, meetings to come cancelled, and the others
    told. What has begun stays. Again is harmless."""
    held = lock(availability.round)
    mine = Availability.objects.select_related("member__user").get(pk=availability.pk)
    if mine.left_at is not None:
        return
    begun = Meeting.objects.settled().filter(starts_at__lte=now).values("request")
    live = MeetingRequest.objects.live().of(mine.member).filter(round=held).exclude(pk__in=begun)
    for request in live.select_related("asker__user", "asked__user").order_by("pk"):
        request.round = held
        was_accepted = request.state == State.ACCEPTED
        told = placing.end_meeting_of(request, by=by, now=now, member=mine.member, reason="")
        waited = request.state == State.REQUESTED and request.asked_id == mine.member_id
        _answer(request, State.DECLINED if waited else State.WITHDRAWN, by=by, now=now)
        if waited:
            telling.tell_answer(request)
        elif was_accepted and not told:
            telling.tell_withdrawn(request, mine.member)
    mine.left_at = now
    mine.save(update_fields=["left_at"])
    move(held, "leave", by=by, now=now, before=str(mine.member_id))


def leave_without_place(*, now: datetime) -> int:
    """The tick: who has no place at the symposium any more takes part no more, and those whom he was to meet are told. Returns
    how many left. Idempotent."""
    places = Registration.objects.filter(
        event=OuterRef("round__symposium"), member=OuterRef("member"), state=Registration.State.CONFIRMED
    )
    coming = Q(round__symposium__event__state=Event.State.PUBLISHED, round__symposium__event__ends_at__gt=now)
    lost = Availability.objects.taking_part().filter(coming, ~Exists(places)).select_related("round", "member")
    return sum(_leave_without_place(one, now) for one in lost.order_by("pk"))


@transaction.atomic
def _leave_without_place(availability: Availability, now: datetime) -> bool:
    held = lock(availability.round)
    if is_registered(availability.member, held):
        return False
    leave(availability=availability, by=None, now=now)
    return True


@transaction.atomic
def ask(
    *,
    the_round: MatchingRound,
    asker: Member,
    asked: Member,
    priority: int,
    message: str,
    by: Any,
    now: datetime,
    offer: TechOffer | None = None,
) -> MeetingRequest:
    """Ask somebody for a meeting; who is asked is told at once. Whoever was asked by the same person already, accepts by that.
    The same request again, as by two clicks on the button: nothing happens.

    Raises `RoundNotOpen`, `NotTakingPart`, `OtherNotThere`, `AskedAlready`, `TooManyRequests`, `NotYourOffer`."""
    held = lock(the_round)
    if not held.takes_requests(now):
        raise errors.RoundNotOpen
    there = set(
        Availability.objects.taking_part().filter(round=held, member__in=[asker, asked]).values_list("member", flat=True)
    )
    if asker.pk not in there or not is_registered(asker, held):
        raise errors.NotTakingPart
    if asked.pk not in there or asked.pk == asker.pk or not is_registered(asked, held):
        raise errors.OtherNotThere
    if offer is not None and offer.pk not in {one.pk for one in offers_to_name(asker, asked, held)}:
        raise errors.NotYourOffer
    live = MeetingRequest.objects.live().filter(round=held)
    twin = live.of(asker).filter(asker__in=[asker, asked], asked__in=[asker, asked]).first()
    if twin is not None and twin.state == State.REQUESTED and twin.asked_id == asker.pk:
        return accept(request=twin, priority=priority, answer=message, by=by, now=now)
    if twin is not None:
        same = twin.priority == priority and twin.message == message and twin.offer == offer
        if twin.asker_id == asker.pk and same:
            return twin
        raise errors.AskedAlready(twin)
    if live.filter(asker=asker).count() >= held.most_requests:
        raise errors.TooManyRequests(held.most_requests)
    made = MeetingRequest.objects.create(
        round=held, asker=asker, asked=asked, priority=priority, message=message, offer=offer, asked_at=now, state_at=now
    )
    move(held, "ask", by=by, now=now, after=made.state, request=made)
    telling.tell_request(made)
    return made


def offers_to_name(asker: Member, asked: Member, the_round: MatchingRound) -> list[TechOffer]:
    """The technology offers that a request between the two may name and tells no secret by it: the asker's own ones that others
    see, and those of the other whose owner the asker knows."""
    shown = TechOffer.objects.filter(symposium=the_round.symposium_id, state__in=TechOffer.SHOWN)
    accepted = InterestExpression.objects.filter(member=asker, state=InterestExpression.State.ACCEPTED).values("offer")
    return list(shown.filter(Q(owner=asker) | Q(owner=asked, pk__in=accepted)).order_by("pk"))


@transaction.atomic
def accept(*, request: MeetingRequest, priority: int, answer: str, by: Any, now: datetime) -> MeetingRequest:
    """Say yes, with a priority of one's own. Accepted already: nothing happens. Raises `NotYours`, `WrongState`, `RoundOver`,
    `NotTakingPart`."""
    held = lock_request(request)
    _own(held, by, held.asked)
    if held.state == State.ACCEPTED:
        return held
    if held.state != State.REQUESTED:
        raise WrongState
    _check_answers(held.round, now)
    there = Availability.objects.taking_part().filter(round=held.round, member__in=[held.asker_id, held.asked_id]).count()
    if there < 2:
        raise errors.NotTakingPart
    held.reply_priority, held.answer = priority, answer
    _answer(held, State.ACCEPTED, by=by, now=now)
    telling.tell_answer(held)
    return held


@transaction.atomic
def decline(*, request: MeetingRequest, answer: str, by: Any, now: datetime) -> MeetingRequest:
    """Say no, with a word if one likes. Declined already: nothing happens. Raises `NotYours`, `WrongState`, `RoundOver`."""
    held = lock_request(request)
    _own(held, by, held.asked)
    if held.state == State.DECLINED:
        return held
    if held.state != State.REQUESTED:
        raise WrongState
    _check_answers(held.round, now)
    held.answer = answer
    _answer(held, State.DECLINED, by=by, now=now)
    telling.tell_answer(held)
    return held


@transaction.atomic
def withdraw(*, request: MeetingRequest, by: Any, now: datetime, reason: str = "") -> MeetingRequest:
    """Take a request back: who asked, or, once it is accepted, either side. A meeting that stands is cancelled. Of what was
    agreed on the other is told. Raises `NotYours`, `WrongState`, `HasBegun`."""
    held = lock_request(request)
    member = member_of(by)
    sides = [held.asker_id] if held.state == State.REQUESTED else [held.asker_id, held.asked_id]
    if member is None or member.pk not in sides:
        raise NotYours
    if held.state == State.WITHDRAWN:
        return held
    if not held.is_live:
        raise WrongState
    was_accepted = held.state == State.ACCEPTED
    told = placing.end_meeting_of(held, by=by, now=now, member=member, reason=reason)
    _answer(held, State.WITHDRAWN, by=by, now=now, reason=reason)
    if was_accepted and not told:
        telling.tell_withdrawn(held, member)
    return held


def _check_answers(the_round: MatchingRound, now: datetime) -> None:
    if not the_round.takes_answers(now):
        raise errors.RoundOver


def _own(request: MeetingRequest, by: Any, member: Member) -> None:
    mine = member_of(by)
    if mine is None or mine.pk != member.pk:
        raise NotYours


def _answer(request: MeetingRequest, state: str, *, by: Any, now: datetime, reason: str = "") -> None:
    verb = {State.ACCEPTED: "accept", State.DECLINED: "decline", State.WITHDRAWN: "withdraw"}[State(state)]
    move(request.round, verb, by=by, now=now, before=request.state, after=state, reason=reason, request=request)
    request.state, request.state_at = state, now
    request.save(update_fields=["state", "state_at", "reply_priority", "answer"])
