"""Pages of a forum's topics."""
