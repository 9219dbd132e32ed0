"""Which settings hold."""

import pytest

from council.config.mode import is_demonstration, is_true, settings_module

DEVELOPMENT, PRODUCTION = "council.config.settings.development", "council.config.settings.production"
URL = "postgresql://council@db/council"


@pytest.mark.parametrize(
    ("env", "module"),
    [
        ({}, DEVELOPMENT),
        ({"DATABASE_URL": ""}, DEVELOPMENT),
        ({"REDIS_URL": "redis://r"}, DEVELOPMENT),
        ({"DATABASE_URL": URL}, PRODUCTION),
        ({"DATABASE_URL": URL, "DEMO": ""}, PRODUCTION),
        ({"DATABASE_URL": URL, "DEMO": "0"}, PRODUCTION),
        ({"DATABASE_URL": URL, "DEBUG": "1"}, PRODUCTION),
        ({"DATABASE_URL": URL, "DEMO": "1"}, DEVELOPMENT),
        ({"DATABASE_URL": URL, "DEMO": "true"}, DEVELOPMENT),
        ({"DEMO": "0"}, DEVELOPMENT),
    ],
)
def test_mode_of_an_environment(env, module):
    assert settings_module(env) == module
    assert is_demonstration(env) is (module == DEVELOPMENT)


@pytest.mark.parametrize(
    ("text", "answer"), [("1", True), (" YES ", True), ("on", True), ("0", False), ("no", False), (None, False)]
)
def test_yes_is_said_in_few_ways(text, answer):
    assert is_true(text) is answer
