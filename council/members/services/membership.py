"""What becomes of a membership after it was given."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from council.members.models import Member, Membership
from council.members.services.applications import membership_end
from council.members.services.errors import ReasonMissingError
from council.members.services.states import change, lock, may, note

BATCH = 500


@transaction.atomic
def suspend_member(*, member: Member, by: Any, now: datetime, reason: str) -> Member:
    """Take a member's access away for `reason`. Raises `ReasonMissingError`, `MemberStateError`."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissingError
    return _move(member, "suspend", by=by, now=now, reason=reason)


@transaction.atomic
def reinstate_member(*, member: Member, by: Any, now: datetime, reason: str = "") -> Member:
    """Give a suspended or expired member access again; a term that is over is renewed. Raises `MemberStateError`."""
    member = lock(member)
    if member.valid_until is not None and member.valid_until < timezone.localdate(now):
        member.valid_until = membership_end(now)
    return _move(member, "reinstate", by=by, now=now, reason=reason, is_locked=True)


@transaction.atomic
def withdraw_member(*, member: Member, by: Any, now: datetime, reason: str = "") -> Member:
    """End an application or a membership at the person's own wish. Raises `MemberStateError`."""
    return _move(member, "withdraw", by=by, now=now, reason=reason)


def expire_memberships(*, now: datetime) -> int:
    """End the memberships whose term and grace are over. Idempotent; returns how many ended."""
    return _in_batches(lambda: _expire_batch(now))


def end_memberships(*, now: datetime) -> int:
    """End the places in bodies whose term is over. Idempotent; returns how many ended."""
    return _in_batches(lambda: _end_batch(now))


def _move(member: Member, verb: str, *, by: Any, now: datetime, reason: str, is_locked: bool = False) -> Member:
    if not is_locked:
        member = lock(member)
    change(member, verb, by=by, reason=reason)
    member.decided_at, member.decided_by, member.decision_reason = now, by, reason
    member.save()
    return member


def _in_batches(end_some: Callable[[], int]) -> int:
    total = 0
    while ended := end_some():
        total += ended
    return total


@transaction.atomic
def _expire_batch(now: datetime) -> int:
    # Another tick may be at work: leave it what it holds.
    rows = Member.objects.past_grace(now).select_for_update(skip_locked=True, no_key=True).order_by("pk")[:BATCH]
    ended = 0
    for member in rows:
        if may(member, "expire"):
            change(member, "expire", by=None)
            member.save(update_fields=["state"])
            ended += 1
    return ended


@transaction.atomic
def _end_batch(now: datetime) -> int:
    over = Membership.objects.filter(state=Membership.State.ACTIVE, ends_on__lt=timezone.localdate(now))
    ended = 0
    for place in over.select_for_update(skip_locked=True, no_key=True).order_by("pk")[:BATCH]:
        place.state = Membership.State.EXPIRED
        note(place, by=None, reason="term over")
        place.save(update_fields=["state"])
        ended += 1
    return ended
