"""Celery: beat wakes, workers look into the database for what is due. No result back end, no ETA."""

import logging
import os
import warnings
from typing import Any

from celery import Celery, Task, signals

from council.config.interpreter import collect_seldom, with_room
from council.config.mode import settings_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module(os.environ))

collect_seldom()
# As root, too, one command brings everything up; messages are JSON, nothing in them is run.
warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")


class RoomyTask(Task):
    """A task with room for its calls."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return with_room(self.run, *args, **kwargs)


app = Celery("council", task_cls=RoomyTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


# The schedule, in code, in UTC. Each task is idempotent; a lost or repeated wake-up changes nothing.
# One that nobody took until the next is due is dropped: the next does its work.
app.conf.beat_schedule = {
    name: {"task": name, "schedule": seconds, "options": {"expires": seconds}}
    for name, seconds in {
        "messaging.deliver_batch": 5.0,
        "events.settle_registrations": 300.0,
        "events.pass_seats_on": 60.0,
        "messaging.sweep_stale": 60.0,
        "reminders.plan_reminders": 60.0,
        "events.complete_past_events": 600.0,
        "events.keep_series": 3600.0,
        "events.invite_to_surveys": 600.0,
        "members.expire_memberships": 3600.0,
        "focusgroup.end_task_forces": 3600.0,
        "forums.keep_meetings": 300.0,
        "focusgroup.escalate_overdue": 3600.0,
        "forums.end_groundless_stand_ins": 300.0,
        "forums.send_topic_digests": 300.0,
        "symposia.book_wanted_sessions": 300.0,
        "symposia.expire_interests": 600.0,
        "symposia.leave_rounds": 300.0,
        "symposia.solve_schedules": 5.0,
        "symposia.plan_follow_ups": 3600.0,
        "library.scan_files": 10.0,
        "members.make_exports": 10.0,
        "members.apply_retention": 86400.0,
        "members.confirm_news_consents": 86400.0,
        "library.sweep_files": 86400.0,
    }.items()
}


@signals.setup_logging.connect
def keep_our_logging(loglevel: int = logging.WARNING, logfile: str | None = None, **kwargs: Any) -> None:
    """Celery replaces logging unless somebody listens here; Django's `LOGGING` holds, with Celery's options on top of it."""
    logger = logging.getLogger("celery")
    logger.setLevel(loglevel)
    if logfile:
        logger.addHandler(logging.FileHandler(logfile))
