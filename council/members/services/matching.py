"""What an applicant wrote beside what the portal knows: organisations that may be meant, people who may be the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from council.members.models import ColleagueInvitation, Consent, Member, Organisation
from council.members.models.people import HANGUL
from council.members.services.cores import CORES, ROMANISED_NAME, name_core
from council.members.services.errors import OrganisationExistsError

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


def _add_organisations(rows: list[Facts]) -> None:
    # So many of each applicant, the sure ones apart, or a name that many have would leave no room for the others.
    meant = [found for row in rows for found in _meant_by(row.member)]
    candidates = list(_with_people(meant[0].union(*meant[1:], all=True))) if meant else []
    for row in rows:
        hits: list[tuple[Organisation, str]] = [(one, why) for one in candidates if (why := _why(one, row.member))]
        row.organisations = sorted(hits, key=lambda hit: (REASONS.index(hit[1]), hit[0].pk))[:SHOWN]


def _with_people(keys: QuerySet[Any]) -> QuerySet[Any]:
    """The organisations of `keys` with their cores and the number of their people."""
    people = Member.objects.order_by().filter(organisation=OuterRef("pk")).values("organisation").annotate(all=Count("pk"))
    found = Organisation.objects.annotate(**CORES, people_count=Coalesce(Subquery(people.values("all")), 0))
    return found.filter(pk__in=keys).select_related("region").order_by("pk")


def _meant_by(member: Member) -> list[QuerySet[Any]]:
    """The keys of the organisations that `member` surely means, and of those with a name like it; `SHOWN` of each at most."""
    core, sure, like = _core_of(member), Q(), Q()
    if member.organisation_id:
        sure |= Q(pk=member.organisation_id)
    if member.organisation_number:
        sure |= Q(business_number=member.organisation_number)
    if core:
        sure |= Q(core_ko=core) | Q(core_en=core)
        # The one name within the other, whichever is longer. Two letters are no part that an index knows, but a beginning.
        within = "contains" if len(core) > SHORTEST else "startswith"
        for name in CORES:
            like |= Q(**{f"{name}__{within}": core}) | Q(**{f"{name}__in": _parts(core)})
    found = Organisation.objects.alias(**CORES).order_by("pk")
    return [found.filter(wanted).values("pk")[:SHOWN] for wanted in (sure, like) if wanted]


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
    phones = Q(phone__in={row.member.phone for row in rows} - {""})
    wanted = [phones, *(named for row in rows for named in _named_as(row.member))]
    # Each asked for by itself, by an index of its own: of one long condition the database reads all members.
    keys = [Member.objects.order_by().alias(romanised=ROMANISED_NAME).filter(one).values("pk") for one in wanted]
    found = Member.objects.filter(pk__in=keys[0].union(*keys[1:], all=True))
    # Names may be many people's; a telephone number says more.
    rank = Case(When(phones, then=Value(0)), default=Value(1))
    found = found.select_related("user", "organisation").order_by(rank, "pk")[:MOST]
    for row in rows:
        for other in (other for other in found if other.pk != row.member.pk):
            if row.member.phone and other.phone == row.member.phone:
                row.people.append((other, PHONE))
            elif _same_name(row.member, other):
                row.people.append((other, SAME_NAME))
        row.people = row.people[:SHOWN]


def _named_as(member: Member) -> list[Q]:
    """Who has the name of `member`, in Hangul and romanised, each as its index has it."""
    wanted = []
    if member.family_name and member.given_name:
        wanted.append(Q(family_name=member.family_name, given_name=member.given_name))
    if member.family_name_en and member.given_name_en:
        romanised = f"{member.family_name_en} {member.given_name_en}".lower()
        wanted.append(Q(romanised=romanised) & ~Q(family_name_en=""))
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
