"""What registrants are told: rows of the outbox, written in the transaction of the fact. Texts are made ready before the
event's row is locked."""

from collections.abc import Iterable
from typing import Any

from django.utils import translation

from council import bilingual, when
from council.events import seat_codes
from council.events.models import AgendaRegistration, Event, Registration
from council.events.text import one_line
from council.members.models import Member
from council.messaging.links import absolute_url
from council.messaging.models import Message
from council.messaging.services import OutgoingMessage, queue_messages

LANGUAGES = ("ko", "en")
CONFIRMED, PENDING, WAITLISTED = "registration-confirmed", "registration-pending", "registration-waitlisted"
PROMOTED, DECLINED, CANCELLED = "registration-promoted", "registration-declined", "registration-cancelled"
OFFERED, MOVED_BACK = "seat-offered", "seat-withdrawn"
REINSTATED, HANDED_OVER = "registration-reinstated", "seat-handed-over"
CHANGED, EVENT_CANCELLED = "event-changed", "event-cancelled"
# What a letter about a change may tell of, in this order.
ASPECTS = ("time", "place", "link")
KINDS = (
    *(CONFIRMED, PENDING, WAITLISTED, PROMOTED, DECLINED, CANCELLED, CHANGED, EVENT_CANCELLED),
    *(OFFERED, MOVED_BACK, REINSTATED, HANDED_OVER),
)
# The kind of attachment that carries a calendar entry.
CALENDAR_ENTRY = "event-calendar-entry"
# … and the one that carries the QR code of a seat.
SEAT_CODE = "event-seat-code"
# … and the one that carries the calendar entries of the sessions that somebody chose.
SESSION_ENTRIES = "event-session-entries"

Facts = dict[str, dict[str, Any]]


def language_of(member: Member) -> str:
    """The language in which `member` is written to."""
    return member.language if member.language in LANGUAGES else "ko"


def place_text(event: Event) -> str:
    """Venue, room and address in one line, in the active language; empty for an online event."""
    if event.format == Event.Format.ONLINE:
        return ""
    venue = event.venue
    parts = [
        bilingual.text(venue, "name") if venue else "",
        bilingual.side(event.room),
        bilingual.text(venue, "address") if venue else "",
    ]
    return one_line(", ".join(part for part in parts if part))


def event_facts(event: Event) -> Facts:
    """What a mail says about `event`, ready in each language."""
    facts: Facts = {}
    for language in LANGUAGES:
        with translation.override(language):
            facts[language] = {
                "event_title": one_line(bilingual.text(event, "title")),
                "event_when": when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day),
                "event_place": place_text(event),
                "event_format": str(event.get_format_display()),
                "event_url": absolute_url("events:event-detail", language, event.slug),
                "cancel_url": absolute_url("events:event-cancel", language, event.slug),
                "my_url": absolute_url("events:my-registrations", language),
                "contact_name": one_line(event.contact_name),
                "contact_email": event.contact_email,
                "contact_phone": one_line(event.contact_phone),
            }
    return facts


def facts_of(locked: Event, *, made_from: Event, facts: Facts) -> Facts:
    """`facts`, made before the lock, or new ones where the event has changed since."""
    return facts if made_from.updated_at == locked.updated_at else event_facts(locked)


def tell(
    kind: str,
    registrations: Iterable[Registration],
    event: Event,
    facts: Facts,
    *,
    calendar: str = "",
    fact: str = "",
    **extra: str,
) -> None:
    """Tell each registrant (with `member.user` loaded) of `kind`, once for each registration and `fact` (without one: each time
    that the registration is in that state anew, which raises its sequence).

    `calendar` is the METHOD of the calendar entry that goes with it: `REQUEST`, `CANCEL`, or none. Those who hold a seat are
    given the online link, and, where there is a door, the code of the seat with its calendar entry; those whose event changes
    or whose seat ends, the entries of their sessions as they are then."""
    messages = []
    everyone = list(registrations)
    with_sessions = _with_sessions(everyone) if calendar == "CANCEL" or (calendar and kind == CHANGED) else set()
    for registration in everyone:
        member = registration.member
        language = language_of(member)
        seated = registration.state == Registration.State.CONFIRMED
        shows_code = seated and calendar == "REQUEST" and event.format != Event.Format.ONLINE
        messages.append(
            OutgoingMessage(
                kind=kind,
                template=f"events/email/{kind}",
                user=member.user,
                address=member.user.email,
                language=language,
                context={
                    **facts[language],
                    **extra,
                    "registration_id": registration.pk,
                    "event_sequence": event.sequence,
                    "name": one_line(member.display_name(language)),
                    "note": registration.note,
                    **(_offer(registration, event, language) if kind == OFFERED else {}),
                    "online_link": event.online_link if seated else "",
                    "seated": seated,
                    "seat_code": seat_codes.short_code(registration.code) if shows_code else "",
                    "offers": event.offer_hours is not None,
                },
                key=":".join(filter(None, (kind, str(registration.pk), fact or _turn(registration)))),
                not_after=registration.offer_ends_at if kind == OFFERED else None,
                attachments=[
                    *([{"kind": CALENDAR_ENTRY, "registration": registration.pk, "method": calendar}] if calendar else []),
                    *([{"kind": SEAT_CODE, "registration": registration.pk}] if shows_code else []),
                    *([{"kind": SESSION_ENTRIES, "registration": registration.pk}] if registration.pk in with_sessions else []),
                ],
            )
        )
    if messages:
        queue_messages(messages)


def _with_sessions(registrations: list[Registration]) -> set[int]:
    """The keys of those who chose sessions."""
    chosen = AgendaRegistration.objects.filter(registration__in=[one.pk for one in registrations])
    return set(chosen.values_list("registration", flat=True)) if registrations else set()


def _turn(registration: Registration) -> str:
    return f"s{registration.sequence}" if registration.sequence else ""


def _offer(registration: Registration, event: Event, language: str) -> dict[str, str]:
    """What the mail says about an offered seat."""
    ends_at, token = registration.offer_ends_at, registration.offer_token
    return {
        "offer_token": str(token),
        "offer_until": when.moment(ends_at, event.time_zone, language) if ends_at else "",
        "offer_url": absolute_url("events:event-offer", language, event.slug, token),
    }


def tell_promoted(promoted: Iterable[Registration], event: Event, facts: Facts) -> None:
    """Tell those who came from the waiting list to a seat, or to the offer of one."""
    everyone = list(promoted)
    seated = [one for one in everyone if one.state == Registration.State.CONFIRMED]
    tell(PROMOTED, seated, event, facts, calendar="REQUEST")
    tell(OFFERED, [one for one in everyone if one.state == Registration.State.OFFERED], event, facts)


def tell_ended(kind: str, ended: Iterable[Registration], event: Event, facts: Facts, **extra: str) -> None:
    """Tell those whose registration ended; who had a confirmed seat gets the cancelling calendar entry."""
    everyone = list(ended)
    tell(kind, [one for one in everyone if one.confirmed_at], event, facts, calendar="CANCEL", **extra)
    tell(kind, [one for one in everyone if not one.confirmed_at], event, facts, **extra)


def tell_of_change(
    event: Event, told: Iterable[Registration], facts: Facts, *, moved: bool, placed: bool, linked: bool = False
) -> None:
    """Tell `told`, once for each change (`event.sequence`), of the new time (`moved`), place (`placed`) and, those who have a
    seat, link (`linked`) of `event`; who has a seat gets the new calendar entry.

    A letter takes the place of earlier ones of the same registration that have not left (`kinds.change_is_the_latest`), so it
    says what they would have said, too."""
    everyone = list(told)
    new = {aspect for aspect, is_new in zip(ASPECTS, (moved, placed, linked), strict=True) if is_new}
    unsaid = _not_yet_said(everyone)
    groups: dict[tuple[str, bool], list[Registration]] = {}
    for registration in everyone:
        seated = registration.state == Registration.State.CONFIRMED
        # Who has no seat has never seen the link.
        said = (new | unsaid.get(registration.pk, set())) - (set() if seated else {"link"})
        groups.setdefault(("-and-".join(one for one in ASPECTS if one in said), seated), []).append(registration)
    for (what, seated), some in groups.items():
        tell(CHANGED, some, event, facts, calendar="REQUEST" if seated else "", fact=str(event.sequence), what=what)


def _not_yet_said(registrations: list[Registration]) -> dict[int, set[str]]:
    """What the last letter about a change says, by registration, where that one has not left. One query.

    The last one says what those before it left unsaid. One that failed may be sent again by staff: a later one drops it."""
    letters = Message.objects.filter(
        user__in=[one.member.user_id for one in registrations],
        kind=CHANGED,
        context__registration_id__in=[one.pk for one in registrations],
    )
    found = letters.order_by("pk").values_list("context__registration_id", "context__what", "state")
    last = {registration: (what, state) for registration, what, state in found}
    unsent = (*Message.OPEN, Message.State.FAILED)
    return {registration: set(what.split("-and-")) for registration, (what, state) in last.items() if state in unsent}
