"""Locks and processes: what the embedded servers and the supervisor share."""

import contextlib
import ctypes
import fcntl
import hashlib
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from django.core.exceptions import ImproperlyConfigured

PR_SET_PDEATHSIG = 1
# 108 with the closing zero on Linux, 104 on macOS.
SOCKET_PATH_BYTES = 100
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class EmbeddedError(ImproperlyConfigured):
    """An embedded server could not be started: why, in one line, and what to do."""


def lock(path: Path, kind: int) -> int:
    """Open `path` and take an flock of `kind` on it; returns the file descriptor, which holds the lock until it is closed or
    its process ends. Raises `BlockingIOError` for a `LOCK_NB` that is not to be had."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, kind)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def is_locked(path: Path) -> bool:
    """Whether some process holds an exclusive lock on `path`."""
    try:
        os.close(lock(path, fcntl.LOCK_SH | fcntl.LOCK_NB))
    except BlockingIOError:
        return True
    return False


def die_with_parent(how: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` that has Linux send `how` to the new process when its parent ends; elsewhere it does nothing."""
    parent = os.getpid()

    def prepare() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)
            if os.getppid() != parent:  # it ended in between
                os.kill(os.getpid(), how)

    return prepare


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait until `condition()` holds, at most `seconds`; whether it does."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def is_alive(pid: int) -> bool:
    """Whether the process is there and no zombie."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def group_is_alive(group: int) -> bool:
    """Whether the process group has a member that is no zombie."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                return True
        except (psutil.Error, ProcessLookupError):
            continue
    return False


def stop_groups(groups: set[int], how: signal.Signals, seconds: float) -> None:
    """Stop process groups: their leaders are asked with `how` and have `seconds` to end what they have begun (a Celery worker
    lets its children finish their tasks); what they leave behind is asked, too, and then killed."""
    _stop_each(groups, is_alive, os.kill, how, seconds)
    _stop_each(groups, group_is_alive, os.killpg, how, seconds)
    _stop_each(groups, group_is_alive, os.killpg, signal.SIGKILL, seconds)


def _stop_each(
    pids: set[int],
    is_left: Callable[[int], bool],
    send: Callable[[int, int], None],
    how: signal.Signals,
    seconds: float,
) -> None:
    """Send `how` to those that are left, and give them `seconds`."""
    left = [pid for pid in pids if is_left(pid)]
    for pid in left:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            send(pid, how)
    wait_for(lambda: not any(is_left(pid) for pid in left), seconds)


def short_socket_dir(folder: Path, name: str, *, plain: bool = False) -> Path:
    """`folder`, or a folder of our own in the temporary directory when a socket called `name` in it had too long a path for the
    system, or (`plain`) one that needs quoting in an address. The same answer for the same folder and user."""
    path = str(folder / name)
    if len(os.fsencode(path)) < SOCKET_PATH_BYTES and not (plain and re.search(r"[^\w./+@-]", path, re.ASCII)):
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"council-{os.geteuid()}-{digest}"


def ensure_private_dir(folder: Path, owner: int) -> None:
    """Make `folder`, for `owner` alone. Raises `EmbeddedError` when somebody else's is in its place."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink():
        raise EmbeddedError(f"{folder} is a symbolic link; remove it.")
    if folder.stat().st_uid != owner:
        try:
            os.chown(folder, owner, -1)
        except PermissionError:
            raise EmbeddedError(f"{folder} belongs to somebody else; remove it.") from None
