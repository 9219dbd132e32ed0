"""The portal's own Celery application, its clock running fast; a worker that takes tasks says so with a file."""

import os
from pathlib import Path

from celery import signals

from council.config.celery import app

for entry in app.conf.beat_schedule.values():
    entry["schedule"] = 0.3


@signals.worker_ready.connect
def say_ready(sender, **kwargs):
    """Leave `<name>@test.ready` in the test's folder."""
    (Path(os.environ["WORKER_FOLDER"]) / f"{sender.hostname}.ready").touch()


__all__ = ["app"]
