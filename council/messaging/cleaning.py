"""What may stand in a mail's headers and body, whatever people have typed into their names and titles."""

import re
from typing import Any

# Line breaks of every kind (Django's own check knows CR and LF alone), other control characters, halves of surrogate pairs: the
# categories Cc, Zl, Zp, Cs of Unicode. And characters that turn the direction of what follows: a name must not rewrite the line
# that it stands in.
_UNWANTED_IN_LINES = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
# The same without the line feed, the tab and the direction marks.
_UNWANTED_IN_BODIES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_REFUSED_BY_JSONB = re.compile("[\x00\ud800-\udfff]")


def clean_line(text: str, limit: int | None = None) -> str:
    """`text` as one line without control characters, at most `limit` characters long (an ellipsis says that it was cut)."""
    line = " ".join((text if text.isprintable() else _UNWANTED_IN_LINES.sub(" ", text)).split())
    return line if limit is None or len(line) <= limit else line[: limit - 1].rstrip() + "…"


def clean_body(text: str) -> str:
    """`text` with plain line feeds, without other control characters, and never more than one empty line at a time."""
    # What is printable throughout holds nothing unwanted, and is asked for quickly.
    if not all(line.isprintable() for line in text.replace("\t", " ").split("\n")):
        text = _UNWANTED_IN_BODIES.sub("", _LINE_BREAKS.sub("\n", text))
    text = "\n".join([line.rstrip(" \t") for line in text.split("\n")])
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def clean_json(value: Any) -> Any:
    """`value` without what PostgreSQL's `jsonb` refuses: NUL and halves of surrogate pairs, at any depth."""
    if isinstance(value, str):
        return _REFUSED_BY_JSONB.sub("", value)
    if isinstance(value, dict):
        return {clean_json(name): clean_json(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_json(item) for item in value]
    return value
