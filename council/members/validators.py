"""What a line and a paragraph of text may hold."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Marks that turn the direction of what follows them: they can make one name look like another.
DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
CONTROL_CATEGORIES = frozenset({"Cc", "Zl", "Zp"})
PARAGRAPH_BREAKS = frozenset("\r\n\t")


def _is_forbidden(character: str) -> bool:
    return unicodedata.category(character) in CONTROL_CATEGORIES or character in DIRECTION_MARKS


def validate_one_line(value: str) -> None:
    """Raise `ValidationError` for line breaks, control characters and direction marks: names travel in mail headers."""
    if any(_is_forbidden(character) for character in value):
        raise ValidationError(_("Write this on one line, without control characters."), code="one_line")


def validate_paragraphs(value: str) -> None:
    """Raise `ValidationError` for control characters other than line breaks and tabs."""
    if any(_is_forbidden(character) and character not in PARAGRAPH_BREAKS for character in value):
        raise ValidationError(_("Remove the control characters from this text."), code="paragraphs")
