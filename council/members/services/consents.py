"""Giving and withdrawing consent. A withdrawn consent stays as a record; a new one is a new row."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from council.members import consents
from council.members.models import Consent, DirectoryEntry, Member
from council.members.services.errors import ConsentRefusedError
from council.members.services.states import lock


def needs_required_consent(member: Member) -> bool:
    """Whether the person applies or is a member: what that rests on cannot be withdrawn, the membership is ended instead."""
    return member.state in {Member.State.APPLIED, Member.State.ACTIVE, Member.State.SUSPENDED}


@transaction.atomic
def give_consent(
    *, member: Member, purpose: str, language: str, now: datetime, items: Collection[str] | None = None
) -> Consent:
    """Record the consent of `member` to the current wording of `purpose`, as read in `language`.

    `items` are the fields that it is to, where the purpose leaves the choice; None: all of them. Given before in the same
    version for the same fields: that row comes back. Another consent to the purpose ends. Raises `KeyError` for an unknown
    purpose and `ConsentRefusedError` where the purpose rests on another that is not given."""
    wording = consents.current_wording(purpose)
    member = lock(member)
    if wording.depends_on and not _in_force(member, wording.depends_on):
        raise ConsentRefusedError(wording.depends_on)
    chosen = consents.items_of(purpose, items)
    held = _in_force(member, purpose)
    if held is not None:
        if held.version == wording.version and held.items == chosen:
            return held
        held.withdrawn_at = now
        held.save(update_fields=["withdrawn_at"])
    consent = Consent.objects.create(
        member=member, purpose=purpose, version=wording.version, language=language, items=chosen, given_at=now
    )
    if purpose == consents.DIRECTORY:
        DirectoryEntry.objects.update_or_create(member=member, defaults={"consent": consent})
    return consent


@transaction.atomic
def withdraw_consent(*, member: Member, purpose: str, now: datetime) -> bool:
    """Withdraw the consent to `purpose` and to what rests on it. False where none was in force.

    Raises `ConsentRefusedError` for one that membership needs while the person applies or is a member,
    `KeyError` for an unknown purpose."""
    wording = consents.current_wording(purpose)
    member = lock(member)
    if wording.required and needs_required_consent(member):
        raise ConsentRefusedError(purpose)
    ended = Consent.objects.filter(
        member=member, purpose__in=[purpose, *consents.dependants(purpose)], withdrawn_at=None
    ).update(withdrawn_at=now)
    if purpose == consents.DIRECTORY:
        # The address of the entry goes with it.
        DirectoryEntry.objects.filter(member=member).delete()
    return ended > 0


def _in_force(member: Member, purpose: str) -> Consent | None:
    return Consent.objects.filter(member=member, purpose=purpose, withdrawn_at=None).first()
