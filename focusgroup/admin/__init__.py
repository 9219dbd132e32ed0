"""Staff's screens of the Focus Group. Actions call the services."""

from focusgroup.admin import seats

__all__ = ["seats"]
