"""What a reminder says."""

from typing import Any

from council.events.models import Event, Registration
from council.events.services.telling import Facts, event_facts
from council.members.models import Member
from council.messaging.cleaning import clean_line
from council.messaging.services import OutgoingMessage

KIND = "event-reminder"
TEST_KIND = "event-reminder-test"
TEMPLATE = "reminders/email/event-reminder"

__all__ = ["Facts", "event_facts", "is_still_true", "reminder_message"]


def reminder_message(*, event: Event, member: Member, facts: Facts, key: str, kind: str = KIND) -> OutgoingMessage:
    """The reminder of `event` to `member` (with `user` loaded); of no use once the event has begun."""
    language = member.language if member.language in facts else "ko"
    return OutgoingMessage(
        kind=kind,
        template=TEMPLATE,
        user=member.user,
        address=member.user.email,
        language=language,
        context=facts[language]
        | {
            "name": clean_line(member.display_name(language)),
            "online_link": event.online_link,
            "seated": True,
            "event_id": event.pk,
            "user_id": member.user_id,
            "schedule_version": event.schedule_version,
        },
        key=key,
        not_after=event.starts_at,
    )


def is_still_true(context: dict[str, Any]) -> bool:
    """Whether the reader still has a place at the event, and the event is where it was (asked just before sending)."""
    return Registration.objects.filter(
        event=context["event_id"],
        event__state=Event.State.PUBLISHED,
        event__schedule_version=context["schedule_version"],
        member__user=context["user_id"],
        member__user__is_active=True,
        state=Registration.State.CONFIRMED,
    ).exists()
