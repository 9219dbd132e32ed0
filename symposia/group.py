"""The symposia as a programme."""

SLUG = "symposia"
