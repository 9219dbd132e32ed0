"""Talks as calendar entries (RFC 5545): the whole programme, “my programme” by the reader's own secret, a letter's talks."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Timezone
from icalendar import Event as Entry

from council import bilingual
from council.events.ical import PRODUCT, uid
from council.events.models import Event
from council.events.services.telling import place_text
from council.events.text import one_line, printable
from council.members.models import Member
from council.messaging.links import absolute_url
from symposia.models import PublishedSpeaker, PublishedTalk, Room, Symposium
from symposia.services.programme.reading import current_version
from symposia.services.programme.starring import last_moved, named_since, own_of


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    for key, value in (
        ("prodid", PRODUCT),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("name", name),
        ("x-wr-calname", name),
        ("x-wr-timezone", settings.TIME_ZONE),
        ("refresh-interval;value=duration", "PT1H"),
        ("x-published-ttl", "PT1H"),
    ):
        calendar.add(key, value)
    return calendar


def talk_uid(talk: int) -> str:
    """The identity of a talk's entry, the same in every version, feed and letter."""
    return f"talk-{talk}@{urlsplit(settings.SITE_URL).hostname}"


def _entry(
    talk: PublishedTalk, event: Event, names: Iterable[str], language: str, *, sequence: int, at: datetime, is_gone: bool
) -> Entry:
    entry = Entry()
    entry.add("uid", talk_uid(talk.talk_id))
    entry.add("related-to", uid(event))
    entry.add("dtstamp", at.astimezone(UTC))
    entry.add("last-modified", at.astimezone(UTC))
    entry.add("sequence", event.sequence + sequence)
    # Also where the event was moved since: a new version says when it is given.
    is_outside = talk.starts_at < event.starts_at or talk.ends_at > event.ends_at
    is_off = is_gone or is_outside or event.state == Event.State.CANCELLED
    entry.add("status", "CANCELLED" if is_off else "CONFIRMED")
    entry.add("dtstart", talk.starts_at.astimezone(event.zone))
    entry.add("dtend", talk.ends_at.astimezone(event.zone))
    entry.add("summary", one_line(bilingual.text(talk, "title", language)))
    url = absolute_url("symposia:programme-talk", language, event.slug, talk.number)
    entry.add("url", url)
    where = _where(talk.session.room, event, language)
    if where:
        entry.add("location", where)
    paragraphs = [
        one_line(bilingual.text(event, "title", language)),
        ", ".join(one_line(name) for name in names),
        printable(bilingual.text(talk, "abstract", language)).strip(),
        url,
    ]
    entry.add("description", "\n\n".join(one for one in paragraphs if one))
    return entry


def _where(room: Room | None, event: Event, language: str) -> str:
    """Room, venue and address; the event's own room only where the talk has none."""
    if room is None or event.format == Event.Format.ONLINE:
        return bilingual.text(room, "name", language) if room is not None else place_text(event)
    parts = [(room, "name"), (event.venue, "name"), (event.venue, "address")]
    return one_line(", ".join(text for one, name in parts if one and (text := bilingual.text(one, name, language))))


def _finished(calendar: Calendar) -> bytes:
    calendar.subcomponents[:0] = [Timezone.from_tzid(name) for name in sorted(calendar.get_missing_tzids())]
    content: bytes = calendar.to_ical()
    return content


def _calendar_of(
    symposium: Symposium,
    moved: Mapping[int, tuple[PublishedTalk, int, datetime, bool]],
    name: Any,
    language: str,
    gone: Collection[int] = (),
) -> bytes:
    """`moved` as `last_moved` tells it; `gone`: those of it that are not the reader's any more."""
    rows = [row for row, _number, _at, _there in moved.values()]
    names: dict[int, list[str]] = {}
    people = PublishedSpeaker.objects.filter(talk__in=rows, presents=True).select_related("speaker")
    for one in people.order_by("talk", "position"):
        names.setdefault(one.talk_id, []).append(bilingual.text(one.speaker, "name", language))
    with translation.override(language):
        calendar = _calendar(name % {"title": one_line(bilingual.text(symposium.event, "title", language))})
        for row, number, at, is_there in sorted(moved.values(), key=lambda one: (one[0].starts_at, one[0].number)):
            calendar.add_component(
                _entry(
                    row,
                    symposium.event,
                    names.get(row.pk, ()),
                    language,
                    sequence=number,
                    at=at,
                    is_gone=not is_there or row.talk_id in gone,
                )
            )
        return _finished(calendar)


def programme_calendar(symposium: Symposium, language: str) -> bytes:
    """Every talk of the programme as it is published; what went out of it is cancelled. A constant number of queries."""
    known = PublishedTalk.objects.filter(version__symposium=symposium)
    with translation.override(language):
        name = _("%(title)s: programme")
    moved = last_moved(symposium, frozenset(known.values_list("talk", flat=True)))
    return _calendar_of(symposium, moved, name, language)


def own_calendar(symposium: Symposium, member: Member, language: str) -> bytes:
    """The talks that `member` marked or is named at; what he was named at before, and what went out of the programme, is
    cancelled. A constant number of queries."""
    with translation.override(language):
        name = _("%(title)s: my programme")
    own, since = own_of(symposium, member).talks, named_since(symposium, member)
    moved = last_moved(symposium, own | frozenset(since), since)
    return _calendar_of(symposium, moved, name, language, gone=since.keys() - own)


def resolve_entries(reference: dict[str, Any], language: str) -> tuple[str, bytes, str] | None:
    """The entries that a letter carries, as things are when it is rendered."""
    symposium = Symposium.objects.filter(pk=reference["symposium"]).select_related("event__venue").first()
    member = Member.objects.filter(pk=reference["member"]).first()
    if symposium is None or member is None or current_version(symposium) is None:
        return None
    return f"{symposium.event.slug}-talks.ics", own_calendar(symposium, member, language), "application/ics"
