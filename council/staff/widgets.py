"""Widgets of the administration that bear with whatever is sent."""

from typing import TYPE_CHECKING, Any

from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple

if TYPE_CHECKING:
    _Base = AutocompleteMixin
else:
    _Base = object


class _Careful(_Base):
    """Django's asks the database for whatever was sent and fails on what is no key. Here that is no choice, and the field's own
    message says so."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [one for one in value if _is_key(str(one))], attr)


class CarefulAutocomplete(_Careful, AutocompleteSelect):
    """One is chosen."""


class CarefulAutocompleteMultiple(_Careful, AutocompleteSelectMultiple):
    """Any number are chosen. Each is taken away by itself: a button for all would stand in their list and be no item of it."""

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> Any:
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}


def _is_key(value: str) -> bool:
    return value == "" or (value.isascii() and value.isdecimal() and len(value) < 19)
