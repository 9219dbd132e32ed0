"""Staff's screens of the Focus Group. Actions call the services."""

from focusgroup.admin import clusters, invitations, seats

__all__ = ["clusters", "invitations", "seats"]
