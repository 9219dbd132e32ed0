"""`{% load measures %}`: measured numbers as pages write them (`focusgroup.shown`)."""

from django import template
from django.utils.safestring import SafeString

from focusgroup import shown

register = template.Library()


@register.filter
def people(value: float) -> str:
    return shown.people(value)


@register.filter
def ratio(value: float, digits: int = 2) -> str:
    return shown.ratio(value, digits)


@register.filter
def percent(value: float) -> str:
    return shown.percent(value)


@register.filter
def change(value: float) -> str:
    return shown.percent(value, signed=True)


@register.filter
def source(text: str) -> SafeString:
    return shown.source(text)
