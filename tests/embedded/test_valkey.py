"""The embedded Valkey: private, durable, and found under any path."""

import redis

from council.config import services
from council.embedded import valkey


def test_keeps_its_data_when_killed_and_never_drops_any(valkey_server):
    with redis.Redis.from_url(valkey_server.url) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        assert client.config_get("port") == {"port": "0"}
        client.set("kept", "yes")
        client.waitaof(1, 0, 2000)
        valkey_server.restart()
        assert client.get("kept") == b"yes"


def test_frozen_one_does_not_answer_and_goes_on_afterwards(valkey_server):
    valkey_server.freeze()
    assert not valkey.answers(valkey_server.socket)
    valkey_server.thaw()
    assert valkey.answers(valkey_server.socket)


def test_awkward_paths_have_plain_addresses(tmp_path):
    for name in ("with space", "ä", "x" * 120):
        url = valkey.url(tmp_path / name)
        assert url.isascii()
        assert " " not in url
        assert len(url) < 120
        assert url == valkey.url(tmp_path / name)
    assert valkey.url(tmp_path / "a") != valkey.url(tmp_path / "b")


def test_broker_speaks_of_the_same_socket(tmp_path):
    path = valkey.socket_path(tmp_path)
    assert services.broker_url(valkey.url(tmp_path)).startswith(f"redis+socket://{path}")
    assert services.broker_url("redis://host:6379/1") == "redis://host:6379/1"
