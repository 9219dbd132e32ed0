"""The portal's own Celery application, its clock running fast."""

from council.config.celery import app

for entry in app.conf.beat_schedule.values():
    entry["schedule"] = 0.3

__all__ = ["app"]
