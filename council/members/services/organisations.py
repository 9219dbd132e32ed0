"""Organisations here: who acts for them, which seats in bodies are theirs, and which colleague takes each."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from council.members.models import Contact, Member, Membership, Organisation, Seat
from council.members.services.errors import (
    NoColleagueError,
    SeatClosedError,
    SeatTakenError,
)
from council.members.services.notices import tell_contact, tell_place, tell_seat
from council.members.services.places import end_place
from council.members.services.states import lock, note

State = Membership.State
# Who is named for a seat takes it on becoming a member.
MAY_BE_NAMED = frozenset(
    {Member.State.DRAFT, Member.State.APPLIED, Member.State.DECLINED, Member.State.WITHDRAWN, Member.State.EXPIRED}
)


@transaction.atomic
def appoint_contact(*, organisation: Organisation, member: Member, by: Any, now: datetime) -> Contact:
    """Let `member` act for `organisation`, and tell him. In office already: nothing happens.

    Raises `NoColleagueError` for one of another organisation or without members' access."""
    member = lock(member)
    if member.organisation_id != organisation.pk or not member.has_access(now):
        raise NoColleagueError
    contact, is_new = Contact.objects.get_or_create(
        organisation=organisation, member=member, ended_at=None, defaults={"since": now, "given_by": by}
    )
    if is_new:
        tell_contact(contact)
    return contact


@transaction.atomic
def end_contact(*, contact: Contact, now: datetime) -> Contact:
    """End somebody's office. Ended already: nothing happens."""
    current = Contact.objects.select_for_update(no_key=True, of=("self",)).get(pk=contact.pk)
    if current.ended_at is None:
        current.ended_at = now
        current.save(update_fields=["ended_at"])
    return current


@transaction.atomic
def assign_seat(*, seat: Seat, to: Member, by: Any, now: datetime) -> Membership:
    """Give the organisation's `seat` to its colleague `to`; whoever held it gives it up today, and both are told.

    A colleague who is no member yet is named for it and takes it when his application is approved. Held by `to` already:
    nothing happens. Raises `SeatClosedError` for a seat whose term is over, `NoColleagueError` for a person of another
    organisation or one who cannot be a member, `SeatTakenError` where `to` has a place in the body for himself."""
    # The person first, then the seat: as everywhere, so that nobody waits for each other.
    to = lock(to)
    seat = lock_seat(seat)
    today = timezone.localdate(now)
    if seat.ends_on is not None and seat.ends_on < today:
        raise SeatClosedError
    is_member = to.has_access(now)
    is_external = to.kind == Member.Kind.EXTERNAL
    if to.organisation_id != seat.organisation_id or is_external or not (is_member or to.state in MAY_BE_NAMED):
        raise NoColleagueError
    held = list(_open_places(seat))
    mine = next((place for place in held if place.member_id == to.pk), None)
    if mine is not None:
        return mine
    if Membership.objects.filter(member=to, body=seat.body_id, state__in=Membership.OPEN).exists():
        raise SeatTakenError
    for place in held:
        _give_up(place, by=by, now=now)
    return _place_on(seat, to, by=by, now=now, is_member=is_member)


def _place_on(seat: Seat, to: Member, *, by: Any, now: datetime, is_member: bool) -> Membership:
    today = timezone.localdate(now)
    is_ahead = seat.starts_on is not None and seat.starts_on > today
    state = State.APPOINTED if is_ahead else State.ACTIVE
    place = Membership(
        member=to,
        body=seat.body,
        seat=seat,
        role=seat.role,
        state=state if is_member else State.NOMINATED,
        starts_on=seat.starts_on if is_ahead else today,
        ends_on=seat.ends_on,
    )
    note(place, by=by, reason=f"seat of {seat.organisation}")
    place.save()
    if is_member:
        tell_place(place, "given")
    return place


@transaction.atomic
def vacate_seat(*, seat: Seat, by: Any, now: datetime) -> bool:
    """Take the seat back from whoever holds it, and tell him. Returns whether anybody did."""
    held = list(_open_places(lock_seat(seat)))
    for place in held:
        _give_up(place, by=by, now=now)
    return bool(held)


def lock_seat(seat: Seat) -> Seat:
    """The seat's row, locked for this transaction: one person at a time says who takes it."""
    rows = Seat.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("organisation", "body").get(pk=seat.pk)


def _open_places(seat: Seat) -> Any:
    places = Membership.objects.select_for_update(no_key=True, of=("self",)).filter(seat=seat, state__in=Membership.OPEN)
    return places.select_related("member__user", "member__organisation", "body").order_by("pk")


def _give_up(place: Membership, *, by: Any, now: datetime) -> None:
    was_held = place.state in Membership.SEATED
    end_place(place, State.RESIGNED, by=by, now=now, reason="seat given to a colleague")
    if was_held:
        tell_place(place, "ended")


@transaction.atomic
def hand_over(*, organisation: Organisation, from_: Member, to: Member, by: Any, now: datetime) -> int:
    """Hand everything that `from_` does for `organisation` to the colleague `to`: the office of contact and the seats that he
    holds. Returns how many seats changed hands; a seat whose body `to` sits in already becomes free.

    Raises `NoColleagueError` for one of another organisation or without members' access."""
    # One at a time: two who hand over to each other leave one of them in office.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    appoint_contact(organisation=organisation, member=to, by=by, now=now)
    for contact in Contact.objects.in_office().filter(organisation=organisation, member=from_):
        end_contact(contact=contact, now=now)
    places = Membership.objects.filter(member=from_, seat__organisation=organisation, state__in=Membership.OPEN)
    seats = list(Seat.objects.filter(pk__in=places.values("seat")).order_by("pk"))
    handed = 0
    for seat in seats:
        try:
            with transaction.atomic():
                assign_seat(seat=seat, to=to, by=by, now=now)
                handed += 1
        except (SeatTakenError, SeatClosedError):
            vacate_seat(seat=seat, by=by, now=now)
    return handed


@transaction.atomic
def leave_organisation(*, member: Member, by: Any, now: datetime) -> None:
    """End what a person does for an organisation: the office of contact, and the seats of the organisation that he holds or is
    named for. The seats stay with the organisation. The caller says where the person belongs from now on."""
    Contact.objects.in_office().filter(member=member).update(ended_at=now)
    places = Membership.objects.select_for_update(no_key=True, of=("self",))
    mine = places.filter(member=member, seat__isnull=False, state__in=Membership.OPEN)
    for place in mine.select_related("member__user", "member__organisation", "body").order_by("pk"):
        _give_up(place, by=by, now=now)


@transaction.atomic
def change_organisation(*, member: Member, organisation: Organisation | None, by: Any, now: datetime) -> Member:
    """Let a person belong to `organisation` from now on, whatever he wrote. What he did for the former one ends with it.
    The same one as before: nothing happens but that what he wrote has served."""
    member = lock(member)
    if member.organisation_id != (organisation.pk if organisation else None):
        leave_organisation(member=member, by=by, now=now)
        member.organisation = organisation
    elif not member.organisation_name and not member.organisation_number:
        return member
    if organisation is not None:
        member.organisation_name = member.organisation_number = ""
    note(member, by=by, reason="organisation")
    member.save()
    return member


def take_named_seats(*, member: Member, by: Any, now: datetime) -> None:
    """Let a person who has become a member take the seats that he was named for. Called with the person's row locked."""
    named = Membership.objects.filter(member=member, seat__isnull=False, state=State.NOMINATED)
    for place in named.select_related("seat", "body", "member__user", "member__organisation").order_by("pk"):
        seat = place.seat
        assert seat is not None  # noqa: S101 - filtered above
        today = timezone.localdate(now)
        if seat.organisation_id != member.organisation_id or (seat.ends_on is not None and seat.ends_on < today):
            end_place(place, State.EXPIRED, by=by, now=now, reason="seat over")
            continue
        is_ahead = seat.starts_on is not None and seat.starts_on > today
        place.state = State.APPOINTED if is_ahead else State.ACTIVE
        place.starts_on = seat.starts_on if is_ahead else today
        place.ends_on = seat.ends_on
        note(place, by=by, reason="seat taken")
        place.save(update_fields=["state", "starts_on", "ends_on"])
        tell_place(place, "given")


def release_named_seats(*, member: Member, by: Any, now: datetime) -> None:
    """Free the seats that an applicant was named for, whose application has ended. Called with the person's row locked."""
    named = Membership.objects.filter(member=member, seat__isnull=False, state=State.NOMINATED)
    for place in named.order_by("pk"):
        end_place(place, State.RESIGNED, by=by, now=now, reason="application ended")


def tell_seat_given(*, seat: Seat, now: datetime) -> None:
    """Tell the contacts of an organisation that it was given a seat, within the caller's transaction."""
    for contact in Contact.objects.able(now).filter(organisation=seat.organisation).select_related("member__user"):
        tell_seat(seat, contact)


@transaction.atomic
def resize_seat(*, seat: Seat, by: Any, now: datetime) -> None:
    """Let the place on a seat follow the seat's term, which staff have changed (a term that has begun keeps its beginning)."""
    for place in _open_places(lock_seat(seat)):
        starts_on = seat.starts_on if place.state == State.APPOINTED else place.starts_on
        if starts_on is not None and seat.ends_on is not None and seat.ends_on < starts_on:
            end_place(place, State.EXPIRED, by=by, now=now, reason="term of the seat")
            tell_place(place, "ended")
        elif (place.starts_on, place.ends_on) != (starts_on, seat.ends_on):
            place.starts_on, place.ends_on = starts_on, seat.ends_on
            note(place, by=by, reason="term of the seat")
            place.save(update_fields=["starts_on", "ends_on"])
