"""The demonstration's forums: their rules, the seats that companies hold in them, and who acts for the companies."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import manimgx_fonts_cjk
import typst
from django.core.files.uploadedfile import SimpleUploadedFile

from council.library.models import Agreement, Document
from council.library.services import add_version
from council.members.models import Body, Contact, Industry, Membership, Organisation, Seat
from council.portal.demo import MARK
from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store, create
from forums.demo.seats_data import APPLICATIONS, FORUMS, PAPERS, WITHOUT_CONTACT
from forums.models import Forum, SeatApplication, SeatApplicationMove


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many rows are new."""
    created = _forums(store)
    for forum in created.values():
        _seats(store, forum)
    contacts = _contacts(store, now, list(created.values()))
    return len(created) + contacts + _applications(store, now) + _papers(store, now)


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
    ).select_related("member__organisation")
    found = {str(place.pk): place for place in places.order_by("pk")}
    seats = {
        key: Seat(
            organisation=place.member.organisation,
            body=forum.body,
            role=place.role,
            starts_on=place.starts_on,
            ends_on=place.ends_on,
        )
        for key, place in found.items()
        if place.member.organisation is not None
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


def _applications(store: Store, now: datetime) -> int:
    """Who asks for a seat, and what became of it. No letter is written."""
    members, forums = members_by_key(store), store.rows("forum", Forum)
    rows = {}
    for key in store.missing("seat-application", APPLICATIONS):
        row = APPLICATIONS[key]
        member = members.get(row.person)
        if member is None or member.organisation is None or row.forum not in forums:
            continue
        asked = now - timedelta(days=row.days)
        rows[key] = SeatApplication(
            forum=forums[row.forum],
            member=member,
            organisation=member.organisation,
            why=row.why,
            state=row.state,
            applied_at=asked,
            decided_at=asked + timedelta(days=4) if row.decided_by else None,
            reason=row.reason,
        )
    created = store.add("seat-application", SeatApplication, rows)
    moves = []
    for key, made in created.items():
        moves.append(SeatApplicationMove(application=made, verb="applied", at=made.applied_at, by=made.member.user))
        decider = members.get(APPLICATIONS[key].decided_by)
        if decider is not None and made.decided_at is not None:
            verb = SeatApplicationMove.Verb(made.state)
            moves.append(
                SeatApplicationMove(application=made, verb=verb, at=made.decided_at, by=decider.user, reason=made.reason)
            )
    create(SeatApplicationMove, moves)
    return len(created)


def _papers(store: Store, now: datetime) -> int:
    """Confidential PDFs of forums: readers get copies with their names, competitors nothing."""
    bodies, organisations = store.rows("body", Body), store.rows("organisation", Organisation)
    agreement = store.rows("agreement", Agreement).get("forum-nda")
    rows = {
        key: Document(
            programme="forums",
            body=bodies[PAPERS[key].forum],
            classification=Document.Classification.BODY,
            agreement=agreement,
            title_ko=PAPERS[key].title[0],
            title_en=PAPERS[key].title[1],
            description_ko=f"{PAPERS[key].description[0]} {MARK}",
            description_en=f"{PAPERS[key].description[1]} {MARK}",
        )
        for key in store.missing("forum-paper", PAPERS)
        if agreement is not None and PAPERS[key].forum in bodies
    }
    created = store.add("forum-paper", Document, rows)
    fonts = Path(manimgx_fonts_cjk.__file__).parent
    for key, document in created.items():
        row = PAPERS[key]
        document.excluded_organisations.set([organisations[name] for name in row.excluded if name in organisations])
        source: Any = row.source.encode()
        pdf = typst.compile(source, font_paths=[str(fonts)], ignore_system_fonts=True)
        add_version(document=document, upload=SimpleUploadedFile(f"{row.title[0]}.pdf", pdf), by=None, now=now)
    return len(created)
