"""Wiping what messages said, and to whom: for a person who is erased, and when their time is over."""

import json
import re
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.translation import gettext

from council.messaging.models import DeliveredMail, Message
from council.messaging.services.staff import wiped

# How long a message is kept that has been told; its key stays, so that nothing is told twice.
KEPT = timedelta(days=365)


def forget_messages(messages: QuerySet[Message]) -> int:
    """Wipe `messages`: address, text, answer of the relay. What waits is cancelled; what is being sent right now goes out.

    Returns how many there were."""
    State = Message.State  # noqa: N806 - the states' own name
    messages.filter(state__in=(State.QUEUED, State.CLAIMED, State.FAILED, State.UNCERTAIN)).update(
        state=State.CANCELLED, claim_token=None
    )
    return messages.update(user=None, address="", smtp_reply="", **wiped())


def forget_old_messages(now: datetime, limit: int) -> int:
    """Wipe at most `limit` messages that ended more than a year ago. Returns how many."""
    ended = Message.objects.exclude(state__in=Message.OPEN).exclude(address="")
    old = ended.filter(created_at__lte=now - KEPT).order_by("pk").values_list("pk", flat=True)[:limit]
    return forget_messages(Message.objects.filter(pk__in=list(old)))


def forget_words(words: Collection[str], *, spare: Collection[int] = ()) -> int:
    """Take `words` (names, addresses, numbers of a person who is erased) out of what messages say, sent or not, whoever reads
    them; the reader finds “Erased person” there. Messages to the log-ins `spare` stay as they are: it is their own name, too.

    Returns how many messages said any of them. Looks through the whole outbox."""
    if not words:
        return 0
    pattern = re.compile("|".join(_pattern(word) for word in sorted(words, key=lambda word: (-len(word), word))), re.IGNORECASE)
    touched = []
    for message in _saying(words).exclude(user__in=spare).iterator():
        with translation.override(message.language):
            blanked = _blanked(message, pattern, gettext("Erased person"))
        if blanked != (message.context, message.subject):
            Message.objects.filter(pk=message.pk).update(context=blanked[0], subject=blanked[1][:500])
            touched.append(message.message_id)
    DeliveredMail.objects.filter(message_id__in=touched).delete()
    return len(touched)


def _pattern(word: str) -> str:
    """A word that begins where a word begins; in Latin letters it ends where one ends, in Hangul particles may follow."""
    ends = r"(?!\w)" if word.isascii() else ""
    return rf"(?<!\w){re.escape(word)}{ends}"


def _saying(words: Collection[str]) -> QuerySet[Message]:
    found = Q()
    for word in words:
        found |= Q(said__icontains=json.dumps(word, ensure_ascii=False)[1:-1]) | Q(subject__icontains=word)
    messages = Message.objects.alias(said=Cast("context", TextField())).filter(found).order_by("pk")
    return messages.only("pk", "language", "context", "subject", "message_id")


def _blanked(message: Message, pattern: re.Pattern[str], instead: str) -> tuple[Any, str]:
    def blank(text: str) -> str:
        return pattern.sub(lambda _found: instead, text)

    return _everywhere(message.context, blank), blank(message.subject)


def _everywhere(value: Any, change: Callable[[str], str]) -> Any:
    """`value` with every text in it changed, at any depth; names of things stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _everywhere(item, change) for name, item in value.items()}
    if isinstance(value, list):
        return [_everywhere(item, change) for item in value]
    return value
