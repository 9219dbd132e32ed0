"""Where one is logged in is noted, but not with every request."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession

from council.portal import middleware
from tests.factories import NOW, MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    client.force_login(MemberFactory().user)
    return client


def seen():
    return UserSession.objects.values_list("ip", "user_agent", "last_seen_at").get()


def test_one_reader_is_noted_once_in_five_minutes(reader, monkeypatch, django_assert_max_num_queries):
    clock = [0.0]
    monkeypatch.setattr(middleware.time, "monotonic", lambda: clock[0])
    with time_machine.travel(NOW, tick=False):
        reader.get("/events/")
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        reader.get("/events/")
    assert seen()[2] == NOW
    clock[0] = middleware.SEEN_SECONDS
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        reader.get("/events/")
    assert seen()[2] == NOW + timedelta(minutes=5)


def test_another_address_or_browser_is_noted_at_once(reader):
    reader.get("/events/", headers={"user-agent": "One"})
    assert seen()[:2] == ("127.0.0.1", "One")
    reader.get("/events/", headers={"user-agent": "Two"})
    assert seen()[:2] == ("127.0.0.1", "Two")
    reader.get("/events/", headers={"user-agent": "Two"}, REMOTE_ADDR="127.0.0.9")
    assert seen()[:2] == ("127.0.0.9", "Two")


def test_visitors_are_not_noted(client):
    client.get("/events/")
    assert not UserSession.objects.exists()
