"""An offer is begun, written, handed in for its check, taken back, thrown away: all by its owner."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from council.members.models import Member
from council.members.services.states import lock as lock_member
from council.members.services.states import note
from symposia.models import InterestExpression, Symposium, TechOffer
from symposia.services.errors import NotYours, WrongState
from symposia.services.offers import steps
from symposia.services.offers.errors import AnswerFirst, NamesInTeaser, NotComplete, OnceAsked, SymposiumOver, TooManyOffers
from symposia.services.offers.words import find_names
from symposia.services.seen import print_of

Verb = steps.Verb
# Open ones of one person at one symposium.
MOST_OFFERS = 20
WORDS = tuple(f"{name}_{language}" for name in (*TechOffer.TEASER, "description") for language in ("ko", "en"))
FIELDS = (*WORDS, "field", "trl", "ipr", "partners", "cooperation")


@transaction.atomic
def begin_offer(
    *, symposium: Symposium, owner: Member, now: datetime, token: uuid.UUID | None = None, **values: Any
) -> TechOffer:
    """Begin a draft of `owner`, with `values` for `FIELDS`. A form (`token`) that was sent before is answered with the same.

    Raises `SymposiumOver`, `TooManyOffers`, `NotYours` without members' access."""
    owner = lock_member(owner)
    if not owner.has_access(now):
        raise NotYours
    key = uuid.uuid5(token, str(owner.pk)) if token else uuid.uuid4()
    before = TechOffer.objects.filter(key=key, owner=owner).first()
    if before is not None:
        return before
    event = symposium.event
    if event.state == "cancelled" or event.ends_at <= now:
        raise SymposiumOver
    open_ones = TechOffer.objects.filter(symposium=symposium, owner=owner).exclude(state__in=["agreed", "closed"])
    if open_ones.count() >= MOST_OFFERS:
        raise TooManyOffers
    made = TechOffer(key=key, symposium=symposium, owner=owner, created_at=now, **_known(values))
    note(made, by=owner.user, reason="begin")
    made.save()
    return made


@transaction.atomic
def save_offer(*, offer: TechOffer, by: Member, now: datetime, seen: str = "", **values: Any) -> TechOffer:
    """Write a draft anew; `seen` is `words_of` the one that was changed. The same again is harmless.

    Raises `NotYours`, `WrongState` where it was handed in, or written in another window meanwhile."""
    held = _own(offer, by, now)
    steps.check(held, "edit")
    before = words_of(held)
    for name, value in _known(values).items():
        setattr(held, name, value)
    if words_of(held) == before:
        return held
    if seen and seen != before:
        raise WrongState
    note(held, by=by.user, reason="edit")
    held.save(update_fields=list(_known(values)))
    return held


@transaction.atomic
def hand_in_offer(
    *, offer: TechOffer, by: Member, now: datetime, seen: str = "", declare: Callable[[TechOffer], None] | None = None
) -> TechOffer:
    """Hand a draft in for the disclosure check; nobody changes it then. `seen` is `words_of` what its owner looked at, and
    answered about; `declare` is told of it in the same transaction: what he said about novelty goes with it. Twice is once.

    Raises `NotYours`, `WrongState`, `NotComplete`, `NamesInTeaser`, `SymposiumOver`."""
    held = _own(offer, by, now)
    if held.is_handed_in:
        return held
    steps.check(held, "hand-in")
    if seen and seen != words_of(held):
        raise WrongState
    if held.symposium.event.state == "cancelled":
        raise SymposiumOver
    if not held.summary_ko and not held.summary_en:
        raise NotComplete
    held.organisation = by.organisation
    if find_names(held):
        raise NamesInTeaser
    held.handed_in_at = now
    steps.move(held, "hand-in", Verb.HANDED_IN, "handed_in_at", "organisation", by=by.user, now=now)
    if declare is not None:
        declare(held)
    return held


@transaction.atomic
def take_back_offer(*, offer: TechOffer, by: Member, now: datetime) -> TechOffer:
    """Make a draft again of what was handed in, checked or published, to write it anew; it is checked again. Twice is once.

    Raises `NotYours`, `WrongState`, `AnswerFirst` while somebody waits for an answer."""
    held = _own(offer, by, now)
    if held.state == TechOffer.State.DRAFT and not held.is_handed_in:
        return held
    steps.check(held, "take-back")
    if held.interests.filter(state=InterestExpression.State.SENT).exists():
        raise AnswerFirst
    held.handed_in_at = held.checked_at = held.published_at = held.valid_until = None
    days = ("handed_in_at", "checked_at", "published_at", "valid_until")
    steps.move(held, "take-back", Verb.TAKEN_BACK, *days, by=by.user, now=now)
    return held


@transaction.atomic
def discard_offer(*, offer: TechOffer, by: Member, now: datetime) -> None:
    """Throw away a draft in which nobody was ever interested. Twice is once. Raises `NotYours`, `WrongState`, `OnceAsked`."""
    try:
        held = _own(offer, by, now)
    except steps.Gone:
        return
    steps.check(held, "edit")
    if held.interests.exists():
        raise OnceAsked
    note(held, by=by.user, reason="discard")
    held.delete()


def words_of(offer: TechOffer) -> str:
    """What a form carries of the words and facts that its owner saw."""
    return print_of(offer, FIELDS)


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in FIELDS}


def _own(offer: TechOffer, by: Member, now: datetime) -> TechOffer:
    held = steps.lock(offer)
    if held.owner_id != by.pk or not by.has_access(now):
        raise NotYours
    return held
