"""Staff's screens of the Focus Group. Actions call the services."""
