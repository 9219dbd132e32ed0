"""Both languages are equals: every string has its Korean, none is fuzzy, none is English left standing, none is forgotten."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "ko" / "LC_MESSAGES" / "django.po"

# The same in both languages: names of formats, units and the like.
SAME_IN_BOTH = {"English", "한국어", "URL", "PDF", "iCalendar (.ics)", "KSIC"}
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]+\}")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def _translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_string_has_its_korean(catalogue):
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []


def test_no_string_is_fuzzy(catalogue):
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


def test_no_korean_string_equals_its_english(catalogue):
    same = [
        entry.msgid
        for entry in catalogue
        if entry.msgid in _translations(entry) and re.search(r"[A-Za-z]{2}", PLACEHOLDER.sub("", entry.msgid))
    ]
    assert [msgid for msgid in same if msgid not in SAME_IN_BOTH] == []


def test_placeholders_survive_translation(catalogue):
    wrong = []
    for entry in catalogue:
        allowed = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for text in _translations(entry):
            found = set(PLACEHOLDER.findall(text))
            if not found <= allowed or (not entry.msgid_plural and found != allowed):
                wrong.append(entry.msgid)
    assert wrong == []


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> polib.POFile:
    """The strings as they stand in code and templates today."""
    copy = tmp_path_factory.mktemp("checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    ).stdout.split(b"\0")
    for name in filter(None, (entry.decode() for entry in listed)):
        if name.startswith("tests/") or not (ROOT / name).is_file():
            continue
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, copy / name)
    # django-admin without settings: extraction needs none, and no database.
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "django", "makemessages", "--locale", "ko", "--no-location", "--no-obsolete"],
        cwd=copy,
        capture_output=True,
        check=True,
    )
    return polib.pofile(str(copy / "locale" / "ko" / "LC_MESSAGES" / "django.po"))


def test_no_string_is_missing_from_the_catalogue(catalogue, extracted):
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue}
    assert sorted(entry.msgid for entry in extracted if (entry.msgctxt, entry.msgid) not in known) == []
