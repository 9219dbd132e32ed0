"""Staff's screens of the technology forums. Actions call the services."""

from forums.admin import clock, meetings, rights, seats, topics

__all__ = ["clock", "meetings", "rights", "seats", "topics"]
