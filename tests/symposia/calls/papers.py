"""Files for contributions, as their authors' programs write them."""

from functools import cache
from io import BytesIO

import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader, PdfWriter


@cache
def pdf(text="We measured springback.", author=""):
    """A PDF of one page that says `text`; its properties name `author`."""
    made = typst.compile(f"#set page(width: 10cm, height: 6cm)\n{text}".encode())
    writer = PdfWriter(clone_from=PdfReader(BytesIO(made)))
    writer.add_metadata({"/Author": author, "/Title": f"Draft of {author}"})
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def upload(content, name="paper.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")
