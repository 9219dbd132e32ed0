"""Pages of the invitation pipeline, for its team and for agencies. Everybody else gets a 404 from every one of them."""
