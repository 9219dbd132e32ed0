"""What a PDF would do when it is opened: looked for in the open, and in the streams that objects are packed into, of which none
may stay closed to us."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError
from pypdf.generic import StreamObject, read_object

from council.library.packages import RefusedFileError, broken, too_much

# A script, starting a program; a lock (whose key no reader asks for: what is locked away cannot be looked into).
RUNS = re.compile(rb"/(?:JavaScript|Launch)\b")
LOCKED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R\b|<<)")
DIRECTORY = re.compile(rb"/XRef\b")
# Where an object begins, and what says what it is.
OBJECT = re.compile(rb"\bobj\b\s*(?P<head>.{0,1000}?)(?:\bstream\b|\bendobj\b)", re.DOTALL)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
LARGEST_STREAM, MOST_UNPACKED = 16 * 1024 * 1024, 64 * 1024 * 1024


def check(content: bytes) -> None:
    """Raises `RefusedFileError` for a PDF that holds a script, starts a program, is locked, or hides what it holds."""
    in_the_open = _unescaped(content)
    if LOCKED.search(in_the_open):
        raise _locked()
    _check_part(in_the_open)
    try:
        with apply_configuration(zlib_maximum_output_length=LARGEST_STREAM):
            _check_packed(content, _reader_of(content, in_the_open))
    except LimitReachedError as error:
        raise too_much() from error


def _reader_of(content: bytes, in_the_open: bytes) -> PdfReader | None:
    """Who knows the file's directory; None where there is none, so that a reader has to look for objects himself."""
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        is_locked = reader.is_encrypted
    except LimitReachedError:
        raise
    except Exception as error:
        if DIRECTORY.search(in_the_open):
            raise broken() from error
        return None
    if is_locked:
        raise _locked()
    return reader


def _check_packed(content: bytes, reader: PdfReader | None) -> None:
    left = MOST_UNPACKED
    for part in _parts(content, reader):
        left -= len(part)
        if left < 0:
            raise too_much()
        _check_part(_unescaped(part))


def _parts(content: bytes, reader: PdfReader | None) -> Iterator[bytes]:
    """What is packed into streams of objects: those that the file's own directory names, and whatever looks like one (an
    earlier state of the file; what a reader finds that mends a broken directory)."""
    try:
        if reader is not None:
            for number in sorted({stream for stream, _place in reader.xref_objStm.values()}):
                found: Any = reader.get_object(number)
                if isinstance(found, StreamObject):
                    yield _unpacked(found)
        for place in OBJECT.finditer(content):
            if b"/ObjStm" in _unescaped(place["head"]):
                found = _read(content, place.start("head"), reader)
                if isinstance(found, StreamObject):
                    yield _unpacked(found)
    except (LimitReachedError, RefusedFileError):
        raise
    except Exception as error:
        raise broken() from error


def _unpacked(stream: StreamObject) -> bytes:
    """What a stream holds. Raises `RefusedFileError` where not even the list of its objects comes out."""
    part = stream.get_data()
    if not part or len(part) < int(stream.get("/First", 0)):
        raise broken()
    return part


def _read(content: bytes, place: int, reader: Any) -> Any:
    stream = BytesIO(content)
    stream.seek(place)
    return read_object(stream, reader)


def _check_part(part: bytes) -> None:
    if RUNS.search(part):
        raise RefusedFileError(_("The PDF holds a script or starts a program. Please save it without them."))


def _locked() -> RefusedFileError:
    return RefusedFileError(_("The file is locked with a password. Please save it without one."))


def _unescaped(part: bytes) -> bytes:
    """A name's letters may be written as numbers: `/J#61vaScript`."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)
