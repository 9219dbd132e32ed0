"""Calendar entries and feeds (RFC 5545, RFC 5546)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as Entry

from council import bilingual
from council.events.models import Event, Registration
from council.events.services.telling import place_text
from council.events.text import one_line, printable
from council.messaging.links import absolute_url

PRODUCT = "-//Gyeongbuk Exchange Council//Events//EN"
CONTENT_TYPE = "text/calendar; charset=utf-8"
STATUS = {Event.State.CANCELLED: "CANCELLED", Event.State.DRAFT: "TENTATIVE"}


def uid(event: Event) -> str:
    """The entry's identity, the same in every feed and mail for ever."""
    return f"event-{event.pk}@{urlsplit(settings.SITE_URL).hostname}"


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _entry(event: Event, language: str, *, online_link: bool, changed_at: datetime, sequence: int) -> Entry:
    entry = Entry()
    entry.add("uid", uid(event))
    entry.add("dtstamp", changed_at.astimezone(UTC))
    entry.add("last-modified", changed_at.astimezone(UTC))
    entry.add("created", event.created_at.astimezone(UTC))
    entry.add("sequence", sequence)
    entry.add("status", STATUS.get(Event.State(event.state), "CONFIRMED"))
    entry.add("dtstart", event.starts_at.astimezone(event.zone))
    entry.add("dtend", event.ends_at.astimezone(event.zone))
    entry.add("summary", one_line(bilingual.text(event, "title", language)))
    url = absolute_url("events:event-detail", language, event.slug)
    entry.add("url", url)
    place = place_text(event)
    link = one_line(event.online_link) if online_link and event.online_link else ""
    if place or link or event.format == Event.Format.ONLINE:
        entry.add("location", place or link or _("Online"))
    paragraphs = [printable(bilingual.text(event, "summary", language)).strip()]
    if link:
        paragraphs.append(_("Join online: %(link)s") % {"link": link})
    paragraphs.append(url)
    entry.add("description", "\n\n".join(paragraph for paragraph in paragraphs if paragraph))
    return entry


def _finished(calendar: Calendar) -> bytes:
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def event_calendar(event: Event, language: str, *, registration: Registration | None = None) -> bytes:
    """One event to put into a calendar. With the reader's own confirmed `registration` it has the online link, and the sequence
    of his mails."""
    with translation.override(language):
        calendar = _calendar("PUBLISH")
        seated = registration is not None and registration.state == Registration.State.CONFIRMED
        sequence = event.sequence + (registration.sequence if registration else 0)
        entry = _entry(event, language, online_link=seated, changed_at=event.updated_at, sequence=sequence)
        calendar.add_component(entry)
        return _finished(calendar)


def feed(events: Iterable[Event], language: str, name: str) -> bytes:
    """A feed that calendars subscribe to. Never has an online link."""
    with translation.override(language):
        calendar = _calendar("PUBLISH")
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval;value=duration", "PT1H")
        calendar.add("x-published-ttl", "PT1H")
        for event in events:
            calendar.add_component(
                _entry(event, language, online_link=False, changed_at=event.updated_at, sequence=event.sequence)
            )
        return _finished(calendar)


def registration_calendar(registration: Registration, method: str, language: str) -> bytes:
    """The calendar entry of a mail to one registrant (`registration` with its event, venue, member and log-in).

    `method` is `REQUEST` for a seat or a change of the event, `CANCEL` when the seat or the event is cancelled."""
    event = registration.event
    moments = [event.updated_at, registration.confirmed_at, registration.ended_at]
    with translation.override(language):
        calendar = _calendar(method)
        entry = _entry(
            event,
            language,
            online_link=method == "REQUEST" and registration.state == Registration.State.CONFIRMED,
            changed_at=max(moment for moment in moments if moment),
            sequence=event.sequence + registration.sequence,
        )
        if method == "CANCEL":
            entry["status"] = vText("CANCELLED")
        organiser = vCalAddress(f"mailto:{one_line(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])}")
        organiser.params["CN"] = vText(_("Gyeongbuk Exchange Council"))
        entry["organizer"] = organiser
        attendee = vCalAddress(f"mailto:{one_line(registration.member.user.email)}")
        attendee.params["CN"] = vText(one_line(registration.member.display_name(language)).replace('"', "'"))
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        attendee.params["PARTSTAT"] = vText("DECLINED" if method == "CANCEL" else "ACCEPTED")
        attendee.params["RSVP"] = vText("FALSE")
        entry.add("attendee", attendee)
        calendar.add_component(entry)
        return _finished(calendar)


def resolve_attachment(reference: dict[str, Any], language: str) -> tuple[str, bytes, str] | None:
    """The calendar entry that a message refers to, as things are when it is rendered; None when it is not true any more: an
    invitation of someone without a seat."""
    method = str(reference["method"])
    found = Registration.objects.filter(pk=reference["registration"])
    registration = found.select_related("event__venue", "member__user").first()
    if registration is None or (method == "REQUEST" and registration.state != Registration.State.CONFIRMED):
        return None
    content = registration_calendar(registration, method, language)
    return f"{registration.event.slug}.ics", content, f"text/calendar; charset=utf-8; method={method}"
