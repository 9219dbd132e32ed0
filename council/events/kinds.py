"""The kinds of messages that events send, and what is asked just before one leaves: whether it is still true."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from council.events.models import Event, Registration
from council.events.services import telling
from council.programmes import MessageKind

State = Registration.State


def in_state(*states: str) -> Callable[[dict[str, Any]], bool]:
    """Whether the registration that a message tells of is still in one of `states`."""

    def still_true(context: dict[str, Any]) -> bool:
        return Registration.objects.filter(pk=int(context["registration_id"]), state__in=states).exists()

    return still_true


def change_is_the_latest(context: dict[str, Any]) -> bool:
    """Whether the registration stands, the event does, and no later change is told of by a message of its own."""
    return (
        Registration.objects.live()
        .filter(
            pk=int(context["registration_id"]),
            event__state=Event.State.PUBLISHED,
            event__sequence=int(context["event_sequence"]),
        )
        .exists()
    )


KINDS = (
    MessageKind(slug=telling.CONFIRMED, name=_("Registration confirmed"), still_true=in_state(State.CONFIRMED)),
    MessageKind(slug=telling.PENDING, name=_("Registration received"), still_true=in_state(State.PENDING)),
    MessageKind(slug=telling.WAITLISTED, name=_("Place on the waiting list"), still_true=in_state(State.WAITLISTED)),
    MessageKind(slug=telling.PROMOTED, name=_("Seat from the waiting list"), still_true=in_state(State.CONFIRMED)),
    MessageKind(slug=telling.DECLINED, name=_("Registration declined"), still_true=in_state(State.DECLINED)),
    MessageKind(slug=telling.CANCELLED, name=_("Registration cancelled")),
    MessageKind(slug=telling.CHANGED, name=_("Event changed"), still_true=change_is_the_latest),
    MessageKind(slug=telling.EVENT_CANCELLED, name=_("Event cancelled")),
)
