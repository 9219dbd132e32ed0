"""The registry that keeps the platform blind to its programmes.

Each programme's `AppConfig.ready()` calls `register(Programme(…))`; the platform asks here and never compares a slug with a
literal. The lower rooms of the platform ask here, too, for what a higher room knows (panels of an event's page, whether a
message is still true). These modules import nothing else of ours.
"""

from collections.abc import Sequence
from typing import Any

from council.programmes.known import (
    AttachmentKind,
    CalendarEntry,
    CalendarSource,
    DeadlineFacts,
    DeadlineRule,
    DeadlineSource,
    DocumentOwner,
    EventFollower,
    EventRule,
    MessageKind,
    NoveltyAnswer,
    NoveltyDeclaration,
    NoveltyGuard,
    OwnerFacts,
    RegistrationPart,
    SeatRule,
    Seed,
    SeedBed,
    TieSource,
)
from council.programmes.registry import Registry
from council.programmes.shown import (
    AgendaPanel,
    DemoPart,
    DeskNotice,
    EventPanel,
    EventStaffLink,
    EventVeil,
    LifeEntry,
    LifeSource,
    MyPageCard,
    OrganisationPanel,
    Programme,
    SearchHit,
    SearchSource,
    Text,
    nothing_more,
)

__all__ = [
    "AgendaPanel",
    "AttachmentKind",
    "CalendarEntry",
    "CalendarSource",
    "DeadlineFacts",
    "DeadlineRule",
    "DeadlineSource",
    "DemoPart",
    "DeskNotice",
    "DocumentOwner",
    "EventFollower",
    "EventPanel",
    "EventRule",
    "EventStaffLink",
    "EventVeil",
    "LifeEntry",
    "LifeSource",
    "MessageKind",
    "MyPageCard",
    "NoveltyAnswer",
    "NoveltyDeclaration",
    "NoveltyGuard",
    "OrganisationPanel",
    "OwnerFacts",
    "Programme",
    "RegistrationPart",
    "Registry",
    "SearchHit",
    "SearchSource",
    "SeatRule",
    "Seed",
    "SeedBed",
    "Text",
    "TieSource",
    "agenda_panels",
    "all_programmes",
    "attachment_kinds",
    "calendar_sources",
    "choices",
    "deadline_sources",
    "demo_parts",
    "desk_notices",
    "document_owners",
    "event_followers",
    "event_panels",
    "event_rules",
    "event_staff_links",
    "event_veils",
    "find",
    "get",
    "give_pages",
    "life_sources",
    "message_kinds",
    "my_page_cards",
    "nothing_more",
    "novelty_guards",
    "organisation_panels",
    "refused",
    "register",
    "registration_parts",
    "search_sources",
    "seat_rules",
    "seed_beds",
    "slugs",
    "tie_sources",
]

_programmes: Registry[Programme] = Registry("programmes")
event_panels: Registry[EventPanel] = Registry("event panels")
agenda_panels: Registry[AgendaPanel] = Registry("agenda panels")
event_rules: Registry[EventRule] = Registry("rules of events")
event_followers: Registry[EventFollower] = Registry("what follows events")
event_veils: Registry[EventVeil] = Registry("veils of events")
registration_parts: Registry[RegistrationPart] = Registry("parts of the form of registration")
message_kinds: Registry[MessageKind] = Registry("message kinds")
attachment_kinds: Registry[AttachmentKind] = Registry("attachment kinds")
calendar_sources: Registry[CalendarSource] = Registry("sources of personal calendars")
desk_notices: Registry[DeskNotice] = Registry("desk notices")
deadline_sources: Registry[DeadlineSource] = Registry("deadline sources")
organisation_panels: Registry[OrganisationPanel] = Registry("panels of an organisation")
life_sources: Registry[LifeSource] = Registry("sources of a member's life")
event_staff_links: Registry[EventStaffLink] = Registry("staff links of an event")
document_owners: Registry[DocumentOwner] = Registry("owners of documents")
search_sources: Registry[SearchSource] = Registry("sources of the search")
my_page_cards: Registry[MyPageCard] = Registry("cards of a member's page")
demo_parts: Registry[DemoPart] = Registry("parts of the demonstration")
tie_sources: Registry[TieSource] = Registry("sources of ties")
seat_rules: Registry[SeatRule] = Registry("rules of seats")
seed_beds: Registry[SeedBed] = Registry("takers of seeds")
novelty_guards: Registry[NoveltyGuard] = Registry("guards of novelty")

register = _programmes.register
get = _programmes.get
find = _programmes.find
all_programmes = _programmes.all


def give_pages(bodies: Sequence[Any]) -> None:
    """Give each of `bodies` its `page_url`: where its programme has a page about it, or "". One query a programme at most."""
    for body in bodies:
        body.page_url = ""
    for programme in all_programmes():
        mine = [body for body in bodies if body.programme == programme.slug]
        urls = programme.body_urls(mine) if mine and programme.body_urls is not None else {}
        for body in mine:
            body.page_url = urls.get(body.pk, "")


def refused(event: Any) -> tuple[str, Text] | None:
    """The field at fault and why, where a programme does not allow `event` as it is to be saved; else None."""
    answers = (rule.refuse(event) for rule in event_rules.all())
    return next((answer for answer in answers if answer is not None), None)


def slugs() -> list[str]:
    """The programmes' slugs in their order."""
    return [programme.slug for programme in all_programmes()]


def choices() -> list[tuple[str, Text]]:
    """`(slug, name)` pairs for a form field or a model field's `choices`."""
    return [(programme.slug, programme.name) for programme in all_programmes()]
