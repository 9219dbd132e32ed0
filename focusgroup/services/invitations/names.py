"""Names of people in what is handed to an agency: each only with that person's own consent (Personal Information Protection
Act, Art. 17 and 28-8; design, `korea.md`: “Sending names to an agency abroad needs its own notice and consent”)."""

import re
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from council.members.consents import AGENCY
from council.members.models import Consent, Member, Membership
from focusgroup.group import SLUG

SPACE = re.compile(r"\s+")
# A shorter name stands in other words, too.
SHORTEST = 3


def without_consent(people: QuerySet[Member]) -> QuerySet[Member]:
    """Those of `people` who have not consented to being named to an agency."""
    given = Consent.objects.filter(member=OuterRef("pk"), purpose=AGENCY, withdrawn_at=None)
    return people.exclude(Exists(given))


def has_consented(member: Member | None) -> bool:
    """Whether `member` may be named to an agency; nobody (any more) may not."""
    return member is not None and not without_consent(Member.objects.filter(pk=member.pk)).exists()


def named_without_consent(texts: Iterable[str]) -> list[Member]:
    """Who of the Focus Group, its task forces and the invitation team is named in `texts` and has not consented to it. Looked
    for are whole names in Hangul and romanised, whichever comes first. One query."""
    found = _flat(" ".join(texts))
    places = Membership.objects.filter(member=OuterRef("pk"), body__programme=SLUG, state__in=Membership.SEATED)
    people = Member.objects.filter(Q(Exists(places)) | Q(invitation_team__isnull=False), erased_at=None)
    return [one for one in without_consent(people).select_related("user").order_by("pk") if _is_named(one, found)]


def _is_named(member: Member, text: str) -> bool:
    return any(name in text for name in _names(member))


def _names(member: Member) -> set[str]:
    family, given = member.family_name_en, member.given_name_en
    written = {f"{member.family_name}{member.given_name}", f"{member.family_name} {member.given_name}"}
    if family and given:
        written |= {f"{family} {given}", f"{given} {family}", f"{family}, {given}"}
    return {name for name in map(_flat, written) if len(name) >= SHORTEST}


def _flat(text: str) -> str:
    return SPACE.sub(" ", text).strip().casefold()
