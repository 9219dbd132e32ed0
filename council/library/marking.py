"""Marking a PDF: each page is built anew from what is on it, with a line and a name across it. Set by typst, so that Hangul is
embedded; put together by pypdf.

What is on a page becomes a form of its own below the mark, so that nothing in it moves or hides the mark. Of the file nothing
else is taken over: no attachments, scripts, actions or outlines. What cannot be read for certain is not marked at all."""

import json
import logging
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import manimgx_fonts_cjk
import typst
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    RectangleObject,
    StreamObject,
)

TEMPLATE = Path(__file__).parent / "typst" / "mark.typ"
# Points: smaller pages show nothing, larger ones no viewer opens.
SMALLEST, LARGEST = 10, 14400
# What is said of annotations that stay: neither where else they lead, nor what they do.
ANNOTATION_KEYS = ("/Type", "/Subtype", "/Rect", "/Contents", "/AP", "/AS", "/F", "/C", "/Border", "/BS", "/QuadPoints", "/CA")
# Threads of the web server share the compiler, which takes one document at a time.
_ONE_AT_A_TIME = Lock()

logger = logging.getLogger(__name__)


class CannotMarkError(Exception):
    """No copy with a name can be made of this PDF. `str()` is a sentence for the reader."""

    message: Any = _(
        "No copy of this PDF can be made with your name on it, so it is not given out. "
        "Please tell the secretariat: the file may be broken."
    )

    def __str__(self) -> str:
        return str(self.message)


class EncryptedError(CannotMarkError):
    message = _("This PDF is locked with a password, so no copy with a name can be made of it. An unlocked one is needed.")


class TooLongError(CannotMarkError):
    message = _("This PDF has too many pages for copies with names. It should be taken in parts.")


def check_markable(content: bytes) -> None:
    """Raise `CannotMarkError` for a PDF of which no marked copy can be made."""
    mark(content, text="–", short="–")


def mark(content: bytes, *, text: str, short: str) -> bytes:
    """The PDF `content` with `text` at the foot of every page and `short` across it. Raises `CannotMarkError`."""
    try:
        return _mark(content, text, short)
    except CannotMarkError:
        raise
    except Exception as error:
        # A broken PDF fails in any way there is; whatever it is, nothing unmarked goes out.
        logger.info("A PDF could not be marked: %s", error)
        raise CannotMarkError from error


def _mark(content: bytes, text: str, short: str) -> bytes:
    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise EncryptedError
    count = len(reader.pages)
    if count > settings.LIBRARY_MAX_MARKED_PAGES:
        raise TooLongError
    if not count:
        raise CannotMarkError
    boxes = [_Box(page) for page in reader.pages]
    sizes = list(dict.fromkeys(box.size for box in boxes))
    writer = PdfWriter()
    marks = dict(zip(sizes, _marks(writer, sizes, text, short), strict=True))
    for page, box in zip(reader.pages, boxes, strict=True):
        _add(writer, page, box, marks[box.size])
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


class _Box:
    """What a reader sees of a page: its visible part, turned as it is shown. `size` is as it is shown, in points."""

    def __init__(self, page: PageObject) -> None:
        media, crop = page.mediabox, page.cropbox
        self.left, self.bottom = max(float(media.left), float(crop.left)), max(float(media.bottom), float(crop.bottom))
        self.right, self.top = min(float(media.right), float(crop.right)), min(float(media.top), float(crop.top))
        width, height = self.right - self.left, self.top - self.bottom
        if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
            raise CannotMarkError
        self.turned = int(page.get("/Rotate", 0) or 0) % 360
        if self.turned % 90:
            raise CannotMarkError
        self.size = (round(width, 1), round(height, 1)) if self.turned % 180 == 0 else (round(height, 1), round(width, 1))

    @property
    def matrix(self) -> str:
        """From the mark's coordinates, upright as it is read, to the page's own."""
        numbers = {
            0: (1, 0, 0, 1, self.left, self.bottom),
            90: (0, 1, -1, 0, self.right, self.bottom),
            180: (-1, 0, 0, -1, self.right, self.top),
            270: (0, -1, 1, 0, self.left, self.top),
        }[self.turned]
        return " ".join(f"{number:.3f}" for number in numbers)


@cache
def _compiler() -> typst.Compiler:
    """One for the process: it keeps the fonts."""
    fonts = Path(manimgx_fonts_cjk.__file__).parent
    return typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=[str(fonts)], ignore_system_fonts=True)


def _marks(writer: PdfWriter, sizes: list[tuple[float, float]], text: str, short: str) -> list[Any]:
    """The mark as a form for each size of page, as references in `writer`."""
    data = json.dumps({"sizes": sizes, "text": text, "short": short}, ensure_ascii=False)
    with _ONE_AT_A_TIME:
        made = _compiler().compile(sys_inputs={"data": data})
    if not isinstance(made, bytes):
        raise TypeError("The marks are one document.")
    pages = PdfReader(BytesIO(made)).pages
    if len(pages) != len(sizes):
        raise CannotMarkError
    return [_form(writer, page) for page in pages]


def _form(writer: PdfWriter, page: PageObject) -> Any:
    """What is on `page` as a form: whatever it does to the state of drawing ends with it."""
    contents = page.get_contents()
    form = StreamObject()
    form.set_data(contents.get_data() if contents is not None else b"")
    made: Any = form.flate_encode()
    made[NameObject("/Type")] = NameObject("/XObject")
    made[NameObject("/Subtype")] = NameObject("/Form")
    made[NameObject("/BBox")] = RectangleObject([float(number) for number in page.mediabox])
    resources = page.get("/Resources")
    resources = resources.get_object() if resources is not None else DictionaryObject()
    made[NameObject("/Resources")] = resources.clone(writer)
    group = page.get("/Group")
    if group is not None:
        made[NameObject("/Group")] = group.get_object().clone(writer)
    return writer._add_object(made)


def _add(writer: PdfWriter, page: PageObject, box: _Box, mark_form: Any) -> None:
    fresh = writer.add_blank_page(box.right - box.left, box.top - box.bottom)
    visible = RectangleObject([box.left, box.bottom, box.right, box.top])
    fresh[NameObject("/MediaBox")] = visible
    fresh[NameObject("/CropBox")] = visible
    fresh[NameObject("/Rotate")] = NumberObject(box.turned)
    forms = DictionaryObject({NameObject("/Page"): _form(writer, page), NameObject("/Mark"): mark_form})
    fresh[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): forms})
    drawing = StreamObject()
    drawing.set_data(f"q /Page Do Q q {box.matrix} cm /Mark Do Q".encode())
    fresh[NameObject("/Contents")] = writer._add_object(drawing)
    if "/UserUnit" in page:
        fresh[NameObject("/UserUnit")] = FloatObject(str(page["/UserUnit"]))
    annotations = [_annotation(writer, one.get_object()) for one in page.get("/Annots") or ()]
    kept = [one for one in annotations if one is not None]
    if kept:
        fresh[NameObject("/Annots")] = ArrayObject(kept)


def _annotation(writer: PdfWriter, found: Any) -> Any:
    """What is drawn upon a page, and links to the web; nothing that leads to other pages or holds files."""
    if found.get("/Subtype") in ("/FileAttachment", "/Popup", "/Movie", "/Sound", "/Screen", "/RichMedia", "/3D"):
        return None
    made = DictionaryObject()
    for key in ANNOTATION_KEYS:
        if key in found:
            made[NameObject(key)] = found[key].clone(writer)
    if found.get("/Subtype") == "/Link":
        action = found.get("/A")
        action = action.get_object() if action is not None else None
        if not action or action.get("/S") != "/URI" or "/URI" not in action:
            return None
        made[NameObject("/A")] = DictionaryObject(
            {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): action["/URI"].clone(writer)}
        )
    return writer._add_object(made)
