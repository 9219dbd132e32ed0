"""What people type about their own data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from council.members.validators import validate_paragraphs
from council.page_forms import PageForm


class ErasureForm(PageForm, forms.Form):
    """Asking to be erased: a box that says so, and what the person wants to tell staff."""

    sure = forms.BooleanField(
        label=_("I want to be erased. My membership, my seats and my log-in end, and nobody can bring them back."),
        error_messages={"required": _("Tick the box: what is erased cannot be brought back.")},
    )
    wish = forms.CharField(
        label=_("What you want to tell us (if you like)"),
        required=False,
        max_length=2000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
