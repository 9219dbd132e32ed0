"""Staff's screens of the statutory clock."""
