"""Kinds of message that only tests send, and a way to queue them."""

from council import programmes
from council.messaging.services import OutgoingMessage, queue_message
from council.programmes import AttachmentKind, MessageKind

CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"

KINDS = [
    MessageKind(slug="trial-essential", name="Trial answers"),
    MessageKind(slug="trial-optional", name="Trial news", essential=False),
    MessageKind(slug="trial-private", name="Trial codes", private=True),
    MessageKind(slug="trial-truth", name="Trial facts", still_true=lambda context: context["holds"]),
    MessageKind(slug="trial-raises", name="Trial errors", still_true=lambda context: 1 // 0),
]
ATTACHMENTS = [
    AttachmentKind(
        slug="trial-calendar",
        resolve=lambda reference, language: ("초대.ics", CALENDAR, "text/calendar; method=REQUEST; charset=utf-8"),
    ),
    AttachmentKind(slug="trial-file", resolve=lambda reference, language: ("a.pdf", b"%PDF-1.7\xff", "application/pdf")),
    AttachmentKind(slug="trial-gone", resolve=lambda reference, language: None),
]


def register() -> None:
    """Into the registry of this process."""
    for kind in KINDS:
        programmes.message_kinds.register(kind)
    for attachment in ATTACHMENTS:
        programmes.attachment_kinds.register(attachment)


def outgoing(key="k", **fields) -> OutgoingMessage:
    """A message with boring defaults."""
    defaults = {
        "kind": "trial-essential",
        "template": "trial/email/note",
        "user": None,
        "address": "reader@example.com",
        "language": "en",
        "context": {"title": "Hello", "name": "Kim"},
        "key": key,
    }
    return OutgoingMessage(**(defaults | fields))


def queue(key="k", **fields):
    """`queue_message` with boring defaults."""
    message = outgoing(key, **fields)
    return queue_message(**message.__dict__)
