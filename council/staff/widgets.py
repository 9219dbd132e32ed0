"""Widgets of the administration that bear with whatever is sent."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect


class CarefulAutocomplete(AutocompleteSelect):
    """Django's asks the database for whatever was sent and fails on what is no key. Here that is no choice, and the field's own
    message says so."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [one for one in value if _is_key(str(one))], attr)


def _is_key(value: str) -> bool:
    return value == "" or (value.isascii() and value.isdecimal() and len(value) < 19)
