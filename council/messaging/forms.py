from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from council.messaging.services.preferences import optional_kinds


class PreferencesForm(forms.Form):
    """Which optional kinds of message a person wants."""

    wanted = forms.MultipleChoiceField(label=_("Send me"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["wanted"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [(kind.slug, kind.name) for kind in optional_kinds()]
