"""What people are told of the sessions that they chose: rows of the outbox, with the entries for their calendars."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import translation

from council import bilingual, when
from council.events.models import AgendaItem, AgendaRegistration, Event, Registration
from council.events.services.telling import LANGUAGES, SESSION_ENTRIES
from council.events.shown_agenda import kept_from_readers, untitled
from council.events.text import one_line
from council.messaging.links import absolute_url
from council.messaging.services import OutgoingMessage, queue_messages

PROMOTED, CANCELLED, CHANGED, CHOSEN = "session-promoted", "session-cancelled", "session-changed", "sessions-chosen"
KINDS = (PROMOTED, CANCELLED, CHANGED)
# Each choice goes through these, one after the other.
STAGES = (AgendaRegistration.State.WAITLISTED, AgendaRegistration.State.CONFIRMED, AgendaRegistration.State.CANCELLED)
# Whose deed a change of several choices was.
BY_SELF, BY_STAFF, WITH_THE_SEAT, FROM_THE_QUEUE = "self", "staff", "seat", "queue"

Facts = dict[str, dict[str, Any]]
Ready = dict[tuple[int, datetime], Facts]


def session_facts(item: AgendaItem, kept_back: Collection[int] = ()) -> Facts:
    """What a mail says about an agenda item (with its `event`), ready in each language: without the title of one that is among
    the `kept_back`."""
    event = item.event
    facts: Facts = {}
    for language in LANGUAGES:
        with translation.override(language):
            facts[language] = {
                "session_title": untitled(item) if item.pk in kept_back else one_line(bilingual.text(item, "title")),
                "session_when": when.span(item.starts_at, item.ends_at, event.time_zone),
                "session_room": one_line(bilingual.side(item.room)),
                "session_starts": item.starts_at.isoformat(),
                "event_title": one_line(bilingual.text(event, "title")),
                "sessions_url": absolute_url("events:event-sessions", language, event.slug),
                "event_url": absolute_url("events:event-detail", language, event.slug),
            }
    return facts


def made_ready(event: Event) -> Ready:
    """The facts of every item of `event` that people sign up for, made before its row is locked."""
    items = list(event.agenda.filter(needs_registration=True))
    kept_back = kept_from_readers(event) if items else ()
    for item in items:
        item.event = event
    return {(item.pk, item.updated_at): session_facts(item, kept_back) for item in items}


def _entries(registration_id: int) -> dict[str, Any]:
    return {"kind": SESSION_ENTRIES, "registration": registration_id}


def tell(kind: str, choices: Iterable[AgendaRegistration], *, fact: str = "", is_known: bool = False) -> None:
    """Tell the people of `choices` (with `item.event` and `registration.member.user` loaded) of `kind`, each once for each
    choice and `fact`. `is_known`: the items bear the titles by which they were chosen."""
    facts: dict[int, Facts] = {}
    kept_back: dict[int, Collection[int]] = {}
    messages = []
    for choice in choices:
        item = choice.item
        if item.event_id not in kept_back:
            kept_back[item.event_id] = () if is_known else kept_from_readers(item.event)
        if item.pk not in facts:
            facts[item.pk] = session_facts(item, kept_back[item.event_id])
        member = choice.registration.member
        language = member.language if member.language in LANGUAGES else "ko"
        context = {**facts[choice.item_id][language], "choice_id": choice.pk, "name": one_line(member.display_name(language))}
        messages.append(
            OutgoingMessage(
                kind=kind,
                template=f"events/email/{kind}",
                user=member.user,
                address=member.user.email,
                language=language,
                context=context,
                key=":".join(filter(None, (kind, str(choice.pk), fact))),
                attachments=[_entries(choice.registration_id)],
            )
        )
    if messages:
        queue_messages(messages)


def tell_promoted(promoted: Sequence[AgendaRegistration]) -> None:
    """Tell those who moved up; who moved up in several sessions at once gets one message about all."""
    own: dict[int, list[AgendaRegistration]] = {}
    for choice in promoted:
        own.setdefault(choice.registration_id, []).append(choice)
    tell(PROMOTED, [choices[0] for choices in own.values() if len(choices) == 1])
    for choices in own.values():
        if len(choices) > 1:
            tell_chosen(choices[0].registration, choices[0].item.event, why=FROM_THE_QUEUE)


def tell_chosen(
    registration: Registration, event: Event, *, why: str, left: Sequence[AgendaItem] = (), ready: Mapping[Any, Facts] = {}
) -> None:
    """Tell the person of `registration` (with `member.user` loaded) what he has chosen of `event` now, and what was given up
    (`left`), once for each set of changes. `ready`: facts made before the lock."""
    choices = list(AgendaRegistration.objects.filter(registration=registration).select_related("item"))
    live = sorted((one for one in choices if one.is_live), key=lambda one: (one.item.starts_at, one.item_id))
    member = registration.member
    language = member.language if member.language in LANGUAGES else "ko"
    made = {item.pk for item in (*(one.item for one in live), *left) if (item.pk, item.updated_at) not in ready}
    kept_back = kept_from_readers(event) if made else ()

    def said(item: AgendaItem) -> dict[str, Any]:
        item.event = event
        facts = ready.get((item.pk, item.updated_at)) or session_facts(item, kept_back)
        return {name: facts[language][f"session_{name}"] for name in ("title", "when", "room")}

    context = {
        "event_title": one_line(bilingual.text(event, "title", language)),
        "event_url": absolute_url("events:event-detail", language, event.slug),
        "sessions_url": absolute_url("events:event-sessions", language, event.slug),
        "name": one_line(member.display_name(language)),
        "why": why,
        "sessions": [{**said(one.item), "has_place": one.state == AgendaRegistration.State.CONFIRMED} for one in live],
        "left": [said(item) for item in left],
        "registration_id": registration.pk,
        "choice_ids": [one.pk for one in live],
    }
    # A choice only goes on to its next stage: the sum rises with each set of changes, and never comes again.
    turn = sum(1 + STAGES.index(AgendaRegistration.State(one.state)) for one in choices)
    told = OutgoingMessage(
        kind=CHOSEN,
        template=f"events/email/{CHOSEN}",
        user=member.user,
        address=member.user.email,
        language=language,
        context=context,
        key=f"{CHOSEN}:{registration.pk}:{turn}",
        attachments=[_entries(registration.pk)],
    )
    queue_messages([told])


def chosen_is_true(context: dict[str, Any]) -> bool:
    """Whether the seat stands, and the person's choice is the one that a message tells of: no later message tells of another.
    What moved up or was called off since is told by itself."""
    own = AgendaRegistration.objects.filter(registration=int(context["registration_id"]))
    seat = Registration.objects.filter(pk=int(context["registration_id"]), state=Registration.State.CONFIRMED)
    told = own.filter(pk__in=context["choice_ids"])
    ended = told.exclude(state__in=AgendaRegistration.LIVE).exclude(reason=AgendaRegistration.Reason.ITEM)
    return seat.exists() and not ended.exists() and not own.live().exclude(pk__in=context["choice_ids"]).exists()
