"""What becomes of a membership after it was given."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from council.members.models import Member, Membership
from council.members.services.applications import membership_end
from council.members.services.errors import MemberStateError, ReasonMissingError
from council.members.services.notices import tell_state
from council.members.services.organisations import leave_organisation
from council.members.services.places import end_place
from council.members.services.states import BulkResult, change, lock, may, note

BATCH = 500


@transaction.atomic
def suspend_member(*, member: Member, by: Any, now: datetime, reason: str) -> Member:
    """Take a member's access away for `reason`, which the member is told. Raises `ReasonMissingError`, `MemberStateError`."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissingError
    member = lock(member)
    _move(member, "suspend", by=by, now=now, reason=reason)
    tell_state(member, "suspended", fact=now.isoformat(), reason=reason)
    return member


@transaction.atomic
def reinstate_member(*, member: Member, by: Any, now: datetime, reason: str = "") -> Member:
    """Give one suspended or expired access again; a term that is over is renewed. Both are told. Raises `MemberStateError`."""
    member = lock(member)
    if member.valid_until is not None and member.valid_until < timezone.localdate(now):
        member.valid_until = membership_end(now)
    _move(member, "reinstate", by=by, now=now, reason=reason)
    tell_state(member, "reinstated", fact=now.isoformat())
    return member


@transaction.atomic
def withdraw_member(*, member: Member, by: Any, now: datetime, reason: str = "") -> Member:
    """End an application or a membership at the person's own wish: places in bodies are given up with it, and the person gets
    it in writing. Raises `MemberStateError`."""
    member = lock(member)
    was_member = member.state != Member.State.APPLIED
    _move(member, "withdraw", by=by, now=now, reason=reason)
    open_places = member.memberships.filter(state__in=Membership.OPEN).select_for_update(no_key=True, of=("self",))
    for place in open_places.order_by("pk"):
        end_place(place, Membership.State.RESIGNED, by=by, now=now, reason="withdraw")
    leave_organisation(member=member, by=by, now=now)
    if was_member:
        tell_state(member, "withdrawn", fact=now.isoformat())
    return member


@transaction.atomic
def renew_membership(*, member: Member, by: Any, now: datetime, reason: str = "") -> Member:
    """Renew a membership to the end of the year after the one in which it ends, and say so. Possible from 60 days before its
    end until its grace is over; renewed already, or not due yet, nothing happens.

    Nobody decides on it: whom the secretariat approved stays a member as long as he wishes, unless it suspends him (README,
    decision 9); staff renew for somebody who asked (`reason`: for the file).

    Raises `MemberStateError` for one who is no member, or no more."""
    member = lock(member)
    if not member.has_access(now):
        raise MemberStateError(member)
    if not member.can_renew(now):
        return member
    member.valid_until, member.renewed_at = member.renewed_until, now
    note(member, by=by, reason=f"renew: {reason}" if reason else "renew")
    member.save()
    tell_state(member, "renewed", fact=str(member.valid_until))
    return member


def renew_memberships(*, members: Iterable[Member], by: Any, now: datetime, reason: str = "") -> BulkResult:
    """Renew many, each by itself; those that cannot be renewed now (not due yet, no members, renewed already) are skipped."""
    result = BulkResult()
    for member in members:
        if not member.can_renew(now):
            result.skipped.append(member)
            continue
        try:
            result.done.append(renew_membership(member=member, by=by, now=now, reason=reason))
        except MemberStateError:
            result.skipped.append(member)
    return result


def expire_memberships(*, now: datetime) -> int:
    """End the memberships whose term and grace are over, and say so. Idempotent; returns how many ended.

    Access was lost by the clock before: `Member.has_access`."""
    total = 0
    while ended := _expire_batch(now):
        total += ended
    return total


@transaction.atomic
def expire_membership(*, member: Member, now: datetime) -> Member:
    """The same for one member, who looks at his pages before the tick has come. Returns the member as he is now."""
    member = lock(member)
    if may(member, "expire") and not member.has_access(now):
        _expire(member)
    return member


def _move(member: Member, verb: str, *, by: Any, now: datetime, reason: str) -> None:
    """Move a locked member along `verb` and keep who decided it."""
    change(member, verb, by=by, reason=reason)
    member.decided_at, member.decided_by, member.decision_reason = now, by, reason
    member.save()


@transaction.atomic
def _expire_batch(now: datetime) -> int:
    # Another tick may be at work: leave it what it holds.
    rows = Member.objects.past_grace(now).select_for_update(skip_locked=True, no_key=True, of=("self",))
    ended = list(rows.select_related("user").order_by("pk")[:BATCH])
    for member in ended:
        _expire(member)
    return len(ended)


def _expire(member: Member) -> None:
    change(member, "expire", by=None)
    member.save(update_fields=["state"])
    tell_state(member, "expired", fact=str(member.valid_until))
