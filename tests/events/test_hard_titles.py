"""Titles and names as hostile as a database holds them: harmless in page, mail and calendar."""

from html import unescape
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from council.events.services import register_member
from tests.browser.post import LetterBox
from tests.factories import EventFactory, MemberFactory

pytestmark = pytest.mark.django_db

HARD = {
    "line breaks": "Weld lines\r\nBcc: victim@example.com\r\n\r\nX",
    "separators of lines": "One\u2028two\u2029three\x85four\x0bfive\x0csix",
    "control characters": "A\x01\x1b[2J\x7f\x9f title",
    "Hangul": "사출 성형 기술 교류회 – 웰드라인",
    "300 characters": "가나다라마바사아자차" * 30,
    "a script": "<script>alert(1)</script>\" onmouseover='x'",
    "a template": "{{ settings.SECRET_KEY }}{% debug %}",
    "a calendar": "BEGIN:VEVENT\\nEND:VCALENDAR;X=1,2:3\nEND:VEVENT",
    "directions": "abc \u202egpj.exe",
}

# What no line of a calendar or mail may hold.
FORBIDDEN = set("\r\n\x00\x1b\u2028\u2029")


class _Dangers(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        is_data = named.get("type") == "application/ld+json"
        if any(name.startswith("on") for name in named) or (tag == "script" and not is_data and "src" not in named):
            self.found.append(f"{tag} {named}")


def dangers(source: str) -> list[str]:
    """The elements of a page that would do something of their own."""
    parser = _Dangers()
    parser.feed(source)
    return parser.found


def calm(text: str) -> str:
    """What is left of `text` for the eye."""
    return "".join("".join(character for character in text if character.isprintable()).split())


@pytest.fixture
def world():
    """An event with each title, and a member of such a name who is registered for all of them."""
    start = timezone.now() + timezone.timedelta(days=9)
    # None at the time of another.
    events = {
        f"hard{place}": EventFactory(
            slug=f"hard{place}", title_ko=title, title_en=title, starts_at=start + timezone.timedelta(days=place)
        )
        for place, title in enumerate(HARD.values())
    }
    members = []
    for place, title in enumerate(HARD.values()):
        name = {"family_name_en": title[:50], "given_name_en": "X", "family_name": title[:50]}
        members.append(MemberFactory(user__email=f"hard{place}@example.com", **name))
        register_member(event=events[f"hard{place}"], member=members[-1], now=timezone.now())
    return SimpleNamespace(titles=dict(zip(events, HARD.values(), strict=True)), events=events, members=members)


def test_hard_titles_are_harmless_on_pages(client: Client, world):
    first = world.members[0]
    for event in list(world.events.values())[1:]:
        register_member(event=event, member=first, now=timezone.now())

    def opened(path: str) -> str:
        answer = client.get(path)
        assert answer.status_code == 200, path
        source = answer.content.decode()
        assert dangers(source) == [], path
        return calm(unescape(source))

    for prefix in ("", "/ko"):
        client.force_login(first.user)
        lists = [opened(f"{prefix}{path}") for path in ("/", "/events/", "/my/", "/my/registrations/")]
        # The walk can fail: the lists do have them, the last one all.
        assert [title for title in world.titles.values() if calm(title)[:60] not in lists[-1]] == []
        for slug, title in world.titles.items():
            assert calm(title) in opened(f"{prefix}/events/{slug}/"), title
            opened(f"{prefix}/events/{slug}/cancel/")
        for member in world.members:
            client.force_login(member.user)
            assert calm(member.family_name) in opened(f"{prefix}/my/profile/")
            opened(f"{prefix}/my/")


def test_hard_titles_are_harmless_in_mail_and_calendar(client: Client, world):
    for place, (slug, title) in enumerate(world.titles.items()):
        letter = LetterBox(f"hard{place}@example.com").one()
        assert "\n" not in letter.subject
        assert "\r" not in letter.subject
        assert dangers(letter.html) == []
        for source in (letter.calendars[0], Calendar.from_ical(client.get(f"/events/{slug}.ics").content)):
            [entry] = source.events
            assert calm(str(entry["summary"])) == calm(title)
            assert not set(str(entry["summary"])) & FORBIDDEN
    feed = Calendar.from_ical(client.get("/events/feed.ics").content)
    assert sorted(calm(str(entry["summary"])) for entry in feed.events) == sorted(map(calm, world.titles.values()))
    assert not any(set(str(entry["summary"])) & FORBIDDEN for entry in feed.events)
