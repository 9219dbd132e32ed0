"""Form fields that make what people paste harmless instead of refusing it."""

from typing import Any

from django import forms

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
