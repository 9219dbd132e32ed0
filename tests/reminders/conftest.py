from importlib import import_module

import pytest
from django.apps import apps

from council.reminders.models import Rule


@pytest.fixture
def default_rules(db):
    """The rules that the migration laid down, and no others, by name (tests that commit have emptied the table)."""
    Rule.objects.all().delete()
    import_module("council.reminders.migrations.0002_default_rules").add_defaults(apps, None)
    return {rule.name: rule for rule in Rule.objects.all()}
