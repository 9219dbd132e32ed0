"""Celery's doors to the outbox. Both are idempotent: a lost or repeated tick changes nothing."""

from celery import shared_task

from council.messaging import services


@shared_task(name="messaging.deliver_batch")
def deliver_batch() -> None:
    services.record_heartbeat("worker")
    services.deliver()


@shared_task(name="messaging.sweep_stale")
def sweep_stale() -> None:
    services.sweep()
