"""What forms of joint IP cases have in common."""

from crispy_forms.helper import FormHelper
from django import forms


class PageForm:
    """Mixin: the page has the form's tag and its token."""

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


def day_input() -> forms.DateInput:
    """A day, picked or typed."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def lines(rows: int = 3) -> forms.Textarea:
    """Some lines."""
    return forms.Textarea(attrs={"rows": rows})
