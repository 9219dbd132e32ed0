"""Writing into the outbox."""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from council import programmes
from council.messaging.cleaning import clean_json, clean_line
from council.messaging.models import Message, Preference

ADDRESS_LENGTH = 254

# One statement for any number of messages: what was told before is skipped, and the rest comes back.
INSERT = """
    INSERT INTO messaging_message
        (key, kind, template, language, user_id, address, context, attachments, subject, message_id, state, priority, attempts,
         not_after, smtp_reply)
    SELECT key, kind, template, language, user_id, address, context, attachments, '', message_id, 'queued', priority, 0,
           not_after, ''
    FROM jsonb_to_recordset(%s::jsonb) AS new (
        key text, kind text, template text, language text, user_id bigint, address text, context jsonb, attachments jsonb,
        message_id text, priority smallint, not_after timestamptz)
    ORDER BY key
    ON CONFLICT (key) DO NOTHING
    RETURNING {columns}
"""


@dataclass(frozen=True, kw_only=True)
class OutgoingMessage:
    """One message to be written into the outbox; the fields are those of `queue_message`."""

    kind: str
    template: str
    user: Any | None
    address: str
    language: str
    context: dict[str, Any]
    key: str
    attachments: Sequence[dict[str, Any]] = ()
    not_after: datetime | None = None


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
    `body.html` (`events/email/registration-confirmed`); `context` is JSON. `attachments` are references for
    `programmes.attachment_kinds`: `[{"kind": "event-calendar-entry", …}]`. After `not_after` the message is of no use and is
    not sent. `key` names the fact: a second message with the same key is not written. Returns the message, or None where
    nothing was written (told before, or the person switched the kind off). Raises `KeyError` for an unknown kind, `ValueError`
    for an address that is longer than any can be."""
    written = queue_messages(
        [
            OutgoingMessage(
                kind=kind,
                template=template,
                user=user,
                address=address,
                language=language,
                context=context,
                key=key,
                attachments=attachments,
                not_after=not_after,
            )
        ]
    )
    return written[0] if written else None


def queue_messages(messages: Iterable[OutgoingMessage]) -> list[Message]:
    """Write many messages in one statement, within the caller's transaction. Returns those that were written, by key: not those
    whose key was there, not those of a kind that their reader switched off. Raises as `queue_message` does."""
    rows = _rows(messages)
    written = Message.objects.raw(INSERT.replace("{columns}", "*"), [rows]) if rows else []
    return sorted(written, key=lambda message: message.key)


def write_messages(messages: Iterable[OutgoingMessage]) -> dict[str, int]:
    """As `queue_messages`, for very many: of those that were written it tells no more than `{key: row}`."""
    rows = _rows(messages)
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(INSERT.replace("{columns}", "key, id"), [rows])
        return dict(cursor.fetchall())


def _rows(messages: Iterable[OutgoingMessage]) -> str:
    """The rows of those that are wanted, as JSON; empty where nobody wants any."""
    wanted = _without_switched_off(list(messages))
    return json.dumps([_row(message) for message in wanted], cls=DjangoJSONEncoder) if wanted else ""


def priority_of(kind: programmes.MessageKind) -> Message.Priority:
    """Codes and reset links before everything, then what cannot be switched off, then the rest."""
    if kind.private and kind.essential:
        return Message.Priority.ACCOUNT
    return Message.Priority.ESSENTIAL if kind.essential else Message.Priority.OTHER


def _row(message: OutgoingMessage) -> dict[str, Any]:
    kind = programmes.message_kinds.get(message.kind)
    address = clean_line(message.address)
    if len(address) > ADDRESS_LENGTH:
        raise ValueError(f"No address is longer than {ADDRESS_LENGTH} characters.")
    return {
        "key": message.key,
        "kind": kind.slug,
        "template": message.template,
        "language": _language(message.language),
        "user_id": message.user.pk if message.user is not None else None,
        "address": address,
        # Through the encoder first: it makes text of dates and lazy translations, and that is cleaned, too.
        "context": clean_json(json.loads(json.dumps(message.context, cls=DjangoJSONEncoder))),
        "attachments": clean_json(list(message.attachments)),
        "message_id": f"<{uuid.uuid4().hex}@{urlsplit(settings.SITE_URL).hostname}>",
        "priority": int(priority_of(kind)),
        "not_after": message.not_after,
    }


def _language(code: str) -> str:
    known = [language for language, _name in settings.LANGUAGES]
    short = code.lower().split("-")[0]
    return short if short in known else settings.LANGUAGE_CODE


def _without_switched_off(messages: list[OutgoingMessage]) -> list[OutgoingMessage]:
    optional = [m for m in messages if m.user is not None and not programmes.message_kinds.get(m.kind).essential]
    if not optional:
        return messages
    switched_off = set(
        Preference.objects.filter(
            user__in={message.user.pk for message in optional if message.user is not None},
            kind__in={message.kind for message in optional},
        ).values_list("user_id", "kind")
    )
    return [m for m in messages if m.user is None or (m.user.pk, m.kind) not in switched_off]
