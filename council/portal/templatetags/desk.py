"""`{% load desk %}`: for the templates of the administration."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def named(field: BoundField) -> SafeString:
    """The field of a form in a table, where the column's heading is all that the eye needs, with its label for the ear."""
    return field.as_widget(attrs={} if field.is_hidden else {"aria-label": str(field.label)})
