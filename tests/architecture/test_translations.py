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
# (Ranges take `~` in Korean.)
SAME_IN_BOTH = {"English", "한국어", "URL", "PDF", "iCalendar (.ics)", "KSIC", "%(first)s to %(last)s"}
PLACEHOLDER = re.compile(r"%\([A-Za-z0-9_]+\)[sd]|\{[A-Za-z0-9_]+\}|%[sd%]")
TAG = re.compile(r"</?[a-z][^>]*>")
# A particle whose form hangs on the last sound of what stands before it, straight after a value that nobody knows yet.
PARTICLE = re.compile(r"(?:%\([a-z_]+\)[sd]|\{[a-z_]+\})[’”]?(?:은|는|이|가|을|를|과|와|로|으로|라고)(?![가-힣])")


# The second one holds what Django's own scripts in the administration say.
@pytest.fixture(scope="module", params=["django.po", "djangojs.po"])
def any_catalogue(request) -> polib.POFile:
    return polib.pofile(str(CATALOGUE.with_name(request.param)))


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def _translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_no_string_hides_in_another():
    """Strings within f-strings are not found by the extraction: their Korean would never be asked for."""
    apps = [ROOT / name for name in ("council", "focusgroup", "forums", "symposia")]
    hidden = re.compile(r"""\bf["'].*\{[^}]*\b(?:n|p|np)?(?:gettext(?:_lazy)?|_)\(["']""")
    files = [path for app in apps for path in app.rglob("*.py")]
    assert [f"{path}: {line}" for path in files for line in path.read_text().splitlines() if hidden.search(line)] == []


def test_no_string_stands_under_a_name_that_the_extraction_does_not_know():
    """`gettext` and its likes keep their names, or are `_`: what stands in `_now("…")` would never be asked for."""
    renamed = re.compile(r"gettext(?:_lazy|_noop)? as (?!_\b)\w+")
    files = [path for name in ("council", "focusgroup", "forums", "symposia") for path in (ROOT / name).rglob("*.py")]
    assert [str(path.relative_to(ROOT)) for path in files if renamed.search(path.read_text())] == []


def test_every_string_has_its_korean(any_catalogue):
    assert [entry.msgid for entry in any_catalogue.untranslated_entries()] == []


def test_no_string_is_fuzzy(any_catalogue):
    assert [entry.msgid for entry in any_catalogue.fuzzy_entries()] == []


def test_no_korean_string_equals_its_english(catalogue):
    same = [
        entry.msgid
        for entry in catalogue
        if entry.msgid in _translations(entry) and re.search(r"[A-Za-z]{2}", PLACEHOLDER.sub("", entry.msgid))
    ]
    assert [msgid for msgid in same if msgid not in SAME_IN_BOTH] == []


def test_every_korean_string_is_written_in_hangul(catalogue):
    foreign = [
        entry.msgid
        for entry in catalogue
        if re.search(r"[A-Za-z]{2}", TAG.sub("", PLACEHOLDER.sub("", entry.msgid)))
        and not all(re.search("[가-힣]", text) for text in _translations(entry))
    ]
    assert [msgid for msgid in foreign if msgid not in SAME_IN_BOTH] == []


def _placeholders(text: str) -> tuple[set[str], int]:
    """Named ones, each once however often it stands there; and how many that only have their place."""
    found = PLACEHOLDER.findall(text)
    return set(found), sum(len(placeholder) == 2 for placeholder in found)


def test_placeholders_survive_translation(any_catalogue):
    # Korean has one form for every count: it needs all that the English plural has.
    wrong = [
        entry.msgid
        for entry in any_catalogue
        for text in _translations(entry)
        if _placeholders(text) != _placeholders(entry.msgid_plural or entry.msgid)
    ]
    assert wrong == []


def test_tags_survive_translation(catalogue):
    wrong = [
        entry.msgid
        for entry in catalogue
        for text in _translations(entry)
        if sorted(TAG.findall(text)) != sorted(TAG.findall(entry.msgid_plural or entry.msgid))
    ]
    assert wrong == []


def test_white_space_around_a_string_survives_translation(catalogue):
    def edges(text: str) -> tuple[str, str]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

    wrong = [entry.msgid for entry in catalogue for text in _translations(entry) if edges(text) != edges(entry.msgid)]
    assert wrong == []


def test_no_particle_hangs_on_a_value(any_catalogue):
    wrong = [text for entry in any_catalogue for text in _translations(entry) if PARTICLE.search(text)]
    assert wrong == []


def test_no_string_is_in_the_catalogue_twice(catalogue):
    known = [(entry.msgctxt, entry.msgid) for entry in catalogue]
    assert sorted(msgid for context, msgid in known if known.count((context, msgid)) > 1) == []


def test_the_catalogue_says_that_it_is_korean(any_catalogue):
    assert any_catalogue.metadata["Language"] == "ko"
    assert any_catalogue.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert not any_catalogue.metadata_is_fuzzy


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
