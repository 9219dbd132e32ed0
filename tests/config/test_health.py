"""`/healthz/` and `/readyz/`: what they say, and that they say it within a second."""

import socket
import time
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.models.functions import Now

from council.config import services
from council.messaging.models import Heartbeat

A_SECOND = 1.0


@pytest.fixture
def live(valkey_server, settings):
    """Everything there: database, Redis, heartbeats a moment ago."""
    settings.REDIS_URL = valkey_server.url
    settings.CACHES = services.cache(valkey_server.url)
    for name in ("worker", "beat"):
        Heartbeat.objects.create(name=name, at=Now())
    return valkey_server


def ask(client):
    """Status and parts of an answer that came within a second."""
    client.get("/healthz/")  # the middleware is made at the first request
    began = time.monotonic()
    response = client.get("/readyz/")
    assert time.monotonic() - began < A_SECOND
    assert response["Content-Type"] == "application/json"
    assert "no-cache" in response["Cache-Control"]
    return response.status_code, response.json()


def point_database_at(folder, monkeypatch):
    """Have every new connection look for the database's socket in `folder`."""
    database = connections.settings["default"]
    options = {name: value for name, value in database["OPTIONS"].items() if name != "host"}
    monkeypatch.setitem(database, "OPTIONS", options)
    monkeypatch.setitem(database, "HOST", str(folder))
    monkeypatch.setitem(database, "PORT", "5432")


def test_healthz_asks_nobody(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz/")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_neither_has_a_language(client, db):
    assert client.get("/ko/healthz/").status_code == 404
    assert client.get("/ko/readyz/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_all_is_well(client, live):
    parts = dict.fromkeys(("status", "database", "cache", "broker", "worker", "beat"), "ok")
    assert ask(client) == (200, parts)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["freeze", "kill"])
def test_redis_away_is_degraded(client, live, how):
    getattr(live, how)()
    status, parts = ask(client)
    assert status == 200
    assert parts == {
        "status": "degraded", "database": "ok", "cache": "degraded", "broker": "degraded", "worker": "ok", "beat": "ok",
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("silent", ["worker", "beat"])
@pytest.mark.parametrize("since", [None, timedelta(seconds=61)])
def test_silent_process_is_degraded(client, live, silent, since):
    heartbeat = Heartbeat.objects.filter(name=silent)
    if since is None:
        heartbeat.delete()
    else:
        heartbeat.update(at=Now() - since)
    status, parts = ask(client)
    assert status == 200
    assert (parts.pop("status"), parts.pop(silent)) == ("degraded", "degraded")
    assert set(parts.values()) == {"ok"}


@pytest.mark.django_db(transaction=True)
def test_stopped_database_is_unavailable(client, live, tmp_path, monkeypatch):
    point_database_at(tmp_path, monkeypatch)
    status, parts = ask(client)
    assert status == 503
    assert parts == {
        "status": "unavailable", "database": "unavailable", "cache": "ok", "broker": "ok",
        "worker": "degraded", "beat": "degraded",
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_frozen_database_is_unavailable_within_a_second(client, live, tmp_path_factory, monkeypatch):
    # A server that takes connections and never answers, as a stopped process does.
    folder = tmp_path_factory.mktemp("pg")
    with socket.socket(socket.AF_UNIX) as frozen:
        frozen.bind(str(folder / ".s.PGSQL.5432"))
        frozen.listen()
        point_database_at(folder, monkeypatch)
        status, parts = ask(client)
    assert (status, parts["status"]) == (503, "unavailable")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("path", "language", "title"), [("/events/", "en", "Please try again in a moment"), ("/ko/events/", "ko", None)]
)
def test_page_without_database_asks_for_patience(client, tmp_path, monkeypatch, path, language, title):
    client.raise_request_exception = False
    connection.close()
    point_database_at(tmp_path, monkeypatch)
    monkeypatch.setitem(connection.settings_dict, "HOST", str(tmp_path))
    response = client.get(path)
    connection.close()
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    html = response.content.decode()
    assert f'<html lang="{language}">' in html
    assert title is None or f"<h1>{title}</h1>" in html
    assert "Traceback" not in html
