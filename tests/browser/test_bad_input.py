"""What people do to forms: too fast, twice, too late, with what they should not have pasted."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from council.events.models import Question, Registration
from council.events.services import cancel_registration
from council.members.models import Member
from council.messaging.models import Message
from tests.browser.reader import words
from tests.factories import EventFactory, MemberFactory, QuestionFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BUTTON = "main form[method=post] button[type=submit]"
SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["JavaScript", "no JavaScript"])
PASTED = {
    "control characters": "be\x00fore\x07\x0b\x1b[31m after\x85",
    "emoji": "🙂👩‍👩‍👧‍👦 \U0001f1f0\U0001f1f7",
    "5,000 characters": "가" * 5000,
    "a script": '<script>window.pwned = 1</script>"><img src=x onerror="window.pwned = 1">{{ 7|add:7 }}',
}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def member():
    return MemberFactory()


def later(days: int = 30):
    return timezone.now() + timezone.timedelta(days=days)


def open_event(**kwargs):
    return EventFactory(starts_at=later(), **kwargs)


def states(event) -> list[str]:
    return sorted(Registration.objects.filter(event=event).values_list("state", flat=True))


def says(page, text: str, language: str = "en") -> None:
    page.get_by_text(words(language, text)).first.wait_for()


# Twice.


@SCRIPTS
def test_double_click_on_register_registers_once(open_page, log_in, member, javascript):
    event = open_event(capacity=1)
    page = open_page(javascript=javascript)
    log_in(page, member.user)
    page.goto(event.get_absolute_url())
    page.locator(BUTTON).dblclick()
    says(page, "You are registered.")
    assert states(event) == ["confirmed"]
    assert Message.objects.filter(kind="registration-confirmed").count() == 1


@SCRIPTS
def test_double_click_on_sending_the_application_sends_it_once(open_page, log_in, javascript):
    user = UserFactory()
    Member.objects.filter(user=user).update(
        family_name="한", given_name="별하", kind="business", organisation_name="새솔", job_title="대표", motivation="금형"
    )
    page = open_page(javascript=javascript)
    log_in(page, user)
    page.goto("/join/check/")
    page.check("[name=membership]")
    page.locator(BUTTON).first.dblclick()
    expect(page).to_have_url(re.compile(r"/join/$"))
    assert Member.objects.get(user=user).state == Member.State.APPLIED
    assert Message.objects.filter(kind="application-received").count() == 1


def test_back_and_register_again_registers_once(page, log_in, member):
    event = open_event()
    QuestionFactory(event=event)
    log_in(page, member.user)
    page.goto(f"{event.get_absolute_url()}register/")
    page.locator(BUTTON).click()
    says(page, "You are registered.")
    page.go_back()
    if page.locator(BUTTON).count():
        page.locator(BUTTON).click()
    says(page, "You are registered.")
    assert states(event) == ["confirmed"]
    assert Message.objects.count() == 1


def test_a_form_from_before_a_cancellation_registers_nobody(open_page, log_in, member):
    event = open_event()
    page, other = open_page(), open_page()
    for window in (page, other):
        log_in(window, member.user)
        window.goto(event.get_absolute_url())
    page.locator(BUTTON).click()
    says(page, "You are registered.")
    [registration] = Registration.objects.filter(event=event)
    token = other.locator(f"{BUTTON} >> xpath=ancestor::form >> input[name=token]")
    assert token.count() == 1
    cancel_registration(registration=registration, by=member.user, now=timezone.now())
    other.locator(BUTTON).click()
    says(other, "You are registered.")
    assert states(event) == ["cancelled", "confirmed"], "another form is another wish"


def test_two_browsers_at_once_for_the_last_seat(open_page, live_server):
    event = open_event(capacity=1)
    pages = [open_page(), open_page()]
    for page in pages:
        client = Client()  # a session each
        client.force_login(MemberFactory().user)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(event.get_absolute_url())
    for page in pages:
        page.evaluate(f"document.querySelector({BUTTON!r}).click()")
    for page in pages:
        page.locator("main a[href$='/cancel/']").wait_for()
    assert states(event) == ["confirmed", "waitlisted"]
    told = sorted(page.locator("section.panel-accent").inner_text() for page in pages)
    assert sum("You are registered." in text for text in told) == 1
    assert sum("You are 1st on the waiting list." in text for text in told) == 1


# Too late.


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_form_sent_after_the_session_ended_says_so(open_page, log_in_by_form, log_in, language):
    prefix = "" if language == "en" else "/ko"
    user = UserFactory()
    page = open_page(language=language)
    log_in(page, user)
    page.goto(f"{prefix}/join/reasons/")
    page.fill("[name=motivation]", "금형 기술 — a long text that took an hour")
    Session.objects.all().delete()
    page.locator(BUTTON).first.click()
    page.wait_for_url("**/accounts/login/**")
    said = page.locator("body").inner_text()
    assert words(language, SESSION_ENDED) in said, said


SESSION_ENDED = (
    "You were logged out in the meantime, so what you sent was not saved. Log in and send it again. Your browser’s "
    "Back button may still show what you typed: copy it before you log in."
)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_an_expired_form_says_what_to_do_and_can_be_sent_again(open_page, log_in, language):
    prefix = "" if language == "en" else "/ko"
    page = open_page(language=language)
    log_in(page, UserFactory())
    page.goto(f"{prefix}/join/reasons/")
    page.fill("[name=motivation]", "a long text")
    page.context.clear_cookies(name="csrftoken")
    with page.expect_response(lambda answer: answer.status == 403):
        page.locator(BUTTON).first.click()
    says(page, "The form has expired", language)
    page.locator("main .btn-primary").click()
    page.fill("[name=motivation]", "a long text")
    page.locator(BUTTON).first.click()
    page.wait_for_url("**/join/check/")
    assert Member.objects.get(motivation="a long text")


# Pasted.


def paste_everywhere(page, text: str) -> dict[str, str]:
    """Put `text` into every field of the form that takes any; what the fields then hold."""
    held = {}
    for field in page.locator("main form").locator("input[type=text], input[type=tel], input:not([type]), textarea").all():
        name = field.get_attribute("name") or ""
        if field.is_visible():
            field.fill(text)
            held[name] = field.input_value()
    assert held, page.url
    return held


def plain(text: str) -> str:
    """A text as it may come back: what nobody can see is not missed."""
    seen = "".join(character for character in text if character.isprintable() and character != "�")
    return "".join(seen.split())


def send(page) -> int:
    """Send the form past the browser's own checks; the status of the page that it leads to."""
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.locator(BUTTON).first.click()
    page.wait_for_load_state()
    return sent.value.status


def check_kept_and_told(page, held: dict[str, str], status: int) -> None:
    """Each field either was taken or says what is wrong with it, and holds what was typed."""
    assert status in (200, 302, 422), status
    if status == 302:
        return
    errors = page.locator("main .invalid-feedback, main .errorlist").filter(visible=True)
    assert errors.count(), page.locator("main").inner_text()
    for name, text in held.items():
        assert plain(page.locator(f"main form [name='{name}']").first.input_value()) == plain(text), name


def check_harmless(page) -> None:
    assert page.evaluate("window.pwned") is None
    assert page.locator("main script, main img[src=x]").count() == 0


@pytest.mark.parametrize("text", PASTED.values(), ids=PASTED.keys())
def test_pasting_into_the_application(page, log_in, text):
    user = UserFactory()
    log_in(page, user)
    for step in ("you", "organisation", "reasons"):
        page.goto(f"/join/{step}/")
        held = paste_everywhere(page, text)
        if step == "you":
            page.select_option("[name=kind]", "business")
        check_kept_and_told(page, held, send(page))
        check_harmless(page)
    page.goto("/join/check/")
    check_harmless(page)
    page.goto("/my/profile/")
    held = paste_everywhere(page, text)
    check_kept_and_told(page, held, send(page))
    check_harmless(page)


@pytest.mark.parametrize("text", PASTED.values(), ids=PASTED.keys())
def test_pasting_into_a_registration(page, log_in, text):
    event = open_event(title_en="Everything is asked")
    for kind in (Question.Kind.LINE, Question.Kind.TEXT):
        QuestionFactory(event=event, kind=kind, required=True, label_en=f"Question {kind}", label_ko=f"질문 {kind}")
    user = UserFactory()
    log_in(page, user)
    page.goto(f"{event.get_absolute_url()}register/")
    held = paste_everywhere(page, text)
    assert {"family_name", "given_name"} < set(held)
    status = send(page)
    check_kept_and_told(page, held, status)
    check_harmless(page)
    page.goto("/my/registrations/")
    check_harmless(page)
    assert len(states(event)) == int(status == 302)


@pytest.mark.parametrize("text", PASTED.values(), ids=PASTED.keys())
def test_pasting_into_signing_up_and_searching(page, text):
    page.goto("/accounts/signup/")
    page.locator("#id_email").evaluate("(field, text) => { field.type = 'text'; field.value = text }", text)
    page.fill("#id_password1", text)
    page.fill("#id_password2", text)
    assert send(page) == 200
    assert page.locator("main .invalid-feedback, main .errorlist").filter(visible=True).count()
    check_harmless(page)
    # An address longer than the server takes is refused before the portal sees it.
    page.goto("/events/")
    page.locator("main input[name=q]").fill(text[:500])
    with page.expect_response(lambda answer: "q=" in answer.url) as found:
        page.locator("main input[name=q]").press("Enter")
    assert found.value.status in (200, 400)
    check_harmless(page)
