"""Reminding people of what they registered for, and of their deadlines: once each, in time, and nobody forgotten."""

from council.reminders.services.afterwards import used_links
from council.reminders.services.planning import plan_reminders
from council.reminders.services.preview import (
    PreviewedRule,
    addressed,
    entries,
    ledger_outcomes,
    notes,
    people,
    preview,
    sample,
    send_test,
    switched_off,
    upcoming,
)
from council.reminders.services.wording import kind_of, placeholders_of, unknown_placeholders

__all__ = [
    "PreviewedRule",
    "addressed",
    "entries",
    "kind_of",
    "ledger_outcomes",
    "notes",
    "people",
    "placeholders_of",
    "plan_reminders",
    "preview",
    "sample",
    "send_test",
    "switched_off",
    "unknown_placeholders",
    "upcoming",
    "used_links",
]
