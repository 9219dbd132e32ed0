"""Asking clamd whether there is something in a file (its INSTREAM command, over TCP or a Unix socket)."""

import socket
import struct
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT = 30.0
CHUNK = 128 * 1024
LONGEST_ANSWER = 4096


class ScannerAwayError(OSError):
    """The scanner does not answer; `str()` says what happened."""


class NoFindingError(OSError):
    """The scanner is there, and says nothing of this file that can be understood: it may be too large for it, for instance.
    `str()` is what it said."""


def is_configured() -> bool:
    """Whether there is a scanner."""
    return bool(settings.CLAMD_URL)


def scan(chunks: Iterable[bytes]) -> str:
    """The name of what the scanner found in a file; empty for nothing. Raises `ScannerAwayError`, `NoFindingError`."""
    try:
        connection = _connect()
    except (OSError, ValueError) as error:
        raise ScannerAwayError(str(error)) from error
    try:
        with connection:
            connection.sendall(b"zINSTREAM\0")
            for chunk in chunks:
                for place in range(0, len(chunk), CHUNK):
                    part = chunk[place : place + CHUNK]
                    connection.sendall(struct.pack(">I", len(part)) + part)
            connection.sendall(struct.pack(">I", 0))
            answer = _answer(connection)
    except TimeoutError as error:
        raise ScannerAwayError(str(error)) from error
    except OSError as error:
        # Dropped in the middle of a file: the next one may be to its taste.
        raise NoFindingError(str(error)) from error
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")[:200] or "?"
    if answer == "stream: OK":
        return ""
    raise NoFindingError(answer[:200])


def _connect() -> socket.socket:
    where = urlsplit(settings.CLAMD_URL)
    if where.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT)
        try:
            connection.connect(where.path)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection((where.hostname or "localhost", where.port or 3310), timeout=TIMEOUT)


def _answer(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        part = connection.recv(1024)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
