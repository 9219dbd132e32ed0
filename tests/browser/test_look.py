"""The portal's own pages in a browser: both colour schemes, phones, without JavaScript."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCHEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
WIDTHS = pytest.mark.parametrize("width", [320, 1280])


@SCHEMES
@WIDTHS
@pytest.mark.parametrize("path", ["/", "/ko/", "/accounts/login/", "/ko/no-such-page/"])
def test_page_is_accessible_and_fits(open_page, axe, fits, path, dark, width):
    page = open_page(dark=dark, width=width)
    page.goto(path)
    axe(page)
    fits(page)


def test_phone_menu_opens_without_javascript(open_page, axe):
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
