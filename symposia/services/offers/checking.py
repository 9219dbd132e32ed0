"""The disclosure check by staff; then the owner publishes, renews, agrees or closes."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from council.members.models import Member
from symposia.models import InterestExpression, TechOffer
from symposia.permissions.offers import desk_offers
from symposia.services.errors import NotYours, ReasonMissing, WrongState
from symposia.services.offers import steps, telling
from symposia.services.offers.errors import NamesInTeaser, OwnMatter, TooEarly
from symposia.services.offers.words import find_names

Verb = steps.Verb
RENEWED_FROM = timedelta(days=60)


@transaction.atomic
def check_offer(*, offer: TechOffer, seen: str, by: Any, now: datetime) -> TechOffer:
    """Staff confirm that the teaser names nobody, as they saw it (`seen`: `seen_as` of the form's). The owner is told, and
    publishes.

    Raises `NotYours`, `OwnMatter`, `WrongState` for another version, `NamesInTeaser` where a name came into it otherwise."""
    held = _for_desk(offer, by)
    if is_own(held, by):
        raise OwnMatter
    if held.state == TechOffer.State.CHECKED and seen == seen_as(held):
        return held
    steps.check(held, "check")
    if seen != seen_as(held):
        raise WrongState
    if find_names(held):
        raise NamesInTeaser
    held.checked_at = now
    made = steps.move(held, "check", Verb.CHECKED, "checked_at", by=by, now=now)
    telling.tell_owner(made)
    return held


@transaction.atomic
def return_offer(*, offer: TechOffer, reason: str, by: Any, now: datetime) -> TechOffer:
    """Staff give it back to its owner, and say what to change. Raises `NotYours`, `ReasonMissing`, `WrongState`."""
    held = _for_desk(offer, by)
    steps.check(held, "return")
    if not reason.strip():
        raise ReasonMissing
    held.handed_in_at = None
    made = steps.move(held, "return", Verb.RETURNED, "handed_in_at", by=by, now=now, reason=reason.strip())
    telling.tell_owner(made)
    return held


def is_own(offer: TechOffer, user: Any) -> bool:
    """Whether `user` offers it himself: another one of the staff checks it."""
    return offer.owner.user == user


def seen_as(offer: TechOffer) -> str:
    """What a form of staff carries: which handing-in they looked at."""
    return offer.handed_in_at.isoformat() if offer.handed_in_at else ""


@transaction.atomic
def publish_offer(*, offer: TechOffer, by: Member, now: datetime) -> TechOffer:
    """The owner shows the checked teaser to others, for twelve months. Twice is once. Raises `NotYours`, `WrongState`."""
    held = steps.lock(offer)
    _must_own(held, by, now)
    if held.state == TechOffer.State.PUBLISHED:
        return held
    steps.check(held, "publish")
    held.published_at = now
    held.valid_until = steps.a_year_after(timezone.localdate(now))
    steps.move(held, "publish", Verb.PUBLISHED, "published_at", "valid_until", by=by.user, now=now)
    return held


def may_renew(offer: TechOffer, now: datetime) -> bool:
    """Whether the offer's end is near enough, or over, at `now`."""
    near = offer.valid_until is not None and offer.valid_until - RENEWED_FROM <= timezone.localdate(now)
    return near and steps.may(offer, "renew")


@transaction.atomic
def renew_offer(*, offer: TechOffer, by: Member, now: datetime) -> TechOffer:
    """Show it for another twelve months, from its end on, or from today where that is over. Twice on a day is once.

    Raises `NotYours`, `WrongState`, `TooEarly`."""
    held = steps.lock(offer)
    _must_own(held, by, now)
    steps.check(held, "renew")
    today = timezone.localdate(now)
    if not may_renew(held, now):
        last = held.moves.filter(verb=Verb.RENEWED).last()
        if last is not None and timezone.localdate(last.at) == today:
            return held
        raise TooEarly
    held.valid_until = steps.a_year_after(max(today, held.valid_until or today))
    steps.move(held, "renew", Verb.RENEWED, "valid_until", by=by.user, now=now)
    return held


@transaction.atomic
def agree_offer(
    *,
    offer: TechOffer,
    interest: InterestExpression,
    by: Member,
    now: datetime,
    agreed_as: str = "",
    agreed_amount: int | None = None,
) -> TechOffer:
    """The owner has agreed with one whose interest was accepted, and may say on what (one of `AGREED`) and for how much (won);
    the teaser goes, and whoever still waits is told.

    Raises `NotYours`, `WrongState`. Twice is once."""
    held = steps.lock(offer)
    _must_own(held, by, now)
    if held.state == TechOffer.State.AGREED and held.agreed_with_id == interest.pk:
        return held
    steps.check(held, "agree")
    chosen = steps.lock_interest(interest, held)
    if chosen.state != InterestExpression.State.ACCEPTED:
        raise WrongState
    held.agreed_with, held.agreed_as, held.agreed_amount = chosen, agreed_as, agreed_amount
    steps.move(held, "agree", Verb.AGREED, "agreed_with", "agreed_as", "agreed_amount", by=by.user, now=now, interest=chosen)
    end_interests(held, by=by.user, now=now)
    return held


@transaction.atomic
def close_offer(*, offer: TechOffer, reason: str, by: Any, now: datetime) -> TechOffer:
    """The owner, or staff with a reason, close it for good: the teaser goes, and whoever still waits is told. Twice is once.

    Raises `NotYours`, `ReasonMissing`, `WrongState`."""
    held = steps.lock(offer)
    is_owner = by == held.owner.user
    if not is_owner and not desk_offers(by).filter(pk=held.pk).exists():
        raise NotYours
    if held.state == TechOffer.State.CLOSED:
        return held
    steps.check(held, "close")
    if not is_owner and not reason.strip():
        raise ReasonMissing
    made = steps.move(held, "close", Verb.CLOSED, by=by, now=now, reason=reason.strip())
    if not is_owner:
        telling.tell_owner(made)
    end_interests(held, by=by, now=now)
    return held


def end_interests(offer: TechOffer, *, by: Any, now: datetime, until: datetime | None = None) -> int:
    """Expire what waits for an answer in a locked offer (with `until`: for one expected by then); each is told. Returns how
    many."""
    waiting = offer.interests.select_for_update(no_key=True, of=("self",)).filter(state=InterestExpression.State.SENT)
    if until is not None:
        waiting = waiting.filter(expires_at__lte=until)
    ended = list(waiting.select_related("member__user").order_by("pk"))
    for one in ended:
        one.offer = offer
        one.state, one.answered_at = InterestExpression.State.EXPIRED, now
        one.save(update_fields=["state", "answered_at"])
        steps.record(offer, Verb.EXPIRED, by=by, now=now, interest=one)
        telling.tell_inquirer(one)
    return len(ended)


def _must_own(offer: TechOffer, by: Member, now: datetime) -> None:
    if offer.owner_id != by.pk or not by.has_access(now):
        raise NotYours


def _for_desk(offer: TechOffer, by: Any) -> TechOffer:
    if not desk_offers(by).filter(pk=offer.pk).exists():
        raise NotYours
    return steps.lock(offer)
