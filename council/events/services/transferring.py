"""A seat handed to a colleague, without a place in the queue."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, Subquery

from council.events.models import Attendance, Event, Registration
from council.events.services import errors, sessions, telling
from council.events.services.registering import check_state
from council.events.services.seats import change_taken, eligible_members, end, save_registrations, seats_locked
from council.events.text import one_line
from council.members.models import Member, User
from council.members.models.people import MemberQuerySet

State = Registration.State


def find_colleague(*, registration: Registration, email: str, now: datetime) -> Member:
    """The colleague of the registrant's organisation with this address who may attend. Raises `NoOrganisation`, `NotAColleague`
    (the same for a stranger, one of another organisation and one who may not attend)."""
    member = registration.member
    if member.organisation_id is None:
        raise errors.NoOrganisation
    colleagues = Member.objects.filter(organisation=member.organisation_id).exclude(pk=member.pk)
    found = colleagues.filter(user__email__iexact=email).select_related("user").first()
    if found is None or not _may_take_over(registration.event, found, now):
        raise errors.NotAColleague
    return found


def find_colleagues(*, registration: Registration, now: datetime) -> MemberQuerySet:
    """Those of the registrant's organisation who may take the seat: they may attend, nobody has declined that, and they have no
    seat. By name."""
    member, event = registration.member, registration.event
    if member.organisation_id is None:
        return Member.objects.none()
    latest = Subquery(event.registrations.filter(member=OuterRef("pk")).order_by("-pk").values("state")[:1])
    confirmed = Exists(EmailAddress.objects.filter(user=OuterRef("user"), verified=True))
    others = eligible_members(event, now).filter(confirmed, organisation=member.organisation_id).exclude(pk=member.pk)
    seated = event.registrations.seated().values("member")
    others = others.alias(latest=latest).filter(Q(latest=None) | ~Q(latest=State.DECLINED)).exclude(pk__in=seated)
    return others.select_related("user").order_by("family_name", "given_name", "family_name_en", "pk")


def _may_take_over(event: Event, member: Member, now: datetime) -> bool:
    """Whether `member` may attend and nobody has declined that."""
    if not eligible_members(event, now).filter(pk=member.pk).exists():
        return False
    if not EmailAddress.objects.filter(user_id=member.user_id, verified=True).exists():
        return False
    latest = event.registrations.filter(member=member).order_by("-pk").first()
    return latest is None or latest.state != State.DECLINED


def transfer_registration(*, registration: Registration, to: Member, by: User | None, now: datetime) -> Registration:
    """Hand the confirmed seat of `registration` to the colleague `to`, and tell both. Returns the colleague's registration.

    The seat keeps its role and its place in time; the colleague who waited for one stops waiting. Handed to the same person
    already: that registration is returned. Possible until the event begins, and while no door has checked the holder in. Staff
    (`by` somebody else) may do it, too; the mail says then that it was not the giver. Raises `NoSeatToHandOver`, `SeatInUse`,
    `NotAColleague`, `AlreadyRegistered`, `EventHasBegun`, `TryAgain`."""
    event = registration.event
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        facts = telling.facts_of(locked, made_from=event, facts=facts)
        # A door holds this row, too: whoever is second sees what the first one did. Doors do not ask for the event's row (a
        # foreign key's lock goes along with ours), so that nobody waits in a circle.
        own = locked.registrations.select_for_update(no_key=True, of=("self",)).select_related("member__user")
        current = own.get(pk=registration.pk)
        before = list(locked.registrations.filter(member=to).order_by("pk"))
        for other in before:
            if other.handed_over_by_id == current.pk and current.state != State.CONFIRMED:
                return other
        _check(current, to, locked, now)
        live = next((other for other in before if other.is_live), None)
        if live is not None and live.state in Registration.SEATED:
            raise errors.AlreadyRegistered
        received = live or Registration(event=locked, member=to, sequence=max((one.sequence + 1 for one in before), default=0))
        received.state = State.CONFIRMED
        received.role = current.role
        received.queued_at = current.queued_at
        received.confirmed_at = now
        received.handed_over_by = current
        received._history_user = by  # type: ignore[attr-defined]
        if live is None:
            received.save(force_insert=True)
        else:
            save_registrations([live], ["state", "role", "queued_at", "confirmed_at", "handed_over_by"], by)
        # The places at sessions go along: before the giver's registration ends, or they would go to who waits.
        sessions.hand_over(current, received, by, now)
        end([current], State.CANCELLED, Registration.Reason.TRANSFER, "", by, now)
        change_taken(locked, 0)
        names = {language: one_line(current.member.display_name(language)) for language in telling.LANGUAGES}
        theirs = {language: one_line(to.display_name(language)) for language in telling.LANGUAGES}
        telling.tell_ended(
            telling.CANCELLED,
            [current],
            locked,
            facts,
            reason=Registration.Reason.TRANSFER,
            colleague=theirs.get(current.member.language, theirs["ko"]),
            by_staff="yes" if by is not None and by.pk != current.member.user_id else "",
        )
        telling.tell(
            telling.HANDED_OVER, [received], locked, facts, calendar="REQUEST", colleague=names.get(to.language, names["ko"])
        )
        return received


def transfer_obstacle(registration: Registration, now: datetime) -> errors.EventError | None:
    """Why `registration` cannot be handed to anybody at `now`, or None. For pages; `transfer_registration` asks again."""
    try:
        _check_seat(registration, registration.event, now)
    except errors.EventError as error:
        return error
    return None


def _check_seat(current: Registration, event: Event, now: datetime) -> None:
    check_state(event)
    if event.has_begun(now):
        raise errors.EventHasBegun
    if current.state != State.CONFIRMED:
        raise errors.NoSeatToHandOver
    if Attendance.objects.present().filter(registration=current.pk).exists():
        raise errors.SeatInUse
    if current.member.organisation_id is None:
        raise errors.NoOrganisation


def _check(current: Registration, to: Member, event: Event, now: datetime) -> None:
    _check_seat(current, event, now)
    giver = current.member
    same = giver.organisation_id == to.organisation_id and giver.pk != to.pk
    if not same or not _may_take_over(event, to, now):
        raise errors.NotAColleague
