"""Celery: beat wakes, workers look into the database for what is due. No result back end, no ETA."""

import os

from celery import Celery

from council.config.mode import settings_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module(os.environ))

app = Celery("council")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# The schedule, in code, in UTC. Each task is idempotent; a lost or repeated wake-up changes nothing.
# A tick that nobody took within a minute is dropped: the next one does its work.
app.conf.beat_schedule = {
    name: {"task": name, "schedule": seconds, "options": {"expires": 60}}
    for name, seconds in {
        "messaging.deliver_batch": 5.0,
        "messaging.sweep_stale": 60.0,
    }.items()
}
