"""The code of a seat as people carry it: a QR code, and eight letters for when there is no camera.

The QR code holds the address of the event's check-in with the seat code, so that a telephone's own camera leads staff to the
right page; anybody else finds nothing there. The short code is the first 40 bits of the seat code in Crockford's base 32."""

import io
import re
import uuid
from functools import lru_cache
from typing import Any

import segno

from council.events.models import Registration
from council.messaging.links import absolute_url

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHORT_LENGTH = 8
SHORT_BITS = SHORT_LENGTH * 5
# What is misread by people (Crockford).
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
HEX = re.compile(r"(?<![0-9a-f])([0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12})(?![0-9a-f])", re.IGNORECASE)


def short_code(code: uuid.UUID) -> str:
    """“7K3M-Q2XD” for a seat code."""
    letters = encode(code.int >> (128 - SHORT_BITS), SHORT_LENGTH)
    return f"{letters[:4]}-{letters[4:]}"


def encode(number: int, length: int) -> str:
    """`number` in `length` letters of Crockford's base 32."""
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (length - 1), -1, -5))


def tidy(text: str) -> str:
    """What somebody typed, without blanks and hyphens, as the alphabet has it."""
    return re.sub(r"[\s\-–—]", "", text).upper().translate(MISREAD)


def code_range(text: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The seat codes, first and last, that a scanned or typed text may stand for; None for what is no code."""
    found = HEX.search(text)
    if found:
        exact = uuid.UUID(found[1])
        return exact, exact
    letters = tidy(text)
    if len(letters) != SHORT_LENGTH or any(letter not in ALPHABET for letter in letters):
        return None
    number = 0
    for letter in letters:
        number = number << 5 | ALPHABET.index(letter)
    rest = 128 - SHORT_BITS
    return uuid.UUID(int=number << rest), uuid.UUID(int=(number + 1 << rest) - 1)


def address(registration: Registration) -> str:
    """What the QR code of a registration (with its event) holds: the same in both languages."""
    return f"{absolute_url('events:checkin', 'en', registration.event.slug)}?code={registration.code.hex}"


@lru_cache(maxsize=512)
def svg_of(text: str) -> str:
    """A QR code as SVG for a page: black on white in every colour scheme, no style, as wide as its place."""
    # A given mask spares seven eighths of the work; every reader takes any of the eight.
    code = segno.make(text, error="m", micro=False, mask=3, boost_error=False)
    return code.svg_inline(omitsize=True, border=3, dark="#000", light="#fff", svgclass="qr-image", lineclass=None)


def resolve_attachment(reference: dict[str, Any], language: str) -> tuple[str, bytes, str] | None:
    """The picture that a message refers to, shown in its text as `cid:seat-code`; None where the registration is gone."""
    registration = Registration.objects.filter(pk=reference["registration"]).select_related("event").first()
    if registration is None:
        return None
    return f"seat-code-{short_code(registration.code)}.png", png(registration), "image/png; cid=seat-code"


def png(registration: Registration) -> bytes:
    """The QR code of a registration as an image for a mail."""
    stream = io.BytesIO()
    segno.make(address(registration), error="m", micro=False).save(stream, kind="png", scale=5, border=4)
    return stream.getvalue()
