"""Rules of reminders."""

from datetime import time

import factory
from factory.django import DjangoModelFactory

from council.reminders.models import Rule


class RuleFactory(DjangoModelFactory):
    """A general reminder rule, two days before at noon."""

    class Meta:
        model = Rule

    name = factory.Sequence(lambda n: f"rule-{n}")
    offset = Rule.Offset.DAYS_BEFORE
    amount = 2
    at_time = time(12)
    grace_minutes = 24 * 60
