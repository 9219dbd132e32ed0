"""Beat and the schedule."""

import time

import pytest

from council.config import celery as config_celery
from council.config.beat import HeartbeatScheduler
from council.messaging.models import Heartbeat
from tests.processes import wait_until


@pytest.fixture
def celery_app(valkey_server):
    """The portal's Celery with a real broker of its own."""
    app = config_celery.app
    before = app.conf.broker_url, app.conf.broker_transport_options
    app.conf.broker_url = valkey_server.broker_url
    # As long as it may take, in short.
    brief = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    app.conf.broker_transport_options = {**before[1], **brief}
    app.pool.force_close_all()
    app._pool = None
    yield app
    app.pool.force_close_all()
    app._pool = None
    app.conf.broker_url, app.conf.broker_transport_options = before


def test_every_scheduled_task_is_there_and_a_late_one_is_dropped():
    config_celery.app.loader.import_default_modules()
    for entry in config_celery.app.conf.beat_schedule.values():
        app_label, _, name = entry["task"].partition(".")
        assert entry["task"] in config_celery.app.tasks, f"{app_label} has no task {name}"
        assert entry["options"]["expires"] <= entry["schedule"]


def test_tasks_survive_a_killed_worker_and_publishing_never_hangs(settings):
    assert settings.CELERY_TASK_ACKS_LATE
    assert settings.CELERY_TASK_REJECT_ON_WORKER_LOST
    assert settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1
    assert settings.CELERY_TASK_PUBLISH_RETRY is False
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["socket_timeout"] == 3
    assert "pool" not in settings.DATABASES["default"]["OPTIONS"]


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["freeze", "kill"])
def test_beat_lives_on_without_redis(celery_app, valkey_server, how):
    scheduler = HeartbeatScheduler(app=celery_app, max_interval=5)
    getattr(valkey_server, how)()
    began = time.monotonic()
    assert scheduler.tick() == 0  # tried one entry, and goes on
    assert time.monotonic() - began < 10
    heartbeat = Heartbeat.objects.get(name="beat")
    Heartbeat.objects.all().delete()
    scheduler._heartbeat_due = 0.0
    scheduler.tick()
    assert Heartbeat.objects.get(name="beat").at >= heartbeat.at


@pytest.mark.django_db
def test_beat_wakes_the_workers(celery_app, valkey_server):
    scheduler = HeartbeatScheduler(app=celery_app, max_interval=5)
    with celery_app.connection_for_read() as broker:

        def waiting():
            scheduler.tick()
            return broker.default_channel.client.llen("council") == len(scheduler.schedule)

        wait_until(waiting, 15)
    scheduler.connection.close()
