"""What the Focus Group adds to the demonstration: one module a part, registered in `wiring`."""
