from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from council.page_forms import PageForm


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class AbsenceForm(PageForm, forms.Form):
    """From when until when."""

    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))
