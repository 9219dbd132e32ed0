"""Staff's screens of the Focus Group. Actions call the services."""

from focusgroup.admin import clusters, docket, invitations, seats, taskforces

__all__ = ["clusters", "docket", "invitations", "seats", "taskforces"]
