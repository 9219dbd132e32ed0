"""Draws what pages, organisations and people show: discs that overlap, somebody without a face."""

import struct
import zlib
from functools import cache

# The ground, and what each overlap of the discs becomes.
COLOURS = "f4f6f9 0b5cad 1f7a5c 0a3f6b 8a4b9c 4a4fa3 5b5f8f 26303c"


@cache
def discs(width: int, height: int, colours: str = COLOURS) -> bytes:
    """A PNG of three discs in a row."""
    radius, centres = height * 0.46, [width / 2 + height * place for place in (-0.56, 0, 0.56)]
    lines = bytearray()
    for y in range(height):
        lines.append(0)
        reach = max(0.0, radius**2 - (y - height / 2) ** 2) ** 0.5
        for x in range(width):
            lines.append(sum((abs(x - centre) < reach) << place for place, centre in enumerate(centres)))
    return _png(width, height, lines, colours)


@cache
def portrait(side: int, colours: str) -> bytes:
    """A PNG of somebody without a face: head and shoulders. `colours`: the ground, the shoulders, the head."""
    lines, middle = bytearray(), side / 2
    for y in range(side):
        lines.append(0)
        head = max(0.0, (side * 0.19) ** 2 - (y - side * 0.38) ** 2) ** 0.5
        shoulders = max(0.0, (side * 0.42) ** 2 - (y - side * 1.04) ** 2) ** 0.5
        for x in range(side):
            away = abs(x - middle)
            lines.append(2 if away < head else 1 if away < shoulders else 0)
    return _png(side, side, lines, colours)


def _png(width: int, height: int, lines: bytearray, colours: str) -> bytes:
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", bytes.fromhex(colours)),
        (b"IDAT", zlib.compress(bytes(lines), 9)),
        (b"IEND", b""),
    )
    chunks = [struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
