"""Owners of a case and their shares, before it is filed; later they change by an assignment alone (`acts`)."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import transaction

from council.members.models import Organisation
from forums.models import CoOwner, IPCase
from forums.services.errors import NotYours
from forums.services.rights.consents import void_signatures
from forums.services.rights.errors import (
    NotACompany,
    OwnersFixed,
    OwnerTwice,
    SharesNotWhole,
    TermsChanged,
    TwoOwnersNeeded,
)
from forums.services.rights.holding import hold_for, keep, note_move
from forums.services.rights.signatures import terms_of

Parts = Sequence[tuple[Organisation, Fraction]]
KINDS = (
    Organisation.Kind.COMPANY,
    Organisation.Kind.UNIVERSITY,
    Organisation.Kind.INSTITUTE,
    Organisation.Kind.SUPPLIER,
    Organisation.Kind.GOVERNMENT,
)


def check_parts(parts: Parts) -> None:
    """Raise what speaks against these owners: `TwoOwnersNeeded`, `OwnerTwice`, `NotACompany`, `SharesNotWhole`."""
    if len(parts) < 2:
        raise TwoOwnersNeeded
    if len({organisation.pk for organisation, _share in parts}) < len(parts):
        raise OwnerTwice
    if any(organisation.kind not in KINDS for organisation, _share in parts):
        raise NotACompany
    if any(share <= 0 for _organisation, share in parts) or sum(share for _organisation, share in parts) != 1:
        raise SharesNotWhole


def equal_parts(organisations: Sequence[Organisation]) -> Parts:
    """The same part for each, as the law has it where nothing is agreed. Raises `TwoOwnersNeeded`."""
    if len(organisations) < 2:
        raise TwoOwnersNeeded
    return [(one, Fraction(1, len(organisations))) for one in organisations]


def write_owners(held: IPCase, parts: Parts) -> None:
    """Make `parts` the owners of a held case, in this order. Rows of owners who stay are kept, with what they signed."""
    check_parts(parts)
    rows = {owner.organisation_id: owner for owner in CoOwner.objects.filter(case=held)}
    staying = {organisation.pk for organisation, _share in parts}
    CoOwner.objects.filter(case=held).exclude(organisation__in=staying).delete()
    for position, (organisation, share) in enumerate(parts, start=1):
        owner = rows.get(organisation.pk) or CoOwner(case=held, organisation=organisation)
        owner.position, owner.numerator, owner.denominator = position, share.numerator, share.denominator
        owner.save()


@transaction.atomic
def save_owners(*, case: IPCase, parts: Parts, is_agreed: bool, by: Any, now: datetime, seen: str | None = None) -> IPCase:
    """Change owners and shares of a case that is not filed. Its contacts change shares; who the owners are is for the attorney
    and the IP desk to change. What was signed for the filing before is void. `seen`: `terms_of` the case as `by` saw it.

    Raises `NotYours`, `OwnersFixed`, `TermsChanged`, what `check_parts` raises."""
    held, part = hold_for(case, by, now)
    if not held.is_unfiled:
        raise OwnersFixed
    before = terms_of(held)
    if seen is not None and seen != before:
        raise TermsChanged
    check_parts(parts)
    current = set(CoOwner.objects.filter(case=held).values_list("organisation", flat=True))
    if not part.is_office and current != {organisation.pk for organisation, _share in parts}:
        raise NotYours
    write_owners(held, parts)
    changed = terms_of(held) != before
    if changed:
        void_signatures(held, now, by=by)
    if changed or held.shares_agreed != is_agreed:
        held.shares_agreed = is_agreed
        keep(held, by=by, reason="owners")
        note_move(held, "owners", before=held.state, by=by, now=now)
    return held
