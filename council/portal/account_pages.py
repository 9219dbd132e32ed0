"""Names of allauth's pages, for titles, breadcrumbs and the tabs of the account."""

from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, str | Promise] = {
    "account_login": _("Log in"),
    "account_logout": _("Log out"),
    "account_signup": _("Sign up"),
    "account_request_login_code": _("Log in with a code"),
    "account_confirm_login_code": _("Log in with a code"),
    "account_email_verification_sent": _("Confirm your e-mail address"),
    "account_confirm_email": _("Confirm your e-mail address"),
    "account_reset_password": _("New password"),
    "account_reset_password_done": _("New password"),
    "account_reset_password_from_key": _("New password"),
    "account_reset_password_from_key_done": _("New password"),
    "account_confirm_password_reset_code": _("New password"),
    "account_complete_password_reset": _("New password"),
    "account_change_password": _("Password"),
    "account_set_password": _("Password"),
    "account_email": _("E-mail address"),
    "account_inactive": _("Account not in use"),
    "account_reauthenticate": _("Confirm that it is you"),
    "usersessions_list": _("Where you are logged in"),
    "mfa_index": _("Security"),
    "mfa_authenticate": _("Second step"),
    "mfa_reauthenticate": _("Confirm that it is you"),
    "mfa_reauthenticate_webauthn": _("Confirm that it is you"),
    "mfa_activate_totp": _("Authenticator app"),
    "mfa_deactivate_totp": _("Authenticator app"),
    "mfa_list_webauthn": _("Passkeys and security keys"),
    "mfa_add_webauthn": _("Passkeys and security keys"),
    "mfa_edit_webauthn": _("Passkeys and security keys"),
    "mfa_remove_webauthn": _("Passkeys and security keys"),
    "mfa_view_recovery_codes": _("Recovery codes"),
    "mfa_generate_recovery_codes": _("Recovery codes"),
}
# Each tab with the beginnings of the names of views that belong to it.
TABS: list[tuple[str, str | Promise, tuple[str, ...]]] = [
    ("mfa_index", _("Security"), ("mfa_",)),
    ("account_change_password", _("Password"), ("account_change_password", "account_set_password")),
    ("account_email", _("E-mail address"), ("account_email",)),
    ("usersessions_list", _("Where you are logged in"), ("usersessions_",)),
]


def page_name(view_name: str) -> str | Promise:
    """The name of an account page; “Account” for one that has none here."""
    return NAMES.get(view_name, _("Account"))


def tabs(view_name: str) -> list[dict[str, Any]]:
    """The parts of the account for `components/tabs.html`."""
    return [
        {"label": label, "href": reverse(name), "current": view_name.startswith(beginnings)} for name, label, beginnings in TABS
    ]


# The first that fits wins: Edge and Chrome call themselves Safari, too.
BROWSERS = [
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Whale", "Whale"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
]


def device_name(user_agent: str) -> str:
    """“Chrome · Windows” for what a browser says of itself; what it says, cut, where neither is known."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return " · ".join(part for part in (browser, system) if part) or user_agent[:60]
