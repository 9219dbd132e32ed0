"""What an applicant wrote beside what the portal knows: organisations that may be meant, people who may be the same."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Func, Q, TextField

from council.members.models import ColleagueInvitation, Consent, Member, Organisation
from council.members.models.people import HANGUL
from council.members.services.errors import OrganisationExistsError

# Forms of companies, and everything that is no letter: 주식회사 달무리사출 and (주)달무리 사출 are one name.
# As PostgreSQL writes it.
FORMS = r"주식회사|유한회사|\(주\)|㈜|\mco\M|\mltd\M|\minc\M|\mcorp\M|\mllc\M|\mgmbh\M|[\s().,·&/_-]"
FORMS_HERE = re.compile(FORMS.replace(r"\m", r"\b").replace(r"\M", r"\b"))
# A shorter piece of a name says nothing.
SHORTEST = 2
LONGEST = 40
SHOWN = 6
MOST = 300

# Why something stands beside an application, the strongest first.
LINKED, NUMBER, NAME, LIKE = "linked", "number", "name", "like"
REASONS = (LINKED, NUMBER, NAME, LIKE)
PHONE, SAME_NAME = "phone", "same-name"


@dataclass
class Facts:
    """One application with what is known about it; organisations and people each with the reason why they are named."""

    member: Member
    organisations: list[tuple[Organisation, str]] = field(default_factory=list)
    people: list[tuple[Member, str]] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    invitations: list[ColleagueInvitation] = field(default_factory=list)


def name_core(name: str) -> str:
    """A name without what says nothing: forms of companies, spaces, marks, capitals."""
    return FORMS_HERE.sub("", name.lower())


def facts_of(applicants: Sequence[Member]) -> list[Facts]:
    """Each of `applicants` (with `user` and `organisation`) with what the portal knows. Four queries however many they are."""
    rows = {member.pk: Facts(member) for member in applicants}
    for consent in Consent.objects.filter(member__in=rows, withdrawn_at=None).order_by("given_at", "pk"):
        rows[consent.member_id].consents.append(consent)
    accepted = ColleagueInvitation.objects.filter(accepted_by__in=rows).select_related("organisation", "invited_by__member")
    for invitation in accepted:
        rows[invitation.accepted_by_id or 0].invitations.append(invitation)
    _add_organisations(list(rows.values()))
    _add_people(list(rows.values()))
    return list(rows.values())


class _Core(Func):
    """The same as `name_core`, in the database, which has an index of it."""

    function = "council_name_core"
    output_field = TextField()


def _add_organisations(rows: list[Facts]) -> None:
    wanted = Q(pk__in={row.member.organisation_id for row in rows} - {None})
    wanted |= Q(business_number__in={row.member.organisation_number for row in rows} - {""})
    for core in {_core_of(row.member) for row in rows} - {""}:
        # The one name within the other, whichever is longer. Two letters are no part that an index knows, but a beginning.
        within = "contains" if len(core) > SHORTEST else "startswith"
        for name in ("core_ko", "core_en"):
            wanted |= Q(**{f"{name}__{within}": core}) | Q(**{f"{name}__in": _parts(core)})
    cores = {f"core_{language}": _Core(f"name_{language}") for language in ("ko", "en")}
    found = Organisation.objects.annotate(**cores).filter(wanted).annotate(people_count=Count("people"))
    candidates = list(found.select_related("region").order_by("pk")[:MOST])
    for row in rows:
        hits: list[tuple[Organisation, str]] = [(one, why) for one in candidates if (why := _why(one, row.member))]
        row.organisations = sorted(hits, key=lambda hit: (REASONS.index(hit[1]), hit[0].pk))[:SHOWN]


def _parts(core: str) -> list[str]:
    """Every part of `core` that is long enough to be a name that says something."""
    ends = range(SHORTEST + 1, len(core) + 1)
    return sorted({core[begin:end] for end in ends for begin in range(end - SHORTEST)})


def _core_of(member: Member) -> str:
    """What the applicant's own words say; nothing where the organisation is linked, or the words are too short."""
    core = "" if member.organisation_id else name_core(member.organisation_name)[:LONGEST]
    return core if len(core) >= SHORTEST else ""


def _why(organisation: Any, member: Member) -> str:
    if organisation.pk == member.organisation_id:
        return LINKED
    if member.organisation_number and organisation.business_number == member.organisation_number:
        return NUMBER
    core = _core_of(member)
    names = [name for name in (organisation.core_ko, organisation.core_en) if name]
    if not core:
        return ""
    if core in names:
        return NAME
    return LIKE if any(core in name or (len(name) > SHORTEST and name in core) for name in names) else ""


def _add_people(rows: list[Facts]) -> None:
    wanted = Q(phone__in={row.member.phone for row in rows} - {""})
    for row in rows:
        wanted |= _named_as(row.member)
    found = Member.objects.filter(wanted).select_related("user", "organisation").order_by("pk")[:MOST]
    for row in rows:
        for other in (other for other in found if other.pk != row.member.pk):
            if row.member.phone and other.phone == row.member.phone:
                row.people.append((other, PHONE))
            elif _same_name(row.member, other):
                row.people.append((other, SAME_NAME))
        row.people = row.people[:SHOWN]


def _named_as(member: Member) -> Q:
    wanted = Q(pk__in=[])
    if member.family_name and member.given_name:
        wanted |= Q(family_name=member.family_name, given_name=member.given_name)
    if member.family_name_en and member.given_name_en:
        wanted |= Q(family_name_en__iexact=member.family_name_en, given_name_en__iexact=member.given_name_en)
    return wanted


def _same_name(one: Member, other: Member) -> bool:
    hangul = (one.family_name, one.given_name)
    roman = (one.family_name_en.casefold(), one.given_name_en.casefold())
    theirs = (other.family_name_en.casefold(), other.given_name_en.casefold())
    return (all(hangul) and hangul == (other.family_name, other.given_name)) or (all(roman) and roman == theirs)


@transaction.atomic
def create_written_organisation(*, member: Member, kind: str, by: Any) -> Organisation:
    """Make the organisation that `member` wrote, of this `kind`. The caller links it.

    Raises `OrganisationExistsError` where its business number is another's already."""
    name = member.organisation_name.strip()
    organisation = Organisation(
        name_ko=name,
        name_en="" if HANGUL.search(name) else name,
        kind=kind,
        business_number=member.organisation_number,
    )
    organisation._history_user = by  # type: ignore[attr-defined]  # read by the history
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        raise OrganisationExistsError(member.organisation_number) from error
    return organisation
