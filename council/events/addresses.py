"""Many addresses at once, as they are pasted: one a line, with names or without, out of a mail or a spreadsheet."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext

from council.events.text import one_line

ANGLED = re.compile(r"<([^<>]*)>")
SEPARATORS = re.compile(r"[\s,;]+")
MOST = 1000
SHOWN_ERRORS = 50
LONGEST = 254


@dataclass
class Addresses:
    """What was found: addresses in small letters, none twice, in their order, each with its line; and what is wrong where."""

    found: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def refuse(self, line: int, text: str) -> None:
        self.errors.append(gettext("Line %(line)d: %(error)s") % {"line": line, "error": text})


def read_addresses(text: str) -> Addresses:
    """The addresses in `text`. A line with several has each of them; a line without any is an error; a repeated one counts
    once."""
    read = Addresses()
    for number, raw in enumerate(text.splitlines(), start=1):
        line = one_line(raw)
        if not line:
            continue
        angled = [part.strip() for part in ANGLED.findall(line)]
        words = angled or [word.strip("\"'()[]") for word in SEPARATORS.split(line) if "@" in word]
        if not words:
            read.refuse(number, gettext("there is no e-mail address in “%(text)s”.") % {"text": line[:80]})
        for word in words:
            address = word.lower()
            try:
                validate_email(address)
                if len(address) > LONGEST:
                    raise ValidationError("")
            except ValidationError:
                read.refuse(number, gettext("“%(text)s” is no e-mail address.") % {"text": word[:80]})
            else:
                read.found.setdefault(address, number)
    if len(read.found) > MOST:
        read.errors.insert(0, gettext("These are more than %(most)d addresses; take them in parts.") % {"most": MOST})
    return read
