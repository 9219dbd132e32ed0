"""One way to write to people: a row in the outbox, in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from council.messaging.models import Message


def queue_message(
    *,
    kind: str,
    template: str,
    user: Any | None,
    address: str,
    language: str,
    context: dict[str, Any],
    key: str,
    attachments: Sequence[dict[str, Any]] = (),
    not_after: datetime | None = None,
) -> Message | None:
    """Write one message into the outbox, within the caller's transaction.

    `kind` is a slug of `programmes.message_kinds`; `template` a folder below `templates/` with `subject.txt`, `body.txt`,
    `body.html` (`events/email/registration-confirmed`); `context` is JSON. `key` names the fact: a second message with the same
    key is not written. Returns the message, or None where nothing was written (told before, or the person switched the kind
    off)."""
    raise NotImplementedError
