"""The portal's own Celery application, ticking each second; a worker that takes tasks says so with a file."""

import os
from pathlib import Path

from celery import signals

from council.config.celery import app

TASKS = ("messaging.deliver_batch", "messaging.sweep_stale", "reminders.plan_reminders")
app.conf.beat_schedule = {name: {"task": name, "schedule": 1.0} for name in TASKS}


@signals.worker_ready.connect
def say_ready(sender, **kwargs):
    """Leave `<name>@test.ready` in the test's folder."""
    (Path(os.environ["WORKER_FOLDER"]) / f"{sender.hostname}.ready").touch()


__all__ = ["app"]
