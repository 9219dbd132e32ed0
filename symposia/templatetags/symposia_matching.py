"""How 1:1 meetings are said on pages: `meeting_moment`, `slot_clock`, `meeting_place`."""

from datetime import date
from typing import Any

from django import template

from council import when
from symposia.models import Meeting
from symposia.services.matching.telling import where

register = template.Library()


@register.simple_tag
def meeting_moment(meeting: Meeting) -> str:
    """“12 Nov 2026 (Thu) 10:00–10:20 · Table 7”."""
    zone = meeting.round.symposium.event.time_zone
    return " · ".join(part for part in (when.span(meeting.starts_at, meeting.ends_at, zone), where(meeting)) if part)


@register.simple_tag
def slot_clock(slot: Any, zone: str) -> str:
    """“10:00–10:20” of whatever begins and ends."""
    return when.clock(slot.starts_at, slot.ends_at, zone)


@register.filter
def meeting_place(meeting: Meeting) -> str:
    """“Table 7, Hall B”."""
    return where(meeting)


@register.simple_tag
def slot_end(window: Any, zone: str) -> str:
    """“12:00”: when something ends."""
    return when.clock(window.ends_at, None, zone)


@register.filter
def day_words(day: date) -> str:
    """“12 Nov 2026 (Thu)”."""
    return when.day(day)


@register.filter
def tone(tones: dict[str, str], state: str) -> str:
    """The colour of a state."""
    return tones.get(state, "neutral")
