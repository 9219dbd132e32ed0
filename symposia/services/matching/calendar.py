"""1:1 meetings as entries of calendars, through the portal's own (`council.events.ical`)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from council import bilingual
from council.events.ical import entries_calendar
from council.events.models import Event
from council.events.services.telling import place_text
from council.events.text import one_line
from council.members.models import Member
from council.messaging.links import absolute_url
from council.programmes import CalendarEntry
from symposia.models import Meeting
from symposia.services.matching.telling import where, who

# How long what was cancelled stays as a cancelled entry, so that calendars that keep what is missing take it out.
CANCELLED_FOR, PAST = timedelta(days=30), timedelta(days=90)
STATUS = {Meeting.State.CANCELLED: "CANCELLED", Meeting.State.CONFIRMED: "CONFIRMED", Meeting.State.HELD: "CONFIRMED"}


def uid(meeting: Meeting) -> str:
    """The entry's identity, the same in every file, mail and feed for ever."""
    return f"meeting-{meeting.pk}@{urlsplit(settings.SITE_URL).hostname}"


def told_meetings(member: Member, now: datetime, *, event: int | None = None) -> list[Meeting]:
    """What `member` was told of: what stands, and for a while what was cancelled."""
    rows = Meeting.objects.of(member).filter(told_at__isnull=False, ends_at__gt=now - PAST)
    rows = rows.filter(~Q(state=Meeting.State.CANCELLED) | Q(state_at__gt=now - CANCELLED_FOR))
    rows = rows.filter(round__symposium=event) if event is not None else rows
    people = ("asker__user", "asker__organisation", "asked__user", "asked__organisation")
    return list(rows.select_related("round__symposium__event__venue", "table", *people).order_by("starts_at", "pk"))


def entries(meetings: Iterable[Meeting], member: Member, language: str, *, named: bool) -> list[CalendarEntry]:
    """The entries of `meetings` for `member`. Not `named`: whoever has the address of a feed learns of nobody whom he meets."""
    return [_entry(meeting, member, language, named=named) for meeting in meetings]


def _entry(meeting: Meeting, member: Member, language: str, *, named: bool) -> CalendarEntry:
    event = meeting.round.symposium.event
    # With the symposium all its meetings are cancelled.
    is_off = event.state == Event.State.CANCELLED and meeting.state != Meeting.State.CANCELLED
    with translation.override(language):
        title, other = _("1:1 meeting"), who(meeting.other(member), language)
        url = absolute_url("symposia:meeting-schedule", language, event.slug)
        description = [one_line(bilingual.text(event, "title")), url]
        return CalendarEntry(
            uid=uid(meeting),
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            zone=event.time_zone,
            summary=f"{title}: {other}" if named else title,
            location=_place(meeting, event),
            description="\n\n".join(description),
            url=url,
            sequence=meeting.sequence + is_off,
            status="CANCELLED" if is_off else STATUS[Meeting.State(meeting.state)],
            changed_at=meeting.state_at if meeting.told_at is None else max(meeting.state_at, meeting.told_at),
        )


def _place(meeting: Meeting, event: Event) -> str:
    """Table, room and venue in the active language: the event's own room only where the round has none."""
    at = place_text(event)
    if event.venue is not None and at and bilingual.text(meeting.round, "room"):
        at = one_line(", ".join(filter(None, (bilingual.text(event.venue, name) for name in ("name", "address")))))
    return ", ".join(part for part in (where(meeting), at) if part)


def feed_entries(member: Member, now: datetime, language: str) -> Sequence[CalendarEntry]:
    """What the personal feed has of 1:1 meetings (`programmes.calendar_sources`)."""
    return entries(told_meetings(member, now), member, language, named=False)


def schedule_calendar(member: Member, now: datetime, language: str, *, event: int) -> bytes:
    """A file with the meetings of `member` at one symposium."""
    return entries_calendar(entries(told_meetings(member, now, event=event), member, language, named=True), language)


def resolve_entries(reference: dict[str, Any], language: str) -> tuple[str, bytes, str] | None:
    """The meetings that a letter refers to, as they are when it is rendered."""
    member = Member.objects.filter(pk=reference["member"]).first()
    rows = Meeting.objects.filter(round=reference["round"], told_at__isnull=False)
    people = ("asker__user", "asker__organisation", "asked__user", "asked__organisation")
    if member is None:
        return None
    mine = rows.of(member).select_related("round__symposium__event__venue", "table", *people).order_by("starts_at", "pk")
    found = entries(mine, member, language, named=True)
    return ("meetings.ics", entries_calendar(found, language), "application/ics") if found else None
