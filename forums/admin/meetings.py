"""Staff's screens of meetings."""
