"""Technology offers in the browser."""
