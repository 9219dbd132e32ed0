"""allauth's forms where ours differ."""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.internal import flows
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from council.members.models.people import name_columns
from council.members.validators import validate_one_line
from council.page_forms import PageForm


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


class InvitedSignupForm(PageForm, SignupForm):
    """A short sign-up for who followed the link of a letter: the address is the letter's and so confirmed already; a name and a
    password are asked for."""

    family_name = forms.CharField(label=_("Family name"), max_length=50, validators=[validate_one_line])
    given_name = forms.CharField(label=_("Given name"), max_length=50, validators=[validate_one_line])
    field_order = ("email", "family_name", "given_name", "password1")

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].initial = address
        # A disabled field keeps its initial value, whatever is sent.
        self.fields["email"].disabled = True
        del self.fields["password2"]
        self.fields["family_name"].widget.attrs["autocomplete"] = "family-name"
        self.fields["given_name"].widget.attrs["autocomplete"] = "given-name"
        for name in ("family_name", "given_name", "password1"):
            self.fields[name].widget.attrs.pop("placeholder", None)

    def custom_signup(self, request: HttpRequest, user: Any) -> None:
        """Before the addresses are written: this one is confirmed, and the member has a name."""
        get_adapter().stash_verified_email(request, self.cleaned_data["email"])
        names = name_columns(self.cleaned_data["family_name"], self.cleaned_data["given_name"])
        for column, value in names.items():
            setattr(user.member, column, value)
        user.member.save(update_fields=list(names))
