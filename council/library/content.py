"""What a file is, by its content and not by its name; and what the library takes."""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from council import pictures
from council.events.text import one_line
from council.library import compound, pdfs
from council.library.packages import Package, RefusedFileError, broken, is_package

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
# What every Hangul document has, and what only other programs' documents have.
HANGUL = frozenset({"FileHeader", "DocInfo", "BodyText"})
NOT_HANGUL = frozenset(
    {"WordDocument", "Workbook", "Book", "PowerPoint Document", "VBA", "_VBA_PROJECT", "Macros", "EncryptedPackage"}
)
HANGUL_SIGNATURE = b"HWP Document File"


def check_file(upload: Any) -> Kind:
    """What `upload` (a Django file) is. Raises `RefusedFileError` for one that is too large, empty, broken, of a kind that the
    library does not take, or called otherwise than it is."""
    most = settings.LIBRARY_MAX_BYTES
    if upload.size > most:
        text = _("The file has %(size)s; at most %(most)s are taken.")
        raise RefusedFileError(text % {"size": filesizeformat(upload.size), "most": filesizeformat(most)})
    if not upload.size:
        raise RefusedFileError(_("The file is empty."))
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
    that holds macros, programs, or another file besides."""
    upload.seek(0)
    head = upload.read(16)
    if head.startswith(b"%PDF-"):
        return _pdf(upload)
    if head.startswith((pictures.PNG, pictures.JPEG)):
        return PNG if _picture(upload).ending == "png" else JPEG
    if head.startswith(b"PK\x03\x04"):
        return _package(upload)
    if head.startswith(compound.MAGIC):
        return _compound(upload)
    return TEXT if _is_text(upload) else None


def harmless(upload: Any, kind: Kind) -> Any:
    """What is kept of a checked upload: pictures without what else is in their files (places, previews, other files), anything
    else as it is."""
    if kind not in (PNG, JPEG):
        return upload
    return ContentFile(_picture(upload).content)


def _picture(upload: Any) -> pictures.Picture:
    upload.seek(0)
    try:
        return pictures.cleaned(upload.read())
    except pictures.BrokenPictureError:
        raise broken() from None
    except pictures.HugePictureError:
        raise RefusedFileError(_("The picture has too many pixels. Please make it smaller.")) from None


def _pdf(upload: Any) -> Kind:
    """A whole PDF that runs nothing and is nothing else besides."""
    upload.seek(0)
    content = upload.read()
    if b"%%EOF" not in content[-TAIL:]:
        raise broken()
    if is_package(upload):
        raise RefusedFileError(_("The file holds another file besides the document. Please save it anew."))
    pdfs.check(content)
    return PDF


def _package(upload: Any) -> Kind | None:
    """What a ZIP package is, all of it looked into."""
    package = Package(upload)
    package.check_macros()
    if package.said:
        return PACKAGES.get(package.said)
    if "[Content_Types].xml" not in package.names:
        return None
    return next((kind for part, kind in OFFICE_PARTS.items() if part in package.names), None)


def _compound(upload: Any) -> Kind | None:
    """HWP. Old Office files are compounds, too; they may hold macros and are not taken."""
    upload.seek(0)
    content = upload.read()
    try:
        names = compound.names(content)
    except compound.BrokenCompoundError:
        raise broken() from None
    if names & NOT_HANGUL or not names >= HANGUL or HANGUL_SIGNATURE not in content:
        return None
    return HWP


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
