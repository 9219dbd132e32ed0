"""What staff look for in the outbox, however many messages there are: no search reads all of them."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from council.messaging.models import Message

# Subjects have no index, which every mail would pay for: the newest are looked through.
SUBJECTS = 20_000


def messages_with(word: str) -> QuerySet[Any]:
    """The keys of messages to log-ins with `word` in the address, to addresses and with Message-IDs that begin with it, and of
    the newest `SUBJECTS` with it in the subject."""
    rows = Message.objects.order_by()
    logins = get_user_model()._default_manager.order_by().filter(email__contains=word.lower())
    newest = rows
    # From when on those are: as a moment that the database knows beforehand, it reads them by their index.
    since = Message.objects.order_by("-created_at", "-pk").values_list("created_at", flat=True)[SUBJECTS - 1 : SUBJECTS].first()
    if since is not None:
        newest = rows.filter(created_at__gte=since)
    return (
        rows.filter(user__in=logins.values("pk"))
        .values("pk")
        .union(
            rows.filter(address__startswith=word.lower()).values("pk"),
            rows.filter(message_id__startswith=f"<{word.removeprefix('<')}").values("pk"),
            newest.filter(subject__icontains=word).values("pk"),
            all=True,
        )
    )
