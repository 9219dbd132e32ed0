"""allauth's forms where ours differ."""

from typing import Any

from allauth.account import app_settings
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.internal import flows
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse


class SignupForm(AllauthSignupForm):
    """Signing up. The trap for robots hides by a class: inline style is forbidden. Two at once with one address are one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trap = self.fields[app_settings.SIGNUP_FORM_HONEYPOT_FIELD]
        trap.widget.attrs = {
            "class": "visually-hidden",
            "tabindex": "-1",
            "autocomplete": "off",
            "aria-hidden": "true",
        }

    def try_save(self, request: HttpRequest) -> tuple[Any, HttpResponse | None]:
        """The new user, or the same answer that an address with a log-in gets."""
        try:
            with transaction.atomic():
                saved: tuple[Any, HttpResponse | None] = super().try_save(request)
                return saved
        except IntegrityError:
            # Someone signed up with this address a moment ago.
            return None, flows.signup.prevent_enumeration(request, email=self.cleaned_data["email"])
