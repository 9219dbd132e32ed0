"""The database and Redis that the settings point at, from the environment or the embedded servers."""

from pathlib import Path
from typing import Any

import environ

from council.embedded import postgres, valkey

POSTGRES_OPTIONS = {"connect_timeout": 5}
# A request that the database keeps waiting longer than this has lost its reader. Workers and commands have no limit.
WEB_TIMEOUTS = "-c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000"
POOL = {"min_size": 1, "max_size": 16, "timeout": 3}


def database(env: environ.Env, embedded_dir: Path, *, fast: bool = False) -> dict[str, Any]:
    """Django's database settings: `DATABASE_URL`, or the embedded PostgreSQL in `embedded_dir`, started when it is not running.

    `fast` trades durability for speed (tests only)."""
    given = env.str("DATABASE_URL", default="")
    config: dict[str, Any] = env.db("DATABASE_URL") if given else postgres.ensure_running(embedded_dir, fast=fast)
    # The unix socket's folder is in OPTIONS: add to them, never replace them.
    config.setdefault("OPTIONS", {}).update(POSTGRES_OPTIONS)
    config["CONN_HEALTH_CHECKS"] = True
    if env.bool("DB_POOL", default=False):
        config["CONN_MAX_AGE"] = 0
        config["OPTIONS"]["pool"] = POOL
        config["OPTIONS"]["options"] = " ".join(filter(None, [config["OPTIONS"].get("options"), WEB_TIMEOUTS]))
    else:
        config["CONN_MAX_AGE"] = 60
    return config


def redis_url(env: environ.Env, embedded_dir: Path) -> str:
    """`REDIS_URL`, or the address of the embedded Valkey's socket (which `manage.py serve` starts)."""
    return env.str("REDIS_URL", default="") or valkey.url(embedded_dir)


def broker_url(url: str) -> str:
    """The same Redis in kombu's spelling: a socket is `redis+socket://`."""
    return url.replace("unix://", "redis+socket://", 1) if url.startswith("unix://") else url


def cache(url: str) -> dict[str, Any]:
    """Django's cache settings: Redis that never blocks or breaks a page."""
    return {"default": {"BACKEND": "council.config.cache.FailsafeRedisCache", "LOCATION": url, "KEY_PREFIX": "council"}}
