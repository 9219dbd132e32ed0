"""The demonstration's symposia: what they are about, their committees, rooms, tracks and key dates."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from council.events.models import Event, Registration
from council.members.models import Body, Member, Membership
from council.portal.demo.people import TERM, members_by_key, settled_people
from council.portal.demo.store import Store, create
from symposia.demo.symposium_data import COMMITTEES, SYMPOSIA, CommitteeRow, SymposiumRow
from symposia.models import KeyDate, Participation, Room, Symposium, Track
from symposia.services.symposium import likely_role

# What other parts ask the store for: rows by kind and key. Symposia by the address of their event; rooms and tracks by
# "<address>/<key of the room or track>".
KINDS = {"symposium": Symposium, "symposium-room": Room, "symposium-track": Track}
SEATS = 4


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many rows are new."""
    members = members_by_key(store)
    _committees(store, members, now)
    events, bodies = store.rows("event", Event), {**store.rows("body", Body), **store.rows("symposium-committee", Body)}
    missing = [slug for slug in store.missing("symposium", SYMPOSIA) if slug in events]
    taken = set(Symposium.objects.filter(event__in=[events[slug] for slug in missing]).values_list("pk", flat=True))
    rows = {
        slug: Symposium(
            event=events[slug],
            theme_ko=SYMPOSIA[slug].theme[0],
            theme_en=SYMPOSIA[slug].theme[1],
            committee=bodies.get(SYMPOSIA[slug].committee),
        )
        for slug in missing
        if events[slug].pk not in taken
    }
    made = store.add("symposium", Symposium, rows)
    for slug, symposium in made.items():
        _equip(store, slug, symposium, SYMPOSIA[slug], members)
    create(Participation, [one for symposium in made.values() for one in _participations(symposium)])
    return len(made)


# Everybody comes on all days, but for every fifth, who misses the first: the 1:1 meetings are on the second.
WHOLE = 5


def _days(symposium: Symposium, registration: Registration) -> list[date]:
    dates = symposium.dates
    return dates if registration.pk % WHOLE else dates[1:]


def _participations(symposium: Symposium) -> list[Participation]:
    """As what those come who are registered."""
    registrations = symposium.event.registrations.live().select_related("member").order_by("pk")
    return [
        Participation(
            registration=one,
            role=likely_role(one.member) or Participation.Role.COMPANY,
            days=_days(symposium, one),
        )
        for one in registrations
    ]


def _committees(store: Store, members: dict[str, Member], now: datetime) -> None:
    rows = {
        slug: Body(
            programme="symposia",
            slug=slug,
            kind=Body.Kind.COMMITTEE,
            name_ko=COMMITTEES[slug].name[0],
            name_en=COMMITTEES[slug].name[1],
            description_ko=COMMITTEES[slug].description[0],
            description_en=COMMITTEES[slug].description[1],
        )
        for slug in store.missing("symposium-committee", COMMITTEES)
    }
    for place, (slug, body) in enumerate(store.add("symposium-committee", Body, rows, natural="slug").items()):
        create(Membership, _seats(COMMITTEES[slug], body, members, now, place))


def _seats(row: CommitteeRow, body: Body, members: dict[str, Member], now: datetime, place: int) -> list[Membership]:
    today = timezone.localdate(now)
    term: dict[str, Any] = {"starts_on": today - timedelta(days=200), "ends_on": today + timedelta(days=TERM)}
    able = [person.key for person in settled_people() if person.kind in ("professor", "researcher", "ceo")]
    ordinary = [key for key in able[place::3] if key in members][:SEATS]
    roles = {row.chair: Membership.Role.CHAIR, row.secretary: Membership.Role.SECRETARY}
    roles.update(dict.fromkeys([*row.members, *ordinary], Membership.Role.MEMBER))
    return [Membership(member=members[key], body=body, role=role, **term) for key, role in roles.items() if key in members]


def _equip(store: Store, slug: str, symposium: Symposium, row: SymposiumRow, members: dict[str, Member]) -> None:
    rooms = {
        f"{slug}/{room.key}": Room(
            symposium=symposium,
            position=place,
            name_ko=room.name[0],
            name_en=room.name[1],
            place_ko=room.place[0],
            place_en=room.place[1],
            seats=room.seats,
        )
        for place, room in enumerate(row.rooms)
    }
    tracks = {
        f"{slug}/{track.slug}": Track(
            symposium=symposium,
            slug=track.slug,
            position=place,
            title_ko=track.title[0],
            title_en=track.title[1],
            summary_ko=track.summary[0],
            summary_en=track.summary[1],
            colour=track.colour,
            chair=members.get(track.chair),
        )
        for place, track in enumerate(row.tracks)
    }
    store.add("symposium-room", Room, rooms)
    store.add("symposium-track", Track, tracks)
    first = symposium.dates[0]
    dates = {
        f"{slug}/{place}": KeyDate(symposium=symposium, on=first + timedelta(days=days), label_ko=label[0], label_en=label[1])
        for place, (days, label) in enumerate(row.dates)
    }
    store.add("symposium-key-date", KeyDate, dates)


def move(store: Store, now: datetime) -> int:
    """Bring key dates and who comes when to the days of an event that has moved; returns how many rows changed."""
    symposia, dates = store.rows("symposium", Symposium), store.rows("symposium-key-date", KeyDate)
    moved = []
    for key, row in dates.items():
        slug, _slash, place = key.partition("/")
        if slug not in symposia or slug not in SYMPOSIA:
            continue
        on = symposia[slug].dates[0] + timedelta(days=SYMPOSIA[slug].dates[int(place)][0])
        label = SYMPOSIA[slug].dates[int(place)][1]
        if row.on != on and (row.label_ko, row.label_en) == label:
            row.on = on
            moved.append(row)
    KeyDate.objects.bulk_update(moved, ["on"])
    return len(moved) + _move_participations(list(symposia.values()))


def _move_participations(symposia: list[Symposium]) -> int:
    """Those who come on days that the symposium has no longer come on its days."""
    moved = []
    for symposium in symposia:
        for one in Participation.objects.filter(registration__event=symposium.pk).select_related("registration"):
            if not set(one.days) <= set(symposium.dates):
                one.days = _days(symposium, one.registration)
                moved.append(one)
    Participation.objects.bulk_update(moved, ["days"])
    return len(moved)
