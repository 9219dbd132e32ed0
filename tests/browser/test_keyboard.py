"""By keyboard alone: everything can be reached and done, and one always sees where one is."""

import pytest
from django.utils import timezone

from council.events.models import Event, Question, Registration
from council.members.models import User
from tests.factories import PASSWORD, EventFactory, MemberFactory, QuestionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOCUS_IS_SEEN = """() => {
    const box = document.activeElement, outline = (element, part) => {
        const style = getComputedStyle(element, part);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    };
    const place = box.getBoundingClientRect();
    const seen = place.bottom > 0 && place.top < innerHeight && place.right > 0 && place.left < innerWidth;
    return seen && (outline(box) || outline(box, "::after") || getComputedStyle(box).boxShadow !== "none");
}"""


def tab_to(page, selector: str) -> None:
    """Press Tab until the focus is on `selector`. At every stop one sees where it is."""
    for _stop in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue
        where = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        assert page.evaluate(FOCUS_IS_SEEN), f"{page.url}: the focus is not seen on {where}"
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{page.url}: Tab does not lead to {selector}")


def go(page, selector: str, key: str = "Enter") -> None:
    """Tab to a link or button and press it."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.fixture
def event():
    event = EventFactory(
        slug="by-keyboard", starts_at=timezone.now() + timezone.timedelta(days=20), audience=Event.Audience.MEMBERS
    )
    options = {"options_ko": "하나\n둘\n셋", "options_en": "One\nTwo\nThree"}
    for position, kind in enumerate(Question.Kind):
        several = options if kind in (Question.Kind.CHOICE, Question.Kind.CHOICES) else {}
        QuestionFactory(event=event, kind=kind, required=True, position=position, label_en=f"Question {kind}", **several)
    return event


@pytest.mark.parametrize("javascript", [True, False], ids=["JavaScript", "no JavaScript"])
def test_logging_in_and_registering(open_page, event, javascript):
    user: User = MemberFactory().user
    page = open_page(javascript=javascript)
    page.goto("/")
    go(page, ".masthead-tools a[href*='/accounts/login/']")
    if not page.evaluate("document.activeElement.matches('#id_login')"):
        tab_to(page, "#id_login")
    page.keyboard.type(user.email)
    tab_to(page, "#id_password")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    go(page, ".main-nav a[href='/events/']")
    go(page, "main a[href='/events/by-keyboard/']")
    go(page, "main a[href$='/register/']")
    answer_everything(page, event)
    go(page, "main form button[type=submit]", "Space")
    page.get_by_text("You are registered.").first.wait_for()
    [registration] = Registration.objects.all()
    values = [answer["value"] for answer in registration.answers]
    assert values == ["a line", "two\nlines", "12.5", True, ["둘"], ["하나", "셋"]]


def answer_everything(page, event) -> None:
    """Type, choose with the arrows, tick with Space."""
    line, text, number, yes_no, choice, choices = [
        f"question-{question.pk}" for question in event.questions.order_by("position")
    ]
    tab_to(page, f"[name={line}]")
    page.keyboard.type("a line")
    tab_to(page, f"[name={text}]")
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    page.keyboard.type("lines")
    tab_to(page, f"[name={number}]")
    page.keyboard.type("12.5")
    tab_to(page, f"[name={yes_no}]")
    page.keyboard.press("Space")
    tab_to(page, f"[name={choice}]")
    page.keyboard.press("ArrowDown")
    tab_to(page, f"[name={choices}]")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")


def test_the_skip_link_shows_itself_and_skips(page):
    page.goto("/events/")
    link = page.locator(".skip-link")
    assert link.bounding_box()["y"] < 0
    page.keyboard.press("Tab")
    page.wait_for_function("document.querySelector('.skip-link').getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("key", ["Enter", "Space"])
@pytest.mark.parametrize("javascript", [True, False], ids=["JavaScript", "no JavaScript"])
def test_the_phone_menu_opens_and_closes(open_page, javascript, key):
    page = open_page(width=320, javascript=javascript)
    page.goto("/ko/")
    tab_to(page, ".phone-menu > summary")
    page.keyboard.press(key)
    assert page.locator(".phone-panel").is_visible()
    tab_to(page, ".phone-panel a[href='/ko/events/']")
    if javascript:
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.matches('.phone-menu > summary')")
    else:
        page.keyboard.press("Shift+Tab")
        while not page.evaluate("document.activeElement.matches('.phone-menu > summary')"):
            page.keyboard.press("Shift+Tab")
        page.keyboard.press(key)
    assert not page.locator(".phone-panel").is_visible()
