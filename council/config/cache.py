"""A Redis cache that never blocks or breaks a page."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

TIMEOUT_SECONDS = 0.25
PAUSE_SECONDS = 5.0


class FailsafeRedisCache(RedisCache):
    """Redis, or this process's memory for `PAUSE_SECONDS` after Redis was slow or away.

    The cache holds only what may be lost (rate limits, heartbeats), so another process's view may differ meanwhile.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        options = params.setdefault("OPTIONS", {})
        options.setdefault("socket_timeout", TIMEOUT_SECONDS)
        options.setdefault("socket_connect_timeout", TIMEOUT_SECONDS)
        options.setdefault("retry", None)
        super().__init__(server, params)
        self._memory = LocMemCache(f"failsafe-{server}", {})
        self._retry_at = 0.0
        self._lock = threading.Lock()

    @property
    def is_fallen_back(self) -> bool:
        """Whether this process uses its own memory for the moment."""
        return time.monotonic() < self._retry_at

    def _call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._retry_at:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except (RedisError, OSError):
                with self._lock:
                    self._retry_at = time.monotonic() + PAUSE_SECONDS
        return getattr(self._memory, name)(*args, **kwargs)


def _failsafe(name: str) -> Callable[..., Any]:
    def method(self: FailsafeRedisCache, *args: Any, **kwargs: Any) -> Any:
        return self._call(name, *args, **kwargs)

    method.__name__ = name
    return method


for _name in ("add", "get", "set", "touch", "delete", "get_many", "has_key", "incr", "set_many", "delete_many", "clear"):
    setattr(FailsafeRedisCache, _name, _failsafe(_name))
