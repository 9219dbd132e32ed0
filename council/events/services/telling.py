"""What registrants are told: rows of the outbox, written in the transaction of the fact. Texts are made ready before the
event's row is locked."""

from collections.abc import Iterable
from typing import Any

from django.utils import translation

from council import bilingual, when
from council.events.models import Event, Registration
from council.events.text import one_line
from council.messaging.links import absolute_url
from council.messaging.services import OutgoingMessage, queue_messages

LANGUAGES = ("ko", "en")
CONFIRMED, PENDING, WAITLISTED = "registration-confirmed", "registration-pending", "registration-waitlisted"
PROMOTED, DECLINED, CANCELLED = "registration-promoted", "registration-declined", "registration-cancelled"
CHANGED, EVENT_CANCELLED = "event-changed", "event-cancelled"
KINDS = (CONFIRMED, PENDING, WAITLISTED, PROMOTED, DECLINED, CANCELLED, CHANGED, EVENT_CANCELLED)
# The kind of attachment that carries a calendar entry.
CALENDAR_ENTRY = "event-calendar-entry"

Facts = dict[str, dict[str, Any]]


def place_text(event: Event) -> str:
    """Venue, room and address in one line, in the active language; empty for an online event."""
    if event.format == Event.Format.ONLINE:
        return ""
    venue = event.venue
    parts = [bilingual.text(venue, "name") if venue else "", event.room, bilingual.text(venue, "address") if venue else ""]
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
    """Tell each registrant (with `member.user` loaded) of `kind`, once for each registration and `fact`.

    `calendar` is the METHOD of the calendar entry that goes with it: `REQUEST`, `CANCEL`, or none. Those who hold a seat are
    given the online link."""
    messages = []
    for registration in registrations:
        member = registration.member
        language = member.language if member.language in facts else "ko"
        seated = registration.state == Registration.State.CONFIRMED
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
                    "online_link": event.online_link if seated else "",
                    "seated": seated,
                },
                key=":".join(filter(None, (kind, str(registration.pk), fact))),
                attachments=(
                    [{"kind": CALENDAR_ENTRY, "registration": registration.pk, "method": calendar}] if calendar else []
                ),
            )
        )
    if messages:
        queue_messages(messages)


def tell_promoted(promoted: Iterable[Registration], event: Event, facts: Facts) -> None:
    """Tell those who came from the waiting list to a seat."""
    tell(PROMOTED, promoted, event, facts, calendar="REQUEST")
