"""Production: refuses to start half-configured, and passes Django's own deployment checks."""

import json
import subprocess
import sys

import pytest

from script.check import PRODUCTION
from tests.processes import ROOT, clean_environment

REQUIRED = ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL"]
SETTINGS = {name: value for name, value in PRODUCTION.items() if value and name != "ALLOWED_HOSTS"}
SHOWN = ["DEMONSTRATION", "DEBUG", "EMAIL_BACKEND", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SERVE_NOTES"]


def run(*command, **env):
    """The result of a Python command under the given environment."""
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=clean_environment(**env), capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", REQUIRED)
def test_each_missing_setting_is_named_in_one_line(name):
    result = run("manage.py", "check", **{key: value for key, value in SETTINGS.items() if key != name})
    assert result.returncode == 1
    assert result.stderr == f"manage.py: Production needs these environment variables: {name}\n"
    assert result.stdout == ""


def test_serve_refuses_as_well():
    result = run("manage.py", "serve", DATABASE_URL=SETTINGS["DATABASE_URL"])
    assert result.returncode == 1
    assert (
        result.stderr == "manage.py: Production needs these environment variables: SECRET_KEY, REDIS_URL, EMAIL_URL, SITE_URL\n"
    )


def test_site_address_must_be_https():
    result = run("manage.py", "check", **SETTINGS | {"SITE_URL": "http://council.example"})
    assert (result.returncode, result.stderr) == (1, "manage.py: SITE_URL must begin with https:// in production.\n")


def test_deployment_checks_find_nothing():
    result = run("manage.py", "check", "--deploy", "--fail-level", "DEBUG", **SETTINGS)
    assert (result.returncode, result.stdout) == (0, "System check identified no issues (0 silenced).\n"), result.stderr


def test_nothing_of_the_demonstration_is_in_production():
    code = (
        "import json, sys; from django.conf import settings as s; print(json.dumps({n: getattr(s, n) for n in sys.argv[1:]}))"
    )
    result = run("-c", code, *SHOWN, **SETTINGS | {"DEBUG": "1"})
    assert json.loads(result.stdout or result.stderr) == {
        "DEMONSTRATION": False,
        "DEBUG": False,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "ALLOWED_HOSTS": ["council.example"],
        "CSRF_TRUSTED_ORIGINS": ["https://council.example"],
        "SERVE_NOTES": [],
    }
