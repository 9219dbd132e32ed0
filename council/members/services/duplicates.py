"""Records that may be two of one person, or of one organisation: each pair with its reasons, the strongest first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Any

from django.db.models import Count, F, Func, QuerySet, TextField, Value
from django.db.models.functions import Concat, Length

from council.members.models import DistinctPair, Member, MergeRecord, Organisation
from council.members.services.cores import CORES, ROMANISED_NAME, Kept
from council.members.services.matching import SHORTEST

# Why two are shown together, and how much it says.
PHONE, NAME_AND_ORGANISATION, MAIL, ROMANISED = "phone", "name-and-organisation", "mail", "romanised"
NUMBER, NAME = "number", "name"
WEIGHTS = {NUMBER: 8, PHONE: 4, NAME_AND_ORGANISATION: 3, NAME: 3, MAIL: 2, ROMANISED: 1}
# Of each reason the database looks at so many groups, and at so many records of a group.
GROUPS, EACH = 300, 6
SHOWN = 100
# A shorter local part of an address says nothing: info, kim, office.
SHORTEST_MAIL = 6


@dataclass
class Pair:
    """Two that may be one."""

    one: Any
    other: Any
    reasons: list[str] = field(default_factory=list)

    @property
    def weight(self) -> int:
        return sum(WEIGHTS[reason] for reason in self.reasons)


def duplicate_people(*, of: Member | None = None) -> list[Pair]:
    """Pairs of people (each with `user` and `organisation`) that may be one; of one person alone with `of`. The number of
    queries does not depend on how many people there are."""
    people = Member.objects.filter(erased_at=None)
    plain, hangul = Kept("user__email", column="mail_core"), Concat("family_name", Value(""), "given_name")
    full = people.exclude(family_name="").exclude(given_name="").exclude(organisation=None)
    romanised = people.exclude(family_name_en="").exclude(given_name_en="")
    keyed: dict[str, QuerySet[Any]] = {
        PHONE: people.exclude(phone="").annotate(twin=F("phone")),
        NAME_AND_ORGANISATION: full.annotate(twin=Concat(hangul, Value("·"), "organisation_id", output_field=TextField())),
        MAIL: people.annotate(twin=plain).annotate(letters=Length("twin")).filter(letters__gte=SHORTEST_MAIL),
        ROMANISED: romanised.annotate(twin=ROMANISED_NAME),
    }
    return _pairs(MergeRecord.Kind.PERSON, keyed, ("user", "organisation"), of)


def duplicate_organisations(*, of: Organisation | None = None) -> list[Pair]:
    """Pairs of organisations that may be one, by number (however it is written) and by name without the form of the company."""
    everything = Organisation.objects.all()
    digits = Func("business_number", Value(r"\D"), Value(""), Value("g"), function="REGEXP_REPLACE", output_field=TextField())
    keyed: dict[str, QuerySet[Any]] = {
        NUMBER: everything.exclude(business_number="").annotate(twin=digits),
        NAME: everything.annotate(twin=CORES["core_ko"]).annotate(letters=Length("twin")).filter(letters__gte=SHORTEST),
        f"{NAME}-en": everything.annotate(twin=CORES["core_en"]).annotate(letters=Length("twin")).filter(letters__gte=SHORTEST),
    }
    return _pairs(MergeRecord.Kind.ORGANISATION, keyed, ("region",), of)


def _pairs(kind: str, keyed: dict[str, QuerySet[Any]], related: tuple[str, ...], of: Any) -> list[Pair]:
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for reason, rows in keyed.items():
        for group in _groups(rows, of):
            for one, other in combinations(sorted(group), 2):
                word = reason.removesuffix("-en")
                if word not in found[one, other] and (of is None or of.pk in (one, other)):
                    found[one, other].append(word)
    for two in DistinctPair.objects.filter(kind=kind, lower_id__in={one for one, _other in found}):
        found.pop((two.lower_id, two.higher_id), None)
    ranked = sorted(found, key=lambda keys: (-sum(WEIGHTS[word] for word in found[keys]), keys))
    chosen = [keys for keys in ranked if found[keys]][:SHOWN]
    model = Member if kind == MergeRecord.Kind.PERSON else Organisation
    wanted = model._default_manager.filter(pk__in={key for keys in chosen for key in keys}).select_related(*related)
    things = {thing.pk: thing for thing in wanted}
    return [Pair(things[one], things[other], found[one, other]) for one, other in chosen if one in things and other in things]


def _groups(rows: QuerySet[Any], of: Any) -> Iterable[list[int]]:
    """The keys of those that are the same, group by group."""
    if of is not None:
        rows = rows.filter(twin__in=rows.filter(pk=of.pk).values("twin"))
    twins = rows.order_by().values("twin").annotate(number=Count("pk")).filter(number__gt=1).order_by("-number", "twin")
    groups: dict[str, list[int]] = defaultdict(list)
    for key, twin in (
        rows.filter(twin__in=list(twins.values_list("twin", flat=True)[:GROUPS]))
        .order_by("pk")
        .values_list("pk", "twin")[: GROUPS * EACH]
    ):
        if len(groups[twin]) < EACH or (of is not None and key == of.pk):
            groups[twin].append(key)
    return groups.values()


def keep_apart(*, kind: str, one: int, other: int, by: Any, now: datetime) -> DistinctPair:
    """Record that these two are two. Said before: nothing happens."""
    lower, higher = sorted((one, other))
    pair, _made = DistinctPair.objects.get_or_create(
        kind=kind, lower_id=lower, higher_id=higher, defaults={"at": now, "by": by}
    )
    return pair
