"""Staff's screens of jointly owned rights."""
