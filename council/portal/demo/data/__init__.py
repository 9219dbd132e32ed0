"""Plain rows: who and what there is. No logic but the generator of people."""
