"""Tables of 1:1 meetings as PDF, set by typst with an embedded Korean font: the list for the desk names who sits where and
when; a sign, which everybody in the room reads, tells its number and the times at which it is taken, and nobody's name."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from council import bilingual, when
from council.events.text import one_line
from council.papers import Paper
from symposia.models import MatchingRound, Meeting
from symposia.services.matching.telling import who

PAPER = Paper(Path(__file__).parent / "typst" / "matching.typ")


def _pdf(data: dict[str, Any], now: datetime) -> bytes:
    return PAPER.pdf(int(now.timestamp()), data=json.dumps(data, ensure_ascii=False))


def _standing(the_round: MatchingRound) -> list[Meeting]:
    people = ("asker__user", "asker__organisation", "asked__user", "asked__organisation")
    found = Meeting.objects.settled().filter(round=the_round).select_related("table", *people)
    return list(found.order_by("starts_at", "table__number", "pk"))


def _base(the_round: MatchingRound, kind: str, heading: str) -> dict[str, Any]:
    event = the_round.symposium.event
    return {
        "kind": kind,
        "language": translation.get_language(),
        "issuer": _("Gyeongbuk Exchange Council"),
        "heading": heading,
        "title": " · ".join([one_line(bilingual.text(event, "title")), one_line(bilingual.text(the_round, "name"))]),
        "note": one_line(bilingual.text(the_round, "room")),
    }


def tables_data(the_round: MatchingRound, language: str) -> dict[str, Any]:
    """What the list says in `language`: the meetings that are confirmed, by day, time and table."""
    zone = the_round.symposium.event.zone
    with translation.override(language):
        days: dict[Any, list[list[str]]] = {}
        for meeting in _standing(the_round):
            row = [
                when.clock(meeting.starts_at, meeting.ends_at, str(zone)),
                str(meeting.table.number) if meeting.table is not None else "–",
                who(meeting.asker, language),
                who(meeting.asked, language),
            ]
            days.setdefault(timezone.localdate(meeting.starts_at, zone), []).append(row)
        return {
            **_base(the_round, "list", _("Tables of 1:1 meetings")),
            "nothing": _("No meeting is confirmed yet."),
            "columns": [_("Time"), _("Table"), _("Who asked"), _("Who was asked")],
            "days": [{"name": when.day(day), "rows": rows} for day, rows in days.items()],
        }


def signs_data(the_round: MatchingRound, language: str) -> dict[str, Any]:
    """What the signs say in `language`: each table with the times at which somebody meets there."""
    zone = the_round.symposium.event.zone
    with translation.override(language):
        times: dict[int, dict[Any, list[str]]] = {table.number: {} for table in the_round.tables.all()}
        for meeting in _standing(the_round):
            if meeting.table is not None:
                day = timezone.localdate(meeting.starts_at, zone)
                clock = when.clock(meeting.starts_at, None, str(zone))
                times[meeting.table.number].setdefault(day, []).append(clock)
        signs = [
            {"number": str(number), "days": [{"name": when.day(day), "times": found} for day, found in days.items()]}
            for number, days in times.items()
        ]
        return {**_base(the_round, "signs", _("Table")), "signs": signs}


def tables_pdf(the_round: MatchingRound, language: str, now: datetime) -> bytes:
    """The list of tables in `language`."""
    return _pdf(tables_data(the_round, language), now)


def signs_pdf(the_round: MatchingRound, language: str, now: datetime) -> bytes:
    """A sign for each table in `language`."""
    return _pdf(signs_data(the_round, language), now)
