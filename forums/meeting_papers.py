"""Agenda and minutes as PDF, set by typst with an embedded Korean font (PDF/UA: they can be read aloud).

A paper leaves the room: under the Chatham House Rule it names neither speakers nor who was there, whoever takes it along."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from council import bilingual, when
from council.events.models import AgendaItem, Attendance
from council.events.services.telling import place_text
from council.events.text import one_line
from council.members.models import Member
from council.papers import Paper
from forums.models import ActionItem, Meeting, MinutesRevision
from forums.paper_text import blocks, plain
from forums.services.meetings.keeping import uncleared
from forums.services.meetings.quorum import actual
from forums.services.meetings.telling import item_line

PAPER = Paper(Path(__file__).parent / "typst" / "meeting.typ")


def _facts(meeting: Meeting) -> list[tuple[str, str]]:
    event = meeting.event
    return [
        (_("Forum"), one_line(bilingual.text(meeting.forum.body, "name"))),
        (_("Kind"), str(meeting.get_kind_display())),
        (_("When"), when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day)),
        (_("Where"), place_text(event) or str(event.get_format_display())),
    ]


def _action_line(action: ActionItem, language: str) -> str:
    """“Measure it – 3 Dec 2026 (Thu) – HAN Byeolha”; nobody is named of whom a meeting under the Chatham House Rule spoke."""
    names = not action.meeting.chatham_house
    line = f"{one_line(bilingual.text(action, 'title'))} – {when.day(action.due_on)}"
    if names:
        line = f"{line} – {one_line(action.owner.display_name(language))}"
    if action.done_at is not None:
        done = _("done")
        line = f"{line} ({done})"
    return line


def _section(heading: str, lines: Iterable[str]) -> dict[str, Any]:
    return {
        "heading": heading,
        "blocks": [{"kind": "li", "level": 1, "mark": "•", "runs": plain(line)} for line in lines],
    }


def agenda_data(meeting: Meeting, items: Iterable[AgendaItem], carried: Iterable[ActionItem], language: str) -> dict[str, Any]:
    """Everything that the agenda says in `language`. `items` of `shown_agenda`, `carried`: what earlier meetings left to do."""
    names, items = not meeting.chatham_house, list(items)
    with translation.override(language):
        sections: list[dict[str, Any]] = [{"heading": _("Agenda items"), "blocks": _agenda_blocks(items, meeting, names)}]
        lines = [_action_line(one, language) for one in carried]
        if lines:
            sections.append(_section(_("Carried over from earlier meetings"), lines))
        return _data(meeting, _("Agenda of the meeting"), sections, language, note=_clearance(meeting, items))


def _clearance(meeting: Meeting, items: list[AgendaItem]) -> str:
    if not meeting.is_untold and not uncleared(meeting.pk).filter(pk__in=[one.pk for one in items]).exists():
        return ""
    return _("Draft for who works on the agenda: the notice is not sent, or an item is not cleared. Please do not pass it on.")


def _agenda_blocks(items: Iterable[AgendaItem], meeting: Meeting, names: bool) -> list[dict[str, Any]]:
    found = []
    for number, item in enumerate((one for one in items if not one.is_cancelled), start=1):
        line = item_line(item, meeting.event, names=names)
        found.append({"kind": "li", "level": 1, "mark": f"{number}.", "runs": plain(line)})
        if bilingual.text(item, "abstract"):
            found.append({"kind": "li", "level": 1, "mark": "", "runs": plain(bilingual.text(item, "abstract"))})
    return found


def _data(meeting: Meeting, heading: str, sections: list[dict[str, Any]], language: str, note: str = "") -> dict[str, Any]:
    notes = [note]
    if meeting.chatham_house:
        notes.append(
            _("Held under the Chatham House Rule: the information may be used, who spoke and who was there is not told.")
        )
    return {
        "language": language,
        "heading": heading,
        "title": one_line(bilingual.text(meeting.event, "title")),
        "facts": _facts(meeting),
        "notes": [one for one in notes if one],
        "sections": [one for one in sections if one["blocks"]],
        "issuer": one_line(bilingual.text(meeting.forum.body, "name")),
    }


def minutes_data(meeting: Meeting, minutes: MinutesRevision, language: str) -> dict[str, Any]:
    """Everything that the minutes say in `language`; a text that is written in the other language alone stands as it is."""
    names = not meeting.chatham_house
    with translation.override(language):
        quorum = actual(meeting)
        counted = [
            _("Enrolled seats: %(count)d") % {"count": quorum.enrolled},
            _("Seats present: %(count)d") % {"count": quorum.present},
            _("Quorum: %(count)d seats") % {"count": quorum.needed},
            _("The meeting was quorate.") if quorum.is_met else _("The meeting was not quorate."),
        ]
        sections = [_section(_("Quorum"), counted)] if meeting.has_quorum else []
        if names:
            sections.append(_section(_("Present"), _people(meeting, language)))
        written = {"heading": _("Minutes"), "blocks": blocks(bilingual.text(minutes, "text"))}
        sections.append(written | {"language": bilingual.text_language(minutes, "text")})
        actions = [_action_line(one, language) for one in _agreed(meeting)]
        sections.append(_section(_("Actions"), actions))
        return _data(meeting, _("Minutes of the meeting"), sections, language, note=_approval(meeting, minutes))


def _approval(meeting: Meeting, minutes: MinutesRevision) -> str:
    if meeting.approved_id != minutes.pk or meeting.approved_at is None:
        return _("Draft, revision %(number)d: not approved yet.") % {"number": minutes.number}
    day = when.day(timezone.localdate(meeting.approved_at))
    if meeting.approved_in is None:
        return _("Approved in writing on %(day)s.") % {"day": day}
    return _("Approved at “%(meeting)s” on %(day)s.") % {"meeting": one_line(str(meeting.approved_in)), "day": day}


def _attendances(meeting: Meeting) -> QuerySet[Attendance]:
    """Who was there as the doors have it; once the minutes are approved, as they had it then."""
    records = Attendance.objects.filter(event=meeting.pk)
    if meeting.approved_at is None:
        return records.present()
    then = Q(undone_at=None) | Q(undone_at__gt=meeting.approved_at)
    return records.filter(then, kind=Attendance.Kind.PRESENT, recorded_at__lte=meeting.approved_at)


def present_at(meeting: Meeting) -> QuerySet[Member]:
    """The members whom its minutes name as present, by name."""
    there = _attendances(meeting).filter(registration__isnull=False).values("registration__member")
    found = Member.objects.filter(pk__in=there).select_related("user", "organisation")
    return found.order_by("family_name", "given_name", "pk")


def _agreed(meeting: Meeting) -> list[ActionItem]:
    """The actions of the meeting; once its minutes are approved, those that there were, as they were."""
    if meeting.approved_at is None:
        return list(meeting.actions.select_related("owner__user"))
    history: Any = ActionItem.history
    known = {one.pk: one for one in history.as_of(meeting.approved_at).filter(meeting=meeting.pk)}
    owners = Member.objects.select_related("user").in_bulk([one.owner_id for one in known.values()])
    for one in known.values():
        one.owner, one.meeting = owners[one.owner_id], meeting
    return sorted(known.values(), key=lambda one: (one.due_on, one.pk))


def _people(meeting: Meeting, language: str) -> list[str]:
    """Who was there, by name, with whence; walk-ins as the door has them."""
    lines = []
    for member in present_at(meeting):
        organisation = str(member.organisation) if member.organisation else member.organisation_name
        name = member.display_name(language)
        lines.append(one_line(f"{name} · {organisation}" if organisation else name))
    walk_ins = _attendances(meeting).filter(registration=None).order_by("recorded_at", "pk")
    lines += [one_line(f"{one.name} · {one.organisation}" if one.organisation else one.name) for one in walk_ins]
    return lines


def _pdf(data: dict[str, Any], moment: int) -> bytes:
    return PAPER.pdf(moment, data=json.dumps(data, ensure_ascii=False))


def agenda_pdf(meeting: Meeting, items: Iterable[AgendaItem], carried: Iterable[ActionItem], language: str) -> bytes:
    """The agenda as PDF in `language`."""
    return _pdf(agenda_data(meeting, items, carried, language), int(meeting.state_at.timestamp()))


def minutes_pdf(meeting: Meeting, minutes: MinutesRevision, language: str) -> bytes:
    """The minutes as PDF in `language`."""
    return _pdf(minutes_data(meeting, minutes, language), int(minutes.at.timestamp()))
