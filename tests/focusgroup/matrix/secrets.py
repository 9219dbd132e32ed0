"""Names that nobody may learn but the invitation team and superusers; an agency those of its own targets."""

from typing import Any

AGENCYS = ("Sekret Precision", "비밀정밀")
OTHERS = ("Undisclosed Optics", "숨은광학")
NAMES = (*AGENCYS, *OTHERS)
KNOWN_TO = {"team": (*AGENCYS, *OTHERS), "admin": (*AGENCYS, *OTHERS), "agency": AGENCYS}


def names_in(text: str) -> list[str]:
    """The secret names that stand in `text`, however written."""
    folded = text.casefold()
    return [name for name in NAMES if name.casefold() in folded]


def told(person: str, response: Any) -> list[str]:
    """The names that an answer tells `person`, who may not know them: in the page or file, and in its headers."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text = content.decode(errors="replace") + repr(response.headers)
    return [name for name in names_in(text) if name not in KNOWN_TO.get(person, ())]
