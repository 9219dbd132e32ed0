"""`/healthz/`: this process answers. `/readyz/`: what it depends on does, too; always within a second."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from datetime import timedelta

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from council.messaging.models import Heartbeat

ANSWER_SECONDS = 0.6
STALE_AFTER = timedelta(seconds=60)

# A probe that hangs keeps its thread until its own time-out; more of them than this count as failed at once.
_probes = ThreadPoolExecutor(max_workers=12, thread_name_prefix="readyz")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Liveness: no dependency is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Readiness: 503 for the database alone. Without the rest pages go on working, and it is reported as degraded."""
    answers = probe({"database": _ask_database, "cache": _ask_cache, "broker": _ask_broker})
    heartbeats = answers.pop("database")
    parts = {"database": "ok" if isinstance(heartbeats, dict) else "unavailable"}
    parts |= {name: "ok" if answer == "ok" else "degraded" for name, answer in answers.items()}
    for name in ("worker", "beat"):
        age = heartbeats.get(name) if isinstance(heartbeats, dict) else None
        parts[name] = "ok" if age is not None and age <= STALE_AFTER else "degraded"
    if parts["database"] != "ok":
        return JsonResponse({"status": "unavailable", **parts}, status=503)
    return JsonResponse({"status": "ok" if set(parts.values()) == {"ok"} else "degraded", **parts})


def probe(questions: dict[str, Callable[[], object]]) -> dict[str, object]:
    """Ask all questions at once; the answers, `None` for each that failed or took longer than `ANSWER_SECONDS`."""
    deadline = time.monotonic() + ANSWER_SECONDS
    asked: dict[str, Future[object]] = {name: _probes.submit(question) for name, question in questions.items()}
    answers: dict[str, object] = {}
    for name, future in asked.items():
        try:
            answers[name] = future.result(timeout=max(0.0, deadline - time.monotonic()))
        except FutureTimeoutError:
            future.cancel()
            answers[name] = None
        except Exception:  # whatever went wrong, it did not answer
            answers[name] = None
    return answers


def _ask_database() -> dict[str, timedelta]:
    """The age of each heartbeat; they live in the database, so this asks it, too."""
    age = ExpressionWrapper(Now() - F("at"), output_field=DurationField())
    try:
        return dict(Heartbeat.objects.annotate(age=age).values_list("name", "age"))
    finally:
        connection.close()


def _ask_cache() -> str:
    key = "readyz"
    cache.set(key, "ok", timeout=30)
    # A cache that fell back on this process's memory works, and is degraded all the same.
    return "fallen back" if getattr(cache, "is_fallen_back", False) else cache.get(key, "lost")


def _ask_broker() -> str:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5, retry=None)
    try:
        return "ok" if client.ping() else "silent"
    finally:
        client.close()
