"""Staff see the portal as a member sees it, to help: begun with a reason, for half an hour, on record. Nothing is done in the
member's name: the middleware (`council.members.support`) lets a visitor read alone."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from council.members.models import Member, SupportStep, User
from council.members.permissions import can_be_seen_as, can_see_as
from council.members.services.errors import ReasonMissingError

DURATION = timedelta(minutes=30)
# As the log of access: two years (`services.access.KEPT`).
KEPT = timedelta(days=2 * 365)
Step = SupportStep.Step


class SupportRefusedError(Exception):
    """This person may not be seen as that one."""


@dataclass(frozen=True)
class Visit:
    """A visit that goes on: who sees the portal, as whom, until when."""

    key: uuid.UUID
    actor: User
    member: Member
    until: datetime


def begin_visit(*, actor: User, member: Member, reason: str, ip: str | None, now: datetime) -> Visit:
    """Let `actor` see the portal as `member` from `now` on, for half an hour.

    Raises `SupportRefusedError` where `actor` may not or `member` is nobody to be seen as, `ReasonMissingError` without a
    reason."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissingError
    if not can_see_as(actor) or not can_be_seen_as(member):
        raise SupportRefusedError
    begun = SupportStep.objects.create(step=Step.BEGUN, at=now, actor=actor, member=member, reason=reason[:500], ip=ip)
    return Visit(begun.visit, actor, member, now + DURATION)


def find_visit(*, key: uuid.UUID, actor: User, now: datetime) -> Visit | None:
    """The visit `key` of `actor`, if it goes on at `now`: begun by him, not ended, and both are still who they were. None else;
    a visit whose time is over is noted as such. Three queries."""
    begun = SupportStep.objects.filter(visit=key, step=Step.BEGUN, actor=actor).first()
    if (
        begun is None
        or begun.member_id is None
        or SupportStep.objects.filter(visit=key, step__in=[Step.ENDED, Step.EXPIRED]).exists()
    ):
        return None
    member = Member.objects.select_related("user").filter(pk=begun.member_id).first()
    until = begun.at + DURATION
    if now >= until or member is None or not can_see_as(actor) or not can_be_seen_as(member):
        _end(key, actor, begun.member_id, Step.EXPIRED, min(now, until))
        return None
    return Visit(key, actor, member, until)


def end_visit(*, visit: Visit, now: datetime) -> None:
    """End a visit. A second time it is ended already, and nothing happens."""
    _end(visit.key, visit.actor, visit.member.pk, Step.ENDED, now)


def note_refused(*, visit: Visit, path: str, ip: str | None, now: datetime) -> None:
    """Note what a visitor tried and may not."""
    SupportStep.objects.create(
        visit=visit.key, step=Step.REFUSED, at=now, actor=visit.actor, member=visit.member, ip=ip, path=path[:300]
    )


def forget_visits(now: datetime, limit: int) -> int:
    """Delete at most `limit` rows of the log that are older than two years. Returns how many."""
    old = list(SupportStep.objects.filter(at__lt=now - KEPT).order_by("pk").values_list("pk", flat=True)[:limit])
    SupportStep.objects.filter(pk__in=old).delete()
    return len(old)


def _end(key: uuid.UUID, actor: User, member_id: int | None, step: str, now: datetime) -> None:
    try:
        with transaction.atomic():
            SupportStep.objects.create(visit=key, step=step, at=now, actor=actor, member_id=member_id)
    except IntegrityError:
        return  # ended by another request at this moment
