"""`{% load forums_topics %}`: who wrote, and the colour of a topic's state."""

from typing import Any

from django import template

from forums.views.topics import presenting

register = template.Library()


@register.filter
def author_name(member: Any) -> str:
    """The name of who wrote; “Former member” of one who was erased."""
    return presenting.author_name(member)


@register.filter
def topic_tone(state: str) -> str:
    """The tone of a badge for a topic's state."""
    return presenting.TONES[state]
