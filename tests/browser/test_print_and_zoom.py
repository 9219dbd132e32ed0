"""On paper, and enlarged to 200 %."""

import pytest
from django.utils import timezone

from symposia.services import matching as meetings
from tests.factories import (
    NOW,
    AgendaItemFactory,
    EventFactory,
    MemberFactory,
    NewsItemFactory,
    PageFactory,
    SpeakerFactory,
    coordinator,
)
from tests.symposia.factories.matching import a_round, agreed, taking_part
from tests.symposia.factories.programme import SessionFactory, placed_talk, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("/", "/events/", "/events/on-paper/", "/news/", "/news/on-paper/", "/about/", "/forums/", "/join/", "/accounts/login/")
OWN_PAGES = ("/my/", "/my/registrations/", "/my/profile/", "/my/privacy/", "/my/messages/", "/events/on-paper/register/")


@pytest.fixture
def content():
    event = EventFactory(
        slug="on-paper",
        starts_at=timezone.now() + timezone.timedelta(days=9),
        title_en="Injection moulding: weld lines, warpage and conformal cooling in recycled polypropylene",
        title_ko="사출 성형: 재생 폴리프로필렌의 웰드라인, 휨 변형과 형상 적응형 냉각",
        capacity=40,
    )
    AgendaItemFactory(event=event, room="Room 101").speakers.add(SpeakerFactory())
    NewsItemFactory(slug="on-paper", published_at=timezone.now() - timezone.timedelta(hours=1))
    PageFactory(path="")
    return event


def calendar_path() -> str:
    today = timezone.localdate()
    return f"/events/calendar/{today.year}/{today.month}/"


@pytest.mark.parametrize("prefix", ["", "/ko"], ids=["en", "ko"])
def test_main_pages_fit_at_200_percent(open_page, log_in, fits, content, prefix):
    page = open_page(width=640)
    # 1280 × 800 device pixels, each of ours two of them wide: what the browser's own zoom does.
    enlarged = {"width": 640, "height": 400, "deviceScaleFactor": 2, "mobile": False}
    page.context.new_cdp_session(page).send("Emulation.setDeviceMetricsOverride", enlarged)
    for path in (*PAGES, calendar_path()):
        assert page.goto(prefix + path).status == 200
        fits(page)
    assert page.evaluate("devicePixelRatio") == 2
    log_in(page, MemberFactory().user)
    for path in OWN_PAGES:
        assert page.goto(prefix + path).status == 200
        fits(page)


HIDDEN = (".site-header", ".site-footer", ".trail", ".skip-link", "main .actions", "main form")
INK = """() => [...document.querySelectorAll("main h1, main h2, main p, main dd, main li, main time")]
    .filter((element) => element.checkVisibility() && element.textContent.trim())
    .map((element) => [element.textContent.trim().slice(0, 40), getComputedStyle(element).color])
    .filter(([, colour]) => Math.max(...colour.match(/[\\d.]+/g).slice(0, 3).map(Number)) > 140)"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_an_event_prints_its_programme_and_nothing_else(open_page, content, dark):
    page = open_page(dark=dark)
    page.goto("/events/on-paper/")
    page.emulate_media(media="print", color_scheme="dark" if dark else "light")
    shown = [selector for selector in HIDDEN if page.locator(selector).filter(visible=True).count()]
    assert shown == []
    paper = page.locator("main").inner_text()
    for text in ("Injection moulding", "Room 101", "LEE Deunsol", "Talk"):
        assert text in paper
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(INK) == [], "pale ink on white paper"


@pytest.mark.parametrize("path", ["/events/", "/news/on-paper/", "/forums/"])
def test_pages_print_without_menus(open_page, content, path):
    page = open_page()
    page.goto(path)
    page.emulate_media(media="print")
    assert page.locator("main h1").is_visible()
    assert not page.locator(".site-header").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_a_programme_and_a_schedule_of_meetings_print_without_what_is_for_the_screen(open_page, log_in):
    desk, the_round = coordinator("symposia"), a_round(room_en="Hall B", room_ko="B홀")
    ann, bob = taking_part(the_round), taking_part(the_round)
    agreed(the_round, ann, bob)
    meetings.request_run(the_round=the_round, by=desk, now=NOW)
    meetings.solve_due(now=lambda: NOW)
    meetings.confirm_proposed(the_round=the_round, by=desk, now=NOW)
    session = SessionFactory(symposium=the_round.symposium, title_en="Results", starts_at=NOW + timezone.timedelta(days=11))
    placed_talk(session, number=1, title_en="Weld lines")
    published(the_round.symposium)
    page = open_page()
    log_in(page, ann.user)
    for path, words in (
        ("programme/", ("Results", "Weld lines")),
        ("programme/list/", ("Results", "Weld lines")),
        ("meetings/schedule/", (bob.display_name("en"), "Table 1", "Hall B")),
    ):
        assert page.goto(f"/symposia/symposium/{path}").status == 200
        page.emulate_media(media="print")
        paper = page.locator("main").inner_text()
        assert [one for one in words if one not in paper] == [], path
        for selector in (*HIDDEN, ".no-print", ".d-print-none"):
            assert page.locator(selector).filter(visible=True).count() == 0, (path, selector)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.pdf(format="A4").startswith(b"%PDF")
        page.emulate_media(media="screen")
