"""In which role somebody looks for technology: he asks, staff verify it or say why not."""

from datetime import datetime
from typing import Any

from django.db import transaction

from council.members.models import Member
from council.members.services.states import lock as lock_member
from council.members.services.states import note
from symposia.models import RoleVerification
from symposia.permissions.group import is_desk
from symposia.services.errors import NotYours, ReasonMissing, WrongState
from symposia.services.offers import telling
from symposia.services.offers.errors import OwnMatter, RoleThere

State = RoleVerification.State


@transaction.atomic
def ask_role(*, member: Member, role: str, text: str, now: datetime) -> RoleVerification:
    """`member` asks to be verified as `role`; `text` says what shows it. Raises `NotYours`, `RoleThere`."""
    member = lock_member(member)
    if not member.has_access(now):
        raise NotYours
    if RoleVerification.objects.filter(member=member, role=role, state__in=RoleVerification.STANDING).exists():
        raise RoleThere
    made = RoleVerification(member=member, role=role, text=text, asked_at=now)
    note(made, by=member.user, reason="ask")
    made.save()
    return made


@transaction.atomic
def verify_role(*, verification: RoleVerification, by: Any, now: datetime) -> RoleVerification:
    """Staff verify it, nobody his own; the member is told. Twice is once. Raises `NotYours`, `OwnMatter`, `WrongState`."""
    held = _held(verification, by)
    if held.member.user == by:
        raise OwnMatter
    if held.state == State.VERIFIED:
        return held
    return _decide(held, State.ASKED, State.VERIFIED, by=by, now=now)


@transaction.atomic
def refuse_role(*, verification: RoleVerification, reason: str, by: Any, now: datetime) -> RoleVerification:
    """Staff refuse it and say why; the member is told, and may ask again. Raises `NotYours`, `ReasonMissing`, `WrongState`."""
    held = _held(verification, by)
    if not reason.strip():
        raise ReasonMissing
    return _decide(held, State.ASKED, State.REFUSED, by=by, now=now, reason=reason.strip())


@transaction.atomic
def end_role(*, verification: RoleVerification, reason: str, by: Any, now: datetime) -> RoleVerification:
    """Staff end what was verified, and say why; the member is told. Raises `NotYours`, `ReasonMissing`, `WrongState`."""
    held = _held(verification, by)
    if not reason.strip():
        raise ReasonMissing
    return _decide(held, State.VERIFIED, State.ENDED, by=by, now=now, reason=reason.strip())


def _held(verification: RoleVerification, by: Any) -> RoleVerification:
    if not is_desk(by):
        raise NotYours
    rows = RoleVerification.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("member__user").get(pk=verification.pk)


def _decide(held: RoleVerification, before: str, after: str, *, by: Any, now: datetime, reason: str = "") -> RoleVerification:
    if held.state != before:
        raise WrongState
    held.state, held.decided_at, held.decided_by, held.reason = after, now, by, reason
    note(held, by=by, reason=f"{after}: {reason}" if reason else after)
    held.save()
    telling.tell_role(held)
    return held
