"""`{% load forums_topics %}`: who wrote, and the colour of a topic's state."""

from typing import Any

from django import template

from forums import topic_looks

register = template.Library()


@register.filter
def author_name(member: Any) -> str:
    """The name of who wrote; “Former member” of one who was erased."""
    return topic_looks.author_name(member)


@register.filter
def topic_tone(state: str) -> str:
    """The tone of a badge for a topic's state."""
    return topic_looks.TONES[state]
