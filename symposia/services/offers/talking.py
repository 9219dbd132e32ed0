"""Expressions of interest: sent by who is verified, a few a day; answered by the owner, whose name opens then, or expired."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from council.members.models import Member
from council.members.services.states import lock as lock_member
from symposia.models import InterestExpression, RoleVerification, TechOffer
from symposia.services.errors import NotYours, WrongState
from symposia.services.offers import steps, telling
from symposia.services.offers.checking import end_interests
from symposia.services.offers.errors import AnsweredBefore, NoRole, NotOffered, OwnOffer, TooManyInterests

State, Verb = InterestExpression.State, steps.Verb
# The owner has so long to answer.
PATIENCE = timedelta(days=30)
# Its owner is shown so long before that an offer ends.
SOON = timedelta(days=30)
# How many one person sends within a time.
RATES = ((timedelta(days=1), 5), (timedelta(days=30), 20))
BATCH = 100


def verified_roles(member: Member) -> list[str]:
    """The roles in which `member` looks for technology, as staff have verified."""
    found = RoleVerification.objects.filter(member=member, state=RoleVerification.State.VERIFIED)
    return list(found.order_by("role").values_list("role", flat=True))


@transaction.atomic
def express_interest(
    *, offer: TechOffer, member: Member, role: str, message: str, offered: str, now: datetime
) -> InterestExpression:
    """`member` says in one of his verified roles why he is interested, and what he offers; the owner is told at once. The same
    again is harmless.

    Raises `NotYours`, `NoRole`, `TooManyInterests`, `NotOffered`, `OwnOffer`, `AnsweredBefore`."""
    # Whoever sends two at once waits for himself: none is beyond the limit.
    member = lock_member(member)
    if not member.has_access(now):
        raise NotYours
    held = steps.lock(offer)
    if held.owner_id == member.pk:
        raise OwnOffer
    before = InterestExpression.objects.filter(offer=held, member=member).exclude(state=State.EXPIRED).first()
    if before is not None:
        if before.state == State.DECLINED:
            raise AnsweredBefore
        return before
    if not TechOffer.objects.shown(now).filter(pk=held.pk).exists():
        raise NotOffered
    if role not in verified_roles(member):
        raise NoRole
    sent = InterestExpression.objects.filter(member=member)
    if any(sent.filter(sent_at__gt=now - span).count() >= most for span, most in RATES):
        raise TooManyInterests
    made = InterestExpression.objects.create(
        offer=held,
        member=member,
        organisation=member.organisation,
        title_ko=held.title_ko,
        title_en=held.title_en,
        role=role,
        message=message,
        offered=offered,
        sent_at=now,
        expires_at=now + PATIENCE,
    )
    steps.record(held, Verb.INTEREST, by=member.user, now=now, interest=made)
    telling.tell_owner_of_interest(made)
    return made


@transaction.atomic
def accept_interest(*, interest: InterestExpression, by: Member, now: datetime, answer: str = "") -> InterestExpression:
    """The owner opens who he is to this one inquirer, who is told; they are in talks. Twice is once.

    Raises `NotYours`, `WrongState` for what was answered otherwise or has expired."""
    offer, held = _held(interest, by, now)
    if held.state == State.ACCEPTED:
        return held
    steps.check(offer, "accept")
    _answer(held, State.ACCEPTED, answer, now)
    steps.move(offer, "accept", Verb.ACCEPTED, by=by.user, now=now, interest=held)
    telling.tell_inquirer(held)
    return held


@transaction.atomic
def decline_interest(*, interest: InterestExpression, by: Member, now: datetime, answer: str = "") -> InterestExpression:
    """The owner declines, without a name; the inquirer is told. Twice is once. Raises `NotYours`, `WrongState`."""
    offer, held = _held(interest, by, now)
    if held.state == State.DECLINED:
        return held
    _answer(held, State.DECLINED, answer, now)
    steps.record(offer, Verb.DECLINED, by=by.user, now=now, interest=held)
    telling.tell_inquirer(held)
    return held


def expire_interests(*, now: datetime) -> int:
    """The tick: what nobody answered in time expires, and whoever waited is told. Returns how many."""
    total = 0
    while ended := _expire_batch(now):
        total += ended
    return total


@transaction.atomic
def _expire_batch(now: datetime) -> int:
    due = InterestExpression.objects.filter(offer=OuterRef("pk"), state=State.SENT, expires_at__lte=now)
    rows = TechOffer.objects.filter(Exists(due)).select_for_update(skip_locked=True, no_key=True, of=("self",))
    offers = rows.select_related("symposium__event", "owner__user").order_by("pk")[:BATCH]
    return sum(end_interests(offer, by=None, now=now, until=now) for offer in offers)


def _held(interest: InterestExpression, by: Member, now: datetime) -> tuple[TechOffer, InterestExpression]:
    offer = steps.lock(interest.offer)
    if offer.owner_id != by.pk or not by.has_access(now):
        raise NotYours
    return offer, steps.lock_interest(interest, offer)


def _answer(held: InterestExpression, state: str, answer: str, now: datetime) -> None:
    if held.state != State.SENT or held.expires_at <= now:
        raise WrongState
    held.state, held.answer, held.answered_at = state, answer.strip(), now
    held.save(update_fields=["state", "answer", "answered_at"])
