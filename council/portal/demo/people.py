"""Writes organisations, log-ins with their members, bodies and who sits in them."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone

from council import programmes
from council.members.consents import DIRECTORY, DIRECTORY_ITEMS, PHOTO, items_of, wordings_for_applicants
from council.members.models import (
    Body,
    Consent,
    DirectoryEntry,
    Industry,
    Member,
    Membership,
    MemberSkill,
    Organisation,
    Photo,
    Region,
    Skill,
    User,
)
from council.members.services import store_logo, store_photo
from council.portal.demo import MARK
from council.portal.demo.data import bodies as body_data
from council.portal.demo.data import people as people_data
from council.portal.demo.data.bodies import BodyRow
from council.portal.demo.data.organisations import INDUSTRIES, ORGANISATIONS, REGIONS
from council.portal.demo.data.people import PersonRow
from council.portal.demo.pictures import discs, portrait
from council.portal.demo.store import Store, create
from council.staff import GROUP_PREFIX, SUPPORT_GROUP

TERM = 430
# Organisations with a logo, in colours of their own.
LOGOS = {
    "dalmuri": "ffffff b3261e e0762f 7a1b16 f2b33d b96a1c d98b2b 5a2a12",
    "pureunsolnae": "ffffff 1d4e89 3a86c8 0f2f57 8fb8de 2b68a8 5d97cc 0a2140",
}
# The grounds, shoulders and heads of photos, of as many people as there are here.
PHOTOS = (
    "dbe7f3 1d4e89 f0c9a4",
    "e6f1ea 1f7a5c e8b48a",
    "f5e8dc 8a4b2c f3d2b3",
    "ece6f4 5b3f8f eec19c",
    "f7edd8 7a5a16 e2ad83",
    "e3eef0 25606b f1caa8",
)
CONSENT_REQUIRED_STATES = ("applied", "active", "declined", "suspended", "expired", "withdrawn")


def everyone() -> list[PersonRow]:
    """All people: log-ins first, then the named, then the generated, then those who came later."""
    kinds = {row.key: row.kind for row in ORGANISATIONS}
    return [*people_data.LOG_INS, *people_data.NAMED, *people_data.generated_people(kinds), *people_data.LATER]


def load_organisations(store: Store) -> int:
    """Organisations, and the industries and regions they need where reference data lack them."""
    industries = {
        code: Industry.objects.get_or_create(revision=11, code=code, defaults={"name_ko": ko, "name_en": en})[0]
        for code, (ko, en) in INDUSTRIES.items()
    }
    regions = {
        code: Region.objects.get_or_create(code=code, defaults={"name_ko": ko, "name_en": en})[0]
        for code, (ko, en) in REGIONS.items()
    }
    missing = store.missing("organisation", [row.key for row in ORGANISATIONS])
    rows = {
        row.key: Organisation(
            name_ko=f"{row.name_ko} {MARK}",
            name_en=f"{row.name_en} {MARK}",
            kind=row.kind,
            industry=industries.get(row.industry),
            size=row.size,
            region=regions.get(row.region),
            business_number=row.number,
        )
        for row in ORGANISATIONS
        if row.key in missing
    }
    for key in LOGOS.keys() & rows.keys():
        rows[key].logo.name = store_logo(ContentFile(discs(160, 88, LOGOS[key])))
    return len(store.add("organisation", Organisation, rows, natural="business_number"))


def load_people(store: Store, now: datetime) -> int:
    """Log-ins with confirmed addresses, members, skills, consents, staff's groups. Returns how many people are new."""
    people = {row.key: row for row in everyone()}
    missing = {key: people[key] for key in store.missing("person", people)}
    password = make_password(people_data.PASSWORD) if missing else ""
    users = {
        key: User(
            email=row.email,
            # The generated cannot log in.
            password=password if row.logs_in else make_password(None),
            is_staff=row.is_superuser or bool(row.staff_of),
            is_superuser=row.is_superuser,
            date_joined=now - timedelta(days=20 if row.state in ("draft", "applied") else 400, hours=place),
        )
        for place, (key, row) in enumerate(missing.items())
    }
    created = store.add("person", User, users, natural="email")
    create(EmailAddress, [EmailAddress(user=u, email=u.email, primary=True, verified=True) for u in created.values()])
    for key, user in created.items():
        _join_groups(user, people[key])
    _load_members(store, {key: people[key] for key in created}, now)
    return len(created)


def _join_groups(user: User, row: PersonRow) -> None:
    slugs = programmes.slugs() if "*" in row.staff_of else row.staff_of
    names = [f"{GROUP_PREFIX}{slug}" for slug in slugs] + ([SUPPORT_GROUP] if "*" in row.staff_of else [])
    user.groups.add(*[Group.objects.get_or_create(name=name)[0] for name in names])


def _load_members(store: Store, people: dict[str, PersonRow], now: datetime) -> None:
    users = store.rows("person", User)
    organisations = store.rows("organisation", Organisation)
    members = {
        key: _member(row, users[key], organisations, users.get("staff"), now, place)
        for place, (key, row) in enumerate(people.items())
    }
    create(Member, list(members.values()))
    skills = {
        key: Skill.objects.get_or_create(name_en=en, defaults={"name_ko": ko})[0]
        for key, (ko, en) in people_data.SKILLS.items()
    }
    levels = [
        MemberSkill(member=members[key], skill=skills[skill], level=level)
        for key, row in people.items()
        for skill, level in row.skills
    ]
    create(MemberSkill, levels)
    given = [consent for place, (key, row) in enumerate(people.items()) for consent in _consents(row, members[key], place)]
    create(Consent, given)
    entries = [DirectoryEntry(member=one.member, consent=one) for one in given if one.purpose == DIRECTORY]
    create(DirectoryEntry, entries)
    shown = [entry for entry in entries if entry.shows(PHOTO)]
    create(
        Photo,
        [
            Photo(member=entry.member, file=store_photo(ContentFile(portrait(160, colours))), added_at=entry.consent.given_at)
            for entry, colours in zip(shown, PHOTOS, strict=False)
        ],
    )


def _member(
    row: PersonRow, user: User, organisations: dict[str, Organisation], staff: User | None, now: datetime, place: int
) -> Member:
    """Not saved yet."""
    decided = row.state not in ("draft", "applied")
    # The council grew over the last year.
    joined = timedelta(days=390 - 4 * (place % 90), hours=place)
    applied_at = now - (joined if decided else timedelta(days=2, hours=5 * place))
    has_name = bool(row.name[1])
    return Member(
        user=user,
        family_name=row.name[0],
        given_name=f"{row.name[1]} {MARK}" if has_name else "",
        family_name_en=row.name_en[0],
        given_name_en=f"{row.name_en[1]} {MARK}" if row.name_en[1] else "",
        organisation=organisations.get(row.organisation),
        organisation_name=f"{row.written_organisation} {MARK}" if row.written_organisation else "",
        job_title=row.title,
        grade=row.grade,
        kind=row.kind,
        # Numbers of a block that is not given out.
        phone=f"+821000{place:06d}" if has_name else "",
        language=row.language,
        motivation=row.motivation,
        state=row.state,
        valid_until=None if row.valid_for is None else timezone.localdate(now) + timedelta(days=row.valid_for),
        applied_at=None if row.state == "draft" else applied_at,
        decided_at=applied_at + timedelta(days=3) if decided else None,
        decided_by=staff if decided and user != staff else None,
        decision_reason=row.decision_reason,
    )


def _consents(row: PersonRow, member: Member, place: int) -> list[Consent]:
    """The required consents of everyone who applied; every second also agreed to what depends on nothing else."""
    if row.state not in CONSENT_REQUIRED_STATES or member.applied_at is None:
        return []
    agreed = [
        wording for wording in wordings_for_applicants() if wording.required or (place % 2 == 0 and not wording.depends_on)
    ]
    return [
        Consent(
            member=member,
            purpose=one.purpose,
            version=one.version,
            language=row.language,
            # Everybody shows something else.
            items=items_of(one.purpose, list(DIRECTORY_ITEMS)[: 1 + place % 5]),
            given_at=member.applied_at,
        )
        for one in agreed
    ]


def load_bodies(store: Store, now: datetime) -> int:
    """Bodies with their memberships. Returns how many bodies are new."""
    rows = {row.slug: row for row in body_data.BODIES}
    bodies = {
        slug: Body(
            programme=row.programme,
            slug=slug,
            kind=row.kind,
            name_ko=row.name[0],
            name_en=row.name[1],
            description_ko=row.description[0],
            description_en=row.description[1],
        )
        for slug, row in rows.items()
        if slug in store.missing("body", rows)
    }
    created = store.add("body", Body, bodies, natural="slug")
    members = members_by_key(store)
    places: list[Membership] = []
    for slug, body in created.items():
        places += _memberships(rows[slug], body, members, now)
    create(Membership, places)
    return len(created)


def members_by_key(store: Store) -> dict[str, Member]:
    """The demonstration's members by their key."""
    keys = {user.pk: key for key, user in store.rows("person", User).items()}
    found = Member.objects.filter(user__in=keys).select_related("user", "organisation").order_by("pk")
    return {keys[member.user_id]: member for member in found}


def settled_people() -> list[PersonRow]:
    """Active members whose term is long: no tick will take their seats. Log-ins are seated by name alone."""
    rows = [row for row in everyone() if not row.logs_in]
    return [row for row in rows if row.state == "active" and row.valid_for == PersonRow.valid_for]


def _memberships(row: BodyRow, body: Body, members: dict[str, Member], now: datetime) -> list[Membership]:
    today = timezone.localdate(now)
    term: dict[str, Any] = {"starts_on": today - timedelta(days=300), "ends_on": today + timedelta(days=TERM)}
    named = [key for keys in row.roles.values() for key in keys]
    able = [
        person.key
        for person in settled_people()
        if person.key not in named
        and (not row.kinds or person.kind in row.kinds)
        and (not row.organisations or person.organisation in row.organisations)
    ]
    turned = able[row.offset :] + able[: row.offset]
    roles = [(key, role) for role, keys in row.roles.items() for key in keys]
    roles += [(key, "member") for key in turned[: row.seats]]
    places = [Membership(member=members[key], body=body, role=role, **term) for key, role in roles if key in members]
    # History and what waits for a decision: a term that is over, a seat given up, one asked for.
    others: list[tuple[str, dict[str, Any]]] = [
        ("expired", {"starts_on": today - timedelta(days=1030), "ends_on": today - timedelta(days=301)}),
        ("resigned", {"starts_on": today - timedelta(days=300), "ends_on": today - timedelta(days=40)}),
        ("applied", {}),
    ]
    for key, (state, dates) in zip(turned[row.seats :], others, strict=False):
        places.append(Membership(member=members[key], body=body, role="member", state=state, **dates))
    return places
