"""`{% load symposia_tags %}`: the navigation of a symposium, the same on the pages of all its parts."""

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from symposia.models import Symposium
from symposia.panels import tabs

register = template.Library()


@register.inclusion_tag("symposia/_tabs.html", takes_context=True)
def symposium_tabs(context: Context, symposium: Symposium, current: str = "") -> dict[str, Any]:
    """The tabs of `symposium` that have something for the reader; `current` is the slug of the one that is open."""
    user = context["request"].user
    now = context.get("now") or timezone.now()
    shown = [tab for tab in tabs.all() if tab.slug == current or tab.shown(symposium, user, now)]
    rows = [{"label": tab.label, "href": tab.url(symposium), "current": tab.slug == current} for tab in shown]
    return {"tabs": rows if len(rows) > 1 else []}
