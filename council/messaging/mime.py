"""From a mail to the bytes that travel (RFC 5322, 2045–2047), in a tenth of the time that Python's own generator takes.

Only for what the outbox makes by the thousand: text with its other forms, all in UTF-8 and base64. Everything else (files,
pictures, another encoding) is left to Django and Python's `email`; a test compares the two."""

import re
import uuid
from base64 import encodebytes
from email.charset import BASE64, Charset
from email.header import Header
from email.utils import formatdate
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.message import BadHeaderError, sanitize_address

# UTF-8 in base64: seven bits and short lines, which every relay passes on unchanged.
UTF_8: Any = Charset("utf-8")
UTF_8.body_encoding = BASE64
LINE = 78
PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,180}")
BREAKS_A_HEADER = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
PART = "MIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\n"


def source_of(mail: EmailMessage) -> bytes:
    """The whole of `mail` as it travels."""
    if is_simple(mail):
        return _simple_source(mail)
    message: Any = mail.message()
    source: bytes = message.as_bytes(linesep="\r\n")
    return source


def is_simple(mail: EmailMessage) -> bool:
    """Whether `mail` is text in several forms to somebody, and nothing else."""
    return (
        type(mail) is EmailMultiAlternatives
        and mail.encoding is UTF_8
        and bool(mail.body and mail.alternatives)
        and not (mail.attachments or mail.cc or mail.bcc or mail.reply_to)
        and all(isinstance(form[0], str) and form[1].startswith("text/") for form in mail.alternatives)
    )


def header_address(address: str) -> str:
    """An address as it stands in a header or in the dialogue with a relay. Raises `ValueError` for none."""
    return address if PLAIN_ADDRESS.fullmatch(address) else _sanitized(address)


@lru_cache(maxsize=256)
def _sanitized(address: str) -> str:
    return str(sanitize_address(address, "utf-8"))


def _simple_source(mail: Any) -> bytes:
    boundary = f"=_{uuid.uuid4().hex}"
    given = {name.lower() for name in mail.extra_headers}
    headers = {
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
        "MIME-Version": "1.0",
        "Subject": mail.subject,
        "From": header_address(mail.extra_headers.get("From", mail.from_email)),
        "To": ", ".join(header_address(address) for address in mail.to),
    }
    if "date" not in given:
        headers["Date"] = formatdate(localtime=settings.EMAIL_USE_LOCALTIME)
    headers |= {name: value for name, value in mail.extra_headers.items() if name.lower() != "from"}
    lines = [_header(name, str(value)) for name, value in headers.items()]
    forms = [(mail.body, f"text/{mail.content_subtype}"), *mail.alternatives]
    for content, kind in forms:
        body = encodebytes(content.encode()).decode("ascii").replace("\n", "\r\n")
        lines.append(f'\r\n--{boundary}\r\nContent-Type: {kind}; charset="utf-8"\r\n{PART}{body}'.removesuffix("\r\n"))
    return ("\r\n".join(lines) + f"\r\n--{boundary}--\r\n").encode("ascii")


@lru_cache(maxsize=256)
def _header(name: str, value: str) -> str:
    """One header, encoded and folded where it must be. Raises `BadHeaderError` for what would break it."""
    if BREAKS_A_HEADER.search(value):
        raise BadHeaderError(f"Header values can't contain control characters (got {value!r} for header {name!r})")
    # A title that looks like an encoded word is encoded itself, or a reader's program would decode it.
    is_plain = value.isascii() and not (name == "Subject" and "=?" in value)
    if is_plain and len(name) + len(value) + 2 <= LINE:
        return f"{name}: {value}"
    encoded = Header(value, None if is_plain else "utf-8", maxlinelen=LINE, header_name=name)
    return f"{name}: {encoded.encode(linesep=chr(13) + chr(10))}"
