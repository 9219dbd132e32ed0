"""What the logs say, and what they keep to themselves."""

import json
import logging
import logging.config

import pytest
import structlog
from django.test import RequestFactory

from council.config import logs
from council.portal.middleware import RequestLogMiddleware


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/events/spring-general-meeting-2027/", "/events/spring-general-meeting-2027/"),
        ("/ko/my/registrations/?q=secret", "/ko/my/registrations/"),
        ("/unsubscribe/NDI6MTp1bnN1YnNjcmliZQ:1sV2bC:Zx_9qT/", "/unsubscribe/…/"),
        ("/my/calendar/0f8fad5b9d1c4b0e8f2a7c6d5e4b3a21.ics", "/my/calendar/….ics"),
        ("/accounts/password/reset/key/1a-c4f7d2b9e1a83c5d7f90/", "/accounts/password/reset/key/…/"),
    ],
)
def test_secrets_of_an_address_are_not_logged(path, logged):
    assert RequestLogMiddleware.format_request(RequestFactory().get(path)) == f"GET {logged}"


def test_production_logs_one_json_object_a_line(capsys):
    config = logs.logging_config(json=True)
    formatter = logging.config.DictConfigurator(config).configure_formatter(config["formatters"]["structured"])
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        record = logging.LogRecord("council", logging.INFO, "", 0, "A %s happened.", ("thing",), None)
        line = formatter.format(record)
    said = json.loads(line)
    assert "\n" not in line
    assert {name: said[name] for name in ("event", "level", "logger", "request_id")} == {
        "event": "A thing happened.", "level": "info", "logger": "council", "request_id": "r1",
    }  # fmt: skip


def test_sentry_is_off_without_an_address(monkeypatch):
    monkeypatch.setattr("sentry_sdk.init", lambda **options: pytest.fail("started"))
    logs.start_sentry("", environment="production")


def test_sentry_gets_no_personal_data(monkeypatch):
    given = {}
    monkeypatch.setattr("sentry_sdk.init", given.update)
    logs.start_sentry("https://key@errors.example/1", environment="production")
    assert (given["dsn"], given["send_default_pii"]) == ("https://key@errors.example/1", False)
