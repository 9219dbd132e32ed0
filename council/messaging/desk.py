"""What about messages may need the secretariat's attention."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council.messaging.models import Message, MessageQuerySet
from council.messaging.services import silent_processes
from council.programmes import DeskNotice
from council.staff import is_secretariat


def notices() -> list[DeskNotice]:
    """Failed, uncertain and overdue messages."""
    return [
        DeskNotice(
            slug="messages-uncertain",
            label=_("Messages that may or may not have been sent"),
            count=_counter(lambda messages, now: messages.uncertain()),
            url=lambda: _list("uncertain"),
            urgent=True,
            order=10,
        ),
        DeskNotice(
            slug="messages-failed",
            label=_("Messages that failed"),
            count=_counter(lambda messages, now: messages.failed()),
            url=lambda: _list("failed"),
            urgent=True,
            order=11,
        ),
        DeskNotice(
            slug="messages-overdue",
            label=_("Messages that wait longer than five minutes"),
            count=_counter(lambda messages, now: messages.overdue(now)),
            url=lambda: _list("queued"),
            urgent=True,
            order=12,
        ),
        DeskNotice(
            slug="silent-processes",
            label=_("Background processes that are silent: nothing is sent or planned"),
            count=lambda user, now: len(silent_processes()) if is_secretariat(user) else 0,
            url=lambda: reverse("admin:messaging_message_statistics"),
            urgent=True,
            order=5,
        ),
    ]


def _counter(choose: Callable[[MessageQuerySet, datetime], MessageQuerySet]) -> Callable[[Any, datetime], int]:
    def count(user: Any, now: datetime) -> int:
        return choose(Message.objects.all(), now).count() if is_secretariat(user) else 0

    return count


def _list(state: str) -> str:
    return reverse("admin:messaging_message_changelist") + f"?state__exact={state}"
