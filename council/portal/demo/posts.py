"""Writes who acts for an organisation, its seats and letters, and terms to come. No letter is sent."""

from datetime import datetime, timedelta

from django.utils import timezone

from council.members.models import Body, ColleagueInvitation, Contact, Member, Membership, Organisation, Seat, User
from council.portal.demo.data.people import DOMAIN
from council.portal.demo.data.posts import CONTACTS, LETTERS, SEATS, TERMS
from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store


def load_posts(store: Store, now: datetime) -> None:
    """Contacts, seats with who takes them, letters to colleagues, terms to come: what is missing of them."""
    members = members_by_key(store)
    organisations, bodies = store.rows("organisation", Organisation), store.rows("body", Body)
    _load_contacts(store, now, organisations, members)
    _load_seats(store, now, organisations, bodies, members)
    _load_letters(store, now, organisations)
    _load_terms(store, now, bodies, members)


def _load_contacts(store: Store, now: datetime, organisations: dict[str, Organisation], members: dict[str, Member]) -> None:
    since = now - timedelta(days=200)
    contacts = {
        key: Contact(organisation=organisations[key], member=members[CONTACTS[key]], since=since)
        for key in store.missing("contact", CONTACTS)
        if key in organisations and CONTACTS[key] in members
    }
    store.add("contact", Contact, contacts)


def _load_seats(
    store: Store,
    now: datetime,
    organisations: dict[str, Organisation],
    bodies: dict[str, Body],
    members: dict[str, Member],
) -> None:
    today = timezone.localdate(now)
    seats = {}
    for key in store.missing("seat", SEATS):
        row = SEATS[key]
        if row.organisation in organisations and row.body in bodies:
            seats[key] = Seat(
                organisation=organisations[row.organisation],
                body=bodies[row.body],
                role=row.role,
                starts_on=None if row.begins is None else today + timedelta(days=row.begins),
                ends_on=None if row.ends is None else today + timedelta(days=row.ends),
            )
    for key, seat in store.add("seat", Seat, seats).items():
        holder = members.get(SEATS[key].holder)
        if holder is not None:
            # Part of how the place was made: no change of it.
            places = Membership.objects.filter(member=holder, body=seat.body, state=Membership.State.ACTIVE, seat=None)
            places.update(seat=seat)


def _load_letters(store: Store, now: datetime, organisations: dict[str, Organisation]) -> None:
    seats, users = store.rows("seat", Seat), store.rows("person", User)
    letters = {}
    for key in store.missing("colleague-invitation", LETTERS):
        row = LETTERS[key]
        if row.organisation in organisations:
            letters[key] = ColleagueInvitation(
                organisation=organisations[row.organisation],
                address=f"{key}@{DOMAIN}",
                seat=seats.get(row.seat),
                invited_by=users.get(CONTACTS.get(row.organisation, "")),
                letters=1,
                sent_at=now - timedelta(days=row.days),
                revoked_at=now - timedelta(days=1) if row.revoked else None,
            )
    store.add("colleague-invitation", ColleagueInvitation, letters)


def _load_terms(store: Store, now: datetime, bodies: dict[str, Body], members: dict[str, Member]) -> None:
    today = timezone.localdate(now)
    terms = {}
    for key in store.missing("term", TERMS):
        row = TERMS[key]
        begins = today + timedelta(days=row.begins)
        held = Membership.objects.filter(member=members.get(row.person), body=bodies.get(row.body), state__in=Membership.SEATED)
        # Where somebody has changed the term before, there is no room for the next one.
        if row.person in members and row.body in bodies and not held.exclude(ends_on__lt=begins).exists():
            terms[key] = Membership(
                member=members[row.person],
                body=bodies[row.body],
                role=row.role,
                state=Membership.State.APPOINTED,
                starts_on=begins,
                ends_on=begins + timedelta(days=row.lasts),
            )
    store.add("term", Membership, terms)
