"""Pages of a forum itself: what it is, who sits there, who wants to, its documents."""
