"""How Django writes dates and times where a template or the administration asks it to: as `council.when` does."""
