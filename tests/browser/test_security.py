"""Second steps in a real browser: authenticator app, recovery codes, a passkey of a virtual key."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache

from tests.factories import PASSWORD, MemberFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def fresh_limits():
    """Rate limits live in the cache of this process."""
    cache.clear()


@pytest.fixture
def member():
    return MemberFactory()


def open_sensitive(page, path, axe):
    """What changes the account's protection asks for the password once more."""
    page.goto(path)
    page.wait_for_url("**/reauthenticate/**")
    axe(page)
    page.fill("#id_password", PASSWORD)
    page.click("main form .btn-primary")
    page.wait_for_url(f"**{path}")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_app_and_recovery_codes(open_page, log_in_by_form, axe, fits, member, dark):
    page = open_page(dark=dark, width=320 if dark else 1280)
    log_in_by_form(page, member.user)
    page.wait_for_url("**/my/")
    open_sensitive(page, "/accounts/2fa/totp/activate/", axe)
    axe(page)
    secret = page.locator("#authenticator_secret").input_value()
    page.fill("#id_code", "000000")
    page.click("main form .btn-primary")
    assert page.locator("#id_code").get_attribute("aria-invalid") == "true"
    axe(page)
    page.fill("#id_code", format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))
    page.click("main form .btn-primary")
    page.wait_for_url("**/recovery-codes/**")
    axe(page)
    fits(page)
    for path in ("/accounts/2fa/", "/accounts/2fa/recovery-codes/generate/", "/accounts/2fa/totp/deactivate/"):
        page.goto(path)
        axe(page)
        fits(page)


def test_passkey_is_added_and_logs_in(open_page, log_in_by_form, axe, fits, member):
    page = open_page()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    log_in_by_form(page, member.user)
    page.wait_for_url("**/my/")
    open_sensitive(page, "/accounts/2fa/webauthn/add/", axe)
    axe(page)
    page.fill("#id_name", "Desk")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    page.goto("/accounts/2fa/webauthn/")
    assert page.locator("main", has_text="Desk").is_visible()
    axe(page)
    fits(page, 320, 1280)
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/my/")
    page.goto("/accounts/2fa/webauthn/reauthenticate/")
    assert page.url.endswith("/accounts/2fa/webauthn/reauthenticate/")
    axe(page)
    fits(page, 320, 1280)
    page.click("#mfa_webauthn_reauthenticate")
    page.wait_for_url(lambda url: "/reauthenticate/" not in url)


def test_sign_up_asks_for_the_code_that_was_sent(open_page, axe, fits):
    page = open_page(width=320)
    page.goto("/ko/accounts/signup/")
    page.fill("#id_email", "new@example.com")
    page.fill("#id_password1", "a-long-enough-pass-phrase")
    page.fill("#id_password2", "another-pass-phrase-here")
    page.click("main form .btn-primary")
    assert page.locator("#id_password2").get_attribute("aria-invalid") == "true"
    axe(page)
    page.fill("#id_password1", "a-long-enough-pass-phrase")
    page.fill("#id_password2", "a-long-enough-pass-phrase")
    page.click("main form .btn-primary")
    page.wait_for_url("**/confirm-email/**")
    axe(page)
    fits(page)
