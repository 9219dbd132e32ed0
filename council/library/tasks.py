"""Celery's door into the library."""

from celery import shared_task
from django.utils import timezone

from council.library import services


@shared_task(name="library.sweep_files")
def sweep_files() -> int:
    """Delete stored files that belong to nothing."""
    return services.sweep_files(now=timezone.now())


@shared_task(name="library.scan_files")
def scan_files() -> int:
    """Have uploads scanned that wait for it, then files that were taken without a scanner."""
    now = timezone.now()
    return services.scan_waiting(now=now) + services.scan_unscanned(now=now)
