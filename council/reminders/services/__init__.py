"""Reminding people of what they registered for: once each, in time, and nobody forgotten."""

from council.reminders.services.planning import plan_reminders
from council.reminders.services.preview import PreviewedRule, people, preview, send_test

__all__ = ["PreviewedRule", "people", "plan_reminders", "preview", "send_test"]
