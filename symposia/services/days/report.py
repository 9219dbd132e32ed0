"""The report for those who fund a symposium: who came, what was talked about, what came of it. Numbers alone, nobody's name."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from council import bilingual, when
from council.events import attendance_report
from council.events.models import Attendance, Registration, Survey
from council.events.services import survey_results
from council.events.services.surveys import asked_registrations
from council.events.services.telling import place_text
from council.events.text import one_line
from council.members.models import Organisation
from council.members.services.cores import CORES, name_core
from symposia.models import Participation, Symposium

Number = int | float
FIRMS = (Organisation.Kind.COMPANY, Organisation.Kind.SUPPLIER, Organisation.Kind.INVESTOR)
# Industries and regions beside these are told together.
MOST_ROWS = 12


@dataclass(frozen=True)
class Line:
    """One number: what it counts, and how it is written where it is no plain count (an amount)."""

    label: str
    value: Number
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A table of the report with a chart of the same numbers. `title` states the finding."""

    slug: str
    heading: str
    title: str
    column: str
    unit: str
    lines: list[Line]

    @property
    def most(self) -> Number:
        return max((line.value for line in self.lines), default=0) or 1


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a reader sees first (`stats`), then the sections, and of when and whom it tells."""

    symposium: Symposium
    made_at: datetime
    is_over: bool
    # Whether a door recorded who came; else those who are registered are counted.
    is_recorded: bool
    stats: list[Line] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)


# A part of the programme that has numbers for funders: `source(symposium, now)` returns sections; asked in this order.
Source = Callable[[Symposium, datetime], Sequence[Section]]
SOURCES: list[Source] = []


def funder_report(symposium: Symposium, now: datetime) -> Report:
    """The report as of `now`, in the active language, in a constant number of queries."""
    event = symposium.event
    totals = attendance_report.totals(event, now)
    people = _people(symposium, recorded=totals.recorded)
    firms, unknown = _organisations(symposium, people)
    sections = [
        _by_day(symposium),
        _by_role(people),
        *_firms([one for one in firms if one.kind in FIRMS]),
        _kinds(firms, unknown),
        *(section for source in SOURCES for section in source(symposium, now)),
        *_survey(symposium),
    ]
    stats = [
        Line(_("Registered"), totals.registered),
        *([Line(_("Attended"), totals.attended)] if totals.recorded else []),
        Line(_("Walk-ins"), totals.walk_ins),
        Line(_("Firms"), sum(one.kind in FIRMS for one in firms)),
        Line(_("Organisations"), len(firms) + unknown),
        Line(_("Number of days"), symposium.days),
    ]
    return Report(
        symposium=symposium,
        made_at=now,
        is_over=event.has_ended(now),
        is_recorded=totals.recorded,
        stats=stats,
        sections=[section for section in sections if section.lines],
    )


def _people(symposium: Symposium, *, recorded: bool) -> Any:
    """The registrations that are counted: who came, or who has a seat where no door recorded anybody."""
    seated = Registration.objects.filter(event=symposium.pk)
    if recorded:
        return seated.filter(Exists(Attendance.objects.present().filter(registration=OuterRef("pk"))))
    return seated.filter(state=Registration.State.CONFIRMED)


def _organisations(symposium: Symposium, people: Any) -> tuple[list[Organisation], int]:
    """The organisations that people came from, each once, and how many more are words alone: what members, and doors of those
    who walked in, wrote, as far as it is the name of none. Four queries."""
    keys = people.filter(member__organisation__isnull=False).values("member__organisation")
    rows: Any = Organisation.objects.annotate(**CORES).select_related("industry", "region").order_by("pk")
    found = list(rows.filter(pk__in=keys))
    by_members = people.filter(member__organisation=None).values_list("member__organisation_name", flat=True)
    at_doors = _walked_in(symposium).values_list("organisation", flat=True)
    written = {name_core(words) for words in (*by_members, *at_doors)} - {""}
    for one in found:
        written -= {one.core_ko, one.core_en}
    for one in rows.filter(Q(core_ko__in=written) | Q(core_en__in=written)):
        # Of two with one name the first is meant.
        if written & {one.core_ko, one.core_en}:
            found.append(one)
            written -= {one.core_ko, one.core_en}
    return found, len(written)


def _walked_in(symposium: Symposium) -> Any:
    """What the doors recorded of those who came without a registration, at whatever door."""
    return Attendance.objects.present().filter(event=symposium.pk, registration=None).order_by()


def _by_day(symposium: Symposium) -> Section:
    present = dict(
        Attendance.objects.present()
        .filter(event=symposium.pk)
        .order_by()
        .values_list("day")
        .annotate(number=Count("registration", distinct=True))
    )
    # At two doors of one day it is the same person, as in the total of the walk-ins.
    guests = Counter(row[0] for row in _walked_in(symposium).values_list("day", "name", "organisation").distinct())
    lines = [Line(when.day(day), present.get(day, 0) + guests[day]) for day in symposium.dates]
    best = max(lines, key=lambda line: line.value)
    title = _("Most came on %(day)s: %(count)d.") % {"day": best.label, "count": best.value}
    return Section(
        slug="days",
        heading=_("Attendance by day"),
        title=title if best.value else _("No door has recorded anybody yet."),
        column=_("Day"),
        unit=_("People"),
        lines=lines,
    )


def _by_role(people: Any) -> Section:
    counts = Counter(dict(people.order_by().values_list("participation__role").annotate(number=Count("pk"))))
    lines = [Line(str(label), counts[value]) for value, label in Participation.Role.choices]
    if counts[None]:
        lines.append(Line(_("Not said"), counts[None]))
    return _share(lines, slug="roles", heading=_("People by role"), column=_("Comes as"), unit=_("People"))


def _firms(firms: Sequence[Organisation]) -> list[Section]:
    sizes = Counter(one.size for one in firms)
    by_size = [Line(str(label), sizes[value]) for value, label in Organisation.Size.choices]
    if sizes[""]:
        by_size.append(Line(_("Size not known"), sizes[""]))
    industries = [f"{one.industry.code} {bilingual.text(one.industry, 'name')}" if one.industry else "" for one in firms]
    regions = [bilingual.text(one.region, "name") if one.region else "" for one in firms]
    unit = _("Firms")
    return [
        _share(by_size, slug="sizes", heading=_("Firms by size"), column=_("Size"), unit=unit),
        _share(
            _counted(industries, _("Industry not known")),
            slug="industries",
            heading=_("Firms by industry (KSIC)"),
            column=_("Industry"),
            unit=unit,
        ),
        _share(
            _counted(regions, _("Region not known")),
            slug="regions",
            heading=_("Firms by region"),
            column=_("Region"),
            unit=unit,
        ),
    ]


def _kinds(organisations: Sequence[Organisation], unknown: int) -> Section:
    kinds = Counter(one.kind for one in organisations)
    lines = [Line(str(label), kinds[value]) for value, label in Organisation.Kind.choices if kinds[value]]
    if unknown:
        lines.append(Line(_("Kind not known"), unknown))
    return _share(lines, slug="kinds", heading=_("Organisations by kind"), column=_("Kind"), unit=_("Organisations"))


def _counted(names: Iterable[str], unknown: str) -> list[Line]:
    """How often each name stands there, the most frequent first, the rest together, the empty last."""
    counts = Counter(names)
    nameless = counts.pop("", 0)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    lines = [Line(name, count) for name, count in ranked[:MOST_ROWS]]
    rest = sum(count for _name, count in ranked[MOST_ROWS:])
    if rest:
        lines.append(Line(_("Others"), rest))
    return [*lines, Line(unknown, nameless)] if nameless else lines


def _share(lines: list[Line], *, slug: str, heading: str, column: str, unit: str) -> Section:
    """A section whose title says which line has the most; empty where nothing was counted."""
    total = sum(line.value for line in lines)
    best = max(lines, key=lambda line: line.value, default=Line("", 0))
    title = _("Most: %(label)s (%(count)d of %(total)d).") % {"label": best.label, "count": best.value, "total": total}
    return Section(slug=slug, heading=heading, title=title, column=column, unit=unit, lines=lines if total else [])


def _survey(symposium: Symposium) -> list[Section]:
    survey = Survey.objects.filter(event=symposium.pk).annotate(answered=Count("responses")).first()
    if survey is None:
        return []
    asked, answered = asked_registrations(survey).count(), survey.answered
    title = ngettext("%(count)d of %(asked)d answered.", "%(count)d of %(asked)d answered.", answered)
    reply = Section(
        slug="survey",
        heading=_("Survey after the symposium"),
        title=title % {"count": answered, "asked": asked},
        column=_("Answer"),
        unit=_("People"),
        lines=[Line(_("Replied"), answered), Line(_("Not answered"), max(0, asked - answered))],
    )
    told = [result for result in survey_results.results(survey) if result.bars] if answered else []
    return [reply, *(_answers(result) for result in told)]


def _answers(result: survey_results.QuestionResult) -> Section:
    return Section(
        slug=f"survey-{result.question.pk}",
        heading=bilingual.text(result.question, "label"),
        title=result.finding,
        column=_("Answer"),
        unit=_("Answers"),
        lines=[Line(bar.label, bar.count) for bar in result.bars],
    )


def table(report: Report) -> list[list[Any]]:
    """The report as rows for a spreadsheet: part, what, number, in words."""
    rows: list[list[Any]] = [[_("Part"), _("What"), _("Number"), _("In words")]]
    rows += [[_("Overview"), line.label, line.value, line.text] for line in report.stats]
    for section in report.sections:
        for place, line in enumerate(section.lines):
            # The finding stands beside the first of its numbers.
            rows.append([section.heading, line.label, line.value, line.text or ("" if place else section.title)])
    return rows


def paper_data(report: Report, language: str) -> dict[str, Any]:
    """Everything that the report says in the active language, ready to be set."""
    event = report.symposium.event
    return {
        "language": language,
        "heading": _("Report on the symposium"),
        "title": one_line(bilingual.text(event, "title")),
        "issuer": _("Gyeongbuk Exchange Council"),
        "facts": [
            (_("When"), when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day)),
            (_("Where"), place_text(event) or str(event.get_format_display())),
            (_("As of"), when.moment(report.made_at, event.time_zone)),
        ],
        "note": counted_note(report),
        "stats": [(line.label, line.text or f"{line.value:,}") for line in report.stats],
        "sections": [
            {
                "heading": one_line(section.heading),
                "title": one_line(section.title),
                "column": section.column,
                "unit": section.unit,
                "most": section.most,
                "lines": [(one_line(line.label), line.value, line.text or f"{line.value:,}") for line in section.lines],
            }
            for section in report.sections
        ],
    }


def counted_note(report: Report) -> str:
    """Who is counted, in a sentence."""
    if report.is_recorded:
        return _("People and organisations are counted once each, by what the doors recorded.")
    return _("No door has recorded anybody: people and organisations are counted by their registration.")
