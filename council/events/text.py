"""Text that people wrote, made harmless for one line: a subject, a calendar's property."""

import unicodedata


def one_line(value: str) -> str:
    """`value` without control characters and line separators, white space collapsed."""
    kept = (" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in value)
    return " ".join("".join(kept).split())


def printable(value: str) -> str:
    """`value` without control characters but line feeds and tabs."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char in "\n\t" or unicodedata.category(char) != "Cc")
