"""What a symposium's landing page shows, in a constant number of queries."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from council import bilingual, when
from council.events.models import AgendaItem, Event, Speaker
from council.events.permissions import own_registration
from council.events.services import closed
from council.events.services.telling import place_text
from council.events.shown_agenda import shown_agenda
from council.members.models import Membership
from council.members.permissions import member_of
from symposia.models import Symposium
from symposia.panels import KeyDay, key_days, list_notes, panels
from symposia.permissions.group import is_desk, visible_symposia

CHAIRING = (Membership.Role.CHAIR, Membership.Role.VICE_CHAIR)


def landing(symposium: Symposium, user: Any, now: datetime) -> dict[str, Any]:
    """Dates, place, key dates, programme, speakers, tracks, rooms, how to register, and what the parts add."""
    event = symposium.event
    items = agenda_of(event, user, now)
    own = own_registration(user, event)
    return {
        "symposium": symposium,
        "event": event,
        "now": now,
        "place": place_text(event),
        "dates": [(number, when.day(day)) for number, day in enumerate(symposium.dates, start=1)],
        "key_days": all_key_days(symposium, user, now),
        "agenda": by_day(event, items),
        # Its dates were changed, and its agenda was not yet.
        "moved": event.state != Event.State.CANCELLED and any(_is_outside(one, event) for one in items),
        "speakers": speakers_of(items),
        "tracks": list(symposium.tracks.select_related("chair__user", "chair__organisation")),
        "rooms": list(symposium.rooms.all()),
        "own": own if own is not None and own.is_live else None,
        "obstacle": closed(event, now),
        "has_ended": event.has_ended(now),
        "people": people(symposium, user, now),
        "is_desk": is_desk(user),
        "panels": [
            {"template": panel.template, "context": context}
            for panel in panels.all()
            if (context := panel.context(symposium, user, now)) is not None
        ],
    }


def agenda_of(event: Event, user: Any, now: datetime) -> list[AgendaItem]:
    """The agenda as far as it is for `user`, with speakers. Two queries."""
    return list(shown_agenda(user, now).filter(event=event).prefetch_related("speakers__member"))


def _is_outside(item: AgendaItem, event: Event) -> bool:
    return item.starts_at < event.starts_at or item.ends_at > event.ends_at


def by_day(event: Event, items: Sequence[AgendaItem]) -> list[tuple[str, list[AgendaItem]]]:
    """`items` by day of the event's zone."""
    days = groupby(items, key=lambda item: item.starts_at.astimezone(event.zone).date())
    return [(when.day(day), list(group)) for day, group in days]


def speakers_of(items: Sequence[AgendaItem]) -> list[Speaker]:
    """Who speaks, as far as it is told, each once, in the order of the agenda."""
    named = (item for item in items if not item.is_nameless and not item.is_cancelled)  # type: ignore[attr-defined]
    return list({speaker.pk: speaker for item in named for speaker in item.speakers.all()}.values())


def all_key_days(symposium: Symposium, user: Any, now: datetime) -> list[dict[str, Any]]:
    """Every day to keep in mind in its order: staff's own, those of the parts, registration's and the symposium's."""
    event = symposium.event
    found = [KeyDay(one.on, bilingual.text(one, "label")) for one in symposium.key_dates.all()]
    if event.mode != Event.Mode.NONE:
        register = event.get_absolute_url()
        if event.opens_at is not None:
            found.append(KeyDay(event.opens_at.astimezone(event.zone).date(), _("Registration opens"), register))
        closes = event.registration_ends_at().astimezone(event.zone).date()
        if event.closes_at is not None:
            found.append(KeyDay(closes, _("Registration closes"), register))
    for source in key_days.all():
        found += source.days(symposium, user, now)
    first, last = symposium.dates[0], symposium.dates[-1]
    found += [KeyDay(first, _("The symposium begins")), KeyDay(last, _("The symposium ends"))]
    today = now.astimezone(event.zone).date()
    ahead = sorted(found, key=lambda one: one.on)
    following = next((one for one in ahead if one.on >= today), None)
    return [{"day": one, "when": when.day(one.on), "over": one.on < today, "next": one is following} for one in ahead]


def people(symposium: Symposium, user: Any, now: datetime) -> list[Membership]:
    """Who chairs the committee, for members: names of people are not for visitors."""
    member = member_of(user)
    if symposium.committee_id is None or member is None or not member.has_access(now):
        return []
    seats = Membership.objects.sitting(now).filter(body=symposium.committee_id, role__in=CHAIRING)
    return list(seats.select_related("member__user", "member__organisation").order_by("role", "pk"))


def listed(user: Any, now: datetime) -> dict[str, Any]:
    """The symposia that `user` may see: what is on and ahead, the next first; what is over, the latest first."""
    symposia = list(visible_symposia(user, now).order_by("event__starts_at", "pk"))
    notes: dict[int, list[dict[str, Any]]] = {one.pk: [] for one in symposia}
    for source in list_notes.all() if symposia else ():
        for key, (text, url) in source.notes(symposia, user, now).items():
            notes[key].append({"text": text, "url": url})
    for one in symposia:
        one.notes = notes[one.pk]  # type: ignore[attr-defined]
        one.place = place_text(one.event)  # type: ignore[attr-defined]
    return {
        "ahead": [one for one in symposia if not one.event.has_ended(now)],
        "over": [one for one in reversed(symposia) if one.event.has_ended(now)],
    }
