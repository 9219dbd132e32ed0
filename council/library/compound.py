"""The table of contents of a compound file (HWP, old Office): a small file system in one file ([MS-CFB])."""

import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTRY = 128
# Sectors beyond these numbers are no sectors but marks.
LAST_SECTOR, FREE = 0xFFFFFFFA, 0xFFFFFFFF
MOST_ENTRIES = 20_000


class BrokenCompoundError(ValueError):
    """Not a whole compound file."""


def names(data: bytes) -> set[str]:
    """The names of everything in the compound file `data`. Raises `BrokenCompoundError`."""
    try:
        return _names(data)
    except (struct.error, IndexError, UnicodeDecodeError):
        raise BrokenCompoundError from None


def _names(data: bytes) -> set[str]:
    major, _order, shift = struct.unpack_from("<HHH", data, 26)
    if not data.startswith(MAGIC) or (major, shift) not in ((3, 9), (4, 12)):
        raise BrokenCompoundError
    size = 1 << shift
    (first,) = struct.unpack_from("<I", data, 48)
    table = _allocation_table(data, size)
    used = max((number for number, following in enumerate(table) if following != FREE), default=0)
    if (used + 1) * size >= len(data):
        raise BrokenCompoundError  # it was cut off
    found: set[str] = set()
    seen: set[int] = set()
    sector = first
    while sector < LAST_SECTOR:
        if sector in seen or len(seen) * size // ENTRY > MOST_ENTRIES:
            raise BrokenCompoundError
        seen.add(sector)
        content = _sector(data, sector, size)
        for place in range(0, size, ENTRY):
            (length, kind) = struct.unpack_from("<HB", content, place + 64)
            if kind:
                found.add(content[place : place + min(64, max(0, length - 2))].decode("utf-16-le"))
        sector = table[sector]
    return found


def _sector(data: bytes, number: int, size: int) -> bytes:
    content = data[(number + 1) * size : (number + 2) * size]
    if len(content) < size:
        # The last one may be cut where nothing more is in it.
        content = content.ljust(size, b"\0") if content else b""
    if not content:
        raise BrokenCompoundError
    return content


def _allocation_table(data: bytes, size: int) -> list[int]:
    """Which sector follows which."""
    places = list(struct.unpack_from("<109I", data, 76))
    more, seen = struct.unpack_from("<I", data, 68)[0], 0
    while more < LAST_SECTOR:
        seen += 1
        if seen * size > len(data) + size:
            raise BrokenCompoundError
        block = struct.unpack(f"<{size // 4}I", _sector(data, more, size))
        places += block[:-1]
        more = block[-1]
    table: list[int] = []
    for place in places:
        if place < LAST_SECTOR:
            table += struct.unpack(f"<{size // 4}I", _sector(data, place, size))
            if len(table) * size > 2 * len(data) + size * size:
                raise BrokenCompoundError
    return table
