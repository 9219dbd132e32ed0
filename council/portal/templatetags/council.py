"""`{% load council %}`: what every template of the portal may use. The style guide shows each of them.

| in a template | gives |
|---|---|
| `{{ event\\|bilingual:"title" }}` | the text in the reader's language, or the other where it is empty |
| `lang="{{ event\\|bilingual_lang:"title" }}"` | the language of that text |
| `{{ item.room\\|side }}` | of “대강당 / Auditorium” the half in the reader's language |
| `<p{% lang_of text %}>` | the attribute `lang` for what somebody typed, where it is not the page's language |
| `{% icon "calendar" %}` | a Bootstrap icon, hidden from assistive technology |
| `{% breadcrumb text url %}` | one step of the trail; `url` is a path or a view's name; without it: the current page |
| `{{ event\\|event_time }}` | “2 Nov 2026 (Mon) 10:00–13:00”; `{{ moment\\|event_time:event }}` one moment there |
| `{{ item\\|event_clock:event }}` | “10:00–13:00” |
| `{{ text\\|markdown }}` | safe HTML, headings below the page's; `markdown:2` two levels lower |
| `{% event_row event now %}` | an event in a list, as everybody sees it |
| `{% event_badge event now %}` `{% registration_badge registration %}` | the state, with icon |
| `{% if event\\|takes_registrations:now %}` | whether one can register at that moment |
| `{% badge label tone icon %}` | any badge |
| `{{ slug\\|programme }}` | the `Programme` of a slug, or None |
| `{% language_url "ko" %}` | this page in that language |
| `{% nav_current "events" %}` | `aria-current` for the part of the site that one is in |

The query string of a link: Django's own `{% querystring page=2 %}`.
"""

from datetime import datetime
from typing import Any

from django import template
from django.core.paginator import Paginator
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from council import bilingual as bilingual_text
from council import fragments, programmes, when
from council.events import versions
from council.portal import account_pages, badges, icons, languages
from council.portal import markdown as markdown_text

register = template.Library()


@register.filter
def bilingual(obj: Any, field: str) -> str:
    """`obj.<field>_ko` or `obj.<field>_en`; nothing for no object."""
    return bilingual_text.text(obj, field) if obj else ""


@register.filter
def bilingual_lang(obj: Any, field: str) -> str:
    """The language code of what `bilingual` gives, for a `lang` attribute."""
    return bilingual_text.text_language(obj, field) if obj else ""


@register.filter
def side(text: str) -> str:
    """The half in the reader's language of a field that says the same in both; any other text as it is."""
    return bilingual_text.side(text or "")


@register.simple_tag
def lang_of(text: Any) -> SafeString:
    """` lang="ko"` for what somebody typed in another language than the page's; nothing in the page's own (WCAG 3.1.2)."""
    language = bilingual_text.language_of(str(text or ""))
    is_foreign = bool(language) and not (get_language() or "en").startswith(language)
    return format_html(' lang="{}"', language) if is_foreign else SafeString("")


@register.simple_tag
def icon(name: str, css_class: str = "") -> SafeString:
    """An inline SVG; the words beside it carry the meaning."""
    return icons.icon(name, css_class)


@register.filter
def event_time(value: Any, event: Any = None) -> str:
    """When an event (or agenda item) takes place; a datetime with the event in whose zone it is meant."""
    if not value:
        return ""
    if isinstance(value, datetime):
        return when.moment(value, event.time_zone if event else when.SEOUL)
    zone = getattr(event or value, "time_zone", when.SEOUL)
    return when.span(value.starts_at, value.ends_at, zone, all_day=getattr(value, "all_day", False))


@register.filter
def event_clock(value: Any, event: Any = None) -> str:
    """The hours alone: “10:00–13:00” of an event or agenda item, “10:00” of a datetime."""
    if not value:
        return ""
    zone = getattr(event or value, "time_zone", when.SEOUL)
    return when.clock(value, None, zone) if isinstance(value, datetime) else when.clock(value.starts_at, value.ends_at, zone)


@register.filter
def day(value: Any) -> str:
    """A date, or a datetime's date in Seoul: “2 Nov 2026 (Mon)”."""
    if not value:
        return ""
    return when.day(timezone.localtime(value) if isinstance(value, datetime) else value)


@register.inclusion_tag("components/date_block.html")
def date_block(event: Any) -> dict[str, Any]:
    """The leaf of a calendar: month, day, weekday of an event's beginning, and its last day where it has several."""
    starts = event.starts_at.astimezone(event.zone)
    _first, last = event.days()
    return {
        "starts": starts,
        "month": when.month(starts, year=False),
        "weekday": when.weekday(starts),
        "last": last if last != starts.date() else None,
        "full": when.day(starts),
    }


@register.filter
def markdown(text: str, levels: int = 1) -> SafeString:
    """Markdown as safe HTML, its headings `levels` lower."""
    return markdown_text.render(text, levels=levels)


@register.filter
def elided(paginator: "Paginator[Any]", number: int) -> list[Any]:
    """Page numbers around `number`, with an ellipsis where some are left out."""
    return list(paginator.get_elided_page_range(number, on_each_side=1, on_ends=1))


@register.filter
def programme(slug: str) -> programmes.Programme | None:
    """The registered programme of a slug."""
    return programmes.find(slug)


@register.simple_tag
def event_row(event: Any, now: datetime, heading: str = "h3") -> SafeString:
    """An event in a list, as everybody sees it (for the reader's own registration include `components/event_row.html`). Kept in
    memory where the event came `versions.with_versions`."""

    def render() -> SafeString:
        return render_to_string("components/event_row.html", {"event": event, "now": now, "heading": heading})

    version = versions.row(event, now)
    return fragments.part(("event-row", heading, version), now=now, render=render) if version else render()


@register.inclusion_tag("components/badge.html")
def badge(label: str, tone: str = "neutral", icon: str = "") -> dict[str, Any]:
    """A badge: `tone` is neutral, info, success, warning or danger."""
    return {"label": label, "tone": tone, "icon": icon}


@register.inclusion_tag("components/badge.html")
def event_badge(event: Any, now: datetime) -> dict[str, Any]:
    """An event's state at `now`."""
    found = badges.event_badge(event, now)
    return {"label": found.label, "tone": found.tone, "icon": found.icon}


@register.inclusion_tag("components/badge.html")
def registration_badge(registration: Any) -> dict[str, Any]:
    """A registration's state."""
    found = badges.registration_badge(registration)
    return {"label": found.label, "tone": found.tone, "icon": found.icon}


@register.filter
def takes_registrations(event: Any, now: datetime) -> bool:
    """Whether one can register for `event` at `now`: only then its free seats are worth telling."""
    return bool(now) and event.takes_registrations(now)


@register.simple_tag
def breadcrumb(text: Any, url: str = "", lang: str = "") -> SafeString:
    """One step of the trail. `url`: a path or the name of a view without arguments; without it this is the current page."""
    # What somebody called something may be Korean on an English page.
    is_korean = bilingual_text.language_of(str(text)) == "ko"
    attribute = format_html(' lang="{}"', lang) if lang else lang_of(text) if is_korean else ""
    if not url:
        return format_html('<li class="trail-item"><span aria-current="page"{}>{}</span></li>', attribute, text)
    path = url if url.startswith("/") else reverse(url)
    return format_html('<li class="trail-item"><a href="{}"{}>{}</a></li>', path, attribute, text)


@register.simple_tag(takes_context=True)
def language_url(context: Context, language: str) -> str:
    """The address of this page in `language`; the home page where there is no request."""
    request = context.get("request")
    return languages.in_language(request.get_full_path() if request else "/", language)


@register.simple_tag(takes_context=True)
def page_url(context: Context, language: str = "") -> str:
    """This page's absolute address without its query, in `language` or the active one."""
    request = context.get("request")
    path = request.path if request else "/"
    return f"{context.get('site_url', '')}{languages.in_language(path, language) if language else path}"


@register.simple_tag(takes_context=True)
def nav_current(context: Context, *parts: str) -> SafeString:
    """`aria-current` for a link of the main navigation: “page” on that page itself, “true” below it. `parts` are names of
    apps (“events”) or of views (“portal:home”)."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    if match is None:
        return mark_safe("")
    if match.view_name in parts:
        return mark_safe(' aria-current="page"')
    if match.app_name and match.app_name in parts:
        return mark_safe(' aria-current="true"')
    return mark_safe("")


def _view_name(context: Context) -> str:
    match = getattr(context.get("request"), "resolver_match", None)
    return match.view_name if match else ""


@register.simple_tag(takes_context=True)
def account_page_name(context: Context) -> Any:
    """The name of the account page (allauth's) that is shown."""
    return account_pages.page_name(_view_name(context))


@register.inclusion_tag("components/tabs.html", takes_context=True)
def account_tabs(context: Context) -> dict[str, Any]:
    """The parts of the reader's account."""
    return {"label": _("Account"), "tabs": account_pages.tabs(_view_name(context))}


@register.filter
def device_name(user_agent: str) -> str:
    """“Chrome · Windows” for a browser's user agent."""
    return account_pages.device_name(user_agent or "")
