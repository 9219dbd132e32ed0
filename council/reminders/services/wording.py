"""What a reminder says: the standard text, or staff's own with placeholders."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from council import bilingual
from council.events.models import Event, Registration
from council.events.services.telling import Facts, event_facts
from council.members.models import Member
from council.messaging.cleaning import clean_line
from council.messaging.services import OutgoingMessage
from council.programmes import DeadlineFacts, DeadlineSource
from council.reminders.models import Rule
from council.reminders.services.afterwards import Links, without_missing

KIND = "event-reminder"
AFTER_KIND = "event-follow-up"
TEST_KIND = "event-reminder-test"
TEMPLATE = "reminders/email/event-reminder"
OWN_TEMPLATE = "reminders/email/own-text"
DEADLINE_TEMPLATE = "reminders/email/deadline"

# What staff may put into braces. Each is a piece of text that is ready before: nothing is looked up, called or formatted.
PLACEHOLDERS = {
    "name": _("the reader’s name"),
    "event_title": _("title of the event"),
    "event_when": _("when it is"),
    "event_place": _("where it is"),
    "event_format": _("in person, online or hybrid"),
    "event_url": _("address of its page"),
    "online_link": _("link to join, for those with a seat"),
    "cancel_url": _("address to give the place up"),
    "my_url": _("address of “My registrations”"),
    "contact_name": _("contact"),
    "contact_email": _("contact’s e-mail"),
    "contact_phone": _("contact’s phone"),
    "survey_url": _("after the event: address of its survey, for those whom it asks"),
    "certificate_url": _("after the event: address of the reader’s certificate, for those who came"),
}
DEADLINE_PLACEHOLDERS = {
    "name": _("the reader’s name"),
    "title": _("what is due, with its date"),
    "details": _("what is said about it"),
    "url": _("address of the page"),
}
BRACES = re.compile(r"\{([^{}\n]*)\}")

__all__ = ["Facts", "event_facts", "is_still_true", "reminder_message"]


def placeholders_of(rule: Rule) -> Mapping[str, Any]:
    """The placeholders that the texts of `rule` may use, with what they stand for."""
    return PLACEHOLDERS if rule.source == "event" else DEADLINE_PLACEHOLDERS


def unknown_placeholders(text: str, known: Mapping[str, Any]) -> list[str]:
    """What stands in braces in `text` and is none of the placeholders, as it stands there."""
    return [match.group(0) for match in BRACES.finditer(text) if match.group(1) not in known]


def fill(text: str, values: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """`text` with its placeholders replaced by text of `values`. What is no placeholder stays as it stands; what a value holds
    is never read as a placeholder."""
    return BRACES.sub(lambda match: str(values.get(match.group(1), "")) if match.group(1) in known else match.group(0), text)


def own_text(rule: Rule, values: Mapping[str, Any], language: str) -> dict[str, str]:
    """Subject and text of a rule that has texts of its own, for one reader. A line that names a survey or a certificate which
    this reader has not is left out."""
    known = placeholders_of(rule)
    text = without_missing(bilingual.text(rule, "text", language), values)
    return {
        "own_subject": clean_line(fill(bilingual.text(rule, "subject", language), values, known)),
        "own_text": fill(text, values, known),
    }


def kind_of(rule: Rule | None) -> str:
    """The kind of message of an event's rule: what comes before the event and what comes after are switched off each by
    itself."""
    return AFTER_KIND if rule is not None and rule.is_after else KIND


def reminder_message(
    *,
    event: Event,
    member: Member,
    facts: Facts,
    key: str,
    rule: Rule | None = None,
    seat: Mapping[str, Any] | None = None,
    kind: str = "",
    not_after: datetime | None = None,
    links: Links | None = None,
) -> OutgoingMessage:
    """The reminder of `event` to `member` (with `user` loaded); of no use after `not_after`. `links`: what the rule's own text
    names of survey and certificate.

    `seat` is what stands in the ledger's way to ask again before sending: the registration's key, state and sequence."""
    language = member.language if member.language in facts else "ko"
    seat = seat or {"registration_id": None, "state": Registration.State.CONFIRMED, "sequence": 0}
    seated = seat["state"] == Registration.State.CONFIRMED
    context: dict[str, Any] = facts[language] | {
        "name": clean_line(member.display_name(language)),
        "online_link": event.online_link if seated else "",
        "seated": seated,
        "event_id": event.pk,
        "user_id": member.user_id,
        "schedule_version": event.schedule_version,
        "registration_id": seat["registration_id"],
        "seat_sequence": seat["sequence"],
    }
    template = TEMPLATE
    if rule is not None:
        context |= {"states": rule.state_list(), "is_after": rule.is_after}
        if rule.has_own_text:
            template = OWN_TEMPLATE
            context |= links.of(member.user_id, language) if links is not None else {}
            context |= own_text(rule, context, language)
    return OutgoingMessage(
        kind=kind or kind_of(rule),
        template=template,
        user=member.user,
        address=member.user.email,
        language=language,
        context=context,
        key=key,
        not_after=not_after,
    )


def deadline_message(
    *,
    source: DeadlineSource,
    rule: Rule,
    member: Member,
    facts: DeadlineFacts,
    subject: str,
    version: int,
    deadline: datetime,
    key: str,
    kind: str = "",
) -> OutgoingMessage:
    """The reminder of one deadline to `member` (with `user` loaded); of no use once the deadline is past, unless the rule comes
    after it."""
    values: dict[str, Any] = {
        "name": clean_line(member.display_name(member.language)),
        "title": clean_line(facts.title),
        "details": facts.text,
        "url": facts.url,
    }
    extra = own_text(rule, values, member.language) if rule.has_own_text else {}
    asked = {"subject_key": subject, "user_id": member.user_id, "version": version, "deadline": deadline.isoformat()}
    return OutgoingMessage(
        kind=kind or source.kind,
        template=OWN_TEMPLATE if rule.has_own_text else DEADLINE_TEMPLATE,
        user=member.user,
        address=member.user.email,
        language=member.language,
        context=values | asked | extra | {"source": source.slug},
        key=key,
        not_after=None if rule.is_after or kind else deadline,
    )


def is_still_true(context: dict[str, Any]) -> bool:
    """Whether the reader still has the place that the reminder was for, and the event is where it was (asked just before
    sending)."""
    return all_still_true([context])[0]


def all_still_true(contexts: Sequence[dict[str, Any]]) -> list[bool]:
    """The same for each of `contexts`, in one query."""
    places = Registration.objects.filter(
        event__in={context["event_id"] for context in contexts},
        member__user__in={context["user_id"] for context in contexts},
        member__user__is_active=True,
    ).values_list("event", "member__user", "state", "event__state", "event__schedule_version")
    held: dict[tuple[int, int], list[tuple[str, str, int]]] = {}
    for event, user, *place in places:
        held.setdefault((event, user), []).append(tuple(place))  # type: ignore[arg-type]
    return [
        any(_holds(context, *place) for place in held.get((context["event_id"], context["user_id"]), []))
        for context in contexts
    ]


def _holds(context: dict[str, Any], state: str, event_state: str, version: int) -> bool:
    events = [Event.State.PUBLISHED, Event.State.COMPLETED] if context.get("is_after") else [Event.State.PUBLISHED]
    states = context.get("states") or [Registration.State.CONFIRMED]
    return state in states and event_state in events and version == context["schedule_version"]
