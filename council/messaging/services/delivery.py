"""Sending what is in the outbox: claim, ask again, hand over, mark. Times are the database's clock."""

import logging
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from council import programmes
from council.messaging.models import Message
from council.messaging.services.preparing import Prepared, ask_again, prepare
from council.messaging.services.staff import private_kinds, wiped
from council.messaging.transport import Outcome, RelayUnavailableError, Reply, Transport, open_transport

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
# The one that was sent is marked with the statement that starts the next: one way to the database and one commit a mail.
NEXT = """
    WITH sent AS (
        UPDATE messaging_message
        SET state = 'sent', sent_at = statement_timestamp(), smtp_reply = %(reply)s, claim_token = NULL
        WHERE id = %(sent)s AND claim_token = %(sent_token)s AND state IN ('claimed', 'sending', 'uncertain')
        RETURNING id
    ), started AS (
        UPDATE messaging_message
        SET state = CASE WHEN not_after <= statement_timestamp() THEN 'expired' ELSE 'sending' END,
            attempts = attempts + CASE WHEN not_after <= statement_timestamp() THEN 0 ELSE 1 END,
            smtp_started_at = CASE WHEN not_after <= statement_timestamp() THEN smtp_started_at ELSE statement_timestamp() END,
            subject = %(subject)s
        WHERE id = %(next)s AND claim_token = %(next_token)s AND state = 'claimed'
        RETURNING state, attempts
    )
    SELECT (SELECT count(*) FROM sent), (SELECT state FROM started), (SELECT attempts FROM started)
"""


def deliver(limit: int = 200, *, clock: Callable[[], datetime] = timezone.now) -> Counter[str]:
    """Send up to `limit` messages that are due; any number of workers may do so at once. Returns how many ended in each state.
    `clock` says when each is sent: whether what it tells of still holds is asked as of then.

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
                _Run(transport, outcomes, stop_at, clock).send(batch)
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


class _Run:
    """One batch over one transport. `sent` is the message whose good answer is to be marked with the next statement: nothing
    that takes time stands between the two."""

    def __init__(self, transport: Transport, outcomes: Counter[str], stop_at: float, clock: Callable[[], datetime]) -> None:
        self.transport, self.outcomes, self.stop_at, self.clock = transport, outcomes, stop_at, clock
        self.sent: tuple[Message, Reply] | None = None

    def send(self, batch: list[Message]) -> None:
        """Send `batch`. Raises `RelayUnavailableError`, with what was not begun still claimed."""
        try:
            ready = prepare(batch, self.clock())
            for place in range(len(ready)):
                self._send_first(ready[place:])
        except BaseException:
            with suppress(DatabaseError):
                self._mark_sent()
            raise
        self._mark_sent()

    def _send_first(self, waiting: list[Prepared]) -> None:
        """Send the first of those that wait."""
        prepared, message = waiting[0], waiting[0].message
        if time.monotonic() >= self.stop_at:
            self._mark_sent()
            self.outcomes[Message.State.QUEUED] += _release([message], message.smtp_reply, pause=timedelta(0))
            return
        if prepared.state is None and not (self.transport.is_open() and prepared.is_fresh()):
            # This takes its time: what was sent is marked first.
            self._mark_sent()
            self.transport.open()
            if not prepared.is_fresh():
                ask_again(waiting, self.clock())
        if prepared.state is not None or prepared.mail is None:
            self._mark_sent()
            self.outcomes[_finish(message, prepared.state or Message.State.FAILED, prepared.reason)] += 1
            return
        state = self._start(message, str(prepared.mail.subject))
        if state != Message.State.SENDING:
            self.outcomes[state] += 1
            return
        reply = self.transport.send(prepared.mail, prepared.source)
        if reply.outcome is Outcome.SENT and not _is_private(message):
            self.sent = (message, reply)
        else:
            self.outcomes[_record(message, reply)] += 1

    def _start(self, message: Message, subject: str) -> str:
        """Mark `message` as being handed over, if the claim still is ours; as expired, if its time has passed meanwhile. Marks
        what was sent before it in the same statement."""
        sent, reply = self.sent or (None, None)
        values = {
            "sent": sent.pk if sent else None,
            "sent_token": sent.claim_token if sent else None,
            "reply": reply.text[:500] if reply else "",
            "next": message.pk,
            "next_token": message.claim_token,
            "subject": "" if _is_private(message) else subject,
        }
        with connection.cursor() as cursor:
            cursor.execute(NEXT, values)
            marked, state, attempts = cursor.fetchone()
        self.sent = None
        if sent:
            self.outcomes[Message.State.SENT if marked else "lost"] += 1
        if state is None:
            return "lost"
        message.attempts = attempts
        if state == Message.State.EXPIRED:
            _end(Message.objects.filter(pk=message.pk, state=state), state=state)
        return str(state)

    def _mark_sent(self) -> None:
        """Mark what was sent, if it is not marked yet."""
        if self.sent is not None:
            (message, reply), self.sent = self.sent, None
            self.outcomes[_record(message, reply)] += 1


def _is_private(message: Message) -> bool:
    kind = programmes.message_kinds.find(message.kind)
    return kind is not None and kind.private


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
    if state != Message.State.QUEUED and _is_private(message):
        columns |= wiped()
    return str(state) if mine.update(**columns) else "lost"


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
