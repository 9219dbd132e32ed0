"""A real Celery worker, killed (SIGKILL) again and again while it sends over real SMTP."""

import os
import random
import signal
from collections import Counter
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from council.messaging.models import Message
from council.messaging.services import queue_messages, sweep
from tests.messaging.processes import Background, children, wait_until
from tests.messaging.smtp import Relay
from tests.messaging.trial import outgoing

pytestmark = pytest.mark.django_db(transaction=True)
PHASES = ("mail", "rcpt", "data", "end", "noop")
AT_ONCE = timedelta(0)


class Killer:
    """Answers like any relay, and every so often kills whoever is sending, in the middle of the conversation."""

    def __init__(self, every: int) -> None:
        self.random = random.Random(7)
        self.every = every
        self.victims: list[int] = []
        self.kills = 0

    def __call__(self, phase: str, argument: str) -> None:
        if phase in PHASES and self.random.randrange(self.every) == 0:
            for pid in [child for parent in self.victims for child in children(parent)]:
                self.kill(pid)

    def kill(self, pid: int) -> None:
        try:
            os.kill(pid, signal.SIGKILL)
            self.kills += 1
        except ProcessLookupError:
            return


def send_all(background, killer):
    """Tick and sweep until nothing is waiting. The sweeper's leases are short, it takes claims even from the living; and nobody
    waits for a pause to pass."""
    Message.objects.filter(state="queued").update(next_try_at=Now())
    sweep(claimed_for=AT_ONCE, sending_for=timedelta(seconds=2))
    background.tick("messaging.deliver_batch")
    return not Message.objects.filter(state__in=Message.OPEN).exists()


def test_a_worker_killed_while_sending_sends_nothing_twice_and_hides_no_doubt(tmp_path, soak):
    count, every = (1500, 200) if soak else (60, 40)
    killer = Killer(every)
    queue_messages([outgoing(f"k{n:04}", address=f"reader{n}@example.com") for n in range(count)])
    with Relay(killer) as relay, Background(tmp_path, relay.port) as background:
        killer.victims.append(background.worker("one", concurrency=2).pid)
        wait_until(lambda: send_all(background, killer), seconds=900 if soak else 300, step=0.2)

    assert killer.kills >= 3
    taken = Counter(relay.message_ids)
    assert set(taken.values()) == {1}
    states = dict(Message.objects.values_list("message_id", "state"))
    assert set(states.values()) <= {"sent", "uncertain"}
    sent = {message_id for message_id, state in states.items() if state == "sent"}
    doubtful = {message_id for message_id, state in states.items() if state == "uncertain"}
    assert sent <= set(taken)
    assert set(taken) <= sent | doubtful
    assert len(doubtful) <= killer.kills
