"""Staff's screens of the Focus Group. Actions call the services."""

from focusgroup.admin import clusters, consultations, docket, invitations, seats, taskforces

__all__ = ["clusters", "consultations", "docket", "invitations", "seats", "taskforces"]
