"""Sending what is in the outbox: claim, ask again, hand over, mark. Times are the database's clock."""

import logging
import time
import uuid
from collections import Counter
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError, connection
from django.db.models import F, Q
from django.db.models.functions import Now

from council import programmes
from council.messaging.models import Message, Preference, SuppressedAddress
from council.messaging.rendering import build_mail
from council.messaging.services.staff import private_kinds, wiped
from council.messaging.transport import Outcome, RelayUnavailableError, Reply, Transport, describe, open_transport

logger = logging.getLogger(__name__)

BATCH = 25
# A run stops claiming after this long; the next tick goes on. Well below the tasks' time limit.
RUN_SECONDS = 60
# How long a claim holds before the sweeper takes it back (harmless: `sending` is conditional on the claim).
CLAIM_LEASE = timedelta(minutes=3)
# How long a sender may take. Longer than a task may live, so that no living sender is called doubtful.
SENDING_LEASE = timedelta(minutes=6)
# The pauses after the 1st, 2nd, … refusal for now; after the last one the message has failed.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
RELAY_PAUSE = timedelta(seconds=60)

CLAIM = """
    UPDATE messaging_message SET state = 'claimed', claimed_at = statement_timestamp(), claim_token = %s
    WHERE id IN (
        SELECT id FROM messaging_message WHERE state = 'queued' AND next_try_at <= statement_timestamp()
        ORDER BY priority, next_try_at, id LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING *
"""
START = """
    UPDATE messaging_message
    SET state = CASE WHEN not_after <= statement_timestamp() THEN 'expired' ELSE 'sending' END,
        attempts = attempts + CASE WHEN not_after <= statement_timestamp() THEN 0 ELSE 1 END,
        smtp_started_at = CASE WHEN not_after <= statement_timestamp() THEN smtp_started_at ELSE statement_timestamp() END,
        subject = %s
    WHERE id = %s AND claim_token = %s AND state = 'claimed'
    RETURNING state, attempts
"""


def deliver(limit: int = 200) -> Counter[str]:
    """Send up to `limit` messages that are due; any number of workers may do so at once. Returns how many ended in each state.

    A message leaves `queued` by a claim that no other worker shares, becomes `sending` only while that claim still holds, and
    is marked right after the relay's answer. Killed at any point, a worker leaves either a claim (the sweeper queues it again)
    or a `sending` (the sweeper calls it uncertain, and nobody sends it again by himself)."""
    outcomes: Counter[str] = Counter()
    stop_at = time.monotonic() + RUN_SECONDS
    with open_transport() as transport:
        while limit > 0 and time.monotonic() < stop_at:
            batch = _claim(min(limit, BATCH))
            if not batch:
                break
            limit -= len(batch)
            try:
                _deliver_batch(batch, transport, outcomes, stop_at)
            except RelayUnavailableError as error:
                logger.warning("The relay cannot be reached: %s", error)
                released = _release(batch, str(error))
                outcomes[Message.State.QUEUED] += released
                break
    return outcomes


def sweep(*, claimed_for: timedelta = CLAIM_LEASE, sending_for: timedelta = SENDING_LEASE) -> Counter[str]:
    """Settle what dead workers left: a claim older than `claimed_for` is queued again, a `sending` older than `sending_for`
    becomes uncertain. What is of no use any more expires. Returns how many ended in each state."""
    stale_claim = Message.objects.filter(state=Message.State.CLAIMED, claimed_at__lt=Now() - claimed_for)
    stale_sending = Message.objects.filter(state=Message.State.SENDING, smtp_started_at__lt=Now() - sending_for)
    useless = Message.objects.filter(state=Message.State.QUEUED, not_after__lte=Now())
    doubt = {"state": Message.State.UNCERTAIN, "smtp_reply": "The sender died before the relay answered."}
    outcomes: Counter[str] = Counter()
    outcomes[Message.State.QUEUED] += stale_claim.update(state=Message.State.QUEUED, claim_token=None)
    outcomes[Message.State.UNCERTAIN] += _end(stale_sending, **doubt)
    outcomes[Message.State.EXPIRED] += _end(useless, state=Message.State.EXPIRED)
    if outcomes[Message.State.UNCERTAIN]:
        logger.error("%d messages may or may not have been sent.", outcomes[Message.State.UNCERTAIN])
    return +outcomes


def _claim(count: int) -> list[Message]:
    """Claim up to `count` due messages, the most urgent first, in one statement of its own transaction."""
    claimed = Message.objects.raw(CLAIM, [uuid.uuid4(), count])
    return sorted(claimed, key=lambda message: (message.priority, message.next_try_at, message.pk))


def _deliver_batch(batch: list[Message], transport: Transport, outcomes: Counter[str], stop_at: float) -> None:
    unwanted = _unwanted(batch)
    for message in batch:
        if time.monotonic() >= stop_at:
            outcomes[Message.State.QUEUED] += _release([message], message.smtp_reply, pause=timedelta(0))
        else:
            outcomes[_deliver_one(message, transport, unwanted.get(message.pk, ""))] += 1


def _deliver_one(message: Message, transport: Transport, unwanted: str) -> str:
    """Send one claimed message; returns the state that it ended in, or `lost` where the claim was no longer ours."""
    try:
        reason = unwanted or _no_longer_true(message)
        if reason:
            return _finish(message, Message.State.CANCELLED, reason)
        mail = build_mail(message)
        mail.message()
    except (OperationalError, InterfaceError):
        # The database is away: that is not this message's fault.
        raise
    except Exception as error:
        # One bad row never blocks the queue.
        logger.exception("Message %s cannot be rendered.", message.pk)
        return _finish(message, Message.State.FAILED, describe(error))
    transport.open()
    started = _start(message, mail)
    if started != Message.State.SENDING:
        return started
    return _record(message, transport.send(mail))


def _unwanted(batch: list[Message]) -> dict[int, str]:
    """Why some of `batch` must not be sent: the reader switched the kind off meanwhile, or the address is suppressed."""
    addresses = {message.address.lower() for message in batch}
    suppressed = {
        address.lower() for address in SuppressedAddress.objects.filter(_any_case(addresses)).values_list("address", flat=True)
    }
    switched_off = set(
        Preference.objects.filter(user__in={m.user_id for m in batch if m.user_id}).values_list("user_id", "kind")
    )
    reasons = {}
    for message in batch:
        kind = programmes.message_kinds.find(message.kind)
        if message.address.lower() in suppressed:
            reasons[message.pk] = "The address is on the suppression list."
        elif kind is not None and not kind.essential and (message.user_id, message.kind) in switched_off:
            reasons[message.pk] = "The reader switched this kind of message off."
    return reasons


def _any_case(addresses: set[str]) -> Q:
    condition = Q(pk__in=[])
    for address in addresses:
        condition |= Q(address__iexact=address)
    return condition


def _no_longer_true(message: Message) -> str:
    kind = programmes.message_kinds.get(message.kind)
    return "" if kind.still_true(message.context) else "What it tells of no longer holds."


def _start(message: Message, mail: EmailMessage) -> str:
    """Mark `message` as being handed over, if the claim still is ours; as expired, if its time has passed meanwhile."""
    subject = "" if message.kind in private_kinds() else str(mail.subject)
    with connection.cursor() as cursor:
        cursor.execute(START, [subject, message.pk, message.claim_token])
        row = cursor.fetchone()
    if row is None:
        return "lost"
    state, message.attempts = row
    if state == Message.State.EXPIRED:
        _end(Message.objects.filter(pk=message.pk, state=state), state=state)
    return str(state)


def _record(message: Message, reply: Reply) -> str:
    """Mark `message` with what the relay answered."""
    if reply.outcome is Outcome.SENT:
        return _finish(message, Message.State.SENT, reply.text, sent_at=Now())
    if reply.outcome is Outcome.UNCERTAIN:
        logger.error("Message %s may or may not have been sent: %s", message.pk, reply.text)
        return _finish(message, Message.State.UNCERTAIN, reply.text)
    if reply.outcome is Outcome.RETRY and message.attempts <= len(BACK_OFF):
        pause = BACK_OFF[message.attempts - 1]
        return _finish(message, Message.State.QUEUED, reply.text, next_try_at=Now() + pause)
    logger.warning("Message %s failed: %s", message.pk, reply.text)
    return _finish(message, Message.State.FAILED, reply.text)


def _finish(message: Message, state: Message.State, reply: str, **columns: Any) -> str:
    """End this attempt, if it still is ours (a sweeper may have called it uncertain: the answer knows better)."""
    held = (Message.State.CLAIMED, Message.State.SENDING, Message.State.UNCERTAIN)
    mine = Message.objects.filter(pk=message.pk, claim_token=message.claim_token, state__in=held)
    token = F("claim_token") if state == Message.State.UNCERTAIN else None
    columns |= {"state": state, "smtp_reply": reply[:500], "claim_token": token}
    done = mine.update(**columns) if state == Message.State.QUEUED else _end(mine, **columns)
    return str(state) if done else "lost"


def _end(messages: Any, **columns: Any) -> int:
    """Change `messages` for good; what private ones said is erased. Returns how many there were."""
    private = private_kinds()
    ended: int = messages.filter(kind__in=private).update(**columns, **wiped())
    ended += messages.exclude(kind__in=private).update(**columns)
    return ended


def _release(batch: list[Message], reply: str, pause: timedelta = RELAY_PAUSE) -> int:
    """Give back what of `batch` is still claimed, to be tried again after `pause`; an attempt is not counted."""
    mine = Message.objects.filter(
        pk__in=[message.pk for message in batch], claim_token=batch[0].claim_token, state=Message.State.CLAIMED
    )
    return mine.update(state=Message.State.QUEUED, claim_token=None, next_try_at=Now() + pause, smtp_reply=reply[:500])
