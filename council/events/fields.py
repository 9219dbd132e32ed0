"""Form fields that make what people paste harmless instead of refusing it."""

from typing import Any

from django import forms

from council.events.addresses import SHOWN_ERRORS, read_addresses
from council.events.text import one_line, printable


class LineField(forms.CharField):
    """One line: control characters and line breaks become spaces."""

    def to_python(self, value: Any) -> str:
        return super().to_python(one_line(value) if isinstance(value, str) else value) or ""


class ParagraphsField(forms.CharField):
    """Several lines, without control characters."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return super().to_python(printable(value) if isinstance(value, str) else value) or ""


class AddressesField(forms.CharField):
    """Many addresses; cleaned to `Addresses` without an error, else it says what is wrong in which line."""

    widget = forms.Textarea(attrs={"rows": 10, "cols": 60, "spellcheck": "false"})

    def clean(self, value: Any) -> Any:
        read = read_addresses(super().clean(value))
        if read.errors:
            raise forms.ValidationError(read.errors[:SHOWN_ERRORS])
        return read
