"""When tests take place."""

from datetime import UTC, datetime

# A Monday, 10:00 in Seoul. Tests give `now` to services; nothing depends on today's date.
NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
