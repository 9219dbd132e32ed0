"""Applications for seats: asked, decided, withdrawn. Every step is a row, and the applicant is told.

Locks are taken in one order: the person, the application, the company's seats, the forum. The forum's row is where two
decisions at once wait for each other; a trigger of the database (migration `seats_a_company`) stands behind it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from council.members.models import Member, Membership, Seat
from council.members.services.states import lock, note
from forums.models import Forum, SeatApplication, SeatApplicationMove
from forums.services.errors import NotYours, ReasonMissing, WrongState
from forums.services.seats import eligibility, telling
from forums.services.seats.errors import NotEligible, OwnApplication

State, Verb = SeatApplication.State, SeatApplicationMove.Verb


@transaction.atomic
def apply_for_seat(*, forum: Forum, member: Member, why: str, now: datetime) -> SeatApplication:
    """Ask for a seat in `forum` for one's company; its chair is told. Waiting already: that application comes back.

    Raises `NotEligible`, which says all that is missing."""
    member = lock(member)
    waiting = SeatApplication.objects.filter(forum=forum, member=member, state=State.WAITING).first()
    if waiting is not None:
        return waiting
    lacks = eligibility.what_is_missing(forum, member, now)
    if lacks or member.organisation is None:
        raise NotEligible(lacks)
    made = SeatApplication(forum=forum, member=member, organisation=member.organisation, why=why.strip(), applied_at=now)
    note(made, by=member.user, reason="apply")
    made.save()
    _move(made, Verb.APPLIED, by=member.user, now=now)
    telling.tell_chairs(made, now)
    return made


@transaction.atomic
def accept(*, application: SeatApplication, by: Any, now: datetime) -> SeatApplication:
    """Give the applicant a free seat of his company, or its next one, and tell him. Accepted already: nothing happens.

    Raises `OwnApplication`, `WrongState` for one that ended otherwise, `NotEligible` where something is missing by now: another
    application may have got the company's last seat a moment before."""
    member, held = _hold(application, by)
    if held.state == State.ACCEPTED:
        return held
    _check_waiting(held)
    seats = Seat.objects.filter(body=held.forum_id, organisation=held.organisation_id)
    list(seats.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    forum = Forum.objects.select_for_update(no_key=True, of=("self",)).select_related("body").get(pk=held.forum_id)
    lacks = eligibility.what_is_missing(forum, member, now)
    if member.organisation_id != held.organisation_id:
        lacks = [*lacks, eligibility.MOVED]
    if lacks:
        raise NotEligible(lacks)
    place = _give_seat(forum, member, held, by=by, now=now)
    held.place = place
    _end(held, State.ACCEPTED, Verb.ACCEPTED, "", by=by, now=now)
    telling.tell_applicant(held)
    return held


@transaction.atomic
def decline(*, application: SeatApplication, reason: str, by: Any, now: datetime) -> SeatApplication:
    """Decline with a reason, which the applicant is told. Declined already: nothing happens.

    Raises `OwnApplication`, `WrongState`, `ReasonMissing`."""
    _member, held = _hold(application, by)
    if held.state == State.DECLINED:
        return held
    _check_waiting(held)
    if not reason.strip():
        raise ReasonMissing
    _end(held, State.DECLINED, Verb.DECLINED, reason.strip(), by=by, now=now)
    telling.tell_applicant(held)
    return held


@transaction.atomic
def withdraw(*, application: SeatApplication, by: Member, now: datetime) -> SeatApplication:
    """Take one's own application back. Withdrawn already: nothing happens.

    Raises `NotYours`, `WrongState` once it is decided."""
    member = lock(by)
    held = _lock_application(application)
    if held.member_id != member.pk:
        raise NotYours
    if held.state == State.WITHDRAWN:
        return held
    _check_waiting(held)
    _end(held, State.WITHDRAWN, Verb.WITHDRAWN, "", by=member.user, now=now)
    return held


def _hold(application: SeatApplication, by: Any) -> tuple[Member, SeatApplication]:
    """The applicant and the application, locked. Raises `OwnApplication` where `by` is the applicant."""
    member = lock(application.member)
    if by is not None and member.user_id == by.pk:
        raise OwnApplication
    return member, _lock_application(application)


def _lock_application(application: SeatApplication) -> SeatApplication:
    rows = SeatApplication.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("member__user", "organisation", "forum__body").get(pk=application.pk)


def _check_waiting(held: SeatApplication) -> None:
    if held.state != State.WAITING:
        raise WrongState


def _give_seat(forum: Forum, member: Member, held: SeatApplication, *, by: Any, now: datetime) -> Membership:
    """A place on a free seat of the company, or on a new one; the forum's row is locked."""
    today = timezone.localdate(now)
    seat = eligibility.free_seat(forum, held.organisation, now)
    if seat is None:
        seat = Seat(organisation=held.organisation, body=forum.body, role=Membership.Role.MEMBER, starts_on=today)
        note(seat, by=by, reason="application accepted")
        seat.save()
    place = Membership(
        member=member,
        body=forum.body,
        seat=seat,
        role=seat.role,
        state=Membership.State.ACTIVE,
        starts_on=today,
        ends_on=seat.ends_on,
    )
    note(place, by=by, reason=f"seat of {held.organisation}")
    place.save()
    return place


def _end(held: SeatApplication, state: str, verb: SeatApplicationMove.Verb, reason: str, *, by: Any, now: datetime) -> None:
    held.state, held.reason, held.decided_at = state, reason, now
    note(held, by=by, reason=f"{verb}: {reason}" if reason else str(verb.value))
    held.save(update_fields=["state", "reason", "decided_at", "place"])
    _move(held, verb, by=by, now=now, reason=reason)


def _move(application: SeatApplication, verb: SeatApplicationMove.Verb, *, by: Any, now: datetime, reason: str = "") -> None:
    SeatApplicationMove.objects.create(application=application, verb=verb, at=now, by=by, reason=reason)
