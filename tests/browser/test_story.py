"""The thread that everything hangs on: someone finds the portal, joins, waits for a seat, gets it, is reminded and cancels.

With JavaScript at a desk and without it on a phone, in both languages. Every page on the way is looked at (`reader.py`)."""

import re
from datetime import datetime, time, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.cache import cache
from django.utils import timezone, translation

from council import when
from council.events import services as events
from council.events.models import Event, Registration
from council.members.models import Member
from council.reminders.models import Rule
from council.reminders.services import plan_reminders
from tests.browser.post import LetterBox
from tests.browser.reader import Reader
from tests.factories import EventFactory, MemberFactory, OrganisationFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "newcomer@example.com"
PASSWORD = "a-long-passphrase-7"
CODE = re.compile(r"^\s+([A-Z0-9]{3,4}-[A-Z0-9]{3,4}|\d{6})\s*$", re.MULTILINE)


@pytest.fixture
def site(live_server, settings):
    """The portal, whose mails lead to it."""
    cache.clear()  # the rate limits of the test before
    settings.SITE_URL = live_server.url
    Rule.objects.all().delete()
    import_module("council.reminders.migrations.0002_default_rules").add_defaults(apps, None)
    return live_server


@pytest.fixture
def seat_holder():
    return MemberFactory(user__email="holder@example.com")


@pytest.fixture
def event(seat_holder):
    """Members only, one seat, and that is taken."""
    starts_at = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=30)
    event = EventFactory(
        slug="last-seat",
        title_ko="마지막 자리 교류회",
        title_en="The last seat",
        audience=Event.Audience.MEMBERS,
        capacity=1,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
    )
    events.register_member(event=event, member=seat_holder, now=timezone.now())
    return event


def before(event: Event, days: int, at: time) -> datetime:
    """The minute after a reminder falls due."""
    day = event.starts_at.astimezone(event.zone).date() - timedelta(days=days)
    return datetime.combine(day, at, event.zone) + timedelta(minutes=1)


# One of the four each time; the story of a membership goes the other way: Korean, at a desk, with scripts.
@pytest.mark.parametrize(
    ("language", "width", "javascript"),
    [
        pytest.param("en", 320, False, id="English, phone without JavaScript"),
        pytest.param("ko", 1280, True, id="Korean, desk with JavaScript", marks=pytest.mark.soak),
        pytest.param("en", 1280, True, id="English, desk with JavaScript", marks=pytest.mark.soak),
        pytest.param("ko", 320, False, id="Korean, phone without JavaScript", marks=pytest.mark.soak),
    ],
)
def test_story(site, open_page, seat_holder, event, language, width, javascript):
    readers: list[Reader] = []

    def reader() -> Reader:
        readers.append(Reader(open_page(width=width, language=language), language, javascript=javascript))
        return readers[-1]

    newcomer, letters = reader(), LetterBox(ADDRESS)
    sign_up(newcomer, letters)
    apply(newcomer, letters)
    newcomer.open("/events/last-seat/", status=404)

    approve(reader())
    letter = letters.one()
    assert letter.language == language
    assert letter.subject == newcomer.words("You are now a member of the exchange council")

    wait_for_the_seat(newcomer, letters, event)
    give_back(reader(), seat_holder)
    get_the_seat(newcomer, letters, event)
    be_reminded(newcomer, letters, event)
    cancel(newcomer, letters)
    assert [problem for each in readers for problem in each.noted] == []


def sign_up(newcomer: Reader, letters: LetterBox) -> None:
    """From the home page to a confirmed address, with the code of the mail."""
    newcomer.open("/")
    newcomer.press("Join the council", within=".hero")
    newcomer.press("Sign up")
    page = newcomer.page
    page.fill("#id_email", ADDRESS)
    page.fill("#id_password1", PASSWORD)
    page.fill("#id_password2", PASSWORD)
    newcomer.press("Sign up", within="main form")

    letter = letters.one()
    assert letter.language == newcomer.language
    assert letter.subject == newcomer.words("Confirm your e-mail address")
    code = CODE.search(letter.text)
    assert code is not None, letter.text
    page.fill("#id_code", code[1])
    newcomer.leave_by(page.locator("main form button[type=submit]").first)
    assert page.url.endswith(f"{newcomer.prefix}/join/")


def apply(newcomer: Reader, letters: LetterBox) -> None:
    """Four steps, the consent that is needed and no other."""
    OrganisationFactory(name_ko="솔내음기계", name_en="Solnaeum Machinery")
    page = newcomer.page
    newcomer.press("Begin the application")
    page.fill("#id_family_name", "한")
    page.fill("#id_given_name", "별하")
    page.fill("#id_family_name_en", "Han")
    page.fill("#id_given_name_en", "Byeolha")
    page.select_option("#id_kind", Member.Kind.BUSINESS)
    page.fill("#id_phone", "010-1234-5678")
    newcomer.press("Save and go on")

    page.fill("#id_organisation_name", "솔내음")
    page.fill("#id_job_title", "팀장 Team leader")
    newcomer.press("Save and go on")
    newcomer.sees("Is it one of these?")
    page.locator("input[name=organisation_choice]").first.check()
    newcomer.press("Save and go on")

    page.fill("#id_motivation", "금형 기술을 나누고 싶습니다.\nTo share what we know about moulds.")
    newcomer.press("Save and go on")

    newcomer.sees("Your application")
    newcomer.press("Send the application")
    newcomer.sees("Without this consent we cannot take up your application.")
    page.check("#id_membership")
    newcomer.press("Send the application")
    newcomer.sees("Your application is sent.")
    letter = letters.one()
    assert letter.language == newcomer.language
    [member] = Member.objects.filter(user__email=ADDRESS)
    assert (member.state, member.language, str(member.organisation.name_en)) == (
        "applied",
        newcomer.language,
        "Solnaeum Machinery",
    )
    assert [consent.purpose for consent in member.consents.all()] == ["membership"]


def approve(staff: Reader) -> None:
    """Staff log in, find the application on their desk and approve it."""
    UserFactory(email="staff@example.com", is_staff=True, is_superuser=True)
    staff.open("/admin/", leads_to="/accounts/login/")
    staff.page.fill("#id_login", "staff@example.com")
    staff.page.fill("#id_password", "council-demo")
    staff.press("Log in", within="main form")
    staff.leave_by(staff.page.locator("#desk-applications a").first)
    staff.sees("Solnaeum Machinery" if staff.language == "en" else "솔내음기계", within="#content-main")
    staff.leave_by(staff.page.locator("input[name=approve]"))
    assert Member.objects.get(user__email=ADDRESS).state == Member.State.ACTIVE


def wait_for_the_seat(newcomer: Reader, letters: LetterBox, event: Event) -> None:
    """From the list to the event, and onto its waiting list."""
    newcomer.open("/events/")
    newcomer.leave_by(newcomer.page.get_by_role("link", name=event_title(event, newcomer)).first)
    newcomer.press("Join the waiting list")
    newcomer.sees("You are %(place)s on the waiting list.", place="1st" if newcomer.language == "en" else "1")
    letter = letters.one()
    assert event_title(event, newcomer) in letter.subject
    assert letter.calendars == []


def give_back(holder: Reader, member: Member) -> None:
    """Who has the last seat logs in and cancels."""
    holder.open("/my/registrations/", leads_to="/accounts/login/")
    holder.page.fill("#id_login", member.user.email)
    holder.page.fill("#id_password", "council-demo")
    holder.press("Log in", within="main form")
    holder.leave_by(holder.page.locator("main a[href$='/cancel/']"))
    holder.press("Cancel my place", within="main form")


def get_the_seat(newcomer: Reader, letters: LetterBox, event: Event) -> None:
    """The head of the queue has the seat, and the mail says so."""
    letter = letters.one()
    assert letter.subject == newcomer.words("A seat for you: %(event_title)s", event_title=event_title(event, newcomer))
    assert letter.language == newcomer.language
    [entry] = letter.calendars[0].events
    assert (letter.calendars[0]["method"], entry["summary"]) == ("REQUEST", event_title(event, newcomer))
    link = re.search(r"https?://\S+/events/last-seat/(?=\s)", letter.text)
    assert link is not None, letter.text
    newcomer.page.goto(link[0])
    newcomer.look()
    newcomer.sees("You are registered.")


def be_reminded(newcomer: Reader, letters: LetterBox, event: Event) -> None:
    """A week before and the day before, once each, however often the planner runs."""
    for days, at in ((7, time(9)), (1, time(17))):
        now = before(event, days, at)
        plan_reminders(now - timedelta(minutes=2))
        assert letters.new() == []
        for minutes in (0, 1, 2):
            plan_reminders(now + timedelta(minutes=minutes))
        letter = letters.one()
        assert letter.language == newcomer.language
        assert event_title(event, newcomer) in letter.subject
        with translation.override(newcomer.language):
            assert when.span(event.starts_at, event.ends_at, event.time_zone) in letter.text
        plan_reminders(now + timedelta(hours=1))
        assert letters.new() == []


def cancel(newcomer: Reader, letters: LetterBox) -> None:
    """The seat is given back from one's own list; the calendar is told."""
    newcomer.open("/my/")
    newcomer.open("/my/registrations/")
    newcomer.leave_by(newcomer.page.locator("main a[href$='/cancel/']"))
    newcomer.press("Cancel my place", within="main form")
    newcomer.sees("Cancelled", within="main")
    assert [calendar["method"] for calendar in letters.one().calendars] == ["CANCEL"]
    [registration] = Registration.objects.filter(member__user__email=ADDRESS)
    assert (registration.state, registration.reason) == (Registration.State.CANCELLED, Registration.Reason.SELF)
    assert Event.objects.get(slug="last-seat").taken == 0


def event_title(event: Event, newcomer: Reader) -> str:
    return str(event.title_ko if newcomer.language == "ko" else event.title_en)
