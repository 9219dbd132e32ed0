"""A real Celery worker, killed (SIGKILL) again and again while it sends over real SMTP.

None is sent twice, and every doubtful one is visible: each mail ends as sent, and then the relay has it, or as uncertain."""

import os
import random
import signal
import time
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


class Clock(Killer):
    """Kills whoever is sending once there has been sending for `seconds`, wherever in the conversation that is."""

    def __init__(self, seconds: float) -> None:
        super().__init__(1)
        self.seconds = seconds
        self.due: float | None = None

    def __call__(self, phase: str, argument: str) -> None:
        now = time.monotonic()
        if phase not in PHASES:
            return
        if self.due is None:
            self.due = now + self.seconds
        elif now >= self.due:
            self.due = None
            super().__call__(phase, argument)


def send_all(background, killer):
    """Tick and sweep until nothing is waiting. The sweeper's leases are short, it takes claims even from the living; and nobody
    waits for a pause to pass."""
    Message.objects.filter(state="queued").update(next_try_at=Now())
    sweep(claimed_for=AT_ONCE, sending_for=timedelta(seconds=2))
    background.tick("messaging.deliver_batch")
    return not Message.objects.filter(state__in=Message.OPEN).exists()


# How the killer is made, for the short proof and for the long one.
KILLERS = {
    "in the middle of a conversation": (lambda: Killer(40), lambda: Killer(200)),
    "every fifth of a second": (lambda: Clock(0.03), lambda: Clock(0.2)),
}


@pytest.mark.parametrize("how", KILLERS)
def test_a_worker_killed_while_sending_sends_nothing_twice_and_hides_no_doubt(tmp_path, soak, how):
    killer, count = KILLERS[how][soak](), 1500 if soak else 60
    queue_messages([outgoing(f"k{n:04}", address=f"reader{n}@example.com") for n in range(count)])
    with Relay(killer) as relay, Background(tmp_path, relay.port) as background:
        killer.victims.append(background.worker("one", concurrency=2).pid)
        wait_until(lambda: send_all(background, killer), seconds=900 if soak else 300, step=0.2)

    assert killer.kills >= (20 if soak else 1)
    taken = Counter(relay.message_ids)
    assert set(taken.values()) == {1}
    states = dict(Message.objects.values_list("message_id", "state"))
    assert set(states.values()) <= {"sent", "uncertain"}
    sent = {message_id for message_id, state in states.items() if state == "sent"}
    doubtful = {message_id for message_id, state in states.items() if state == "uncertain"}
    assert sent <= set(taken)
    assert set(taken) <= sent | doubtful
    assert len(doubtful) <= killer.kills
    assert Message.objects.uncertain().count() == len(doubtful)
