"""What may stand in a mail's headers and body, whatever people have typed into their names and titles."""

import re
import unicodedata
from typing import Any

# Line breaks of every kind (Django's own check knows CR and LF alone), other control characters, halves of surrogate pairs.
_UNWANTED = frozenset({"Cc", "Zl", "Zp", "Cs"})
# Characters that turn the direction of what follows: a name must not rewrite the line that it stands in.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REFUSED_BY_JSONB = re.compile("[\x00\ud800-\udfff]")
_KEPT_IN_BODIES = frozenset("\n\t")


def _is_unwanted(character: str) -> bool:
    return unicodedata.category(character) in _UNWANTED or character in _DIRECTION


def clean_line(text: str, limit: int | None = None) -> str:
    """`text` as one line without control characters, at most `limit` characters long (an ellipsis says that it was cut)."""
    line = " ".join("".join(" " if _is_unwanted(character) else character for character in text).split())
    return line if limit is None or len(line) <= limit else line[: limit - 1].rstrip() + "…"


def clean_body(text: str) -> str:
    """`text` with plain line feeds, without other control characters, and never more than one empty line at a time."""
    text = re.sub(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]", "\n", text)
    text = "".join(c for c in text if c in _KEPT_IN_BODIES or unicodedata.category(c) not in _UNWANTED)
    text = re.sub(r"[ \t]+\n", "\n", text)
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
