"""What is asked and made before a message is handed over: whether it may and should still go, and the mail itself."""

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError
from django.db.models.functions import Lower

from council import programmes
from council.messaging.mime import source_of
from council.messaging.models import Message, Preference, SuppressedAddress
from council.messaging.rendering import build_mail
from council.messaging.transport import describe

logger = logging.getLogger(__name__)

# How long an answer of `still_true` counts as “just before sending”.
HOLDS_SECONDS = 1.0
SUPPRESSED = "The address is on the suppression list."
SWITCHED_OFF = "The reader switched this kind of message off."
UNTRUE = "What it tells of no longer holds."


@dataclass
class Prepared:
    """A claimed message and its mail, or the state that it ends in and why."""

    message: Message
    mail: EmailMessage | None = None
    source: bytes = b""
    state: Message.State | None = None
    reason: str = ""
    asked_at: float = 0.0

    def is_fresh(self) -> bool:
        """Whether what was asked about it is still just before sending."""
        return time.monotonic() < self.asked_at + HOLDS_SECONDS


def prepare(batch: list[Message], now: datetime) -> list[Prepared]:
    """All of `batch`, ready to be handed over or to be ended at `now`, in its order. The fact of each is asked for once, of
    many in one query where its kind can; whoever sends it later than `HOLDS_SECONDS` asks again (`ask_again`)."""
    unwanted = _unwanted(batch)
    wanted = [message for message in batch if message.pk not in unwanted]
    asked_at = time.monotonic()
    truths = _truths(wanted, now)
    return [_prepare_one(message, unwanted.get(message.pk, ""), truths.get(message.pk), asked_at) for message in batch]


def ask_again(waiting: Sequence[Prepared], now: datetime) -> None:
    """Ask again whether the facts that `waiting` tell of hold; those that do not are to be ended."""
    waiting = [prepared for prepared in waiting if prepared.state is None]
    asked_at = time.monotonic()
    truths = _truths([prepared.message for prepared in waiting], now)
    for prepared in waiting:
        prepared.asked_at = asked_at
        truth = truths[prepared.message.pk]
        if truth is not True:
            prepared.state, prepared.reason = _ending(prepared.message, truth)


def _prepare_one(message: Message, unwanted: str, truth: bool | Exception | None, asked_at: float) -> Prepared:
    prepared = Prepared(message, asked_at=asked_at)
    if unwanted:
        prepared.state, prepared.reason = Message.State.CANCELLED, unwanted
    elif truth is not True:
        prepared.state, prepared.reason = _ending(message, truth)
    else:
        try:
            prepared.mail = build_mail(message)
            prepared.source = source_of(prepared.mail)
        except (OperationalError, InterfaceError):
            # The database is away: that is not this message's fault.
            raise
        except Exception as error:
            prepared.state, prepared.reason = _ending(message, error)
    return prepared


def _ending(message: Message, truth: bool | Exception | None) -> tuple[Message.State, str]:
    """One bad row never blocks the queue: it fails with its reason."""
    if isinstance(truth, Exception):
        logger.error("Message %s cannot be rendered.", message.pk, exc_info=truth)
        return Message.State.FAILED, describe(truth)
    return Message.State.CANCELLED, UNTRUE


def _truths(messages: list[Message], now: datetime) -> dict[int, bool | Exception]:
    """Whether the fact of each still holds at `now`, by its key; an exception where asking raised one."""
    truths: dict[int, bool | Exception] = {}
    by_kind: dict[str, list[Message]] = {}
    for message in messages:
        by_kind.setdefault(message.kind, []).append(message)
    for slug, group in by_kind.items():
        kind = programmes.message_kinds.find(slug)
        if kind is not None and kind.all_still_true is not None:
            try:
                answers = kind.all_still_true([message.context for message in group])
                truths |= {message.pk: answer for message, answer in zip(group, answers, strict=True)}
                continue
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                logger.exception("Messages of the kind %s are asked about one by one.", slug)
        truths |= {message.pk: _truth(message, now) for message in group}
    return truths


def _truth(message: Message, now: datetime) -> bool | Exception:
    try:
        return programmes.message_kinds.get(message.kind).holds(message.context, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        return error


def _unwanted(batch: Iterable[Message]) -> dict[int, str]:
    """Why some of `batch` must not be sent: the reader switched the kind off meanwhile, or the address is suppressed."""
    batch = list(batch)
    addresses = SuppressedAddress.objects.annotate(small=Lower("address"))
    suppressed = set(addresses.filter(small__in={message.address.lower() for message in batch}).values_list("small", flat=True))
    switched_off = set(
        Preference.objects.filter(user__in={m.user_id for m in batch if m.user_id}).values_list("user_id", "kind")
    )
    reasons = {}
    for message in batch:
        kind = programmes.message_kinds.find(message.kind)
        if message.address.lower() in suppressed:
            reasons[message.pk] = SUPPRESSED
        elif kind is not None and not kind.essential and (message.user_id, message.kind) in switched_off:
            reasons[message.pk] = SWITCHED_OFF
    return reasons
