"""The words of the account mails, by allauth's name for each. Composed in the language of the request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

CODE = "account-code"
LINK = "account-link"
NOTICE = "account-notice"


@dataclass(frozen=True)
class AccountMail:
    """`kind` is the message kind and the template folder; `facts` are what the template shows beside the text."""

    kind: str
    subject: str
    text: str
    facts: dict[str, str] = field(default_factory=dict)


def compose(name: str, context: dict[str, Any]) -> AccountMail | None:
    """The mail that allauth calls `name`, or None for one that is not known here."""
    composer = _COMPOSERS.get(name)
    return composer(context) if composer else None


def _code(subject: str, text: str, context: dict[str, Any]) -> AccountMail:
    return AccountMail(CODE, subject, text, {"code": context["code"]})


def _link(subject: str, text: str, url: str, label: str) -> AccountMail:
    return AccountMail(LINK, subject, text, {"url": url, "label": label})


def _notice(subject: str, text: str) -> AccountMail:
    return AccountMail(NOTICE, subject, text)


_COMPOSERS: dict[str, Callable[[dict[str, Any]], AccountMail]] = {
    "account/email/email_confirmation_signup": lambda c: _code(
        _("Confirm your e-mail address"),
        _("Welcome. To finish signing up, type this code on the page that is open in your browser:"),
        c,
    ),
    "account/email/email_confirmation": lambda c: _code(
        _("Confirm your e-mail address"),
        _("To confirm that this address is yours, type this code on the page that is open in your browser:"),
        c,
    ),
    "account/email/login_code": lambda c: _code(
        _("Your log-in code"), _("To log in, type this code on the page that is open in your browser:"), c
    ),
    "account/email/password_reset_code": lambda c: _code(
        _("Your code for a new password"), _("To choose a new password, type this code on the page that is open:"), c
    ),
    "account/email/password_reset_key": lambda c: _link(
        _("Choose a new password"),
        _("You asked for a new password for your log-in. Choose it here:"),
        c["password_reset_url"],
        _("Choose a new password"),
    ),
    "account/email/account_already_exists": lambda c: _link(
        _("You already have a log-in"),
        _("Someone, probably you, tried to sign up with this address. It has a log-in already. Forgotten the password?"),
        c["password_reset_url"],
        _("Choose a new password"),
    ),
    "account/email/unknown_account": lambda c: _link(
        _("There is no log-in with this address"),
        _("Someone, probably you, tried to log in with this address. It has no log-in yet. You can sign up here:"),
        c["signup_url"],
        _("Sign up"),
    ),
    "account/email/email_changed": lambda c: _notice(
        _("Your e-mail address was changed"),
        _("The e-mail address of your log-in was changed from %(old)s to %(new)s.")
        % {"old": c["from_email"], "new": c["to_email"]},
    ),
    "account/email/email_confirm": lambda c: _notice(
        _("Your e-mail address is confirmed"), _("The e-mail address of your log-in was confirmed.")
    ),
    "account/email/email_deleted": lambda c: _notice(
        _("An e-mail address was removed"),
        _("The address %(address)s was removed from your log-in.") % {"address": c["deleted_email"]},
    ),
    "account/email/password_changed": lambda c: _notice(
        _("Your password was changed"), _("The password of your log-in was changed.")
    ),
    "account/email/password_reset": lambda c: _notice(
        _("Your password was changed"), _("A new password was chosen for your log-in.")
    ),
    "account/email/password_set": lambda c: _notice(_("Your password was set"), _("Your log-in has a password now.")),
    "mfa/email/totp_activated": lambda c: _notice(
        _("Authenticator app switched on"), _("Your log-in asks for a code of your authenticator app from now on.")
    ),
    "mfa/email/totp_deactivated": lambda c: _notice(
        _("Authenticator app switched off"), _("Your log-in no longer asks for a code of your authenticator app.")
    ),
    "mfa/email/recovery_codes_generated": lambda c: _notice(
        _("New recovery codes"), _("New recovery codes were made for your log-in. The old ones no longer work.")
    ),
    "mfa/email/webauthn_added": lambda c: _notice(_("Passkey added"), _("A passkey was added to your log-in.")),
    "mfa/email/webauthn_removed": lambda c: _notice(_("Passkey removed"), _("A passkey was removed from your log-in.")),
}
