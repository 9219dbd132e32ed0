"""Rows of the Focus Group for tests; each part of the programme has its module."""
