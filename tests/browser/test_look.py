"""The portal's own pages in a browser: both colour schemes, phones, without JavaScript."""

from datetime import timedelta

import pytest
from django.utils import timezone

from council.events.models import Registration
from tests.factories import EventFactory, MemberFactory, UserFactory, VenueFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# On a phone in the dark; on a desk the walks through every state (`test_states_axe.py`, `test_admin_axe.py`) ask axe-core.
SCHEMES = pytest.mark.parametrize(("dark", "width", "other_width"), [(True, 320, 1280)], ids=["dark"])
OPEN_PAGES = [
    "/",
    "/ko/",
    "/styleguide/",
    "/ko/no-such-page/",
    "/accounts/login/",
    "/ko/accounts/login/",
    "/accounts/signup/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
]
OWN_PAGES = [
    "/my/",
    "/ko/my/",
    "/accounts/2fa/",
    "/ko/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/sessions/",
    "/accounts/logout/",
]


@pytest.fixture
def events():
    """A coming event with seats, a full one, a cancelled one."""
    now = timezone.now()
    venue = VenueFactory()
    return [
        EventFactory(starts_at=now + timedelta(days=2), venue=venue, capacity=12, taken=3),
        EventFactory(starts_at=now + timedelta(days=3), venue=venue, capacity=2, taken=2, programme="symposia"),
        EventFactory(starts_at=now + timedelta(days=4), state="cancelled", programme="focus-group"),
    ]


@pytest.fixture
def member(events):
    """Confirmed for the first event, waiting for the second."""
    member = MemberFactory()
    now = timezone.now()
    Registration.objects.create(event=events[0], member=member, state="confirmed", confirmed_at=now)
    Registration.objects.create(event=events[1], member=member, state="waitlisted")
    return member


@SCHEMES
def test_open_pages_are_accessible_and_fit(open_page, axe, fits, events, dark, width, other_width):
    page = open_page(dark=dark, width=width)
    for path in OPEN_PAGES:
        page.goto(path)
        axe(page)
        fits(page, width, other_width)


@SCHEMES
def test_own_pages_are_accessible_and_fit(open_page, log_in_by_form, axe, fits, member, dark, width, other_width):
    # By the form: what changes the account asks for a fresh log-in.
    page = open_page(dark=dark, width=width)
    log_in_by_form(page, member.user)
    page.wait_for_url("**/my/")
    for path in OWN_PAGES:
        page.goto(path)
        axe(page)
        fits(page, width, other_width)


@SCHEMES
def test_administration_is_accessible_and_fits(open_page, log_in, axe, fits, member, events, dark, width, other_width):
    admin = UserFactory(is_staff=True, is_superuser=True)
    change = f"/admin/events/event/{events[0].pk}"
    paths = ["/admin/", "/ko/admin/", "/admin/events/event/", "/admin/members/member/", "/admin/members/organisation/add/"]
    paths += [f"{change}/change/", f"{change}/delete/", f"{change}/history/", "/admin/members/membership/add/"]
    page = open_page(dark=dark, width=width)
    log_in(page, admin)
    for path in paths:
        answer = page.goto(path)
        assert answer.status == 200, path
        axe(page)
        fits(page, width, other_width)


def test_phone_menu_opens_without_javascript(open_page):
    page = open_page(width=320, javascript=False)
    page.goto("/")
    assert not page.locator(".phone-panel").is_visible()
    page.locator(".phone-menu > summary").click()
    assert page.locator(".phone-panel a", has_text="Symposia").is_visible()


def test_phone_menu_is_accessible_and_closes_with_escape(open_page, axe):
    page = open_page(width=320)
    page.goto("/")
    page.locator(".phone-menu > summary").click()
    axe(page)
    page.keyboard.press("Escape")
    assert not page.locator(".phone-panel").is_visible()


def test_skip_link_is_the_first_stop_and_leads_to_the_content(page):
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_language_switch_keeps_the_page_and_its_query(page):
    page.goto("/events/?q=weld")
    page.locator(".masthead-tools .language-switch a").click()
    page.wait_for_url("**/ko/events/?q=weld")
    assert page.locator("html").get_attribute("lang") == "ko"


def test_dialog_asks_and_without_javascript_its_link_leads_to_the_page_that_asks(open_page, axe):
    page = open_page()
    page.goto("/styleguide/")
    page.locator("[data-dialog]").click()
    assert page.locator("#sample-dialog").is_visible()
    axe(page)
    page.keyboard.press("Escape")
    assert not page.locator("#sample-dialog").is_visible()
    plain = open_page(javascript=False)
    plain.goto("/styleguide/")
    plain.locator("[data-dialog]").click()
    assert plain.url.endswith("#content")


def test_log_out_from_the_account_menu_without_javascript(open_page, log_in, member):
    page = open_page(javascript=False)
    log_in(page, member.user)
    page.goto("/my/")
    page.locator(".account-menu > summary").click()
    page.locator(".account-panel .account-logout").click()
    page.wait_for_url(lambda url: url.endswith("/"))
    page.goto("/my/")
    assert "/accounts/login/" in page.url


def test_page_reads_at_twice_the_size(open_page, fits):
    # 200 % zoom of a 1280 px window is a window of 640 px.
    page = open_page(width=640)
    page.goto("/")
    fits(page)
    assert page.locator(".phone-menu > summary").is_visible()
