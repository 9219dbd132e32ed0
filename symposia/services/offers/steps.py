"""What every verb of an offer begins and ends with: the state machine in one table."""

from datetime import date, datetime
from typing import Any

from council.members.services.states import note
from symposia.models import InterestExpression, OfferMove, TechOffer
from symposia.services.errors import WrongState

State, Verb = TechOffer.State, OfferMove.Verb
# Which verb leads from where to where; None: the state stays. A draft that was handed in is nobody's to change.
MOVES: dict[str, tuple[frozenset[str], str | None]] = {
    "edit": (frozenset({State.DRAFT}), None),
    "hand-in": (frozenset({State.DRAFT}), None),
    "return": (frozenset({State.DRAFT}), None),
    "take-back": (frozenset({State.DRAFT, State.CHECKED, State.PUBLISHED}), State.DRAFT),
    "check": (frozenset({State.DRAFT}), State.CHECKED),
    "publish": (frozenset({State.CHECKED}), State.PUBLISHED),
    "renew": (frozenset({State.PUBLISHED, State.IN_TALKS}), None),
    "accept": (frozenset({State.PUBLISHED, State.IN_TALKS}), State.IN_TALKS),
    "agree": (frozenset({State.IN_TALKS}), State.AGREED),
    "close": (frozenset({State.CHECKED, State.PUBLISHED, State.IN_TALKS}), State.CLOSED),
}
# Verbs for which it makes a difference whether a draft waits for its check.
OF_HANDED_IN = {"edit": False, "hand-in": False, "return": True, "check": True}


class Gone(WrongState):
    """The offer was thrown away."""


def may(offer: TechOffer, verb: str) -> bool:
    """Whether `verb` is possible in the offer's state."""
    if offer.state not in MOVES[verb][0]:
        return False
    if verb == "take-back" and offer.state == State.DRAFT:
        return offer.is_handed_in
    return OF_HANDED_IN.get(verb, offer.is_handed_in) == offer.is_handed_in


def lock(offer: TechOffer) -> TechOffer:
    """The offer's row, locked for this transaction, as it is now, with owner, organisations and symposium. Raises `Gone`
    where it was thrown away meanwhile."""
    rows = TechOffer.objects.select_for_update(no_key=True, of=("self",)).filter(pk=offer.pk)
    held = rows.select_related("symposium__event", "owner__user", "owner__organisation", "organisation").first()
    if held is None:
        raise Gone
    return held


def lock_interest(interest: InterestExpression, offer: TechOffer) -> InterestExpression:
    """The row of an interest in a locked offer, as it is now, with its member."""
    rows = InterestExpression.objects.select_for_update(no_key=True, of=("self",))
    held = rows.select_related("member__user", "organisation").get(pk=interest.pk, offer=offer)
    held.offer = offer
    return held


def check(offer: TechOffer, verb: str) -> None:
    """Raise `WrongState` where `verb` does not follow the state of a locked offer."""
    if not may(offer, verb):
        raise WrongState


def move(offer: TechOffer, verb: str, step: str, *fields: str, by: Any, now: datetime, **more: Any) -> OfferMove:
    """Move a locked offer along `verb`, which was checked, save it with `fields`, and write `step` down (with `reason`,
    `interest`)."""
    after = MOVES[verb][1]
    if after is not None:
        offer.state = after
    note(offer, by=by, reason=verb)
    offer.save(update_fields=["state", *fields])
    return record(offer, step, by=by, now=now, **more)


def record(
    offer: TechOffer, step: str, *, by: Any, now: datetime, reason: str = "", interest: InterestExpression | None = None
) -> OfferMove:
    """Write down what was done."""
    return OfferMove.objects.create(offer=offer, interest=interest, verb=step, at=now, by=by, reason=reason)


def a_year_after(day: date) -> date:
    """The same day a year later; of 29 February the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
