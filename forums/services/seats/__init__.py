"""Seats of the technology forums: who sits there, who may, applications, stand-ins."""
