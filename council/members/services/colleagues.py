"""Colleagues whom an organisation's contact invites: letters, their links, and taking them up."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import translation

from council import bilingual, when
from council.members.models import ColleagueInvitation, Contact, Member, Organisation, Seat, User
from council.members.services.errors import (
    InvitationGoneError,
    InvitationOfAnotherError,
    NoColleagueError,
    SeatClosedError,
    SeatTakenError,
    TooManyInvitationsError,
)
from council.members.services.notices import tell_joined
from council.members.services.organisations import assign_seat, change_organisation
from council.members.services.states import lock, note
from council.messaging.links import absolute_url
from council.messaging.models import SuppressedAddress
from council.messaging.services import OutgoingMessage, queue_messages

INVITED = "colleague-invitation"
# Letters of one organisation in a day: enough for a department, too few for advertising.
A_DAY = 50
BARRED = frozenset({Member.State.SUSPENDED})


@dataclass(frozen=True)
class Found:
    """Whom some addresses stand for. `new` get a letter; the others do not, each for its reason."""

    new: list[str] = field(default_factory=list)
    colleagues: list[str] = field(default_factory=list)
    invited: list[str] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)


def find_colleagues(*, organisation: Organisation, addresses: Sequence[str], now: datetime) -> Found:
    """Sort `addresses` (small letters, none twice) by what an invitation would mean for each. Three queries.

    Who has a log-in elsewhere is not told from who has none: the contact learns nothing about strangers."""
    here = Member.objects.filter(organisation=organisation, user__email__in=addresses).values_list("user__email", flat=True)
    waiting = ColleagueInvitation.objects.waiting().filter(organisation=organisation, address__in=addresses)
    invited = {one.address for one in waiting if one.is_valid(now)}
    suppressed = SuppressedAddress.objects.filter(address__in=addresses).values_list("address", flat=True)
    lost, colleagues, found = {address.lower() for address in suppressed}, set(here), Found()
    for address in addresses:
        if address in colleagues:
            found.colleagues.append(address)
        elif address in invited:
            found.invited.append(address)
        elif address in lost:
            found.unreachable.append(address)
        else:
            found.new.append(address)
    return found


@transaction.atomic
def invite_colleagues(
    *,
    organisation: Organisation,
    addresses: Sequence[str],
    by: User,
    now: datetime,
    language: str = "ko",
    note: str = "",
    seat: Seat | None = None,
) -> list[ColleagueInvitation]:
    """Write a letter to each of `addresses` (small letters) that is no colleague and not invited yet: to who has a log-in in
    his own language, else in `language`. One address alone may be offered a `seat` of the organisation. Returns the invitations
    that were sent. Raises `TooManyInvitationsError` and then sends none; `SeatTakenError` for a seat with several addresses."""
    # One at a time for an organisation: the number of letters a day holds.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    found = find_colleagues(organisation=organisation, addresses=addresses, now=now)
    if seat is not None and (len(addresses) > 1 or seat.organisation_id != organisation.pk):
        raise SeatTakenError
    left = A_DAY - letters_today(organisation, now)
    if len(found.new) > left:
        raise TooManyInvitationsError(max(left, 0))
    sent = []
    for address in found.new:
        # One that has grown too old is sent anew, under another link.
        one, _is_new = ColleagueInvitation.objects.update_or_create(
            organisation=organisation,
            address=address,
            accepted_at=None,
            revoked_at=None,
            defaults={
                "language": language,
                "note": note,
                "seat": seat,
                "invited_by": by,
                "sent_at": now,
                "code": uuid.uuid4(),
            },
        )
        sent.append(one)
    _send(sent, now)
    return sent


def letters_today(organisation: Organisation, now: datetime) -> int:
    """How many letters went out for `organisation` within a day."""
    recent = ColleagueInvitation.objects.filter(organisation=organisation, sent_at__gt=now - timedelta(days=1), letters__gt=0)
    return recent.count()


@transaction.atomic
def send_colleague_invitation_again(*, invitation: ColleagueInvitation, now: datetime) -> ColleagueInvitation:
    """Write a further letter; the link stays and lasts anew. Within an hour of the last letter nothing happens.

    Raises `InvitationGoneError`, `TooManyInvitationsError`."""
    Organisation.objects.select_for_update(no_key=True).get(pk=invitation.organisation_id)
    one = _held(invitation)
    if one.revoked_at is not None or one.accepted_at is not None:
        raise InvitationGoneError
    if one.letters and one.sent_at > now - timedelta(hours=1):
        return one
    if letters_today(one.organisation, now) >= A_DAY:
        raise TooManyInvitationsError(0)
    one.sent_at = now
    _send([one], now)
    return one


@transaction.atomic
def revoke_colleague_invitation(*, invitation: ColleagueInvitation, now: datetime) -> ColleagueInvitation:
    """End an invitation: its link leads nowhere. Revoked already: nothing happens.

    Raises `InvitationGoneError` for one that was taken up."""
    one = _held(invitation)
    if one.accepted_at is not None:
        raise InvitationGoneError
    if one.revoked_at is None:
        one.revoked_at = now
        one.save(update_fields=["revoked_at"])
    return one


def is_addressed_to(invitation: ColleagueInvitation, user: User) -> bool:
    """Whether the letter went to an address that this log-in has confirmed."""
    return EmailAddress.objects.filter(user=user, email__iexact=invitation.address, verified=True).exists()


@transaction.atomic
def accept_colleague_invitation(*, invitation: ColleagueInvitation, member: Member, now: datetime) -> Member:
    """Let `member` belong to the organisation that invited him, with the seat that he was offered; its contact vouches for him.

    Who is no member yet applies as everybody does, and takes the seat when approved. Accepted by him already: nothing happens.
    Raises `InvitationGoneError`, `InvitationOfAnotherError`, `NoColleagueError` (suspended, or external)."""
    one = _held(invitation)
    if one.accepted_by_id == member.pk:
        return lock(member)
    if not one.is_valid(now) or not _inviter_may(one, now):
        raise InvitationGoneError
    if not is_addressed_to(one, member.user):
        raise InvitationOfAnotherError
    if member.state in BARRED or member.kind == Member.Kind.EXTERNAL:
        raise NoColleagueError
    member = change_organisation(member=member, organisation=one.organisation, by=member.user, now=now)
    one.accepted_at, one.accepted_by = now, member
    one.save(update_fields=["accepted_at", "accepted_by"])
    if one.seat is not None:
        try:
            with transaction.atomic():
                assign_seat(seat=one.seat, to=member, by=one.invited_by, now=now)
        except (SeatTakenError, SeatClosedError, NoColleagueError):
            # He sits there for himself, or the term ended while the letter lay: belonging to the organisation stands.
            note(member, by=one.invited_by, reason="seat not taken")
    tell_joined(one, member)
    return member


def _inviter_may(invitation: ColleagueInvitation, now: datetime) -> bool:
    """Whether whoever wrote the letter still may: a contact in office, or staff."""
    user = invitation.invited_by
    if user is None or not user.is_active:
        return False
    office = Contact.objects.able(now).filter(organisation=invitation.organisation_id, member__user=user)
    return user.is_staff or office.exists()


def _held(invitation: ColleagueInvitation) -> ColleagueInvitation:
    rows = ColleagueInvitation.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("organisation", "seat__body", "seat__organisation", "invited_by").get(pk=invitation.pk)


def _send(invitations: Sequence[ColleagueInvitation], now: datetime) -> None:
    """Write each a letter, and count it."""
    addresses = [one.address for one in invitations]
    people = {member.user.email: member for member in Member.objects.filter(user__email__in=addresses).select_related("user")}
    writers = Member.objects.filter(user__in=[one.invited_by_id for one in invitations]).select_related("user")
    inviters = {member.user_id: member for member in writers}
    messages = []
    for one in invitations:
        one.letters += 1
        messages.append(_letter(one, people.get(one.address), inviters.get(one.invited_by_id or 0)))
    ColleagueInvitation.objects.bulk_update(invitations, ["letters", "sent_at"])
    queue_messages(messages)


def _letter(one: ColleagueInvitation, member: Member | None, inviter: Member | None) -> OutgoingMessage:
    language = member.language if member else one.language
    with translation.override(language):
        context: dict[str, Any] = {
            "invitation_id": one.pk,
            "code": str(one.code),
            "organisation": bilingual.text(one.organisation, "name"),
            "inviter": inviter.display_name(language) if inviter else "",
            "body": bilingual.text(one.seat.body, "name") if one.seat else "",
            "role": str(one.seat.get_role_display()) if one.seat else "",
            "note": one.note,
            "address": one.address,
            "until": when.day(one.valid_until.date()),
            "has_log_in_already": member is not None,
            "url": absolute_url("members:colleague-invitation", language, one.code),
        }
    return OutgoingMessage(
        kind=INVITED,
        template=f"members/email/{INVITED}",
        user=member.user if member else None,
        address=one.address,
        language=language,
        context=context,
        key=f"{INVITED}:{one.pk}:{one.code}:{one.letters}",
        not_after=one.valid_until,
    )


def invitation_still_stands(context: dict[str, Any]) -> bool:
    """Whether a letter's link can still be followed."""
    rows = ColleagueInvitation.objects.waiting().filter(pk=context["invitation_id"])
    return rows.filter(code=context["code"]).exists()
