"""Who may do what in the Focus Group. What belongs to one part of it stands in that part's module."""
