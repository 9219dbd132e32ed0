"""What staff write to the registrants of an event: once, by state, each in the reader's language."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Case, Value, When

from council.events.models import Announcement, Event, Registration
from council.events.models.registration import RegistrationQuerySet
from council.events.services import telling
from council.events.text import one_line, printable
from council.members.models import User
from council.messaging.services import OutgoingMessage, queue_messages

WRITTEN = "event-message"


def current_registrations(event: Event) -> RegistrationQuerySet:
    """One registration a person: the one that stands, else the latest. Who registered anew after cancelling is not among the
    cancelled."""
    stands = Case(When(state__in=Registration.LIVE, then=Value(True)), default=Value(False), output_field=BooleanField())
    own = Registration.objects.filter(event=event).annotate(stands=stands)
    latest = own.order_by("member_id", "-stands", "-pk").distinct("member_id")
    return Registration.objects.filter(pk__in=latest.values("pk"))


def recipients(event: Event, states: Collection[str]) -> RegistrationQuerySet:
    """Those to whom a message for `states` goes: who can log in, in the order of registering."""
    found = current_registrations(event).filter(state__in=states, member__user__is_active=True)
    return found.select_related("member__user").order_by("queued_at", "pk")


@transaction.atomic
def write_to_registrants(
    *,
    event: Event,
    states: Collection[str],
    subject_ko: str,
    subject_en: str,
    text_ko: str,
    text_en: str,
    token: uuid.UUID,
    by: User,
    now: datetime,
) -> tuple[Announcement, bool]:
    """Write to everyone whose registration for `event` is in one of `states`, and keep what was written, to whom and by whom.

    A text that is missing in the reader's language is sent in the other. `token` is the form's: sent twice, the message goes
    out once. Returns the announcement, and whether it was sent now."""
    words = {"subject_ko": subject_ko, "subject_en": subject_en, "text_ko": text_ko, "text_en": text_en}
    announcement, is_new = Announcement.objects.get_or_create(
        token=token, defaults={"event": event, "states": sorted(states), "sent_by": by, "sent_at": now, **words}
    )
    if not is_new:
        return announcement, False
    facts = telling.event_facts(event)
    messages = [_message(announcement, registration, facts) for registration in recipients(event, states)]
    if messages:
        queue_messages(messages)
    announcement.recipients = len(messages)
    announcement.save(update_fields=["recipients"])
    return announcement, True


def words_for(announcement: Announcement, language: str) -> tuple[str, str]:
    """Subject and text in `language`, or both in the other where they are not whole in it."""
    korean = (announcement.subject_ko, announcement.text_ko)
    english = (announcement.subject_en, announcement.text_en)
    first, second = (korean, english) if language == "ko" else (english, korean)
    return first if all(first) else second


def _message(announcement: Announcement, registration: Registration, facts: telling.Facts) -> OutgoingMessage:
    member = registration.member
    language = member.language if member.language in facts else "ko"
    subject, text = words_for(announcement, language)
    context: dict[str, Any] = {
        **facts[language],
        "registration_id": registration.pk,
        "states": announcement.states,
        "name": one_line(member.display_name(language)),
        "written_subject": one_line(subject),
        "written_text": printable(text),
    }
    return OutgoingMessage(
        kind=WRITTEN,
        template=f"events/email/{WRITTEN}",
        user=member.user,
        address=member.user.email,
        language=language,
        context=context,
        key=f"{WRITTEN}:{announcement.pk}:{registration.pk}",
    )
