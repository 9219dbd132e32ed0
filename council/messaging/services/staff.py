"""What staff decide about messages."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models.functions import Coalesce, Now

from council import programmes
from council.messaging.models import Message

RESENDABLE = (Message.State.FAILED, Message.State.UNCERTAIN, Message.State.EXPIRED)
CANCELLABLE = (Message.State.QUEUED, Message.State.FAILED, Message.State.UNCERTAIN)


def wiped() -> dict[str, Any]:
    """The columns that erase what a private message said."""
    return {"context": {}, "attachments": [], "subject": "", "wiped_at": Now()}


def private_kinds() -> list[str]:
    """The slugs of the kinds whose content is hidden and wiped."""
    return [kind.slug for kind in programmes.message_kinds.all() if kind.private]


def resend_messages(*, ids: Collection[int]) -> list[int]:
    """Put failed, uncertain and expired messages back into the queue: staff's decision, since an uncertain one may arrive a
    second time. Their time limit is lifted; that the fact still holds is asked again. What was erased cannot be sent. Returns
    the keys of those that were put back."""
    messages = Message.objects.filter(pk__in=ids, state__in=RESENDABLE, wiped_at=None)
    return _update(
        messages,
        RESENDABLE,
        state=Message.State.QUEUED,
        attempts=0,
        next_try_at=Now(),
        not_after=None,
        claim_token=None,
        claimed_at=None,
        smtp_started_at=None,
    )


def cancel_messages(*, ids: Collection[int]) -> list[int]:
    """Give up queued, failed and uncertain messages. Returns the keys of those that were cancelled."""
    messages = Message.objects.filter(pk__in=ids, state__in=CANCELLABLE)
    private = private_kinds()
    outcome = {"state": Message.State.CANCELLED, "claim_token": None}
    done = _update(messages.exclude(kind__in=private), CANCELLABLE, **outcome)
    return done + _update(messages.filter(kind__in=private), CANCELLABLE, **outcome, **wiped())


def settle_messages(*, ids: Collection[int]) -> list[int]:
    """Record that uncertain messages did arrive: staff found their Message-ID at the relay. Returns the keys of those."""
    messages = Message.objects.filter(pk__in=ids, state=Message.State.UNCERTAIN)
    return _update(
        messages,
        (Message.State.UNCERTAIN,),
        state=Message.State.SENT,
        sent_at=Coalesce("smtp_started_at", Now()),
        claim_token=None,
    )


def _update(messages: Any, states: Collection[str], **columns: Any) -> list[int]:
    """Change the messages that are still in one of `states`; returns the keys of those that were."""
    with transaction.atomic():
        locked = list(messages.filter(state__in=states).order_by("pk").select_for_update().values_list("pk", flat=True))
        Message.objects.filter(pk__in=locked).update(**columns)
    return locked
