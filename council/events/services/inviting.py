"""Invitations: letters to people who may have no log-in yet, their links, and what becomes of them."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from council import bilingual
from council.events.models import Event, Invitation, Registration
from council.events.services import errors, telling
from council.events.services.seats import BARRED, seats_locked
from council.events.text import one_line, printable
from council.members.models import Member, User
from council.messaging.links import absolute_url
from council.messaging.models import SuppressedAddress
from council.messaging.services import OutgoingMessage, queue_messages

INVITED = "event-invitation"


@dataclass(frozen=True)
class Invitees:
    """Whom some addresses stand for. `new` get a letter; the others do not, each for its reason."""

    new: list[str] = field(default_factory=list)
    # Of `new`: those with a log-in, who are invited as members.
    known: dict[str, Member] = field(default_factory=dict)
    invited: list[str] = field(default_factory=list)
    registered: list[str] = field(default_factory=list)
    suppressed: list[str] = field(default_factory=list)
    barred: list[str] = field(default_factory=list)


def find_invitees(*, event: Event, addresses: Sequence[str]) -> Invitees:
    """Sort `addresses` (small letters, none twice) by what an invitation to `event` would mean for each. Four queries."""
    members = Member.objects.filter(user__email__in=addresses).select_related("user")
    known = {member.user.email: member for member in members}
    valid = Invitation.objects.valid().filter(event=event, letters__gt=0)
    invited = set(valid.filter(address__in=addresses).values_list("address", flat=True))
    theirs = set(valid.filter(member__in=known.values()).values_list("member", flat=True))
    live = set(Registration.objects.live().filter(event=event, member__in=known.values()).values_list("member", flat=True))
    lost = SuppressedAddress.objects.filter(address__in=addresses).values_list("address", flat=True)
    suppressed = {address.lower() for address in lost}
    found = Invitees(known=known)
    for address in addresses:
        member = known.get(address)
        if address in suppressed:
            found.suppressed.append(address)
        elif member and (member.state in BARRED or not member.user.is_active):
            found.barred.append(address)
        elif member and member.pk in live:
            found.registered.append(address)
        elif address in invited or (member and member.pk in theirs):
            found.invited.append(address)
        else:
            found.new.append(address)
    return found


@transaction.atomic
def invite(
    *,
    event: Event,
    addresses: Sequence[str],
    by: User | None,
    now: datetime,
    language: str = "ko",
    note_ko: str = "",
    note_en: str = "",
) -> list[Invitation]:
    """Invite `addresses` (small letters) to `event` and write them a letter each: to those with a log-in in their own language,
    to the others in `language`. Who is invited or registered already is left out; who was invited once and revoked is invited
    anew, under another link. Returns the invitations that were sent. Raises `EventError` for an event that is not published or
    over. Harmless to repeat, and to do twice at the same time."""
    check_invitable(event, now)
    found = find_invitees(event=event, addresses=addresses)
    words = {"note_ko": note_ko, "note_en": note_en, "invited_by": by, "revoked_at": None}
    made = []
    for address in found.new:
        member = found.known.get(address)
        made.append(Invitation(event=event, address=address, member=member, language=language, **words))
    # Whom somebody else invites at this moment, or who was entered or revoked before, is there already.
    Invitation.objects.bulk_create(made, ignore_conflicts=True)
    by_member = {found.known[address].pk: address for address in found.new if address in found.known}
    wanted = Q(address__in=found.new) | Q(member__in=by_member)
    rows = Invitation.objects.filter(wanted, event=event).select_for_update(of=("self",)).order_by("pk")
    unsent = [one for one in rows if one.letters == 0 or one.revoked_at is not None]
    for one in unsent:
        one.address = one.address or by_member.get(one.member_id or 0, "")
        if one.revoked_at is not None:
            one.code = uuid.uuid4()
        for name, value in words.items():
            setattr(one, name, value)
    _send(event, unsent, now)
    return unsent


def check_invitable(event: Event, now: datetime) -> None:
    """Raise the `EventError` that tells why nobody can be invited to `event` at `now`."""
    if event.state == Event.State.DRAFT:
        raise errors.EventNotPublished
    if event.state == Event.State.CANCELLED:
        raise errors.EventCancelled
    if event.state == Event.State.COMPLETED or event.has_ended(now):
        raise errors.EventOver


def _send(event: Event, invitations: Sequence[Invitation], now: datetime) -> None:
    """Write each a letter, and count it."""
    facts = telling.event_facts(event)
    members = Member.objects.filter(pk__in=[one.member_id for one in invitations]).select_related("user")
    people = {member.pk: member for member in members}
    messages = []
    for one in invitations:
        member = people.get(one.member_id or 0)
        language = (member.language if member else one.language) or "ko"
        one.letters += 1
        one.sent_at = now
        context: dict[str, Any] = {
            **facts[language],
            "invitation_id": one.pk,
            "code": str(one.code),
            "summary": one_line(bilingual.text(event, "summary", language)),
            "note": printable(bilingual.text(one, "note", language)),
            "name": one_line(member.display_name(language)) if member and str(member) != member.user.email else "",
            "address": one.address,
            "has_log_in_already": member is not None,
            "invitation_url": absolute_url("events:event-invitation", language, event.slug, one.code),
        }
        messages.append(
            OutgoingMessage(
                kind=INVITED,
                template=f"events/email/{INVITED}",
                user=member.user if member else None,
                address=member.user.email if member else one.address,
                language=language,
                context=context,
                key=letter_key(one),
                not_after=event.ends_at,
            )
        )
    fields = ["address", "code", "letters", "sent_at", "revoked_at", "invited_by", "note_ko", "note_en"]
    Invitation.objects.bulk_update(invitations, fields, batch_size=500)
    if messages:
        queue_messages(messages)


def letter_key(invitation: Invitation) -> str:
    """The outbox's key of an invitation's latest letter."""
    return f"{INVITED}:{invitation.pk}:{invitation.letters}"


Outcome = tuple[list[Invitation], list[tuple[Invitation, errors.EventError]]]


def send_again(*, invitations: Iterable[Invitation], now: datetime) -> Outcome:
    """Write a further letter to those whose invitation stands and was not taken up. Returns what was done, and what not."""
    done: list[Invitation] = []
    failed: list[tuple[Invitation, errors.EventError]] = []
    for invitation in invitations:
        try:
            with transaction.atomic():
                one = Invitation.objects.select_for_update(of=("self",)).select_related("event").get(pk=invitation.pk)
                if one.revoked_at is not None or not one.address:
                    raise errors.InvitationGone
                if _is_registered(one):
                    raise errors.InvitationTakenUp
                check_invitable(one.event, now)
                _send(one.event, [one], now)
                done.append(one)
        except errors.EventError as error:
            failed.append((invitation, error))
    return done, failed


def revoke_invitations(*, invitations: Iterable[Invitation], now: datetime) -> Outcome:
    """End invitations: their links lead nowhere, and who was invited alone sees the event no more. Not where the person is
    registered already (`InvitationInUse`). Returns what was done, and what not."""
    done: list[Invitation] = []
    failed: list[tuple[Invitation, errors.EventError]] = []
    for invitation in invitations:
        try:
            # Nobody registers by it at the same moment.
            with seats_locked(invitation.event_id):
                one = Invitation.objects.get(pk=invitation.pk)
                if _is_registered(one):
                    raise errors.InvitationInUse
                if one.revoked_at is None:
                    one.revoked_at = now
                    one.save(update_fields=["revoked_at"])
                    # Who asked before the row was ours whether he may register asks again.
                    Event.objects.filter(pk=invitation.event_id).update(updated_at=Now())
                done.append(one)
        except errors.EventError as error:
            failed.append((invitation, error))
    return done, failed


def _is_registered(invitation: Invitation) -> bool:
    registered = Registration.objects.live().filter(event=invitation.event_id, member=invitation.member_id)
    return invitation.member_id is not None and registered.exists()


def is_for(invitation: Invitation, user: User) -> bool:
    """Whether the invitation is this log-in's: the member's own, or sent to an address that the log-in has confirmed."""
    if invitation.member_id is not None and Member.objects.filter(pk=invitation.member_id, user=user).exists():
        return True
    return EmailAddress.objects.filter(user=user, email__iexact=invitation.address, verified=True).exists()


def accept_invitation(*, invitation: Invitation, member: Member, now: datetime) -> Invitation:
    """Make the invitation `member`'s, so that he may see the event and register. Accepted already: nothing happens.

    Raises `InvitationGone` for one that is revoked, `InvitationOfAnother` for an address that is not his, `TryAgain`."""
    with seats_locked(invitation.event_id) as event:
        current = Invitation.objects.get(pk=invitation.pk)
        if current.revoked_at is not None:
            raise errors.InvitationGone
        if not is_for(current, member.user):
            raise errors.InvitationOfAnother
        # Someone who was invited by two addresses keeps the one that is his already.
        if not Invitation.objects.filter(event=event, member=member).exclude(pk=current.pk).exists():
            current.member = member
        current.accepted_at = current.accepted_at or now
        current.save(update_fields=["member", "accepted_at"])
        return current
