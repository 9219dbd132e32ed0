"""Every check and every test, one after the other, each with its time. Arguments go to pytest. Run by script/test."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
# The one without windows takes two thirds of the processor's time of the other.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TEST_SETTINGS = {"DJANGO_SETTINGS_MODULE": "council.config.settings.test"}
# What slipcover tells the processes of xdist to measure; begun by itself, it would measure the one that only hands out tests.
COVERAGE = {
    "SLIPCOVER_ENABLED": "1",
    "SLIPCOVER_BRANCH": "1",
    "SLIPCOVER_SOURCE": "council,focusgroup,forums,symposia",
    "SLIPCOVER_OMIT": "*/migrations/*,*/config/interpreter.py",  # whose code of its own must stay as it is
}
# Nothing of it is connected to: the check reads settings only.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "council.config.settings.production",
    "SECRET_KEY": "for-the-check-only-" + "a1B2c3D4" * 8,
    "DATABASE_URL": "postgresql://council@localhost/council",
    "REDIS_URL": "redis://localhost:6379/0",
    "EMAIL_URL": "smtp+tls://user:word@mail.example:587",
    "SITE_URL": "https://council.example",
    "ALLOWED_HOSTS": "council.example",
    "DEMO": "",
    "DEBUG": "",
}


def find_chromium() -> str | None:
    """The path of a browser that tests can drive."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def missing_packages() -> list[str]:
    """The Debian packages of the programs that tests need and this machine lacks: a browser, and gettext to read strings."""
    packages = [] if find_chromium() else [CHROMIUM_NAMES[0], "fonts-noto-cjk"]
    return packages if shutil.which("xgettext") else [*packages, "gettext"]


def install(packages: list[str]) -> None:
    """Install `packages` with the machine's package manager where we may."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (sudo and not shutil.which("sudo")):
        return
    print(f"Installing {' '.join(packages)}", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *packages]):
        if subprocess.run([*sudo, *command], env=env, capture_output=True, check=False).returncode:
            return


Step = tuple[str, list[str], dict[str, str]]


def checks() -> list[Step]:
    """What is looked at before the tests: a name, a command and what it needs in the environment. The longest is first."""
    manage = [sys.executable, "manage.py"]
    return named(
        ("mypy", [BIN / "mypy", "council", "focusgroup", "forums", "symposia"], {}),
        ("ruff check", [BIN / "ruff", "check", "--quiet", "."], {}),
        ("ruff format", [BIN / "ruff", "format", "--check", "--quiet", "."], {}),
        ("import contracts", [BIN / "lint-imports"], {}),
        ("djlint", [BIN / "djlint", "templates", "--lint", "--quiet"], {}),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"], TEST_SETTINGS),
        ("django check", [*manage, "check", "--fail-level", "WARNING"], TEST_SETTINGS),
        ("django check for production", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    )


def tests(arguments: list[str]) -> list[Step]:
    """The tests, in the same form: those that `arguments` of pytest choose, or all."""
    pytest = [sys.executable, "-m", "pytest", "-q"]
    if arguments:
        return named(("tests", [*pytest, *arguments], TEST_SETTINGS))
    # Walks through all pages stay in one process (`tests/conftest.py`), which remembers what it has seen.
    spread = ["-n", "2", "--dist", "loadscope", "--durations=40", "-m", "not alone"]
    processes = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder", "--durations=10", "-m", "alone"]
    alone = [path for path in sorted((ROOT / "tests").rglob("test_*.py")) if "mark.alone" in path.read_text()]
    return named(
        ("tests", [*pytest, *spread], TEST_SETTINGS | COVERAGE),
        ("tests of processes", [*pytest, *processes, *alone], TEST_SETTINGS),
    )


def named(*listed: tuple[str, list[str | Path], dict[str, str]]) -> list[Step]:
    """`listed`, with its paths as text."""
    return [(name, [str(part) for part in command], env) for name, command, env in listed]


class Runner:
    """Runs the steps and remembers how they went; passes SIGTERM on, so that nothing is left behind."""

    def __init__(self) -> None:
        self.results: list[tuple[str, float, bool]] = []
        self.processes: set[subprocess.Popen[str]] = set()
        signal.signal(signal.SIGTERM, self._stop)

    def _stop(self, number: int, frame: object) -> None:
        raise KeyboardInterrupt

    def together(self, listed: list[Step]) -> None:
        """Run short steps, two at a time; what each says is shown when it has ended."""
        with ThreadPoolExecutor(2) as pool:
            try:
                list(pool.map(lambda step: self._run(*step, shown_at_the_end=True), listed))
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                self._interrupt()
                raise

    def run(self, name: str, command: list[str], env: dict[str, str]) -> None:
        print(f"\n── {name}", flush=True)
        try:
            self._run(name, command, env)
        except KeyboardInterrupt:
            self._interrupt()
            raise

    def _run(self, name: str, command: list[str], env: dict[str, str], *, shown_at_the_end: bool = False) -> None:
        began = time.monotonic()
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} if shown_at_the_end else {}
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env}, text=True, **output)
        self.processes.add(process)
        said, _ = process.communicate()
        self.processes.discard(process)
        if shown_at_the_end:
            print(f"\n── {name}\n{said}", end="", flush=True)
        self.results.append((name, time.monotonic() - began, process.returncode == 0))

    def _interrupt(self) -> None:
        """Ctrl-C reached the steps, too; a SIGTERM to us did not."""
        for process in list(self.processes):
            process.send_signal(signal.SIGINT)
            process.wait()

    def summary(self) -> bool:
        """Print how each step went; whether all went well."""
        print("\n── Summary")
        for name, seconds, is_good in self.results:
            print(f"{'ok    ' if is_good else 'FAILED'} {seconds:7.1f} s  {name}")
        return all(is_good for _, _, is_good in self.results)


def main() -> int:
    if wanted := missing_packages() or ([] if shutil.which(CHROMIUM_NAMES[0]) else [CHROMIUM_NAMES[0]]):
        install(wanted)
    if packages := missing_packages():
        print(f"script/test: some programs are missing; on Debian: apt install {' '.join(packages)}", file=sys.stderr)
        return 1
    sys.path.insert(0, str(ROOT))
    from council.embedded import postgres

    cluster = ROOT / "var" / "test" / "postgres"
    runner = Runner()
    migrating = None
    try:
        if not os.environ.get("DATABASE_URL"):
            # Held for all the steps, so that each of them finds it running.
            postgres.ensure_running(cluster, fast=True)
        # The tests' database is migrated while the code is looked at: each takes about half a minute of one processor.
        migrating = subprocess.Popen([sys.executable, "-m", "tests.databases"], cwd=ROOT, env={**os.environ, **TEST_SETTINGS})
        runner.together(checks())
        for step in tests(sys.argv[1:]):
            runner.run(*step)
    except KeyboardInterrupt:
        print("\nscript/test: stopped", file=sys.stderr)
        return 130
    except postgres.EmbeddedError as problem:
        print(f"script/test: {problem}", file=sys.stderr)
        return 1
    finally:
        if migrating is not None:
            migrating.terminate()
            migrating.wait()
        postgres.release_lease(cluster, seconds=15)
    return 0 if runner.summary() else 1


if __name__ == "__main__":
    sys.exit(main())
