"""What forms of joint IP cases have in common."""

from django import forms


def day_input() -> forms.DateInput:
    """A day, picked or typed."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def lines(rows: int = 3) -> forms.Textarea:
    """Some lines."""
    return forms.Textarea(attrs={"rows": rows})
