"""What a file is, by its content and not by its name; and what the library takes."""

import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from council.events.text import one_line

NAME_LENGTH = 150
TAIL = 2048


@dataclass(frozen=True)
class Kind:
    """A kind of file: the endings that its name may have (the first is given to one without), and its MIME type."""

    endings: tuple[str, ...]
    content_type: str


OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
PDF = Kind(("pdf",), "application/pdf")
PNG = Kind(("png",), "image/png")
JPEG = Kind(("jpg", "jpeg"), "image/jpeg")
HWP = Kind(("hwp",), "application/x-hwp")
TEXT = Kind(("txt", "csv"), "text/plain; charset=utf-8")
# By the part that makes it so …
OFFICE_PARTS = {
    "word/document.xml": Kind(("docx",), f"{OFFICE}wordprocessingml.document"),
    "xl/workbook.xml": Kind(("xlsx",), f"{OFFICE}spreadsheetml.sheet"),
    "ppt/presentation.xml": Kind(("pptx",), f"{OFFICE}presentationml.presentation"),
}
# … and by what its first part says.
PACKAGES = {
    "application/hwp+zip": Kind(("hwpx",), "application/hwp+zip"),
    f"{OPEN}text": Kind(("odt",), f"{OPEN}text"),
    f"{OPEN}spreadsheet": Kind(("ods",), f"{OPEN}spreadsheet"),
    f"{OPEN}presentation": Kind(("odp",), f"{OPEN}presentation"),
}
KINDS = (PDF, HWP, *PACKAGES.values(), *OFFICE_PARTS.values(), PNG, JPEG, TEXT)
ENDINGS = ", ".join(ending for kind in KINDS for ending in kind.endings)
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class RefusedFileError(ValueError):
    """A file that the library does not take; `str()` is a sentence for who uploads."""


def check_file(upload: Any) -> Kind:
    """What `upload` (a Django file) is. Raises `RefusedFileError` for one that is too large, empty, broken, of a kind that the
    library does not take, or called otherwise than it is."""
    most = settings.LIBRARY_MAX_BYTES
    if upload.size > most:
        text = _("The file has %(size)s; at most %(most)s are taken.")
        raise RefusedFileError(text % {"size": filesizeformat(upload.size), "most": filesizeformat(most)})
    kind = kind_of(upload)
    upload.seek(0)
    if kind is None:
        raise RefusedFileError(_("This kind of file is not taken. Taken are: %(endings)s.") % {"endings": ENDINGS})
    ending = PurePosixPath(upload.name or "").suffix.lower().removeprefix(".")
    if ending and ending not in kind.endings:
        text = _("By its name this is a file “.%(name)s”, by its content “.%(content)s”. Please check it.")
        raise RefusedFileError(text % {"name": ending, "content": kind.endings[0]})
    return kind


def kind_of(upload: Any) -> Kind | None:
    """The kind of an upload, None for none that the library takes. Raises `RefusedFileError` for a broken file, and for one
    that holds macros."""
    upload.seek(0)
    head = upload.read(TAIL)
    upload.seek(max(0, upload.size - TAIL))
    tail = upload.read(TAIL)
    if head.startswith(b"%PDF-"):
        return _whole(PDF, b"%%EOF" in tail)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _whole(PNG, b"IEND" in tail)
    if head.startswith(b"\xff\xd8\xff"):
        return _whole(JPEG, b"\xff\xd9" in tail)
    if head.startswith(b"PK\x03\x04"):
        return _package(upload)
    if head.startswith(COMPOUND):
        upload.seek(0)
        # Old Office files are compounds, too; they may hold macros and are not taken.
        return HWP if b"HWP Document File" in upload.read() else None
    return TEXT if _is_text(upload) else None


def _whole(kind: Kind, is_whole: bool) -> Kind:
    if not is_whole:
        raise RefusedFileError(_("The file is broken or was cut off. Please upload it again."))
    return kind


def _package(upload: Any) -> Kind | None:
    """What a ZIP package is; nothing is unpacked but its first lines."""
    try:
        with zipfile.ZipFile(upload) as package:
            names = set(package.namelist())
            said = package.open("mimetype").read(100).decode("ascii", "replace").strip() if "mimetype" in names else ""
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        raise RefusedFileError(_("The file is broken or was cut off. Please upload it again.")) from None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise RefusedFileError(_("The file holds macros. Please save it without them."))
    if said:
        return PACKAGES.get(said)
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), None)


def _is_text(upload: Any) -> bool:
    """UTF-8 without control characters, and not the beginning of a page or a program."""
    upload.seek(0)
    try:
        text = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if text.lstrip()[:2] in ("#!", "<?", "<!") or text.lstrip()[:1] == "<":
        return False
    return all(char in "\n\r\t\f" or unicodedata.category(char) != "Cc" for char in text)


def clean_name(name: str, kind: Kind) -> str:
    """A file name that any system takes: composed Hangul, one line, no path, its own ending."""
    stem = one_line(unicodedata.normalize("NFC", name)).replace("\\", "/").rpartition("/")[2]
    path = PurePosixPath(stem or "file")
    ending = path.suffix.lower().removeprefix(".")
    kept = "".join(char for char in path.stem if char not in '<>:"|?*' and unicodedata.category(char) != "Cf").strip(" .")
    return f"{kept[:NAME_LENGTH] or 'file'}.{ending if ending in kind.endings else kind.endings[0]}"
