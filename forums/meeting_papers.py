"""Agenda and minutes as PDF, set by typst with an embedded Korean font (PDF/UA: they can be read aloud).

A paper leaves the room: under the Chatham House Rule it names neither speakers nor who was there, whoever takes it along."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import manimgx_fonts_cjk
import typst
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from council import bilingual, when
from council.events.models import AgendaItem, Attendance
from council.events.services.telling import place_text
from council.events.text import one_line
from council.members.models import Member
from forums.models import ActionItem, Meeting, MinutesRevision
from forums.services.meetings.quorum import actual, present_members
from forums.services.meetings.telling import item_line

TEMPLATE = Path(__file__).parent / "typst" / "meeting.typ"
# Threads of the web server share the compiler, which takes one document at a time.
_ONE_AT_A_TIME = Lock()
_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@cache
def _compiler() -> typst.Compiler:
    """One for the process: it keeps the fonts."""
    fonts = Path(manimgx_fonts_cjk.__file__).parent
    return typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=[str(fonts)], ignore_system_fonts=True)


def blocks(text: str) -> list[dict[str, Any]]:
    """Markdown as headings, paragraphs and items of lists, in plain words: nothing of it is markup to typst."""
    found: list[dict[str, Any]] = []
    lists: list[int] = []
    kind, is_first = "p", True
    for token in _markdown.parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(0 if token.type == "bullet_list_open" else int(token.attrs.get("start", 1)))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            is_first = True
        elif token.type == "heading_open":
            kind = "h"
        elif token.type == "heading_close":
            kind = "p"
        elif token.type in ("fence", "code_block"):
            found.append({"kind": "p", "text": token.content.rstrip()})
        elif token.type == "inline":
            words = _plain(token.children or [])
            if lists and kind == "p":
                mark = (f"{lists[-1]}." if lists[-1] else "•") if is_first else ""
                found.append({"kind": "li", "level": len(lists), "mark": mark, "text": words})
                if is_first and lists[-1]:
                    lists[-1] += 1
                is_first = False
            else:
                found.append({"kind": kind, "text": words})
    return found


def _plain(tokens: Iterable[Any]) -> str:
    parts = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" " if token.type == "softbreak" else "\n")
        elif token.children:
            parts.append(_plain(token.children))
    return "".join(parts)


def _facts(meeting: Meeting) -> list[tuple[str, str]]:
    event = meeting.event
    return [
        (_("Forum"), one_line(bilingual.text(meeting.forum.body, "name"))),
        (_("Kind"), str(meeting.get_kind_display())),
        (_("When"), when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day)),
        (_("Where"), place_text(event) or str(event.get_format_display())),
    ]


def _action_line(action: ActionItem, language: str, *, names: bool) -> str:
    line = f"{one_line(bilingual.text(action, 'title'))} – {when.day(action.due_on)}"
    if names:
        line = f"{line} – {one_line(action.owner.display_name(language))}"
    if action.done_at is not None:
        line = f"{line} ({_('done')})"
    return line


def _section(heading: str, lines: Iterable[str]) -> dict[str, Any]:
    return {"heading": heading, "blocks": [{"kind": "li", "level": 1, "mark": "•", "text": line} for line in lines]}


def agenda_data(meeting: Meeting, items: Iterable[AgendaItem], carried: Iterable[ActionItem], language: str) -> dict[str, Any]:
    """Everything that the agenda says in `language`. `items` of `shown_agenda`, `carried`: what earlier meetings left to do."""
    names = not meeting.chatham_house
    with translation.override(language):
        sections: list[dict[str, Any]] = [{"heading": _("Agenda"), "blocks": _agenda_blocks(items, meeting, names)}]
        lines = [_action_line(one, language, names=names) for one in carried]
        if lines:
            sections.append(_section(_("Carried over from earlier meetings"), lines))
        return _data(meeting, _("Agenda of the meeting"), sections, language)


def _agenda_blocks(items: Iterable[AgendaItem], meeting: Meeting, names: bool) -> list[dict[str, Any]]:
    found = []
    for number, item in enumerate((one for one in items if not one.is_cancelled), start=1):
        line = item_line(item, meeting.event, names=names)
        found.append({"kind": "li", "level": 1, "mark": f"{number}.", "text": line})
        if bilingual.text(item, "abstract"):
            found.append({"kind": "li", "level": 1, "mark": "", "text": bilingual.text(item, "abstract")})
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
        sections = [_section(_("Quorum"), counted)]
        if names:
            sections.append(_section(_("Present"), _people(meeting, language)))
        sections.append({"heading": _("Minutes"), "blocks": blocks(bilingual.text(minutes, "text"))})
        actions = [_action_line(one, language, names=names) for one in meeting.actions.select_related("owner__user")]
        sections.append(_section(_("Actions"), actions))
        return _data(meeting, _("Minutes of the meeting"), sections, language, note=_approval(meeting, minutes))


def _approval(meeting: Meeting, minutes: MinutesRevision) -> str:
    if meeting.approved_id != minutes.pk or meeting.approved_at is None:
        return _("Draft, revision %(number)d: not approved yet.") % {"number": minutes.number}
    day = when.day(timezone.localdate(meeting.approved_at))
    if meeting.approved_in is None:
        return _("Approved in writing on %(day)s.") % {"day": day}
    return _("Approved at “%(meeting)s” on %(day)s.") % {"meeting": one_line(str(meeting.approved_in)), "day": day}


def _people(meeting: Meeting, language: str) -> list[str]:
    """Who was there, by name, with whence; walk-ins as the door has them."""
    there = Member.objects.filter(pk__in=present_members(meeting)).select_related("user", "organisation")
    lines = []
    for member in there.order_by("family_name", "given_name", "pk"):
        organisation = str(member.organisation) if member.organisation else member.organisation_name
        name = member.display_name(language)
        lines.append(one_line(f"{name} ({organisation})" if organisation else name))
    walk_ins = Attendance.objects.present().filter(event=meeting.pk, registration=None).order_by("recorded_at", "pk")
    lines += [one_line(f"{one.name} ({one.organisation})" if one.organisation else one.name) for one in walk_ins]
    return lines


def _pdf(data: dict[str, Any], moment: int) -> bytes:
    with _ONE_AT_A_TIME:
        made = _compiler().compile(
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, pdf_standards=["ua-1"], timestamp=moment
        )
    if not isinstance(made, bytes):
        raise TypeError(f"A paper is one document, not {len(made or [])}.")
    return made


def agenda_pdf(meeting: Meeting, items: Iterable[AgendaItem], carried: Iterable[ActionItem], language: str) -> bytes:
    """The agenda as PDF in `language`."""
    return _pdf(agenda_data(meeting, items, carried, language), int(meeting.state_at.timestamp()))


def minutes_pdf(meeting: Meeting, minutes: MinutesRevision, language: str) -> bytes:
    """The minutes as PDF in `language`."""
    return _pdf(minutes_data(meeting, minutes, language), int(minutes.at.timestamp()))
