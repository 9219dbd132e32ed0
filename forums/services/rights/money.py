"""What a case costs, split by share to the won.

The rule, stated on the page: everybody bears the whole won of his share; the won that are left go one by one to the largest
fractions, and among equal ones to the owner named first (largest remainders)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from council.members.models import Organisation
from forums.models import CoOwner, Cost, CostShare, IPCase
from forums.services.errors import NotYours, ReasonMissing
from forums.services.rights.errors import DayMissing, DayToCome, NotAnOwner
from forums.services.rights.holding import hold_for


def split(amount: int, shares: Sequence[Fraction]) -> list[int]:
    """`amount` won among owners with these shares of 1, in their order; the parts sum to exactly `amount`."""
    exact = [amount * share for share in shares]
    parts = [int(one) for one in exact]
    left = amount - sum(parts)
    # Sorting is stable: among equal fractions the first owner comes first.
    for place in sorted(range(len(shares)), key=lambda place: parts[place] - exact[place])[:left]:
        parts[place] += 1
    return parts


@transaction.atomic
def add_cost(
    *, case: IPCase, what: str, amount_krw: int, paid_by: Organisation, on: date | None, by: Any, now: datetime
) -> Cost:
    """Enter what was paid, split by the shares as they are: contacts what their own company paid, attorney and IP desk all.

    Raises `NotYours`, `NotAnOwner`, `DayMissing`, `DayToCome`."""
    held, part = hold_for(case, by, now)
    owners = list(CoOwner.objects.filter(case=held).select_related("organisation").order_by("position", "pk"))
    if paid_by.pk not in {owner.organisation_id for owner in owners}:
        raise NotAnOwner
    if not part.is_office and paid_by.pk not in part.companies:
        raise NotYours
    if on is None:
        raise DayMissing
    if on > timezone.localdate(now):
        raise DayToCome
    cost = Cost.objects.create(
        case=held, what=what, amount_krw=amount_krw, paid_by=paid_by, on=on, recorded_at=now, recorded_by=by
    )
    parts = split(amount_krw, [owner.share for owner in owners])
    CostShare.objects.bulk_create(
        [
            CostShare(cost=cost, organisation=owner.organisation, amount_krw=part)
            for owner, part in zip(owners, parts, strict=True)
        ]
    )
    return cost


@transaction.atomic
def strike_cost(*, cost: Cost, reason: str, by: Any, now: datetime) -> Cost:
    """Strike out a cost that was entered by mistake: it stays to be seen, and counts no more. Whoever could have entered it.
    Struck out already: nothing happens. Raises `NotYours`, `ReasonMissing`."""
    _held, part = hold_for(cost.case, by, now)
    if not part.is_office and cost.paid_by_id not in part.companies:
        raise NotYours
    if not reason.strip():
        raise ReasonMissing
    current = Cost.objects.select_for_update(no_key=True, of=("self",)).get(pk=cost.pk)
    if current.struck_at is None:
        current.struck_at, current.struck_by, current.struck_reason = now, by, reason.strip()[:1000]
        current.save(update_fields=["struck_at", "struck_by", "struck_reason"])
    return current


@dataclass(frozen=True)
class Balance:
    """Where one company stands: what it bears, what it has paid; positive `due`: it owes the others so much."""

    organisation: Organisation
    borne: int
    paid: int

    @property
    def due(self) -> int:
        """What it owes the others; negative: what the others owe it."""
        return self.borne - self.paid

    @property
    def owed(self) -> int:
        """What the others owe it."""
        return -self.due


def balances(case: IPCase) -> list[Balance]:
    """Where every company that bears or has paid anything stands, the owners first in their order. Sums of `due` are 0."""
    standing = Cost.objects.standing().filter(case=case)
    borne = dict(
        CostShare.objects.filter(cost__in=standing).order_by().values_list("organisation").annotate(total=Sum("amount_krw"))
    )
    paid = dict(standing.order_by().values_list("paid_by").annotate(total=Sum("amount_krw")))
    owners = [one.organisation for one in case.owners.select_related("organisation").order_by("position", "pk")]
    others = set(borne) | set(paid) - {one.pk for one in owners}
    others -= {one.pk for one in owners}
    organisations = [*owners, *(Organisation.objects.filter(pk__in=others).order_by("pk") if others else [])]
    return [Balance(one, borne.get(one.pk, 0), paid.get(one.pk, 0)) for one in organisations]
