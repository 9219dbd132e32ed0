"""Two beats and four workers, real ones: every reminder once, every mail once."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from council.messaging.models import Heartbeat, Message
from council.reminders.models import Reminder
from council.reminders.services import plan_reminders
from tests.factories import NOW, EventFactory, RegistrationFactory
from tests.messaging.processes import Background, wait_until
from tests.messaging.smtp import Relay

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("default_rules")]
PEOPLE = 40


def ticks(name="worker"):
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def test_two_beats_and_four_workers_remind_everybody_once(tmp_path):
    now = timezone.now()
    event = EventFactory(starts_at=now + timedelta(minutes=30), format="online", online_link="https://meet.example/1")
    for _ in range(PEOPLE):
        RegistrationFactory(event=event, confirmed_at=now - timedelta(days=30))
    with Relay() as relay, Background(tmp_path, relay.port) as background:
        background.beat("one")
        background.beat("two")
        background.worker("first", concurrency=2)
        background.worker("second", concurrency=2)
        wait_until(lambda: Message.objects.filter(state="sent").count() == PEOPLE, seconds=120, step=0.1)
        # And several ticks more, of both beats.
        last = ticks()
        wait_until(lambda: ticks() > last + timedelta(seconds=1), seconds=60, step=0.1)

    assert Counter(Message.objects.values_list("state", flat=True)) == {"sent": PEOPLE}
    assert Counter(Counter(relay.message_ids).values()) == {1: PEOPLE}
    found = Counter(Reminder.objects.values_list("rule__name", "state"))
    assert found == {
        ("week-before", "missed"): PEOPLE,
        ("day-before", "missed"): PEOPLE,
        ("hour-before", "queued"): PEOPLE,
    }


def test_planners_that_meet_write_each_entry_once():
    """Eight planners on eight connections, started together."""
    from threading import Barrier, Thread

    # In the morning: the reminder of the day before is due for an event of the same day, not of one after midnight.
    now = NOW
    event = EventFactory(starts_at=now + timedelta(hours=10))
    for _ in range(30):
        RegistrationFactory(event=event, confirmed_at=now - timedelta(days=30))
    barrier, written, errors = Barrier(8), Counter(), []

    def plan():
        try:
            barrier.wait(10)
            written.update(plan_reminders(now, batch=7))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=plan) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # One that finds a batch taken leaves the rest to whoever took it.
    plan_reminders(now)
    assert errors == []
    assert Counter(Reminder.objects.values_list("state", flat=True)) == {"queued": 30, "missed": 30}
    assert Message.objects.count() == 30
    assert Reminder.objects.filter(state="queued", message=None).count() == 0
