"""Named contacts: who sees a case for a co-owner, and acts in it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from council.members.models import Member, Organisation
from forums.models import CaseContact, CoOwner, IPCase
from forums.services.errors import NotYours
from forums.services.rights.errors import NotAColleague, NotAnOwner
from forums.services.rights.holding import hold_for
from forums.services.rights.telling import tell_contact


@transaction.atomic
def name_contact(*, case: IPCase, organisation: Organisation, member: Member, by: Any, now: datetime) -> CaseContact:
    """Let `member` see the case and act in it for his company `organisation`, and tell him: the company's other contacts, the
    attorney and the IP desk do. Named already: the same row.

    Raises `NotYours`, `NotAnOwner`, `NotAColleague`."""
    held, part = hold_for(case, by, now)
    if not part.is_office and organisation.pk not in part.companies:
        raise NotYours
    return add_contact(held, organisation=organisation, member=member, by=by, now=now)


def add_contact(held: IPCase, *, organisation: Organisation, member: Member, by: Any, now: datetime) -> CaseContact:
    """A contact of a held case, told of it unless he named himself. Raises `NotAnOwner`, `NotAColleague`."""
    if not CoOwner.objects.filter(case=held, organisation=organisation).exists():
        raise NotAnOwner
    able = Member.objects.with_access(now).filter(pk=member.pk, organisation=organisation, user__is_active=True)
    if not able.exists():
        raise NotAColleague
    contact, is_new = CaseContact.objects.get_or_create(
        case=held, organisation=organisation, member=member, ended_at=None, defaults={"since": now, "named_by": by}
    )
    if is_new and member.user_id != getattr(by, "pk", None):
        tell_contact(contact)
    return contact


@transaction.atomic
def end_contact(*, contact: CaseContact, by: Any, now: datetime) -> CaseContact:
    """Let somebody see the case no more. Ended already: nothing happens. Raises `NotYours`."""
    _held, part = hold_for(contact.case, by, now)
    if not part.is_office and contact.organisation_id not in part.companies:
        raise NotYours
    current = CaseContact.objects.select_for_update(no_key=True, of=("self",)).get(pk=contact.pk)
    if current.ended_at is None:
        current.ended_at = max(now, current.since)
        current.save(update_fields=["ended_at"])
    return current
