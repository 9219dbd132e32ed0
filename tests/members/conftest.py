import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core.cache import cache
from django.db.models.functions import Now

from council.messaging.models import DeliveredMail, Message
from council.messaging.services import deliver
from tests.factories import MemberFactory, coordinator


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    """Rate limits live in the cache, which outlives a test."""
    cache.clear()


class Letter:
    """One delivered mail as its reader has it."""

    def __init__(self, row: DeliveredMail) -> None:
        mail = message_from_bytes(bytes(row.source), policy=policy.default)
        self.to = row.address
        self.subject = str(mail["Subject"])
        self.text = mail.get_body(("plain",)).get_content()
        self.html = mail.get_body(("html",)).get_content()

    @property
    def code(self) -> str:
        return re.search(r"\b[A-Z0-9]{3,4}-[A-Z0-9]{3,4}\b|\b\d{6}\b", self.text)[0]


@pytest.fixture
def letters():
    """A call that sends what is queued and returns every letter so far, the oldest first."""

    def read() -> list[Letter]:
        # In a test's one transaction the database's clock stands still.
        Message.objects.update(next_try_at=Now() - timedelta(days=1))
        deliver(limit=100)
        return [Letter(row) for row in DeliveredMail.objects.order_by("pk")]

    return read


@pytest.fixture
def staff():
    return coordinator("council", email="staff@council.example")


@pytest.fixture
def pair():
    """Two records of one person."""
    return (
        MemberFactory(user__email="hana@example.com", given_name="하나"),
        MemberFactory(user__email="hana@company.example", given_name="하나"),
    )
