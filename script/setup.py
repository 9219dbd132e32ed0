"""Brings the checkout's own environment up to date: `.venv`, its packages, assets, translations. Standard library only.

`setup.py server` installs what the portal runs on, `setup.py test` what its tests need, too. Quick when nothing has changed.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# What each command installs; the second holds the first.
REQUIREMENTS = {"server": "requirements.txt", "test": "requirements-dev.txt"}


class SetupError(Exception):
    """What went wrong and what helps, in one line."""


def say(text: str) -> None:
    print(text, flush=True)


def fingerprint(what: str) -> str:
    """A checksum of the requirements that `what` installs."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    digest.update((ROOT / REQUIREMENTS[what]).read_bytes())
    return digest.hexdigest()


def is_installed(what: str) -> bool:
    """Whether `.venv` holds what the requirements ask for."""
    stamp = VENV / f".{REQUIREMENTS[what]}"
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == fingerprint(what)


def works(python: Path) -> bool:
    """Whether the interpreter runs, is new enough, and has pip."""
    code = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return python.exists() and subprocess.run([python, "-c", code], capture_output=True, check=False).returncode == 0


def make_venv() -> None:
    """Make `.venv`, or make it anew when it does not work (a Python that was removed, an interrupted start)."""
    if works(PYTHON):
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise SetupError(f"Python {version} has no venv module here; on Debian or Ubuntu: apt install python{version}-venv")
    say("Making the virtual environment")
    if VENV.is_symlink():
        raise SetupError(".venv is a link to an environment that does not work; remove it.")
    shutil.rmtree(VENV, ignore_errors=True)
    result = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False)
    if result.returncode:
        raise SetupError("the virtual environment could not be made: " + last_line(result.stdout + result.stderr))


def install(what: str) -> None:
    """Install the pinned packages, unless they are there."""
    if is_installed(what):
        return
    make_venv()
    say("Installing Python packages (about half a minute)")
    # A module is compiled when it is used first; of these packages a quarter ever is.
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-compile"]
    env = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    result = subprocess.run(
        [*command, "-r", REQUIREMENTS[what]], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise SetupError("pip could not install the packages: " + last_line(result.stderr or result.stdout))
    (VENV / f".{REQUIREMENTS[what]}").write_text(fingerprint(what))


def last_line(text: str) -> str:
    """The last line that says an error, or the last at all."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["no reason given"]
    return next((line for line in reversed(lines) if line.lower().startswith("error")), lines[-1])


def check_port() -> None:
    """Say that the port is taken before a long installation, not after it."""
    port = os.environ.get("PORT") or "8000"
    if not port.isdigit() or is_installed("server"):
        return  # `manage.py serve` looks again, and says it better
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", int(port)))
        except (OSError, OverflowError):
            raise SetupError(f"port {port} is in use or not allowed; PORT=… chooses another.") from None


def set_up(what: str) -> None:
    """Do all of it; two at once wait for each other. Raises `SetupError`."""
    try:
        (ROOT / "var").mkdir(exist_ok=True)
        lock = (ROOT / "var" / "setup.lock").open("w")
    except OSError:
        raise SetupError(f"{ROOT} cannot be written to; be its owner, or copy it to a folder of your own.") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if what == "server":
            check_port()
        install(what)
        for name in ("assets.py", "translations.py"):
            if code := subprocess.run([PYTHON, ROOT / "script" / name], check=False).returncode:
                sys.exit(code)


def main() -> int:
    what = sys.argv[1]
    try:
        set_up(what)
    except SetupError as problem:
        print(f"script/{what}: {problem}", file=sys.stderr)
    except OSError as problem:
        print(f"script/{what}: {problem.filename}: {problem.strerror}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
