"""`script/bench` measures the demonstration's settings; the views of its floor are nowhere else."""

import subprocess
import sys

from django.urls import Resolver404, resolve

from council.config import bench_urls, urls
from script.check import PRODUCTION
from tests.processes import ROOT, clean_environment


def test_bench_settings_refuse_production():
    env = clean_environment(**PRODUCTION | {"DJANGO_SETTINGS_MODULE": "council.config.settings.bench"})
    result = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "The settings for measuring are for the demonstration alone." in result.stderr


def test_the_floor_is_in_no_other_settings():
    for path in ("/bench/constant/", "/bench/select/event-1/"):
        assert resolve(path, urlconf=bench_urls)
        try:
            found = resolve(path, urlconf=urls)
        except Resolver404:
            continue
        raise AssertionError(f"{path} leads to {found}")


def test_bench_says_what_it_can_measure():
    command = [sys.executable, "script/benchmark", "--help"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0
    assert result.stdout.startswith("usage: script/bench")
    refused = subprocess.run([*command[:2], "paint"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "there is no part “paint”" in refused.stderr
