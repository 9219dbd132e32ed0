"""Rows of the symposia for tests; each part of the programme has its module."""
