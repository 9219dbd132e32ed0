"""Titles and names as hostile as a database holds them: harmless in page, mail and calendar. No browser is needed."""

from html import unescape
from html.parser import HTMLParser

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
def event(title):
    return EventFactory(slug="hard", title_ko=title, title_en=title, starts_at=timezone.now() + timezone.timedelta(days=9))


@pytest.fixture
def member(title):
    return MemberFactory(user__email="hard@example.com", family_name_en=title[:50], given_name_en="X", family_name=title[:50])


@pytest.mark.parametrize("title", HARD.values(), ids=HARD.keys())
@pytest.mark.parametrize("prefix", ["", "/ko"])
def test_a_hard_title_is_harmless_on_pages(client: Client, event, member, title, prefix):
    register_member(event=event, member=member, now=timezone.now())
    client.force_login(member.user)
    paths = ("/", "/events/", "/events/hard/", "/my/", "/my/registrations/", "/events/hard/cancel/", "/my/profile/")
    for path in paths:
        answer = client.get(prefix + path)
        assert answer.status_code == 200
        assert dangers(answer.content.decode()) == []
    assert calm(title) in calm(unescape(client.get(f"{prefix}/events/hard/").content.decode()))


@pytest.mark.parametrize("title", HARD.values(), ids=HARD.keys())
def test_a_hard_title_is_harmless_in_mail_and_calendar(client: Client, event, member, title):
    register_member(event=event, member=member, now=timezone.now())
    letter = LetterBox("hard@example.com").one()
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject
    assert dangers(letter.html) == []
    for source in (letter.calendars[0], Calendar.from_ical(client.get("/events/hard.ics").content)):
        [entry] = source.events
        assert calm(str(entry["summary"])) == calm(title)
        assert not set(str(entry["summary"])) & set("\r\n\x00\x1b\u2028\u2029")
    feed = Calendar.from_ical(client.get("/events/feed.ics").content)
    assert len(feed.events) == 1
