"""Employment figures brought in as a table: all rows judged and written as a set."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields, widgets

from council.members.models import Industry, Region
from council.staff.batches import BAD, CHANGED, NEW, SAME, BatchTable, Judged
from council.staff.importing import Table
from focusgroup.models import IndustryStatistic
from focusgroup.models.statistics import FIRST_YEAR, LAST_YEAR, MOST_PEOPLE

# What a cell may say for the whole country, and for all industries, beside the words of the portal.
COUNTRY = frozenset({"전국", "korea", "대한민국", "whole country"})
EVERYTHING = frozenset({"전산업", "전체 산업", "전 산업", "total", "합계", "all industries"})
TOLD = 100
HISTORY = """
INSERT INTO focusgroup_historicalindustrystatistic
    (id, region_id, industry_id, year, employment, establishments, source,
     history_date, history_type, history_change_reason, history_user_id)
SELECT id, region_id, industry_id, year, employment, establishments, source, %(now)s, %(kind)s, %(reason)s, %(by)s
  FROM focusgroup_industrystatistic WHERE id = ANY(%(keys)s)
"""
Values = tuple[int, int | None, str]


class WhereWidget(widgets.Widget):
    """A region by its code; no region by the words for the whole country."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.code if value is not None else _("Whole country")


class WhatWidget(widgets.Widget):
    """An industry by its code; no industry by the words for all of them."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.code if value is not None else _("All industries")


class StatisticTable(BatchTable):
    """Employment by region, industry and year. A row is known by these three."""

    explanation = gettext_lazy(
        "A figure that is there is found by region, industry and year. Regions are written by code or name, “전국” or “Whole "
        "country” for the country; industries by their KSIC code, “전산업” or “All industries” for all of them together. These "
        "totals are what location quotients are divided by. Leave rows without a figure out: an empty cell is no zero."
    )
    required = ("region", "industry", "year", "employment", "source")
    most_bytes = 8 * 1024 * 1024
    most_rows = 50_000
    region = fields.Field("region", "region", WhereWidget())
    industry = fields.Field("industry", "industry", WhatWidget())
    revision = fields.Field("industry__revision", "revision")

    class Meta(Table.Manners):
        model = IndustryStatistic
        fields = ("region", "industry", "revision", "year", "employment", "establishments", "source")
        import_order = fields

    @classmethod
    def label_of(cls, one: Any) -> str:
        if one.column_name == "revision":
            return str(capfirst(str(Industry._meta.get_field("revision").verbose_name)))
        return super().label_of(one)

    @classmethod
    def columns_kept(cls) -> list[str]:
        return []

    def hold(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE focusgroup_industrystatistic IN SHARE ROW EXCLUSIVE MODE")

    def judge(self, rows: Sequence[tuple[int, dict[str, str]]]) -> list[Judged]:
        reader = _Reader()
        read = [(number, *reader.read(values)) for number, values in rows]
        years = {key[2] for _number, key, _found, errors in read if not errors}
        there = {
            (region, industry, year): (pk, (employment, establishments, source))
            for pk, region, industry, year, employment, establishments, source in IndustryStatistic.objects.filter(
                year__in=years
            ).values_list("pk", "region", "industry", "year", "employment", "establishments", "source")
        }
        judged = []
        seen: dict[Any, int] = {}
        for (number, key, found, errors), (_number, values) in zip(read, rows, strict=True):
            if not errors and key in seen:
                errors = [_("The same as row %(number)s.") % {"number": seen[key]}]
            name = " · ".join(values.get(column, "") for column in ("region", "industry", "year"))
            if errors:
                judged.append(Judged(number, BAD, name, errors))
                continue
            seen[key] = number
            judged.append(_judged(number, name, key, found, there.get(key)))
        return judged

    def write(self, judged: Sequence[Judged], *, by: Any, now: datetime) -> list[Any]:
        """[[key of the row, old values or null, new values], …]"""
        moving = [one for one in judged if one.kind in (NEW, CHANGED)]
        rows = [_row(one.values["key"], one.values["found"]) for one in moving]
        IndustryStatistic.objects.bulk_create(
            rows,
            batch_size=5000,
            update_conflicts=True,
            unique_fields=["year", "region", "industry"],
            update_fields=["employment", "establishments", "source"],
        )
        for kind, sign in ((NEW, "+"), (CHANGED, "~")):
            keys = [row.pk for row, one in zip(rows, moving, strict=True) if one.kind == kind]
            _note(keys, sign, "import", by, now)
        return [[row.pk, one.values["before"], list(one.values["found"])] for row, one in zip(rows, moving, strict=True)]

    def put_back(self, changes: Sequence[Any], *, by: Any, now: datetime) -> list[str]:
        self.hold()
        there = IndustryStatistic.objects.select_related("region", "industry").in_bulk([pk for pk, _before, _after in changes])
        gone, touched, going, changing = 0, [], [], []
        for pk, before, after in changes:
            row = there.get(pk)
            if row is None:
                gone += 1
            elif [row.employment, row.establishments, row.source] != after:
                touched.append(row)
            elif before is None:
                going.append(pk)
            else:
                row.employment, row.establishments, row.source = before
                changing.append(row)
        _note(going, "-", "import taken back", by, now)
        IndustryStatistic.objects.filter(pk__in=going).delete()
        IndustryStatistic.objects.bulk_update(changing, ["employment", "establishments", "source"], batch_size=2000)
        _note([row.pk for row in changing], "~", "import taken back", by, now)
        return list(_kept(touched, gone))


class _Reader:
    """Reads rows, with the regions and industries that there are."""

    def __init__(self) -> None:
        self.regions = _regions()
        # The newest revision last: what a code means where the row says no revision.
        self.industries = {
            (revision, code.casefold()): pk
            for pk, revision, code in Industry.objects.order_by("revision").values_list("pk", "revision", "code")
        }
        self.newest = {code: pk for (_revision, code), pk in self.industries.items()}
        self.country, self.everything = set(COUNTRY), set(EVERYTHING)
        for language in ("ko", "en"):
            with translation.override(language):
                self.country.add(_("Whole country").casefold())
                self.everything.add(_("All industries").casefold())

    def read(self, values: dict[str, str]) -> tuple[tuple[Any, Any, int], Values, list[str]]:
        """(region, industry, year), the values, and what is wrong."""
        errors: list[str] = []
        region = self._region(values.get("region", ""), errors)
        industry = self._industry(values.get("industry", ""), values.get("revision", ""), errors)
        year = _number(_("Year"), values.get("year", ""), errors, FIRST_YEAR, LAST_YEAR)
        employment = _number(_("People employed"), values.get("employment", ""), errors, 0, MOST_PEOPLE)
        given = values.get("establishments", "")
        establishments = _number(_("Establishments"), given, errors, 0, MOST_PEOPLE) if given else None
        source = values.get("source", "")
        if not source:
            errors.append(_("Source: say where the figure comes from."))
        elif len(source) > 200 or "\n" in source or "\r" in source:
            errors.append(_("Source: one line of at most 200 characters."))
        return (region, industry, year), (employment, establishments, source), errors

    def _region(self, text: str, errors: list[str]) -> int | None:
        word = text.casefold()
        if word in self.country:
            return None
        if word not in self.regions:
            errors.append(_("Region: there is none with “%(value)s”.") % {"value": text})
        return self.regions.get(word)

    def _industry(self, text: str, revision: str, errors: list[str]) -> int | None:
        code = text.casefold()
        if code in self.everything:
            return None
        if revision:
            known = revision.isascii() and revision.isdecimal() and len(revision) < 4
            found = self.industries.get((int(revision), code)) if known else None
        else:
            found = self.newest.get(code)
        if found is None:
            errors.append(_("Industry: there is none with “%(value)s”.") % {"value": f"{text} {revision}".strip()})
        return found


def _regions() -> dict[str, int]:
    """Keys of regions by name and code; a name that two have says nothing."""
    found: dict[str, set[int]] = {}
    regions = list(Region.objects.all())
    for region in regions:
        for word in {region.name_ko.casefold(), region.name_en.casefold()}:
            found.setdefault(word, set()).add(region.pk)
    by_name = {word: next(iter(keys)) for word, keys in found.items() if len(keys) == 1}
    return by_name | {region.code.casefold(): region.pk for region in regions}


def _number(label: str, text: str, errors: list[str], least: int, most: int) -> int:
    """A whole number, with or without separators of thousands."""
    plain = text.replace(",", "")
    if not (plain.isascii() and plain.isdecimal()) or len(plain) > 12:
        errors.append(_("%(label)s: “%(value)s” is no whole number.") % {"label": label, "value": text})
        return 0
    if not least <= int(plain) <= most:
        words = {"label": label, "value": text, "least": least, "most": most}
        errors.append(_("%(label)s: %(value)s is not between %(least)s and %(most)s.") % words)
    return int(plain)


def _judged(number: int, name: str, key: Any, found: Values, there: tuple[int, Values] | None) -> Judged:
    values = {"key": key, "found": found, "before": list(there[1]) if there else None}
    if there is None:
        return Judged(number, NEW, name, values=values)
    if there[1] == found:
        return Judged(number, SAME, name)
    labels = (_("People employed"), _("Establishments"), _("Source"))
    changes = [
        (label, "–" if old is None else str(old), "–" if new is None else str(new))
        for label, old, new in zip(labels, there[1], found, strict=True)
        if old != new
    ]
    return Judged(number, CHANGED, name, (), changes, values)


def _row(key: tuple[Any, Any, int], found: Values) -> IndustryStatistic:
    region, industry, year = key
    employment, establishments, source = found
    return IndustryStatistic(
        region_id=region,
        industry_id=industry,
        year=year,
        employment=employment,
        establishments=establishments,
        source=source,
    )


def _note(keys: Sequence[int], kind: str, reason: str, by: Any, now: datetime) -> None:
    """Write the history of rows as they are."""
    if keys:
        with connection.cursor() as cursor:
            params = {"keys": list(keys), "kind": kind, "reason": reason, "now": now, "by": by.pk if by else None}
            cursor.execute(HISTORY, params)


def _kept(touched: Sequence[IndustryStatistic], gone: int) -> Iterator[str]:
    for row in touched[:TOLD]:
        words = _("was changed since, and stays")
        yield f"{row}: {words}"
    if len(touched) > TOLD:
        yield _("%(count)s more were changed since, and stay.") % {"count": len(touched) - TOLD}
    if gone:
        yield _("%(count)s are gone already.") % {"count": gone}
