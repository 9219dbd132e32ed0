"""Words in teasers."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from symposia.models import TechOffer


def matching(offers: "QuerySet[TechOffer]", words: Sequence[str]) -> "QuerySet[TechOffer]":
    """Those of `offers` with every word in the teaser: what others may not read is not searched either."""
    columns = [f"{name}_{language}" for name in TechOffer.TEASER for language in ("ko", "en")]
    for word in words:
        offers = offers.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in columns)))
    return offers
