"""The process that owns the embedded PostgreSQL: starts it, waits until nobody uses it any more, and stops it.

`python -m council.embedded.keeper FOLDER [--fast]` returns when the server answers, and stays in the background.
"""

import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from council.embedded.postgres import Postmaster, beside, binary, running
from council.embedded.processes import (
    EmbeddedError,
    die_with_parent,
    ensure_private_dir,
    is_alive,
    lock,
    short_socket_dir,
    wait_for,
)

STOP_SECONDS = 10
LOG_BYTES = 5_000_000
# initdb and the server take the locale from here; with the C locale the trigrams of Korean are empty.
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
# A test leaves its database as it found it; cleaning up would only take time.
FAST = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "autovacuum=off"]


def server_user(data_dir: Path) -> pwd.struct_passwd | None:
    """Whom the server runs as: ourselves (None). PostgreSQL refuses root: then the owner of the cluster or of the folder around
    it, and `nobody` when that is root, too."""
    if os.geteuid() != 0:
        return None
    for folder in (data_dir, data_dir.parent):
        if folder.exists() and (owner := folder.stat().st_uid) != 0:
            try:
                return pwd.getpwuid(owner)
            except KeyError:
                continue
    return pwd.getpwnam("nobody")


def as_user(user: pwd.struct_passwd | None) -> dict[str, object]:
    """The arguments of `Popen` that run a program as `user`."""
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def open_the_way(path: Path, user: pwd.struct_passwd | None) -> None:
    """As root: let the server's user pass through the folders above `path` (x only: nobody may list more than before)."""
    if user is None:
        return
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH and folder.stat().st_uid != user.pw_uid:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def initialise(data_dir: Path, user: pwd.struct_passwd | None, log: Path) -> None:
    """Make the cluster if there is none: in a folder beside it and then renamed, so that a half-made one is never used."""
    if (data_dir / "PG_VERSION").exists():
        return
    if data_dir.exists():
        try:
            data_dir.rmdir()
        except OSError:
            raise EmbeddedError(f"{data_dir} is there, but is no PostgreSQL cluster; move it away.") from None
    fresh = beside(data_dir, "new")
    shutil.rmtree(fresh, ignore_errors=True)
    ensure_private_dir(fresh, user.pw_uid if user else os.geteuid())
    command = [
        binary("initdb"),
        "-D",
        fresh,
        "-U",
        "postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    with log.open("ab") as output:
        result = subprocess.run(  # type: ignore[call-overload]  # noqa: S603 - the wheel's own program
            command,
            cwd="/",
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
            **as_user(user),
        )
    if result.returncode:
        raise EmbeddedError(f"initdb failed; {log} says why.")
    fresh.rename(data_dir)


def start(data_dir: Path, user: pwd.struct_passwd | None, log: Path, *, fast: bool) -> "subprocess.Popen[bytes]":
    """Start the server and wait until it answers. Raises `EmbeddedError`."""
    socket_dir = short_socket_dir(data_dir, ".s.PGSQL.5432")
    if socket_dir != data_dir:
        ensure_private_dir(socket_dir, user.pw_uid if user else os.geteuid())
    # Nobody listens there: `running()` said so. PostgreSQL itself would refuse a number that another process has taken since.
    (data_dir / "postmaster.pid").unlink(missing_ok=True)
    for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        (socket_dir / name).unlink(missing_ok=True)
    quoted = str(socket_dir).replace('"', '""')
    command = [binary("postgres"), "-D", data_dir, "-p", "5432", "-c", "listen_addresses=", "-c", "logging_collector=off"]
    command += ["-c", f'unix_socket_directories="{quoted}"', *(FAST if fast else [])]
    with log.open("ab") as output:
        offset = output.tell()
        process: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]  # noqa: S603 - the wheel's own program
            command, cwd="/", env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True, preexec_fn=die_with_parent(signal.SIGINT), **as_user(user),
        )  # fmt: skip
    wait_for(lambda: process.poll() is not None or bool((server := running(data_dir)) and server.is_ready), 60)
    if process.poll() is not None:
        said = log.read_bytes()[offset:].decode(errors="replace").splitlines()
        fatal = [line.split("FATAL:", 1)[1].strip() for line in said if "FATAL:" in line]
        raise EmbeddedError((fatal or said or ["no reason given"])[-1] + f" ({log})")
    return process


def start_or_adopt(data_dir: Path, *, fast: bool) -> Postmaster:
    """The running server: one that a killed keeper left, or a new one. Raises `EmbeddedError`."""
    user, log = server_user(data_dir), beside(data_dir, "log")
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.unlink()
    open_the_way(data_dir, user)
    open_the_way(binary("postgres"), user)
    initialise(data_dir, user, log)
    problem = EmbeddedError("it did not become ready")
    for _ in range(3):
        # A server that is stopping, or whose processes are, is waited for.
        wait_for(lambda: (found := running(data_dir)) is None or found.is_ready, 15)
        try:
            if running(data_dir) is None:
                start(data_dir, user, log, fast=fast)
            if (server := running(data_dir)) and server.is_ready:
                return server
        except EmbeddedError as failure:
            problem = failure
            time.sleep(0.3)
    raise problem


def stop(server: Postmaster) -> None:
    """Stop the server: at once for its clients, cleanly for its data."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        try:
            os.kill(server.pid, how)
        except ProcessLookupError:
            return
        if wait_for(lambda: not is_alive(server.pid), STOP_SECONDS):
            if Path(server.socket_dir).name.startswith("council-"):
                with contextlib.suppress(OSError):
                    Path(server.socket_dir).rmdir()  # ours, in the temporary directory
            return


def keep(data_dir: Path, server: Postmaster) -> None:
    """Return when nobody holds a lease on the cluster any more, and its server has stopped."""
    while is_alive(server.pid):
        try:
            lease = lock(beside(data_dir, "lease"), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.2)
            continue
        stop(server)
        os.close(lease)
        return


def main() -> int:
    data_dir, fast = Path(sys.argv[1]), "--fast" in sys.argv[2:]
    try:
        held = lock(beside(data_dir, "keeper"), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return 0  # another keeper was quicker
    reader, writer = os.pipe()
    if os.fork():
        # Only the background process holds the lock from here on.
        os.close(held)
        os.close(writer)
        said = b"".join(iter(lambda: os.read(reader, 4096), b"")).decode(errors="replace")
        sys.stderr.write(said.removeprefix("ready"))
        return 0 if said == "ready" else 1
    os.close(reader)
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    try:
        server = start_or_adopt(data_dir, fast=fast)
    except (EmbeddedError, OSError) as problem:
        os.write(writer, str(problem).encode())
        return 1
    os.write(writer, b"ready")
    os.close(writer)

    def end(number: int, frame: FrameType | None) -> None:
        stop(server)
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    keep(data_dir, server)
    return 0


if __name__ == "__main__":
    sys.exit(main())
