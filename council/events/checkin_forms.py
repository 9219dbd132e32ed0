"""What staff fill in at the door."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from council.events.fields import LineField


class WalkInForm(forms.Form):
    """Somebody without a registration: name and organisation. `token` makes sending the same form twice harmless."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = LineField(label=_("Name"), max_length=100)
    organisation = LineField(label=_("Organisation"), max_length=200, required=False)
    is_another = forms.BooleanField(label=_("This is another person of the same name"), required=False)

    def __init__(self, *args: Any, asks_again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["organisation"].widget.attrs["autocomplete"] = "off"
        if not self.is_bound:
            self.initial.setdefault("token", uuid.uuid4())
        if not asks_again:
            self.fields["is_another"].widget = forms.HiddenInput()

    def clean_token(self) -> uuid.UUID:
        """A form without a token gets one."""
        return self.cleaned_data.get("token") or uuid.uuid4()


class ExcuseForm(forms.Form):
    """Why somebody is excused, for the list."""

    note = LineField(label=_("Note for the list (optional)"), max_length=300, required=False)


class VerifyForm(forms.Form):
    """The code of a certificate."""

    code = LineField(label=_("Verification code"), max_length=60)
