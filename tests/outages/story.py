"""Everything that carries a reminder, killed or frozen in the middle and brought back: database, broker, worker, beat.

A program of its own (`python -m tests.outages.story FOLDER PEOPLE SCENARIO…`), because its database is killed, too: a private
cluster in FOLDER. For each scenario an event is made that is half an hour away, with PEOPLE who have a place. Beat ticks, the
worker plans and delivers, the relay takes a mail at a time; once a third of them are taken the damage is done. Then, whatever
it was: everybody has an entry of the ledger and one message, no mail was taken twice, each is either sent or shown as doubtful,
and no more are doubtful than hands may have been in the middle of a mail. Says a line for each scenario; ends with 1 at the
first that fails.
"""

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil

PACE_SECONDS = 0.01
LONGEST_SECONDS = 120.0
# Of one worker; a scenario has two at most.
HANDS = 2


class BrokenError(Exception):
    """What does not hold."""


class Story:
    """The processes, and what is done to them."""

    def __init__(self, folder: Path, people: int) -> None:
        from tests.messaging.processes import Background
        from tests.messaging.smtp import Relay

        self.folder, self.people = folder, people
        self.relay = Relay(self.pace)
        self.background = Background(folder)
        self.number = 0

    def pace(self, phase: str, argument: str) -> None:
        """A relay that takes its time, so that there is a middle."""
        if phase == "data":
            time.sleep(PACE_SECONDS)

    def run(self, scenarios: list[str]) -> None:
        """Tell all of `scenarios`, one after the other. Raises `BrokenError`."""
        with self.relay:
            self.background.relay_at(self.relay.port)
            with self.background:
                self.start_worker()
                self.start_beat()
                for name in scenarios:
                    began = time.monotonic()
                    doubtful = self.tell(name)
                    say(f"{name}: {self.people} reminded, {doubtful} doubtful, {time.monotonic() - began:.1f} s")

    def tell(self, name: str) -> int:
        """One scenario; returns how many are doubtful afterwards."""
        event, members = make_event(self.people)
        before = len(self.relay.taken)
        self.until(lambda: len(self.relay.taken) - before >= self.people // 3, "a third is taken")
        getattr(self, name)()
        self.until(lambda: ask(lambda: self.all_have_ended(event)), "every message has ended")
        return self.check(event, members)

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait until `condition()` holds. Raises `BrokenError`."""
        deadline = time.monotonic() + LONGEST_SECONDS
        while not condition():
            self.bring_back()
            if time.monotonic() > deadline:
                raise BrokenError(f"Not within {LONGEST_SECONDS:.0f} s: {what}. {ask(states)}")
            time.sleep(0.05)

    def all_have_ended(self, event: int) -> bool:
        """Whether everybody has a message and none of them is under way. What a dead worker held is settled as the sweeper
        does, only sooner: nothing living holds a message for so long here."""
        from council.messaging.models import Message

        settle()
        messages = messages_of(event)
        return messages.count() == self.people and not messages.filter(state__in=Message.OPEN).exists()

    def check(self, event: int, members: set[int]) -> int:
        """What must hold. Returns how many are doubtful; raises `BrokenError`."""
        from council.reminders.models import Reminder

        taken = Counter(self.relay.message_ids)
        ledger = Reminder.objects.filter(source="event", subject=str(event), state="queued")
        reminded = Counter(ledger.values_list("recipient__member", flat=True))
        state = dict(messages_of(event).values_list("message_id", "state"))
        sent = {key for key, value in state.items() if value == "sent"}
        doubtful = {key for key, value in state.items() if value == "uncertain"}
        ours = {key for key in taken if key in state}
        for holds, what in [
            (set(reminded) == members and set(reminded.values()) == {1}, "everybody has one entry of the ledger"),
            (ledger.filter(message=None).count() == 0, "every entry has its message"),
            (set(taken.values()) == {1}, f"no mail was taken twice: {[key for key, count in taken.items() if count > 1]}"),
            (set(state.values()) <= {"sent", "uncertain"}, f"each is sent or doubtful: {Counter(state.values())}"),
            (sent <= ours, "what is called sent was taken"),
            (ours <= sent | doubtful, "what was taken is sent or doubtful"),
            (len(doubtful) <= 2 * HANDS, f"{len(doubtful)} are doubtful"),
        ]:
            if not holds:
                raise BrokenError(f"It does not hold that {what}.")
        return len(doubtful)

    # -- the processes

    def start_worker(self) -> None:
        self.number += 1
        self.worker = self.background.worker(f"worker{self.number}", concurrency=HANDS)

    def start_beat(self) -> None:
        self.number += 1
        self.beat = self.background.beat(f"beat{self.number}")

    def bring_back(self) -> None:
        """Start again who has ended, as the supervisor does: a worker ends when its broker goes away while it holds a task
        (Kombu's channel has nobody left to give the task back to)."""
        if self.worker.poll() is not None:
            self.start_worker()
        if self.beat.poll() is not None:
            self.start_beat()

    def database(self) -> psutil.Process:
        from council.embedded import postgres

        server = postgres.running(self.folder / "postgres")
        if server is None:
            raise BrokenError("The database does not run.")
        return psutil.Process(server.pid)

    def stand_still(self) -> None:
        """Long enough that whoever is not hurt has noticed."""
        time.sleep(2.5)

    # -- what is done

    def worker_killed(self) -> None:
        """With its children, in the middle of a mail. Another takes its place."""
        send(signal.SIGKILL, family(self.worker.pid))
        self.start_worker()

    def worker_frozen(self) -> None:
        """Longer than the sweeper waits, while another goes on; then it comes back and goes on where it stood."""
        frozen = family(self.worker.pid)
        send(signal.SIGSTOP, frozen)
        self.start_worker()
        self.stand_still()
        ask(settle)
        send(signal.SIGCONT, frozen)

    def beat_killed(self) -> None:
        """Another takes its place."""
        send(signal.SIGKILL, family(self.beat.pid))
        self.stand_still()
        self.start_beat()

    def beat_frozen(self) -> None:
        """Another takes its place; then there are two."""
        frozen = family(self.beat.pid)
        send(signal.SIGSTOP, frozen)
        self.start_beat()
        self.stand_still()
        send(signal.SIGCONT, frozen)

    def broker_killed(self) -> None:
        """All that it held is gone; it comes back empty."""
        self.background.kill_broker()
        self.stand_still()
        self.background.start_broker()

    def broker_frozen(self) -> None:
        frozen = [psutil.Process(self.background.broker.pid)]
        send(signal.SIGSTOP, frozen)
        self.stand_still()
        send(signal.SIGCONT, frozen)

    def database_killed(self) -> None:
        """The server and all its processes at once; it recovers from its log."""
        from council.embedded import postgres

        send(signal.SIGKILL, family(self.database().pid))
        self.stand_still()
        postgres.ensure_running(self.folder / "postgres")

    def database_frozen(self) -> None:
        frozen = family(self.database().pid)
        send(signal.SIGSTOP, frozen)
        self.stand_still()
        send(signal.SIGCONT, frozen)


SCENARIOS = [
    f"{what}_{how}" for what in ("worker", "beat", "broker", "database") for how in ("killed", "frozen")
]  # each is a method above


def say(line: str) -> None:
    """Tell whoever started the story."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def family(pid: int) -> list[psutil.Process]:
    """A process and all below it."""
    first = psutil.Process(pid)
    return [first, *first.children(recursive=True)]


def send(number: int, processes: list[psutil.Process]) -> None:
    """Send a signal to all of them."""
    for process in processes:
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            continue


def ask(question: Callable[[], object]) -> object:
    """The answer of the database, or None while it is away."""
    from django.db import InterfaceError, OperationalError, connection

    try:
        return question()
    except (OperationalError, InterfaceError):
        connection.close()
        return None


def states() -> object:
    """How many messages are in which state."""
    from council.messaging.models import Message

    return Counter(Message.objects.values_list("state", flat=True))


def messages_of(event: int) -> Any:
    """The reminders of an event as messages."""
    from council.messaging.models import Message

    return Message.objects.filter(reminder__source="event", reminder__subject=str(event))


def settle() -> None:
    """What the sweeper does, sooner: the leases of what the dead held are short here."""
    from council.messaging.services import sweep

    sweep(claimed_for=timedelta(seconds=4), sending_for=timedelta(seconds=4))


def make_event(people: int) -> tuple[int, set[int]]:
    """An event half an hour away with so many who have a place; its key and theirs."""
    from django.utils import timezone

    from tests.factories import EventFactory, RegistrationFactory

    now = timezone.now()
    event = EventFactory(
        starts_at=now + timedelta(minutes=30), format="online", online_link="https://meet.example/1", state="draft"
    )
    members = {RegistrationFactory(event=event, confirmed_at=now - timedelta(days=30)).member_id for _ in range(people)}
    type(event).objects.filter(pk=event.pk).update(state="published")
    return event.pk, members


def set_up(folder: Path) -> None:
    """A private cluster with our tables, and Django on it."""
    from council.embedded import postgres

    settings = postgres.ensure_running(folder / "postgres") | {"OPTIONS": {"connect_timeout": 5}, "CONN_MAX_AGE": 60}
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.messaging.worker_settings",
        "WORKER_DATABASE": json.dumps(settings),
        "WORKER_FOLDER": str(folder),
        "WORKER_BROKER": "redis://127.0.0.1:9/0",
    }
    import django

    from council.config.interpreter import collect_seldom

    collect_seldom()
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def main() -> int:
    folder, people, scenarios = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] or SCENARIOS
    from council.embedded import postgres

    set_up(folder)
    try:
        Story(folder, people).run(scenarios)
    except BrokenError as failure:
        say(f"FAILED: {failure}")
        return 1
    finally:
        postgres.release_lease(folder / "postgres", seconds=15)
    return 0


if __name__ == "__main__":
    sys.exit(main())
