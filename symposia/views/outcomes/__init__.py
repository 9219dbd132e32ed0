"""What a symposium leaves behind, in the browser."""
