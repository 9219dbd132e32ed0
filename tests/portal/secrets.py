"""Names that nobody may learn but whom a programme says: of invitation targets, joint IP cases, technology offers."""

from typing import Any

from tests.focusgroup.matrix import secrets as focusgroup
from tests.forums.matrix import secrets as forums
from tests.symposia.matrix import secrets as symposia

PARTS = (focusgroup, forums, symposia)


def text_of(response: Any) -> str:
    """All that an answer tells: the page or file, and its headers."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace") + repr(response.headers)


def told(person: str, response: Any) -> list[str]:
    """The names that an answer tells `person`, who may not know them."""
    folded = text_of(response).casefold()
    return [
        name for part in PARTS for name in part.NAMES if name.casefold() in folded and name not in part.KNOWN_TO.get(person, ())
    ]
