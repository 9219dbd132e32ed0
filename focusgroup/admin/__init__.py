"""Staff's screens of the Focus Group. Actions call the services."""

from focusgroup.admin import invitations, seats

__all__ = ["invitations", "seats"]
