"""Registered rights as ties between companies: numbers, without a word about a case."""

from collections import Counter, defaultdict
from datetime import datetime
from itertools import combinations

from forums.models import CoOwner
from forums.models.rights.cases import ALIVE


def joint_rights(since: datetime, now: datetime) -> dict[tuple[int, int], int]:
    """How many rights in force both companies of a pair own, the smaller key first. A right ties them as long as it lives,
    since whenever."""
    owners: dict[int, list[int]] = defaultdict(list)
    rows = CoOwner.objects.filter(case__state__in=ALIVE).order_by("case", "organisation")
    for case, organisation in rows.values_list("case", "organisation"):
        owners[case].append(organisation)
    return dict(Counter(pair for found in owners.values() for pair in combinations(found, 2)))
