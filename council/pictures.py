"""Pictures made harmless: read piece by piece, written anew without what else was in the file. Imports nothing of ours.

What a camera notes (the place, a preview), comments, and whatever hangs behind the picture are left out; its pixels, colours
and the way it is held stay as they are. Nothing is decoded, so nothing can be made to burst.
"""

import struct
import zlib
from dataclasses import dataclass

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
# More would take a browser a gigabyte to show.
MOST_PIXELS = 60_000_000
LARGEST_PROFILE = 2_000_000
PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
# The markers that begin a frame (its size), and those that stand alone.
FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
ORIENTATION = 0x0112


class BrokenPictureError(ValueError):
    """Not a whole PNG or JPEG."""


class HugePictureError(ValueError):
    """More pixels than a browser can show."""


@dataclass(frozen=True)
class Picture:
    """A harmless picture: its bytes, and its size in pixels (as stored; `turned`: shown with the two swapped)."""

    content: bytes
    ending: str
    content_type: str
    width: int
    height: int
    turned: bool = False


def content_type_of(name: str) -> str:
    """The type of a cleaned picture that is stored as `name`."""
    return "image/png" if name.endswith(".png") else "image/jpeg"


def cleaned(data: bytes) -> Picture:
    """The picture in `data` and nothing else. Raises `BrokenPictureError`, `HugePictureError`."""
    try:
        if data.startswith(PNG):
            picture = _png(data)
        elif data.startswith(JPEG):
            picture = _jpeg(data)
        else:
            raise BrokenPictureError
    except (struct.error, IndexError):
        raise BrokenPictureError from None
    if not picture.width or not picture.height:
        raise BrokenPictureError
    if picture.width * picture.height > MOST_PIXELS:
        raise HugePictureError
    return picture


def _png(data: bytes) -> Picture:
    out, place, kind, has_data = [PNG], len(PNG), b"", False
    width = height = 0
    while kind != b"IEND":
        (length,) = struct.unpack_from(">I", data, place)
        kind, end = data[place + 4 : place + 8], place + 12 + length
        (told,) = struct.unpack_from(">I", data, end - 4)
        if zlib.crc32(data[place + 4 : end - 4]) != told or (kind == b"IHDR") != (place == len(PNG)):
            raise BrokenPictureError
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", data, place + 8)
        has_data = has_data or kind == b"IDAT"
        if kind in PNG_KEPT and (kind != b"iCCP" or length < LARGEST_PROFILE):
            out.append(data[place:end])
        elif kind[:1].isupper() and kind not in PNG_KEPT:
            raise BrokenPictureError  # a part that cannot be left out, of no kind that there is
        place = end
    if not has_data:
        raise BrokenPictureError
    return Picture(b"".join(out), "png", "image/png", width, height)


def _jpeg(data: bytes) -> Picture:
    out, place, orientation, has_scan = [b"\xff\xd8"], 2, 1, False
    width = height = 0
    while True:
        if data[place] != 0xFF:
            raise BrokenPictureError
        while data[place] == 0xFF:
            place += 1
        marker, place = data[place], place + 1
        if marker == 0xD9:
            break
        (length,) = struct.unpack_from(">H", data, place)
        end = place + length
        body = data[place + 2 : end]
        if length < 2 or len(body) != length - 2:
            raise BrokenPictureError
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", body, 1)
        if marker == 0xE1 and body.startswith(b"Exif\0\0"):
            orientation = _orientation(body[6:])
        if marker == 0xDA:
            end, has_scan = _end_of_scan(data, end), True
        if _is_kept(marker, body):
            out.append(b"\xff" + bytes([marker]) + data[place:end])
        place = end
    if not has_scan:
        raise BrokenPictureError
    if orientation != 1:
        out.insert(1, _exif(orientation))
    out.append(b"\xff\xd9")
    return Picture(b"".join(out), "jpg", "image/jpeg", width, height, turned=orientation > 4)


def _is_kept(marker: int, body: bytes) -> bool:
    """Tables, frames and scans; of the notes those that say how the colours are meant."""
    if marker == 0xFE or 0xE0 <= marker <= 0xEF:
        told = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
        return any(marker == one and body.startswith(start) for one, start in told)
    return True


def _end_of_scan(data: bytes, place: int) -> int:
    """Where the next marker is: in a scan 0xFF stands before 0 (a byte of the picture) or a restart."""
    while True:
        place = data.find(b"\xff", place)
        if place < 0:
            raise BrokenPictureError
        if data[place + 1] == 0 or 0xD0 <= data[place + 1] <= 0xD7:
            place += 2
        else:
            return place


def _orientation(tiff: bytes) -> int:
    """How the camera was held, 1 to 8; 1 where it is not said well."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(min(count, 200)):
            tag, kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == ORIENTATION and kind == 3 and 1 <= value <= 8:
                return int(value)
    except struct.error:
        pass
    return 1


def _exif(orientation: int) -> bytes:
    """A note that says no more than how the camera was held."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, orientation, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
