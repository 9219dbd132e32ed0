"""From a row of the outbox to a mail: text and HTML in the reader's language, headers, attachments."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from email.mime.image import MIMEImage
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from council import programmes
from council.messaging.cleaning import clean_body, clean_line
from council.messaging.links import absolute_url, unsubscribe_token
from council.messaging.mime import UTF_8
from council.messaging.models import Message

SUBJECT_LENGTH = 300
CALENDAR = "text/calendar"
PICTURE = re.compile(r"image/(png|jpeg|gif); cid=([\w-]+)")


class CannotRenderError(Exception):
    """This message can never be sent as it is; the text says why, for staff."""


@dataclass(frozen=True)
class Rendered:
    """A message as its reader will see it."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    content: bytes
    mimetype: str


def render(message: Message) -> Rendered:
    """Subject, text and HTML of `message` in its language. Raises what a template raises, `KeyError` for an unknown kind."""
    with translation.override(message.language):
        context = _context(message)
        subject = clean_line(_render_text(f"{message.template}/subject.txt", context), SUBJECT_LENGTH)
        context["subject"] = subject
        text = clean_body(_render_text(f"{message.template}/body.txt", context))
        html = clean_body(get_template(f"{message.template}/body.html").render(context))
    return Rendered(subject, text, html)


def resolve_attachments(message: Message) -> list[Attachment]:
    """The files that `message` refers to. Raises `CannotRenderError` for a reference that leads nowhere."""
    files = []
    for reference in message.attachments:
        kind = programmes.attachment_kinds.find(str(reference.get("kind")))
        if kind is None:
            raise CannotRenderError(f"Nobody provides attachments of the kind “{reference.get('kind')}”.")
        resolved = kind.resolve(reference, message.language)
        if resolved is None:
            raise CannotRenderError(f"The attachment “{kind.slug}” is not there any more.")
        name, content, mimetype = resolved
        files.append(Attachment(clean_line(name, 200), content, clean_line(mimetype)))
    return files


def with_pictures(html: str, pictures: Mapping[str, bytes]) -> str:
    """`html` for a frame in the administration, where no mail holds what `cid:…` means: PNGs by name, put into their places."""
    for name, content in pictures.items():
        html = html.replace(f"cid:{name}", f"data:image/png;base64,{b64encode(content).decode()}")
    return html


def pictures_of(message: Message) -> dict[str, bytes]:
    """The PNGs that the HTML of `message` shows, by name; nothing for a reference that leads nowhere."""
    try:
        files = resolve_attachments(message)
    except CannotRenderError:
        return {}
    named = ((PICTURE.fullmatch(file.mimetype), file) for file in files)
    return {match[2]: file.content for match, file in named if match}


def build_mail(message: Message) -> EmailMultiAlternatives:
    """The mail of `message`, ready for a transport. Raises `CannotRenderError` where its address, templates or attachments make
    that impossible, and whatever else they raise."""
    try:
        validate_email(message.address)
    except ValidationError:
        raise CannotRenderError(f"“{message.address}” is no address that mail can be sent to.") from None
    rendered = render(message)
    if not rendered.subject:
        raise CannotRenderError("The subject is empty.")
    mail = EmailMultiAlternatives(
        rendered.subject, rendered.text, settings.DEFAULT_FROM_EMAIL, [message.address], headers=_headers(message)
    )
    mail.encoding = UTF_8
    mail.attach_alternative(rendered.html, "text/html")
    for file in resolve_attachments(message):
        _attach(mail, file)
    return mail


def preferences_url(language: str) -> str:
    """Where a person chooses what to be told of."""
    return absolute_url("messaging:preferences", language)


def unsubscribe_url(message: Message) -> str | None:
    """Where the reader of `message` can switch its kind off without logging in; None for what cannot be switched off."""
    if message.user_id is None or programmes.message_kinds.get(message.kind).essential:
        return None
    return absolute_url("messaging:unsubscribe", message.language, unsubscribe_token(message.user_id, message.kind))


def _attach(mail: EmailMultiAlternatives, file: Attachment) -> None:
    """Attach `file`. A calendar entry that asks for something (`text/calendar; method=REQUEST`) goes in twice, as calendar
    programs want it: as one more form of the body, and as a file for those that only see files. A picture with a name of its
    own (`image/png; cid=seat-code`) stands where the HTML shows `cid:seat-code`."""
    if file.mimetype.lower().startswith(CALENDAR) and "method=" in file.mimetype.lower():
        mail.attach_alternative(file.content.decode(), file.mimetype)
        mail.attach(file.name, file.content, "application/ics")
    elif named := PICTURE.fullmatch(file.mimetype):
        picture = MIMEImage(file.content, named[1])
        picture.add_header("Content-ID", f"<{named[2]}>")
        picture.add_header("Content-Disposition", "inline", filename=file.name)
        mail.attach(picture)
    else:
        mail.attach(file.name, file.content, file.mimetype)


def _headers(message: Message) -> dict[str, str]:
    headers = {
        "Message-ID": message.message_id,
        "Content-Language": message.language,
        # RFC 3834: no out-of-office notes in answer to this.
        "Auto-Submitted": "auto-generated",
    }
    unsubscribe = unsubscribe_url(message)
    if unsubscribe:
        # RFC 8058: one click in the reader's mail program.
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _context(message: Message) -> dict[str, Any]:
    kind = programmes.message_kinds.get(message.kind)
    return {
        **message.context,
        "language": message.language,
        "site_url": settings.SITE_URL,
        "home_url": absolute_url("portal:home", message.language),
        "kind_name": kind.name,
        "has_log_in": message.user_id is not None,
        "preferences_url": preferences_url(message.language),
        "unsubscribe_url": unsubscribe_url(message),
    }


def _render_text(name: str, context: dict[str, Any]) -> str:
    """A plain-text template: nothing is escaped for HTML in it."""
    return str(get_template(name).template.render(Context(context, autoescape=False)))  # type: ignore[attr-defined]
