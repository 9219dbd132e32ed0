"""What people say about a deadline."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from council.members.validators import validate_paragraphs
from council.page_forms import PageForm
from forums.models import Deadline

EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)


class _StepForm(PageForm, forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=1000, validators=[validate_paragraphs], widget=forms.Textarea(attrs={"rows": 3})
    )


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class SettleForm(_StepForm):
    """What became of a deadline, and from what that is known."""

    outcome = forms.ChoiceField(label=_("What became of it?"), choices=Deadline.Outcome.choices, widget=forms.RadioSelect)
    on = _day(_("On which day?"))
    field_order = ("outcome", "on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("How do you know?")
        self.fields["reason"].help_text = _("The receipt, the letter, the decision.")


class CorrectForm(_StepForm):
    """The date as it ought to be, and why."""

    due_on = _day(_("The right date"))
    field_order = ("due_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("It stays on record beside the calculated date.")

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("Please give a date between 1950 and 2100."))
        return day


class ReasonForm(_StepForm):
    """Why something is taken back."""
