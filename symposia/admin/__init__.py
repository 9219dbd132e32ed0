"""Staff's screens of the symposia. Actions call the services."""

from symposia.admin import calls, matching, offers, outcomes, programme, symposium

__all__ = ["calls", "matching", "offers", "outcomes", "programme", "symposium"]
