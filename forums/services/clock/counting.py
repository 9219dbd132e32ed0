"""What everybody may know of joint rights: how many were registered, by year and field. Nothing of what is not registered."""

from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from council import bilingual
from forums.models import CaseEvent
from forums.services.clock.rules import Kind


@dataclass(frozen=True)
class Registered:
    """So many rights of a field were registered in a year."""

    year: int
    field: str
    number: int


def registered_rights() -> list[Registered]:
    """How many rights were registered, by year and by the field (the industry) of their cases, in the active language; by year,
    then field. One query."""
    field = "case__industry__name"
    rows = (
        CaseEvent.objects.standing()
        .filter(kind=Kind.REGISTERED)
        .annotate(year=ExtractYear("on"))
        .order_by()
        .values_list("year", f"{field}_ko", f"{field}_en")
        .annotate(number=Count("case", distinct=True))
    )
    found = [Registered(year, bilingual.pick(ko or "", en or "") or _("Other"), number) for year, ko, en, number in rows]
    return sorted(found, key=lambda one: (one.year, one.field))
