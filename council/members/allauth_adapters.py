"""django-allauth as the portal wants it: e-mail only, every mail through the outbox, a draft member for every log-in."""

import uuid
from datetime import timedelta
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import get_language, gettext

from council.members import account_mails
from council.members.models import User
from council.members.services import ensure_member
from council.messaging.services import queue_message

ADDRESS_LENGTH = 254
LOCAL_PART_LENGTH = 64


class AccountAdapter(DefaultAccountAdapter):
    """Accounts: who signs up becomes a draft member in the language of the page; what allauth writes goes into the outbox."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """The new log-in with its draft member, both or neither."""
        with transaction.atomic():
            super().save_user(request, user, form, commit=commit)
            if commit:
                ensure_member(user, language=_language())
        return user

    def clean_email(self, email: str) -> str:
        """Refuse what no relay takes; allauth would cut it off (RFC 5321, 4.5.3.1)."""
        if len(email) > ADDRESS_LENGTH or len(email.rpartition("@")[0]) > LOCAL_PART_LENGTH:
            raise ValidationError(gettext("This address is longer than any can be."), code="email_too_long")
        return str(super().clean_email(email))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write allauth's mail `template_prefix` into the outbox, in the language of the request."""
        if len(email) > ADDRESS_LENGTH:
            return
        mail = account_mails.compose(template_prefix, context) or self._compose_as_allauth_does(template_prefix, email, context)
        facts: dict[str, str] = dict(mail.facts)
        if "ip" in context:
            facts |= {
                "ip": context["ip"],
                "browser": context["user_agent"],
                "when": formats.date_format(timezone.localtime(context["timestamp"]), "DATETIME_FORMAT"),
            }
        queue_message(
            kind=mail.kind,
            template=f"members/email/{mail.kind}",
            user=User.objects.filter(email=email.lower()).first(),
            address=email,
            language=_language(),
            context={"subject": mail.subject, "text": mail.text, **facts},
            # Every request for a code or a link is a fact of its own.
            key=f"{mail.kind}:{uuid.uuid4()}",
            not_after=_not_after(template_prefix),
        )

    def _compose_as_allauth_does(self, template_prefix: str, email: str, context: dict[str, Any]) -> account_mails.AccountMail:
        # A mail that a newer allauth knows and we do not: its own words.
        site = {"name": gettext("Exchange Council"), "domain": settings.SITE_URL}
        rendered: EmailMessage = self.render_mail(
            template_prefix, email, {"email": email, "current_site": site, "request": allauth_context.request, **context}
        )
        return account_mails.AccountMail("account-notice", str(rendered.subject), str(rendered.body), {})


class MFAAdapter(DefaultMFAAdapter):
    """Two-factor authentication under the council's name."""

    def _get_site_name(self) -> str:
        return gettext("Exchange Council")


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


def _not_after(template_prefix: str) -> Any:
    """When a code is of no use any more; None for mails that keep."""
    seconds = {
        "account/email/login_code": account_settings.LOGIN_BY_CODE_TIMEOUT,
        "account/email/email_confirmation": account_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
        "account/email/email_confirmation_signup": account_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
        "account/email/password_reset_key": settings.PASSWORD_RESET_TIMEOUT,
    }.get(template_prefix)
    return None if seconds is None else timezone.now() + timedelta(seconds=seconds)
