"""Technology offers of the demonstration: one waits for its owner's answer, one is in talks, one waits for its check, one was
agreed. No letter is written."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from council.members.models import Member, Organisation
from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store, create
from symposia.demo.calls import SUBMISSION
from symposia.demo.offers_data import OFFERS, ROLES, InterestRow, OfferRow
from symposia.models import InterestExpression, OfferMove, RoleVerification, Submission, Symposium, TechOffer
from symposia.services.offers.steps import a_year_after
from symposia.services.offers.talking import PATIENCE

Verb = OfferMove.Verb
BILINGUAL = ("title", "summary", "advantages", "innovation", "partner_role", "description")
DAY = timedelta(days=1)


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many rows are new."""
    members = members_by_key(store)
    roles = _roles(store, members, now)
    symposia = store.rows("symposium", Symposium)
    organisations = store.rows("organisation", Organisation)
    made = {}
    for key in store.missing("tech-offer", OFFERS):
        row = OFFERS[key]
        owner = _owner(row.owner, members, organisations)
        if owner is not None and row.symposium in symposia:
            made[key] = _offer(row, symposia[row.symposium], owner, now)
    created = store.add("tech-offer", TechOffer, made)
    contributions = store.rows(SUBMISSION, Submission)
    for key, offer in created.items():
        _follow(key, OFFERS[key], offer, store, members, now)
        if OFFERS[key].carried_by in contributions:
            # Part of how that was made: no change of it.
            carrying = Submission.objects.filter(pk=contributions[OFFERS[key].carried_by].pk, submitter=offer.owner)
            carrying.update(offer=offer)
    return len(created) + roles


def _roles(store: Store, members: dict[str, Member], now: datetime) -> int:
    staff = members["staff"].user if "staff" in members else None
    rows = {}
    for who in store.missing("audience-role", ROLES):
        role, state, text = ROLES[who]
        if who in members:
            settled: dict[str, Any] = {"decided_at": now - 60 * DAY, "decided_by": staff} if state == "verified" else {}
            asked_at = now - (62 if settled else 1) * DAY
            rows[who] = RoleVerification(member=members[who], role=role, text=text, state=state, asked_at=asked_at, **settled)
    return len(store.add("audience-role", RoleVerification, rows))


def _owner(key: str, members: dict[str, Member], organisations: dict[str, Organisation]) -> Member | None:
    if not key.startswith("of:"):
        return members.get(key)
    organisation = organisations.get(key[3:])
    people = [one for one in members.values() if organisation is not None and one.organisation_id == organisation.pk]
    able = [one for one in people if one.state == Member.State.ACTIVE]
    return min(able, key=lambda one: one.pk, default=None)


def _offer(row: OfferRow, symposium: Symposium, owner: Member, now: datetime) -> TechOffer:
    begun = now - row.days * DAY
    is_out = row.state != "handed-in"
    published = begun + 2 * DAY if is_out else None
    words = {f"{name}_{code}": getattr(row, name)[place] for name in BILINGUAL for place, code in enumerate(("ko", "en"))}
    return TechOffer(
        symposium=symposium,
        owner=owner,
        organisation=owner.organisation,
        **words,
        field=row.field,
        trl=row.trl,
        ipr=row.ipr,
        partners=row.partners,
        cooperation=row.cooperation,
        # Agreed once it has somebody to have agreed with.
        state={"handed-in": "draft", "agreed": "in-talks"}.get(row.state, row.state),
        created_at=begun,
        handed_in_at=begun + DAY,
        checked_at=published,
        published_at=published,
        valid_until=a_year_after(timezone.localdate(published)) if published else None,
    )


def _follow(key: str, row: OfferRow, offer: TechOffer, store: Store, members: dict[str, Member], now: datetime) -> None:
    """Its interests and steps."""
    owner, staff = offer.owner.user, members["staff"].user if "staff" in members else None
    steps = [OfferMove(offer=offer, verb=Verb.HANDED_IN, at=offer.created_at + DAY, by=owner)]
    if offer.published_at is not None:
        steps.append(OfferMove(offer=offer, verb=Verb.CHECKED, at=offer.published_at, by=staff))
        steps.append(OfferMove(offer=offer, verb=Verb.PUBLISHED, at=offer.published_at, by=owner))
    rows = {f"{key}/{one.who}": _interest(one, offer, members[one.who], now) for one in row.interests if one.who in members}
    for made in store.add("tech-interest", InterestExpression, rows).values():
        steps.append(OfferMove(offer=offer, interest=made, verb=Verb.INTEREST, at=made.sent_at, by=made.member.user))
        if made.answered_at is not None:
            steps.append(OfferMove(offer=offer, interest=made, verb=made.state, at=made.answered_at, by=owner))
        if row.state == "agreed" and made.state == InterestExpression.State.ACCEPTED:
            # Part of how the offer was made: no change of it.
            agreed = {"agreed_with": made, "agreed_as": row.agreed[0], "agreed_amount": row.agreed[1] or None}
            TechOffer.objects.filter(pk=offer.pk).update(state=TechOffer.State.AGREED, **agreed)
            steps.append(OfferMove(offer=offer, interest=made, verb=Verb.AGREED, at=now - 10 * DAY, by=owner))
    create(OfferMove, sorted(steps, key=lambda step: step.at))


def _interest(row: InterestRow, offer: TechOffer, member: Member, now: datetime) -> InterestExpression:
    sent = now - row.days * DAY
    return InterestExpression(
        offer=offer,
        member=member,
        organisation=member.organisation,
        title_ko=offer.title_ko,
        title_en=offer.title_en,
        role=row.role,
        message=row.message,
        offered=row.offered,
        state=row.state,
        sent_at=sent,
        expires_at=sent + PATIENCE,
        answered_at=None if row.state == "sent" else sent + DAY,
        answer=row.answer,
    )
