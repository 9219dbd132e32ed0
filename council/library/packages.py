"""Looking into ZIP packages (Office, OpenDocument, HWPX) before they are kept: every member is read once, none is unpacked."""

import io
import re
import stat
import zipfile
from pathlib import PurePosixPath
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from council.library.compound import MAGIC as COMPOUND

MOST_MEMBERS = 10_000
MOST_UNPACKED = 200 * 1024 * 1024
# Of a part that is looked into as a whole: relations, a workbook in a presentation.
LARGEST_INSIDE = 32 * 1024 * 1024
DEEPEST = 2
MARKUP = (".xml", ".rels", ".hpf", ".rdf")
END = b"PK\x05\x06"
CHUNK = 256 * 1024
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
PROGRAM_ENDINGS = {
    *("exe", "dll", "com", "scr", "pif", "bat", "cmd", "msi", "lnk", "hta", "jar", "class", "apk", "reg", "ps1"),
    *("js", "jse", "vbs", "vbe", "wsf", "wsh", "sh", "php", "html", "htm", "svgz"),
}
# Hangul writes its own, empty ones into every HWPX.
HANGUL_SCRIPTS = re.compile(r"Scripts/[\w-]+\.js")
# What a document has put into it of another program's (a “package”): often a program.
PUT_IN = "Ole10Native".encode("utf-16-le")
# A template that is fetched from elsewhere when the document is opened brings its macros along.
FETCHED = re.compile(rb"<Relationship\b(?=[^>]*attachedTemplate)(?=[^>]*TargetMode\s*=\s*[\"']External)[^>]*>", re.IGNORECASE)


class RefusedFileError(ValueError):
    """A file that the library does not take; `str()` is a sentence for who uploads."""


class Package:
    """A ZIP package that was looked into: `names` of its members, `said`: its first part “mimetype”.

    Raises `RefusedFileError` where it is broken, would burst, or holds what is no part of a document."""

    def __init__(self, file: Any, *, budget: int = MOST_UNPACKED, depth: int = 0) -> None:
        self.budget, self.depth = budget, depth
        self.names: set[str] = set()
        self.said = ""
        try:
            with zipfile.ZipFile(file) as package:
                self._look(package, file)
        except RefusedFileError:
            raise
        except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
            raise broken() from None
        except Exception as error:
            # What the libraries that unpack raise (zlib, lzma) has no common name.
            if type(error).__module__ in ("zlib", "_lzma", "_bz2"):
                raise broken() from None
            raise

    def _look(self, package: zipfile.ZipFile, file: Any) -> None:
        members = package.infolist()
        self.names = {member.filename for member in members}
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > self.budget:
            raise too_much()
        size = _size(file)
        packed = sum(member.compress_size for member in members)
        starts = sorted(member.header_offset for member in members)
        # Members one above the other are a bomb; what stands before the first or behind the last is another file.
        if len(self.names) != len(members) or packed > size or (starts and starts[0] != 0) or not _ends(package, file, size):
            raise RefusedFileError(_("The file holds another file besides the document. Please save it anew."))
        for member in members:
            _check_name(member)
            if not member.is_dir():
                self._read(package, member)

    def _read(self, package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        """Read a member to its end: its checksum is right, and it is nothing that should not be there."""
        name, kept = member.filename, io.BytesIO()
        with package.open(member) as opened:
            head = opened.read(CHUNK)
            is_looked_into = name.lower().endswith(".rels") or head.startswith((b"PK\x03\x04", COMPOUND))
            kept.write(head)
            while chunk := opened.read(CHUNK):
                if is_looked_into:
                    kept.write(chunk)
                    if kept.tell() > LARGEST_INSIDE:
                        raise too_much()
        self.budget -= member.file_size
        if head.startswith(PROGRAMS):
            raise holds_program()
        if name == "mimetype":
            self.said = head[:100].decode("ascii", "replace").strip()
        if name.lower().endswith(MARKUP):
            _check_markup(kept.getvalue())
        if head.startswith(COMPOUND) and PUT_IN in kept.getvalue():
            raise holds_program()
        if head.startswith(b"PK\x03\x04"):
            self._descend(kept)

    def _descend(self, kept: io.BytesIO) -> None:
        """A workbook in a presentation is a package again; anything else that is packed is not looked for."""
        if self.depth >= DEEPEST:
            raise holds_program()
        inner = Package(kept, budget=self.budget, depth=self.depth + 1)
        self.budget = inner.budget
        if not inner.said and "[Content_Types].xml" not in inner.names:
            raise holds_program()
        inner.check_macros()

    def check_macros(self) -> None:
        """Raises `RefusedFileError` where there are macros."""
        if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) or name.startswith("Basic/") for name in self.names):
            raise RefusedFileError(_("The file holds macros. Please save it without them."))


def broken() -> RefusedFileError:
    return RefusedFileError(_("The file is broken or was cut off. Please upload it again."))


def too_much() -> RefusedFileError:
    text = _("Unpacked the file would have more than %(most)s. Please make it smaller, or split it.")
    return RefusedFileError(text % {"most": filesizeformat(MOST_UNPACKED)})


def holds_program() -> RefusedFileError:
    return RefusedFileError(_("The file holds a program or another file. Please take it out and save the document anew."))


def _size(file: Any) -> int:
    file.seek(0, io.SEEK_END)
    size: int = file.tell()
    return size


def _ends(package: zipfile.ZipFile, file: Any, size: int) -> bool:
    """Whether the package's own end is the end of the file."""
    place = size - 22 - len(package.comment)
    if place < 0 or len(package.comment) > 256:
        return False
    file.seek(place)
    answer: bool = file.read(4) == END
    return answer


def _check_name(member: zipfile.ZipInfo) -> None:
    """A member stays in its folder, is a plain file, is not locked, and is not called as programs are."""
    name = member.filename
    parts = PurePosixPath(name).parts
    kind = stat.S_IFMT(member.external_attr >> 16)
    if member.flag_bits & 1:
        raise RefusedFileError(_("The file is locked with a password. Please save it without one."))
    if ".." in parts or name.startswith("/") or "\\" in name or ":" in parts[0] or not name.isprintable():
        raise RefusedFileError(_("The file is packed so that it could write elsewhere. Please save it anew."))
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise holds_program()
    ending = PurePosixPath(name).suffix.lower().removeprefix(".")
    if ending in PROGRAM_ENDINGS and not HANGUL_SCRIPTS.fullmatch(name):
        raise holds_program()


def _check_markup(content: bytes) -> None:
    """No names that stand for more and more text (an XML bomb declares them at its beginning), no template from elsewhere."""
    # Both ways in which XML of two bytes a letter may be written, too.
    for encoded in (content, content.replace(b"\0", b"")):
        if b"<!ENTITY" in encoded:
            raise broken()
        if FETCHED.search(encoded):
            raise RefusedFileError(_("The file fetches a template from elsewhere. Please save it without that."))


def is_package(file: Any) -> bool:
    """Whether something else's end is a ZIP package."""
    return zipfile.is_zipfile(file)
