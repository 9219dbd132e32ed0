"""How tests open the pages of outcomes."""

from datetime import timedelta

from django.test import Client

from tests.factories import NOW

DAY = timedelta(days=1)
TODAY = NOW.date()
PAGE = "/symposia/symposium/outcomes/"


def logged_in(who=None):
    client = Client()
    if who is not None:
        client.force_login(getattr(who, "user", who))
    return client


def html(client, path=PAGE):
    return client.get(path).content.decode()
