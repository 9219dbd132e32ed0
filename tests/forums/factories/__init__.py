"""Rows of the technology forums for tests; each part of the programme has its module."""
