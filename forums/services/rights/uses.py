"""What a right is worth to its owners, by year."""

from datetime import datetime
from typing import Any

from django.db import transaction

from council.members.models import Organisation
from forums.models import IPCase, RightUse
from forums.services.errors import NotYours
from forums.services.rights.errors import NotAnOwner
from forums.services.rights.holding import hold_for


@transaction.atomic
def record_use(
    *,
    case: IPCase,
    organisation: Organisation,
    kind: str,
    year: int,
    what: str,
    amount_krw: int | None,
    by: Any,
    now: datetime,
) -> RightUse:
    """Record what the right was worth to `organisation` in `year`: its contacts, and attorney and IP desk for any. The same
    again is the same row, with the amount of the last. Raises `NotYours`, `NotAnOwner`."""
    held, part = hold_for(case, by, now)
    if not held.owners.filter(organisation=organisation).exists():
        raise NotAnOwner
    if not part.is_office and organisation.pk not in part.companies:
        raise NotYours
    return RightUse.objects.update_or_create(
        case=held,
        organisation=organisation,
        kind=kind,
        year=year,
        what=what,
        defaults={"amount_krw": amount_krw, "recorded_at": now, "recorded_by": by},
    )[0]
