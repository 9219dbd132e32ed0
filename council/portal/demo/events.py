"""Writes venues, speakers and events with their agenda, questions, invitations and registrations."""

from datetime import datetime, timedelta

from django.utils import timezone

from council.events.models import AgendaItem, Event, Invitation, Question, Quota, Registration, Speaker, Venue
from council.events.services.seats import kept_seats
from council.members.models import Body, Member, Membership
from council.portal.demo import MARK
from council.portal.demo.calendar import Schedule, moment, schedule
from council.portal.demo.crowds import attendance, registrations
from council.portal.demo.data import (
    events_council,
    events_focusgroup,
    events_forums,
    events_forums_open,
    events_symposia,
)
from council.portal.demo.data.event_rows import EventRow
from council.portal.demo.data.places import SPEAKERS, VENUES, SpeakerRow
from council.portal.demo.people import everyone, members_by_key, settled_people
from council.portal.demo.store import Store, create

MODULES = (events_council, events_focusgroup, events_forums, events_forums_open, events_symposia)
EVENTS: dict[str, EventRow] = {row.slug: row for module in MODULES for row in module.EVENTS}
ONLINE = "https://meet.demo.example/"


def load_places(store: Store) -> int:
    """Venues and speakers. Returns how many venues are new."""
    venues = {
        row.key: Venue(
            name_ko=f"{row.name[0]} {MARK}",
            name_en=f"{row.name[1]} {MARK}",
            address_ko=row.address[0],
            address_en=row.address[1],
            rooms=row.rooms,
            access_ko=row.access[0],
            access_en=row.access[1],
        )
        for row in VENUES
        if store.missing("venue", [row.key])
    }
    members = members_by_key(store)
    speakers = {row.key: _speaker(row, members.get(row.person)) for row in SPEAKERS if store.missing("speaker", [row.key])}
    store.add("speaker", Speaker, speakers)
    return len(store.add("venue", Venue, venues))


def _speaker(row: SpeakerRow, member: Member | None) -> Speaker:
    name, affiliation = row.name, row.affiliation
    if member is not None:
        name = (member.display_name("ko"), member.display_name("en"))
        organisation = member.organisation
        written = (member.organisation_name, member.organisation_name)
        affiliation = (organisation.name_ko, organisation.name_en) if organisation else written
    else:
        name = (f"{name[0]} {MARK}", f"{name[1]} {MARK}")
        affiliation = (f"{affiliation[0]} {MARK}", f"{affiliation[1]} {MARK}")
    return Speaker(
        member=member,
        name_ko=name[0],
        name_en=name[1],
        affiliation_ko=affiliation[0],
        affiliation_en=affiliation[1],
        bio_ko=row.bio[0],
        bio_en=row.bio[1],
    )


def load_events(store: Store, now: datetime) -> list[Event]:
    """Events with all that belongs to them. Nothing is sent. Returns the new ones."""
    today = timezone.localdate(now)
    bodies, venues = store.rows("body", Body), store.rows("venue", Venue)
    missing = [EVENTS[slug] for slug in store.missing("event", EVENTS)]
    # Where staff have deleted a body, its events are not made.
    rows = {row.slug: row for row in missing if not row.body or row.body in bodies}
    schedules = {slug: schedule(row, today) for slug, row in rows.items()}
    members = members_by_key(store)
    fill = [person.key for person in settled_people() if person.key in members]
    sitting = _sitting(store, members)
    people = {
        slug: [
            entry
            for entry in attendance(row, _invited(row) if row.invited else fill, sitting.get(row.body, []))
            if entry[0] in members
        ]
        for slug, row in rows.items()
    }
    events = {
        slug: _event(row, schedules[slug], bodies.get(row.body), venues.get(row.venue), now) for slug, row in rows.items()
    }
    for slug, event in events.items():
        event.taken = sum(state in Registration.SEATED for _key, state, _reason in people[slug])
    created = store.add("event", Event, events, natural="slug")
    _load_agenda(created, schedules, store.rows("speaker", Speaker))
    questions = _load_questions(created)
    create(
        Invitation, [Invitation(event=created[slug], member=members[key]) for slug in created for key in _invited(EVENTS[slug])]
    )
    made: list[Registration] = []
    for slug, event in created.items():
        made += registrations(event, people[slug], members, questions.get(slug, []), now)
    create(Registration, made)
    _keep_seats(created)
    return list(created.values())


def _keep_seats(created: dict[str, Event]) -> None:
    """Quotas, after the registrations that count against them."""
    quotas = [
        Quota(event=event, role=kept.role, seats=kept.seats, release_at=event.starts_at - timedelta(days=kept.days))
        for slug, event in created.items()
        for kept in EVENTS[slug].keeps
    ]
    create(Quota, quotas)
    for event in {quota.event for quota in quotas}:
        event.kept = sum(kept_seats(event).values())
    Event.objects.bulk_update({quota.event for quota in quotas}, ["kept"])


def _sitting(store: Store, members: dict[str, Member]) -> dict[str, list[str]]:
    """Who sits in each body (the body's and the people's keys)."""
    keys = {member.pk: key for key, member in members.items()}
    found: dict[str, list[str]] = {}
    for membership in Membership.objects.in_force(store.today).filter(member__in=keys).order_by("pk").select_related("body"):
        found.setdefault(membership.body.slug, []).append(keys[membership.member_id])
    return found


def _event(row: EventRow, times: Schedule, body: Body | None, venue: Venue | None, now: datetime) -> Event:
    is_over = row.state == Event.State.PUBLISHED and times.ends_at <= now
    return Event(
        programme=row.programme,
        slug=row.slug,
        kind=row.kind,
        title_ko=row.title[0],
        title_en=row.title[1],
        summary_ko=f"{row.summary[0]} {MARK}",
        summary_en=f"{row.summary[1]} {MARK}",
        description_ko=row.description[0],
        description_en=row.description[1],
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        all_day=row.all_day,
        format=row.format,
        venue=venue,
        room=row.room,
        online_link="" if row.format == Event.Format.IN_PERSON else f"{ONLINE}{row.slug}",
        contact_name=f"교류협의회 사무국 / Secretariat {MARK}",
        contact_email="staff@demo.example",
        contact_phone="",
        body=body,
        audience=row.audience,
        state=Event.State.COMPLETED if is_over else row.state,
        cancel_reason=row.cancel_reason,
        mode=row.mode,
        opens_at=times.opens_at,
        closes_at=times.closes_at,
        capacity=row.capacity,
        offer_hours=row.offer_hours,
        # A published event has been told to calendars once, a cancelled one twice.
        sequence={Event.State.DRAFT: 0, Event.State.CANCELLED: 2}.get(Event.State(row.state), 1),
    )


def _invited(row: EventRow) -> list[str]:
    kinds = [entry.removeprefix("kind:") for entry in row.invited if entry.startswith("kind:")]
    named = [entry for entry in row.invited if not entry.startswith("kind:")]
    of_kind = [person.key for person in everyone() if person.kind in kinds and person.state == "active"]
    return list(dict.fromkeys([*named, *of_kind]))


def agenda_times(row: EventRow, times: Schedule) -> list[tuple[datetime, datetime]]:
    """When each part of the agenda begins and ends, in the order of the rows."""
    return [(moment(times.days[part.day - 1], part.at), moment(times.days[part.day - 1], part.until)) for part in row.agenda]


def _load_agenda(created: dict[str, Event], schedules: dict[str, Schedule], speakers: dict[str, Speaker]) -> None:
    items, names = [], []
    for slug, event in created.items():
        row = EVENTS[slug]
        for part, (starts_at, ends_at) in zip(row.agenda, agenda_times(row, schedules[slug]), strict=True):
            items.append(
                AgendaItem(
                    event=event,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    title_ko=part.title[0],
                    title_en=part.title[1],
                    abstract_ko=part.abstract[0],
                    abstract_en=part.abstract[1],
                    room=part.room,
                    needs_registration=part.places is not None,
                    capacity=part.places,
                )
            )
            names.append(part.speakers)
    create(AgendaItem, items)
    link = AgendaItem.speakers.through
    create(
        link,
        [
            link(agendaitem_id=item.pk, speaker_id=speakers[key].pk)
            for item, keys in zip(items, names, strict=True)
            for key in keys
            if key in speakers
        ],
    )


def _load_questions(created: dict[str, Event]) -> dict[str, list[Question]]:
    found = {
        slug: [
            Question(
                event=event,
                position=place,
                kind=row.kind,
                label_ko=row.label[0],
                label_en=row.label[1],
                options_ko=row.options[0],
                options_en=row.options[1],
                required=row.required,
            )
            for place, row in enumerate(EVENTS[slug].questions)
        ]
        for slug, event in created.items()
    }
    create(Question, [question for questions in found.values() for question in questions])
    return found
