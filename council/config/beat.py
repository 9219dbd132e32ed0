"""Celery beat with a heartbeat: a sign of life in the database, and no standing still without Redis."""

import logging
import time
from typing import Any

from celery.beat import Scheduler
from django.db import DatabaseError, connection

from council.messaging.services import record_heartbeat

HEARTBEAT_SECONDS = 10.0

logger = logging.getLogger(__name__)


class HeartbeatScheduler(Scheduler):
    """Keeps no schedule file: every entry is due at the start, and tasks find in the database what was missed.

    A wake-up that cannot be published is dropped; the next one is soon enough."""

    _heartbeat_due = 0.0

    def setup_schedule(self) -> None:
        super().setup_schedule()
        for entry in self.schedule.values():
            entry.last_run_at -= entry.schedule.run_every

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """One look at the schedule, with a sign of life at most every `HEARTBEAT_SECONDS`."""
        if time.monotonic() >= self._heartbeat_due:
            self._heartbeat_due = time.monotonic() + HEARTBEAT_SECONDS
            self._beat()
        return min(super().tick(*args, **kwargs), HEARTBEAT_SECONDS)

    def _beat(self) -> None:
        try:
            record_heartbeat("beat")
        except DatabaseError:
            logger.warning("The database does not take beat's heartbeat.")
            connection.close()

    def _ensure_connected(self) -> Any:
        # Celery's would wait here until the broker answers, and beat would look dead. Publishing connects by itself.
        return self.connection
