"""How many joint rights were registered, for everybody."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from council import when
from council.tables import table_response
from forums.services.clock.counting import registered_rights


@require_safe
def rights_page(request: HttpRequest) -> HttpResponse:
    """Registered rights by year and by field, as charts with their tables."""
    found = registered_rights()
    by_year: Counter[int] = Counter()
    by_field: Counter[str] = Counter()
    for one in found:
        by_year[one.year] += one.number
        by_field[one.field] += one.number
    total = sum(by_year.values())
    context: dict[str, Any] = {"total": total, "csv_url": reverse("forums:ip-rights-table")}
    if total:
        # A year without any is a year, too.
        years = [(year, by_year[year]) for year in range(min(by_year), max(by_year) + 1)]
        fields = by_field.most_common()
        day = when.day(timezone.localdate())
        context |= {
            "years": years,
            "fields": fields,
            "year_chart": _chart(_year_title(total, years), [str(year) for year, _number in years], years, _("Year")),
            "field_chart": _chart(_field_title(fields), [field for field, _number in fields], fields, _("Field")),
            "source": _("Source: registrations that the IP desk has recorded, as of %(day)s") % {"day": day},
        }
    return render(request, "forums/clock/public.html", context)


@require_safe
def rights_table(request: HttpRequest) -> HttpResponse:
    """The same numbers as CSV: year, field, how many."""
    rows = [(one.year, one.field, one.number) for one in registered_rights()]
    head = (_("Year"), _("Field"), _("Registered rights"))
    return table_response("csv", "registered-joint-rights", _("Registered joint rights"), [head, *rows])


def _year_title(total: int, years: Sequence[tuple[int, int]]) -> str:
    words = {"number": total, "year": years[0][0]}
    return (
        ngettext("%(number)d joint right registered since %(year)d", "%(number)d joint rights registered since %(year)d", total)
        % words
    )


def _field_title(fields: Sequence[tuple[str, int]]) -> str:
    if len(fields) > 1 and fields[0][1] == fields[1][1]:
        words = ngettext("Rights were registered in %(count)d field", "Rights were registered in %(count)d fields", len(fields))
        return words % {"count": len(fields)}
    return _("Most rights are in: %(field)s") % {"field": fields[0][0]}


def _chart(title: str, labels: list[str], rows: Sequence[tuple[Any, int]], axis: str) -> dict[str, Any]:
    values = [number for _label, number in rows]
    return {"title": title, "data": {"labels": labels, "values": values, "unit": _("Registered rights"), "axis": axis}}
