"""Wiping what messages said, and to whom: for a person who is erased, and when their time is over."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from council.messaging.models import Message
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
