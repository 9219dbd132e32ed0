"""Celery: beat wakes, workers look into the database for what is due. No result back end, no ETA."""

import os

from celery import Celery

from council.config.mode import settings_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module(os.environ))

app = Celery("council")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# The schedule, in code, in UTC. Each task is idempotent; a lost or repeated wake-up changes nothing.
app.conf.beat_schedule = {}
