"""What stands in a text besides words: placeholders, which become numbers and links, and pictures from the list of pictures."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdown_it import MarkdownIt
from markdown_it.token import Token

from council import bilingual, when
from council.content.models import Image
from council.events.models import Event
from council.members.models import Body, Member, Organisation

# {{ members }}; letters and hyphens alone: nothing of it is ever looked up in an object.
PLACEHOLDER = re.compile(r"\{\{ ?([a-z-]{1,40}) ?\}\}")
# Whatever looks like one, for the form's message.
LOOKS_LIKE_ONE = re.compile(r"\{\{([^{}\n]{0,80})\}\}|(\{%[^\n]{0,80}%\})")
PICTURE = re.compile(r"image:([0-9a-f]{12})")
_parser = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True)
class Placeholder:
    """`value(now)` says in the active language what stands in its place: a text, escaped by whoever shows it, or safe HTML."""

    # A text or a lazy translation.
    description: Any
    value: Callable[[datetime], str | SafeString]


def _next_event(now: datetime) -> str | SafeString:
    event = Event.objects.public().upcoming(now).exclude(state=Event.State.CANCELLED).first()
    if event is None:
        return _("no event yet")
    day = when.day(event.starts_at.astimezone(event.zone))
    return format_html('<a href="{}">{}</a> ({})', event.get_absolute_url(), bilingual.text(event, "title"), day)


def _contact(now: datetime) -> str | SafeString:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return format_html('<a href="mailto:{}">{}</a>', address, address)


PLACEHOLDERS = {
    "members": Placeholder(
        gettext_lazy("how many members there are"), lambda now: str(Member.objects.with_access(now).count())
    ),
    "organisations": Placeholder(
        gettext_lazy("how many organisations they belong to"),
        lambda now: str(Organisation.objects.filter(people__in=Member.objects.with_access(now)).distinct().count()),
    ),
    "bodies": Placeholder(gettext_lazy("how many bodies there are"), lambda now: str(Body.objects.count())),
    "events-this-year": Placeholder(
        gettext_lazy("how many public events this year has"),
        lambda now: str(Event.objects.public().filter(starts_at__year=timezone.localdate(now).year).count()),
    ),
    "next-event": Placeholder(gettext_lazy("the next public event, as a link"), _next_event),
    "contact": Placeholder(gettext_lazy("the council’s e-mail address"), _contact),
    "today": Placeholder(gettext_lazy("today’s date"), lambda now: when.day(timezone.localdate(now))),
    "year": Placeholder(gettext_lazy("this year"), lambda now: str(timezone.localdate(now).year)),
}


def filler(now: datetime) -> Callable[[str], str | None]:
    """A function that makes HTML of words with placeholders in them (None of others). What is no placeholder stays as it is
    written; each one is asked once, however often it stands in a text."""
    known: dict[str, str] = {}

    def value(name: str) -> str:
        if name not in known:
            known[name] = conditional_escape(PLACEHOLDERS[name].value(now))
        return known[name]

    def fill(words: str) -> str | None:
        # Odd places hold the names.
        parts = PLACEHOLDER.split(words)
        if not any(name in PLACEHOLDERS for name in parts[1::2]):
            return None
        told = []
        for place, part in enumerate(parts):
            is_name = place % 2 == 1
            told.append(value(part) if is_name and part in PLACEHOLDERS else escape(f"{{{{ {part} }}}}" if is_name else part))
        return "".join(told)

    return fill


def pictures_in(text: str) -> dict[str, Image]:
    """The pictures that `text` shows, by how they are written: one query, none where it shows none."""
    keys = set(PICTURE.findall(text))
    if not keys:
        return {}
    return {f"image:{image.key}": image for image in Image.objects.filter(key__in=keys)}


def problems(text: str) -> list[str]:
    """What is wrong with a text that staff write, in sentences: placeholders that there are not, pictures that are not ours."""
    found = []
    for place in LOOKS_LIKE_ONE.finditer(text):
        name = PLACEHOLDER.fullmatch(place[0])
        if name is None or name[1] not in PLACEHOLDERS:
            names = ", ".join(PLACEHOLDERS)
            found.append(_("There is no placeholder “%(name)s”. There are: %(names)s.") % {"name": place[0], "names": names})
    known = pictures_in(text)
    for source in _sources(text):
        if source in known:
            continue
        if PICTURE.fullmatch(source):
            found.append(_("There is no picture “%(source)s”. Copy its line from the list of pictures.") % {"source": source})
        else:
            found.append(
                _("Pictures come from the list of pictures alone: upload “%(source)s” there, with what it shows.")
                % {"source": source[:100]}
            )
    return list(dict.fromkeys(found))


def _sources(text: str) -> Iterator[str]:
    """Where the pictures of a text come from, as it says."""

    def walk(tokens: list[Token]) -> Iterator[str]:
        for token in tokens:
            if token.type == "image":
                yield str(token.attrs.get("src", ""))
            yield from walk(token.children or [])

    return walk(_parser.parse(text))
