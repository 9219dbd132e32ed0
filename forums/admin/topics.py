"""Staff's screens of shared technology information."""
