"""A Redis that is frozen or absent never blocks or breaks a page."""

import time

import pytest
from django.urls import reverse

from council.config import cache as config_cache
from council.config import services
from tests import factories

A_SECOND = 1.0


@pytest.fixture
def cache(valkey_server, settings):
    """The portal's cache in front of a real Valkey."""
    settings.CACHES = services.cache(valkey_server.url)
    return make_cache(valkey_server)


def make_cache(server):
    """A cache as another process would have it: the same server, nothing in memory."""
    return config_cache.FailsafeRedisCache(server.url, {"KEY_PREFIX": "council", "LOCATION": server.url})


def timed(action, *args):
    """What the action answers, and how long that took."""
    began = time.monotonic()
    answer = action(*args)
    return answer, time.monotonic() - began


def test_lives_in_redis_and_is_shared(cache, valkey_server):
    cache.set("colour", "blue")
    assert make_cache(valkey_server).get("colour") == "blue"
    assert cache.add("colour", "red") is False
    assert cache.incr("count", 1) == 1 if cache.add("count", 0) else False
    cache.set_many({"a": 1, "b": 2})
    assert make_cache(valkey_server).get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
    assert cache.has_key("a")
    assert cache.delete("a")
    assert not cache.is_fallen_back


@pytest.mark.parametrize("how", ["freeze", "kill"])
def test_falls_back_on_memory_within_a_second_and_then_at_once(cache, valkey_server, how):
    cache.set("before", 1)
    getattr(valkey_server, how)()
    answer, seconds = timed(cache.get, "before")
    assert answer is None
    assert seconds < A_SECOND
    assert cache.is_fallen_back
    cache.set("meanwhile", 2)
    answer, seconds = timed(cache.get, "meanwhile")
    assert answer == 2
    assert seconds < 0.05


@pytest.mark.parametrize(("how", "back"), [("freeze", "thaw"), ("kill", "restart")])
def test_comes_back_after_the_pause(cache, valkey_server, how, back, monkeypatch):
    monkeypatch.setattr(config_cache, "PAUSE_SECONDS", 0.0)
    getattr(valkey_server, how)()
    cache.set("while-away", 1)
    getattr(valkey_server, back)()
    cache.set("after", 2)
    assert make_cache(valkey_server).get("after") == 2


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["freeze", "kill"])
def test_pages_answer_within_a_second(client, valkey_server, settings, how):
    settings.CACHES = services.cache(valkey_server.url)
    user = factories.UserFactory()
    log_in = {"login": user.email, "password": "wrong"}
    client.get(reverse("account_login"))  # templates are read once, not timed
    client.get(reverse("portal:home"))
    getattr(valkey_server, how)()
    home, seconds = timed(client.get, reverse("portal:home"))
    assert home.status_code == 200
    assert seconds < A_SECOND
    # The limit of failed log-ins is counted in the cache.
    refused, seconds = timed(client.post, reverse("account_login"), log_in)
    assert refused.status_code == 200
    assert seconds < A_SECOND
