"""Calendar entries and feeds (RFC 5545, RFC 5546)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Timezone, vCalAddress, vText
from icalendar import Event as Entry

from council import bilingual
from council.events.models import AgendaItem, AgendaRegistration, Event, Registration
from council.events.services.telling import place_text
from council.events.shown_agenda import as_it_leaves, kept_from_readers, untitled
from council.events.text import one_line, printable
from council.messaging.links import absolute_url
from council.programmes import CalendarEntry

PRODUCT = "-//Gyeongbuk Exchange Council//Events//EN"
CONTENT_TYPE = "text/calendar; charset=utf-8"
STATUS = {Event.State.CANCELLED: "CANCELLED", Event.State.DRAFT: "TENTATIVE"}
# A person's own entry: what is not certain yet is tentative, what has ended is cancelled.
OWN_STATUS = {
    Registration.State.CONFIRMED: "CONFIRMED",
    Registration.State.DECLINED: "CANCELLED",
    Registration.State.CANCELLED: "CANCELLED",
}
# A choice of an agenda item, in the order of its states.
CHOICE_STATUS = {
    AgendaRegistration.State.WAITLISTED: "TENTATIVE",
    AgendaRegistration.State.CONFIRMED: "CONFIRMED",
    AgendaRegistration.State.CANCELLED: "CANCELLED",
}


def _host() -> str | None:
    return urlsplit(settings.SITE_URL).hostname


def uid(event: Event) -> str:
    """The entry's identity, the same in every feed and mail for ever."""
    return f"event-{event.pk}@{_host()}"


def agenda_uid(item: AgendaItem) -> str:
    """The identity of an agenda item's own entry."""
    return f"agenda-{item.pk}@{_host()}"


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _stamp(entry: Entry, changed_at: datetime, sequence: int, status: str) -> None:
    entry.add("dtstamp", changed_at.astimezone(UTC))
    entry.add("last-modified", changed_at.astimezone(UTC))
    entry.add("sequence", sequence)
    entry.add("status", status)


def _add_time(entry: Entry, event: Event) -> None:
    """Whole days are dates without a zone, the last one not included; everything else is a clock in the event's zone."""
    if event.all_day:
        first, last = event.days()
        entry.add("dtstart", first)
        entry.add("dtend", last + timedelta(days=1))
        entry.add("x-microsoft-cdo-alldayevent", "TRUE")
    else:
        entry.add("dtstart", event.starts_at.astimezone(event.zone))
        entry.add("dtend", event.ends_at.astimezone(event.zone))


def _entry(
    event: Event,
    language: str,
    *,
    online_link: bool = False,
    changed_at: datetime | None = None,
    own: Registration | None = None,
    note: str = "",
) -> Entry:
    """The entry of `event`; a person's `own` registration makes it his, with its state and sequence."""
    entry = Entry()
    entry.add("uid", uid(event))
    status = STATUS.get(Event.State(event.state), "CONFIRMED")
    if own is not None and status != "CANCELLED":
        status = OWN_STATUS.get(Registration.State(own.state), "TENTATIVE")
    _stamp(entry, changed_at or event.updated_at, event.sequence + (own.sequence if own else 0), status)
    entry.add("created", event.created_at.astimezone(UTC))
    _add_time(entry, event)
    entry.add("summary", one_line(bilingual.text(event, "title", language)))
    url = absolute_url("events:event-detail", language, event.slug)
    entry.add("url", url)
    if status in ("TENTATIVE", "CANCELLED"):
        entry.add("transp", "TRANSPARENT")
    place = place_text(event)
    link = one_line(event.online_link) if online_link and event.online_link else ""
    if place or link or event.format == Event.Format.ONLINE:
        entry.add("location", place or link or _("Online"))
    paragraphs = [note, printable(bilingual.text(event, "summary", language)).strip()]
    if link:
        paragraphs.append(_("Join online: %(link)s") % {"link": link})
    paragraphs.append(url)
    entry.add("description", "\n\n".join(paragraph for paragraph in paragraphs if paragraph))
    return entry


def _agenda_entry(item: AgendaItem, event: Event, language: str, *, status: str = "", sequence: int = 0) -> Entry:
    """The entry of an agenda item (one of `shown_agenda`, its speakers loaded), tied to its event's. It is as certain as the
    event is, unless a person's `status` says otherwise."""
    entry = Entry()
    entry.add("uid", agenda_uid(item))
    entry.add("related-to", uid(event))
    status = "CANCELLED" if item.is_cancelled else status or STATUS.get(Event.State(event.state), "CONFIRMED")
    _stamp(entry, max(item.updated_at, event.updated_at), event.sequence + item.sequence + sequence, status)
    entry.add("dtstart", item.starts_at.astimezone(event.zone))
    entry.add("dtend", item.ends_at.astimezone(event.zone))
    is_kept_back = getattr(item, "is_kept_back", False)
    entry.add("summary", untitled(item) if is_kept_back else one_line(bilingual.text(item, "title", language)))
    url = absolute_url("events:event-detail", language, event.slug)
    entry.add("url", url)
    place = place_text(event)
    where = [one_line(bilingual.side(item.room, language))] if item.room else []
    if place and event.venue and item.room:
        where.append(one_line(bilingual.text(event.venue, "name", language)))
    if where or place:
        entry.add("location", ", ".join(where) or place)
    # What leaves the portal names nobody where the programme says so (`shown_agenda`).
    named = [] if item.is_nameless or is_kept_back else item.speakers.all()  # type: ignore[attr-defined]  # annotated
    speakers = ", ".join(one_line(bilingual.text(speaker, "name", language)) for speaker in named)
    title = one_line(bilingual.text(event, "title", language))
    abstract = "" if is_kept_back else printable(bilingual.text(item, "abstract", language)).strip()
    paragraphs = [title, speakers, abstract, url]
    entry.add("description", "\n\n".join(paragraph for paragraph in paragraphs if paragraph))
    return entry


@cache
def _timezone(name: str) -> Timezone:
    """The VTIMEZONE of `name`, worked out once: it takes longer than the rest of a calendar."""
    return Timezone.from_tzid(name)


def _finished(calendar: Calendar) -> bytes:
    calendar.subcomponents[:0] = [_timezone(name) for name in sorted(calendar.get_missing_tzids())]
    content: bytes = calendar.to_ical()
    return content


def event_calendar(
    event: Event, language: str, *, registration: Registration | None = None, agenda: Iterable[AgendaItem] = ()
) -> bytes:
    """One event to put into a calendar, with the items of its `agenda`. With the reader's own confirmed `registration` it has
    the online link; with one that is or was his, the sequence of his mails."""
    with translation.override(language):
        calendar = _calendar("PUBLISH")
        seated = registration is not None and registration.state == Registration.State.CONFIRMED
        calendar.add_component(_entry(event, language, online_link=seated, own=registration if seated else None))
        if registration is not None and not seated:
            # Newer than any mail that he has had, though the file tells of the event and not of his place.
            calendar.walk("VEVENT")[0]["SEQUENCE"] = event.sequence + registration.sequence
        for item in agenda:
            calendar.add_component(_agenda_entry(item, event, language))
        return _finished(calendar)


def _feed(name: str) -> Calendar:
    calendar = _calendar("PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval;value=duration", "PT1H")
    calendar.add("x-published-ttl", "PT1H")
    return calendar


def feed(events: Iterable[Event], language: str, name: str, *, agenda: bool = False) -> bytes:
    """A feed that calendars subscribe to. Never has an online link. With `agenda` (each event's items and their speakers
    loaded) every item is an entry of its own."""
    with translation.override(language):
        calendar = _feed(name)
        for event in events:
            calendar.add_component(_entry(event, language))
            for item in event.agenda.all() if agenda else ():
                calendar.add_component(_agenda_entry(item, event, language))
        return _finished(calendar)


def own_note(registration: Registration) -> str:
    """What a person's own entry says of a place that is not certain, in the active language; nothing of one that is."""
    state = Registration.State(registration.state)
    return {
        Registration.State.PENDING: _("Your registration waits for approval."),
        Registration.State.WAITLISTED: _("You are on the waiting list."),
        Registration.State.OFFERED: _("A seat is offered to you. Accept it on the event’s page."),
        Registration.State.DECLINED: _("Your registration was declined."),
        Registration.State.CANCELLED: _("Your registration is cancelled."),
    }.get(state, "")


def own_feed(
    registrations: Iterable[Registration],
    language: str,
    name: str,
    *,
    agenda: bool = True,
    more: Iterable[CalendarEntry] = (),
) -> bytes:
    """A person's own feed (each registration with its event, venue, and the items of the agenda that concern him as
    `event.own_agenda`), with what other rooms add (`more`). Never has an online link: who has the address is not asked who he
    is."""
    with translation.override(language):
        calendar = _feed(name)
        for registration in registrations:
            event = registration.event
            moments = [event.updated_at, registration.queued_at, registration.confirmed_at, registration.ended_at]
            changed_at = max(moment for moment in moments if moment)
            calendar.add_component(
                _entry(event, language, own=registration, changed_at=changed_at, note=own_note(registration))
            )
            # Who never had a seat has no agenda of his own.
            if agenda and registration.confirmed_at is not None:
                _add_own_agenda(calendar, registration, language)
        for entry in more:
            calendar.add_component(_ready_entry(entry))
        return _finished(calendar)


def _ready_entry(ready: CalendarEntry) -> Entry:
    """The entry of what another room has ready."""
    entry, zone = Entry(), ZoneInfo(ready.zone)
    entry.add("uid", ready.uid)
    _stamp(entry, ready.changed_at, ready.sequence, ready.status)
    entry.add("dtstart", ready.starts_at.astimezone(zone))
    entry.add("dtend", ready.ends_at.astimezone(zone))
    entry.add("summary", one_line(ready.summary))
    entry.add("url", ready.url)
    if ready.status in ("TENTATIVE", "CANCELLED"):
        entry.add("transp", "TRANSPARENT")
    if ready.location:
        entry.add("location", one_line(ready.location))
    if ready.description:
        entry.add("description", printable(ready.description))
    return entry


def entries_calendar(entries: Iterable[CalendarEntry], language: str) -> bytes:
    """A file to put into a calendar, with the `entries` of another room."""
    with translation.override(language):
        calendar = _calendar("PUBLISH")
        for entry in entries:
            calendar.add_component(_ready_entry(entry))
        return _finished(calendar)


def _add_own_agenda(calendar: Calendar, registration: Registration, language: str) -> None:
    """The items of someone who has, or had, a seat: those for everybody, and those that he chose. Cancelled where the seat or
    the choice is, tentative where he waits for a place."""
    event = registration.event
    gone = event.state == Event.State.CANCELLED or registration.state != Registration.State.CONFIRMED
    chosen: dict[int, list[AgendaRegistration]] = {}
    for choice in sorted(registration.choices.all(), key=lambda one: one.pk):
        chosen.setdefault(choice.item_id, []).append(choice)
    for item in getattr(event, "own_agenda", ()):
        status, sequence = "", registration.sequence
        if item.needs_registration:
            choices = chosen.get(item.pk)
            if not choices:
                continue
            status = CHOICE_STATUS[AgendaRegistration.State(choices[-1].state)]
            # Each choice goes through at most three states, one after the other.
            sequence += 3 * (len(choices) - 1) + list(CHOICE_STATUS).index(AgendaRegistration.State(choices[-1].state))
        entry = _agenda_entry(item, event, language, status="CANCELLED" if gone else status, sequence=sequence)
        calendar.add_component(entry)


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
            own=registration,
        )
        entry["status"] = vText("CANCELLED" if method == "CANCEL" else "CONFIRMED")
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


def session_calendar(registration: Registration, language: str) -> bytes | None:
    """The entries of the sessions that somebody chose, as they stand in the personal feed: certain, tentative while he waits,
    cancelled what he gave up. None for who never chose any."""
    event = registration.event
    chosen = AgendaItem.objects.filter(choices__registration=registration, needs_registration=True).distinct()
    items, kept_back = list(as_it_leaves(chosen).prefetch_related("speakers")), kept_from_readers(event)
    for item in items:
        item.event, item.is_kept_back = event, item.pk in kept_back  # type: ignore[attr-defined]  # a mark for the entry
    event.own_agenda = items  # type: ignore[attr-defined]  # as `feeds.own_entries` has it
    with translation.override(language):
        calendar = _calendar("PUBLISH")
        _add_own_agenda(calendar, registration, language)
        return _finished(calendar) if calendar.walk("VEVENT") else None


def resolve_sessions(reference: dict[str, Any], language: str) -> tuple[str, bytes, str] | None:
    """The sessions that a message refers to, as they are when it is rendered: a file to open, beside the entry of the event."""
    found = Registration.objects.filter(pk=reference["registration"]).select_related("event__venue").first()
    content = session_calendar(found, language) if found is not None else None
    return (f"{found.event.slug}-sessions.ics", content, "application/ics") if found is not None and content else None


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
