"""Pages of calls: what is called for, what one hands in, what one reviews, what the desk does with it."""
