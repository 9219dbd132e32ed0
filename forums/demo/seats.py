"""The demonstration's forums: their rules, the seats that companies hold in them, and who acts for the companies."""

from datetime import datetime, timedelta

from council.members.models import Body, Contact, Industry, Membership, Organisation, Seat
from council.portal.demo.store import Store
from forums.demo.seats_data import FORUMS, WITHOUT_CONTACT
from forums.models import Forum


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many rows are new."""
    created = _forums(store)
    for forum in created.values():
        _seats(store, forum)
    return len(created) + _contacts(store, now, list(created.values()))


def _forums(store: Store) -> dict[str, Forum]:
    bodies, hosts = store.rows("body", Body), store.rows("organisation", Organisation)
    missing = [slug for slug in store.missing("forum", FORUMS) if slug in bodies]
    taken = set(Forum.objects.filter(body__in=[bodies[slug] for slug in missing]).values_list("body", flat=True))
    rows = {
        slug: Forum(
            body=bodies[slug],
            host=hosts.get(FORUMS[slug].host),
            field_ko=FORUMS[slug].field[0],
            field_en=FORUMS[slug].field[1],
            cadence=FORUMS[slug].cadence,
            seats_per_company=FORUMS[slug].seats_per_company,
        )
        for slug in missing
        if bodies[slug].pk not in taken
    }
    created = store.add("forum", Forum, rows)
    for slug, forum in created.items():
        forum.industries.set(Industry.objects.filter(revision=11, code__in=FORUMS[slug].industries))
    return created


def _seats(store: Store, forum: Forum) -> None:
    """Who sits there for a company takes a seat of it."""
    places = Membership.objects.filter(
        body=forum.pk,
        state=Membership.State.ACTIVE,
        seat=None,
        member__organisation__kind=Organisation.Kind.COMPANY,
        role=Membership.Role.MEMBER,
    ).select_related("member")
    found = {str(place.pk): place for place in places.order_by("pk")}
    seats = {
        key: Seat(
            organisation_id=place.member.organisation_id,
            body=forum.body,
            role=place.role,
            starts_on=place.starts_on,
            ends_on=place.ends_on,
        )
        for key, place in found.items()
    }
    for key, seat in store.add("forum-seat", Seat, seats).items():
        # Part of how the place was made: no change of it.
        Membership.objects.filter(pk=found[key].pk).update(seat=seat)


def _contacts(store: Store, now: datetime, forums: list[Forum]) -> int:
    """Somebody of each company with seats acts for it: who is the first of its people there."""
    names = {one.pk: key for key, one in store.rows("organisation", Organisation).items()}
    settled = set(Contact.objects.in_office().values_list("organisation", flat=True))
    places = Membership.objects.filter(body__in=[forum.pk for forum in forums], seat__isnull=False)
    rows: dict[str, Contact] = {}
    for place in places.select_related("seat__organisation", "member").order_by("pk"):
        organisation = place.seat.organisation if place.seat else None
        key = names.get(organisation.pk, "") if organisation else ""
        if not key or key in rows or key in WITHOUT_CONTACT or (organisation and organisation.pk in settled):
            continue
        rows[key] = Contact(organisation=organisation, member=place.member, since=now - timedelta(days=200))
    missing = store.missing("forum-contact", rows)
    return len(store.add("forum-contact", Contact, {key: rows[key] for key in missing}))
